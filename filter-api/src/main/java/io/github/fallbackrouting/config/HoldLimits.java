package io.github.fallbackrouting.config;

/**
 * How much of a request and of an answer is kept or let through, in bytes. Immutable.
 *
 * @param requestMemory {@code hold.request_memory}: of a request body, before it goes to a temporary file; default 256 KiB
 * @param requestDisk {@code hold.request_disk}: of a request body altogether; a larger one can't be sent again; default
 *     64 MiB
 * @param response {@code hold.response}: of an answer; a larger good one is released as it comes; default 1 MiB
 * @param firstEvent {@code hold.first_event}: of a stream until its first content; default 64 KiB
 * @param answer {@code hold.answer}: of an answer of another deployment altogether; a longer one is cut off; default 256 MiB,
 *     which holds a stream of some 800 000 tokens, an event of 300 bytes for each
 */
public record HoldLimits(int requestMemory, long requestDisk, int response, int firstEvent, long answer) {

    /** The values that hold where the file is silent. */
    public static final HoldLimits DEFAULT = new HoldLimits(256 << 10, 64 << 20, 1 << 20, 64 << 10, 256 << 20);

    /**
     * With the default for whole answers.
     *
     * @throws IllegalArgumentException as the other constructor
     */
    public HoldLimits(int requestMemory, long requestDisk, int response, int firstEvent) {
        this(requestMemory, requestDisk, response, firstEvent, DEFAULT.answer);
    }

    /** @throws IllegalArgumentException if one is negative, or the disk limit is below the memory limit */
    public HoldLimits {
        if (requestMemory < 0 || response < 0 || firstEvent < 0 || answer < 0) {
            throw new IllegalArgumentException("a limit must not be negative");
        }
        if (requestDisk < requestMemory) {
            throw new IllegalArgumentException("request_disk (" + requestDisk
                    + " bytes) counts the whole body and must not be below request_memory (" + requestMemory
                    + " bytes)");
        }
    }
}
