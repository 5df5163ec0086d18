package io.github.fallbackrouting.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What reads bytes from outside keeps its promises for seeds, mutations of them, and everything that was ever found to break one.
 *
 * <p>{@code -Dfuzz.seed} makes other mutations, {@code -Dfuzz.rounds} more of them. {@link FuzzRun} looks for inputs by what they
 * reach.
 */
class FuzzTest {

    static final Path FINDINGS = Path.of("src/test/resources/fuzz");

    private static final long SEED = Long.getLong("fuzz.seed", 20261101);

    /** A quarter of a second for each target. */
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1500);

    static List<Target> targets() {
        return Target.all();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void keepsItsPromises(Target target) {
        List<byte[]> seeds = target.seeds().get();
        seeds.forEach(seed -> check(target, seed, "a seed"));
        Mutation mutation = new Mutation(new Random(SEED), seeds);
        for (int round = 0; round < ROUNDS; round++) {
            check(target, mutation.next(), "round " + round + " of seed " + SEED);
        }
    }

    static Stream<Arguments> findings() throws IOException {
        return targets().stream().flatMap(target -> files(target).map(file -> Arguments.of(target, file)));
    }

    private static Stream<Path> files(Target target) {
        Path folder = FINDINGS.resolve(target.folder());
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("findings")
    void doesNotRepeatWhatWasFound(Target target, Path finding) throws IOException {
        check(target, Files.readAllBytes(finding), finding.toString());
    }

    /** Four times the input costs about four times the memory, and not its square. */
    @ParameterizedTest
    @MethodSource("targets")
    void takesMemoryInProportion(Target target) {
        for (byte[] seed : target.seeds().get()) {
            allocated(target, repeated(seed, 1));
            long once = allocated(target, repeated(seed, 4096));
            long fourTimes = allocated(target, repeated(seed, 4 * 4096));
            assertTrue(
                    fourTimes < 6 * once + (1 << 20),
                    () -> once + " bytes for 4 KiB, " + fourTimes + " for 16 KiB of " + shown(seed));
        }
    }

    private static byte[] repeated(byte[] seed, int atLeast) {
        ByteArrayOutputStream repeated = new ByteArrayOutputStream();
        do {
            repeated.writeBytes(seed);
        } while (repeated.size() < atLeast && seed.length > 0);
        return repeated.toByteArray();
    }

    private static long allocated(Target target, byte[] input) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        check(target, input, "a long input");
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void check(Target target, byte[] input, String what) {
        try {
            target.property().check(input);
        } catch (Throwable e) {
            throw new AssertionError(target + " breaks a promise for " + what + ": " + shown(input), e);
        }
    }

    private static String shown(byte[] input) {
        StringBuilder shown = new StringBuilder();
        for (byte b : input) {
            shown.append(b >= 0x20 && b < 0x7f && b != '\\' ? String.valueOf((char) b) : String.format("\\x%02x", b));
        }
        return shown.toString();
    }
}
