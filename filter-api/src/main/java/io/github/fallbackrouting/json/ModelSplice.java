package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.RequestDocument.Source;
import io.github.fallbackrouting.json.RequestDocument.Span;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A request body with another {@code model}: the same bytes but for that one value.
 *
 * <p>A {@code model} that stands twice is replaced twice, so that every parser sees the same one. A body without a
 * {@code model}, which the host fills in itself, gets one as its first member. Immutable; can be read as often as its
 * source can.
 */
public final class ModelSplice {

    private final Source source;
    private final List<Span> cuts;
    private final byte[] replacement;
    private final long length;

    /**
     * @param source the body's bytes
     * @param sourceLength how many they are
     * @param document what was read in them
     * @param model the name that the deployment knows the model by
     */
    public ModelSplice(Source source, long sourceLength, RequestDocument document, String model) {
        this.source = Objects.requireNonNull(source, "source");
        String value = JsonString.quote(model);
        if (document.models().isEmpty()) {
            cuts = List.of(new Span(document.firstMember(), document.firstMember()));
            value = "\"model\":" + value + (document.hasMembers() ? "," : "");
        } else {
            cuts = document.models();
        }
        replacement = value.getBytes(StandardCharsets.UTF_8);
        length = sourceLength
                + cuts.stream()
                        .mapToLong(cut -> replacement.length - (cut.to() - cut.from()))
                        .sum();
    }

    /** In bytes. */
    public long length() {
        return length;
    }

    /** The new body from its first byte on. */
    public InputStream open() throws IOException {
        return new SplicedStream(source.open());
    }

    private final class SplicedStream extends InputStream {

        private final InputStream original;
        private long position;
        private int nextCut;
        private int replacing = -1;

        SplicedStream(InputStream original) {
            this.original = original;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            if (replacing < 0
                    && nextCut < cuts.size()
                    && position == cuts.get(nextCut).from()) {
                Span cut = cuts.get(nextCut++);
                original.skipNBytes(cut.to() - cut.from());
                position = cut.to();
                replacing = 0;
            }
            if (replacing >= 0) {
                int n = Math.min(length, replacement.length - replacing);
                System.arraycopy(replacement, replacing, bytes, offset, n);
                replacing = replacing + n == replacement.length ? -1 : replacing + n;
                return n;
            }
            long untilCut = nextCut < cuts.size() ? cuts.get(nextCut).from() - position : Long.MAX_VALUE;
            int n = original.read(bytes, offset, (int) Math.min(length, untilCut));
            position += Math.max(n, 0);
            return n;
        }

        @Override
        public void close() throws IOException {
            original.close();
        }
    }
}
