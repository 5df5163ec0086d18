package io.github.fallbackrouting.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The ways in which one input arrives: whole, byte by byte, and in pieces that only its bytes decide. */
public final class Splits {

    /** What stands where a piece stood: nobody may look there any more. */
    private static final byte GARBAGE = '}';

    private Splits() {}

    /** Where each piece ends, for every way to cut this input; the first way is not to cut it. */
    public static List<int[]> of(byte[] input) {
        int[] each = IntStream.rangeClosed(1, input.length).toArray();
        Random random = new Random(Arrays.hashCode(input));
        int[] some = random.ints(Math.min(input.length, 8), 0, input.length + 1)
                .sorted()
                .toArray();
        return List.of(new int[] {input.length}, each, withEnd(some, input.length));
    }

    private static int[] withEnd(int[] ends, int length) {
        int[] all = Arrays.copyOf(ends, ends.length + 1);
        all[ends.length] = length;
        return all;
    }

    /** Takes a piece. */
    @FunctionalInterface
    public interface Taker<E extends Exception> {
        /** The bytes stand there during the call only. */
        void take(byte[] bytes, int offset, int length) throws E;
    }

    /** Gives the input to somebody in pieces. */
    public static <E extends Exception> void feed(byte[] input, int[] ends, Taker<E> taker) throws E {
        byte[] used = new byte[input.length];
        int from = 0;
        for (int end : ends) {
            System.arraycopy(input, from, used, from, end - from);
            taker.take(used, from, end - from);
            Arrays.fill(used, from, end, GARBAGE);
            from = end;
        }
    }
}
