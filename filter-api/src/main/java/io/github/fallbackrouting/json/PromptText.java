package io.github.fallbackrouting.json;

/**
 * Counts the text in the strings that it hears, and leaves out the files among them. Not thread-safe.
 *
 * <p>A file (an image, a sound, a {@code data:} URL) is a string of more than 256 bytes whose first 256 are all of the
 * alphabet of Base64 and URLs: no language has a word as long, and one that is written without spaces is not written in ASCII.
 */
final class PromptText implements JsonScanner.Strings {

    private static final int LOOKED_AT = 256;

    /** OpenAI's rule of thumb for English: a token is about four characters. */
    private static final int BYTES_A_TOKEN = 4;

    private long bytes;
    private int coded;
    private boolean prose;

    @Override
    public boolean next(int c) {
        prose = !isCode(c);
        return !prose && ++coded < LOOKED_AT;
    }

    @Override
    public void ended(long length) {
        if (prose || length <= LOOKED_AT) {
            bytes += length;
        }
        coded = 0;
        prose = false;
    }

    /** Rounded up. */
    long tokens() {
        return (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
    }

    private static boolean isCode(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "+/=_-.:;,".indexOf(c) >= 0;
    }
}
