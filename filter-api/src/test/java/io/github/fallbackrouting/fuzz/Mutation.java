package io.github.fallbackrouting.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes a new input of known ones; the same seed makes the same inputs. Not thread-safe. */
final class Mutation {

    /** Bytes that mean something to one of the readers, or to none. */
    private static final List<byte[]> WORDS = List.of(
            bytes("\""),
            bytes("\\"),
            bytes("\\u"),
            bytes("\\ud83d"),
            bytes("\\u0000"),
            bytes("{"),
            bytes("}"),
            bytes("["),
            bytes("]"),
            bytes(":"),
            bytes(","),
            bytes("\n"),
            bytes("\r"),
            bytes("\r\n"),
            bytes("\n\n"),
            bytes("\r\r"),
            bytes("\t"),
            bytes("\0"),
            bytes(" "),
            bytes("-"),
            bytes("."),
            bytes("e"),
            bytes("0"),
            bytes("1e309"),
            bytes("99999999999999999999"),
            bytes("null"),
            bytes("true"),
            bytes("NaN"),
            bytes("Infinity"),
            bytes("\uFEFF"),
            bytes("\uD83D\uDE00"),
            bytes("\u0085"),
            bytes("\u2028"),
            new byte[] {(byte) 0xC0},
            new byte[] {(byte) 0xFF},
            bytes("model"),
            bytes("mod\\u0065l"),
            bytes("usage"),
            bytes("error"),
            bytes("choices"),
            bytes("delta"),
            bytes("content"),
            bytes("finish_reason"),
            bytes("_hidden_params"),
            bytes("messages"),
            bytes("data: "),
            bytes("event: error\n"),
            bytes("data: [DONE]\n\n"),
            bytes("&a"),
            bytes("*a"),
            bytes("<<: "),
            bytes("- "),
            bytes("? "),
            bytes("!!"),
            bytes("---\n"),
            bytes("%"),
            bytes("#"),
            bytes("'"),
            bytes("|\n"),
            bytes("GMT"),
            bytes("24h"));

    /** Longer inputs show nothing that shorter ones do not, and take longer. */
    private static final int LONGEST = 4096;

    private final Random random;
    private final List<byte[]> seeds;

    Mutation(Random random, List<byte[]> seeds) {
        this.random = random;
        this.seeds = seeds;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A seed with one to eight changes. */
    byte[] next() {
        byte[] input = seed();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            input = changed(input);
        }
        return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changed(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + 1 + random.nextInt(16));
        return switch (random.nextInt(7)) {
            case 0 -> with(input, from, from, WORDS.get(random.nextInt(WORDS.size())));
            case 1 -> with(input, from, to, WORDS.get(random.nextInt(WORDS.size())));
            case 2 -> with(input, from, to, new byte[0]);
            case 3 -> with(input, from, Math.min(input.length, from + 1), new byte[] {(byte) random.nextInt(256)});
            case 4 -> with(input, to, to, Arrays.copyOfRange(input, from, to));
            case 5 -> Arrays.copyOf(input, from);
            default -> joined(input, seed());
        };
    }

    /** The beginning of one and the end of another. */
    private byte[] joined(byte[] one, byte[] other) {
        int from = random.nextInt(one.length + 1);
        return with(one, from, one.length, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
    }

    private static byte[] with(byte[] input, int from, int to, byte[] replacement) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream(input.length + replacement.length);
        changed.write(input, 0, from);
        changed.writeBytes(replacement);
        changed.write(input, to, input.length - to);
        return changed.toByteArray();
    }
}
