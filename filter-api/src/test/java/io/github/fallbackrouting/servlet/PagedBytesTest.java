package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagedBytesTest {

    private static final int PAGE = PagedBytes.PAGE;

    private final AtomicInteger made = new AtomicInteger();
    private final Pool<PagedBytes.Page> pool = new Pool<>(100, () -> {
        made.incrementAndGet();
        return new PagedBytes.Page();
    });
    private final PagedBytes bytes = new PagedBytes(pool);

    private static byte[] random(int length, long seed) {
        byte[] made = new byte[length];
        new Random(seed).nextBytes(made);
        return made;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 5 * PAGE + 3})
    void hasWhatWasAppended(int length) throws IOException {
        byte[] all = random(length, length);
        bytes.append(all, 0, length);

        assertEquals(length, bytes.size());
        assertArrayEquals(all, bytes.toByteArray());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bytes.writeTo(out);
        assertArrayEquals(all, out.toByteArray());
        assertArrayEquals(all, bytes.open().readAllBytes());
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        assertEquals(length, bytes.open().transferTo(passed));
        assertArrayEquals(all, passed.toByteArray());
        assertEquals((length + PAGE - 1) / PAGE, made.get());
    }

    @Test
    void canBeReadInWhateverPieces() throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            PagedBytes paged = new PagedBytes(pool);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int i = 0; i < 8; i++) {
                byte[] piece = random(random.nextInt(2 * PAGE), seed);
                int offset = random.nextInt(piece.length + 1);
                paged.append(piece, offset, piece.length - offset);
                expected.write(piece, offset, piece.length - offset);
            }
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try (InputStream in = paged.open()) {
                read(in, random, read);
            }
            assertArrayEquals(expected.toByteArray(), read.toByteArray(), "seed " + seed);
            paged.free();
        }
    }

    private static void read(InputStream in, Random random, ByteArrayOutputStream to) throws IOException {
        while (in.available() > 0) {
            byte[] piece = new byte[1 + random.nextInt(PAGE)];
            switch (random.nextInt(3)) {
                case 0 -> to.write(in.read());
                case 1 -> to.write(piece, 0, in.read(piece));
                default -> to.writeBytes(in.readNBytes(piece.length));
            }
        }
        assertEquals(-1, in.read());
        assertEquals(-1, in.read(new byte[1]));
        assertEquals(0, in.read(new byte[0]));
    }

    @Test
    void passesOverWhatIsSkipped() throws IOException {
        byte[] all = random(2 * PAGE, 1);
        bytes.append(all, 0, all.length);
        InputStream in = bytes.open();

        assertEquals(0, in.skip(-1));
        assertEquals(PAGE + 1, in.skip(PAGE + 1));
        assertEquals(all[PAGE + 1] & 0xff, in.read());
        assertEquals(PAGE - 2, in.skip(Long.MAX_VALUE));
        assertEquals(-1, in.read());
    }

    @Test
    void whatIsOpenSeesNothingOfWhatComesLater() throws IOException {
        bytes.append(new byte[] {1}, 0, 1);
        InputStream early = bytes.open();
        bytes.append(random(3 * PAGE, 2), 0, 3 * PAGE);

        assertArrayEquals(new byte[] {1}, early.readAllBytes());
    }

    @Test
    void leavesEachPageToOthersOnce() {
        bytes.append(new byte[3 * PAGE], 0, 3 * PAGE);
        bytes.free();
        bytes.free();

        assertEquals(0, bytes.size());
        Set<PagedBytes.Page> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 4; i++) {
            taken.add(pool.take());
        }
        assertEquals(4, taken.size());
        assertEquals(4, made.get());
    }

    @Test
    void leavesNoPageToOthersThatIsDropped() {
        bytes.append(new byte[PAGE], 0, PAGE);
        bytes.drop();
        bytes.free();
        pool.take();

        assertEquals(2, made.get());
    }

    @Test
    void beginsAnewInTheSamePagesWhenItIsCleared() {
        bytes.append(new byte[2 * PAGE], 0, 2 * PAGE);
        bytes.clear();
        byte[] more = random(PAGE + 1, 3);
        bytes.append(more, 0, more.length);

        assertArrayEquals(more, bytes.toByteArray());
        assertEquals(2, made.get());

        bytes.append(new byte[PAGE], 0, PAGE);
        assertEquals(3, made.get());
    }

    @Test
    void readsOnlyIntoWhatIsThere() {
        bytes.append(new byte[] {7}, 0, 1);
        InputStream in = bytes.open();

        assertThrows(IndexOutOfBoundsException.class, () -> in.read(new byte[1], 1, 1));
    }
}
