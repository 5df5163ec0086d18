package io.github.fallbackrouting.servlet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.fallbackrouting.config.HoldLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    @TempDir
    Path directory;

    private final Pool<PagedBytes.Page> pages = new Pool<>(10, PagedBytes.Page::new);

    private Spool spool(int memoryLimit, long limit) {
        return new Spool(new HoldLimits(memoryLimit, limit, 0, 0), pages, directory);
    }

    private static void append(Spool spool, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        spool.append(bytes, 0, bytes.length);
    }

    private static String kept(Spool spool) throws IOException {
        try (InputStream in = spool.open()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static String written(Spool spool) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        spool.writeTo(out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void keepsInMemoryWhatFits() throws IOException {
        try (Spool spool = spool(10, 100)) {
            append(spool, "01234");
            append(spool, "56789");

            assertEquals("0123456789", kept(spool));
            assertEquals(10, spool.size());
            assertEquals(List.of(), files());
        }
    }

    @Test
    void putsInAFileWhatDoesNotFitInMemory() throws IOException {
        try (Spool spool = spool(10, 100)) {
            append(spool, "0123456");
            append(spool, "789a");
            append(spool, "b");

            assertEquals("0123456789ab", kept(spool));
            assertEquals(12, spool.size());
            assertEquals(1, files().size());
            assertEquals(5, Files.size(files().get(0)));
        }
    }

    @Test
    void writesWhatItKeepsWhereverThatIs() throws IOException {
        Spool spool = spool(4, 10);
        assertEquals("", written(spool));
        append(spool, "0123");
        assertEquals("0123", written(spool));
        append(spool, "456");
        assertEquals("0123456", written(spool));
        assertEquals("0123456", written(spool), "again");

        append(spool, "789a");
        assertTrue(spool.isGivenUp());
        assertThrows(IOException.class, () -> written(spool));
        spool.close();
        assertThrows(IOException.class, () -> written(spool));
    }

    @Test
    void usesNoMemoryIfItMayNot() throws IOException {
        try (Spool spool = spool(0, 100)) {
            append(spool, "abc");

            assertEquals("abc", kept(spool));
            assertEquals(3, Files.size(files().get(0)));
        }
    }

    @Test
    void keepsExactlyAsMuchAsItMayAndGivesUpAtOneByteMore() throws IOException {
        try (Spool spool = spool(2, 5)) {
            append(spool, "abcde");
            assertFalse(spool.isGivenUp());
            assertEquals("abcde", kept(spool));

            append(spool, "f");
            assertTrue(spool.isGivenUp());
            assertEquals(0, spool.size());
            assertThrows(IOException.class, spool::open);
            assertEquals(List.of(), files());
        }
    }

    @Test
    void keepsNothingMoreOnceItHasGivenUp() throws IOException {
        try (Spool spool = spool(5, 5)) {
            append(spool, "abcdef");
            append(spool, "a");

            assertTrue(spool.isGivenUp());
            assertEquals(0, spool.size());
            assertEquals(List.of(), files());
        }
    }

    @Test
    void givesUpWhenToldTo() throws IOException {
        Spool spool = spool(1, 100);
        append(spool, "abc");
        spool.close();

        assertTrue(spool.isGivenUp());
        assertEquals(List.of(), files());
    }

    @Test
    void deletesItsFileWhenItIsClosed() throws IOException {
        Spool spool = spool(1, 100);
        append(spool, "abc");
        assertEquals(1, files().size());

        spool.close();
        assertEquals(List.of(), files());
        assertEquals(0, spool.size());
        spool.close();
    }

    @Test
    void letsNobodyButTheOwnerReadItsFile() throws IOException {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"));
        try (Spool spool = spool(1, 100)) {
            append(spool, "what a user said");

            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))));
        }
    }

    @Test
    void givesUpQuietlyIfItCannotWriteAFile() {
        try (Spool spool = new Spool(new HoldLimits(2, 100, 0, 0), pages, directory.resolve("missing"))) {
            append(spool, "ab");
            assertFalse(spool.isGivenUp());

            append(spool, "c");
            assertTrue(spool.isGivenUp());
            assertThrows(IOException.class, spool::open);
        }
    }

    @Test
    void takesTheEndOfAStreamForNothing() throws IOException {
        try (Spool spool = spool(10, 100)) {
            spool.append(new byte[4], 0, -1);
            spool.append(new byte[4], 0, 0);

            assertEquals(0, spool.size());
            assertEquals("", kept(spool));
        }
    }

    @Test
    void canBeReadAgainAndWhileItGrows() throws IOException {
        try (Spool spool = spool(2, 100)) {
            append(spool, "abc");
            try (InputStream first = spool.open()) {
                assertEquals('a', first.read());
                assertEquals("abc", kept(spool));
                append(spool, "d");
                assertEquals("bcd", new String(first.readAllBytes(), StandardCharsets.US_ASCII));
            }
            assertEquals("abcd", kept(spool));
        }
    }

    @Test
    void leavesItsMemoryToOthersOnceItIsClosed() throws IOException {
        PagedBytes.Page page = pageOf(spool(10, 100), "abc");
        assertSame(page, pages.take());
    }

    @Test
    void leavesItsMemoryToNobodyWhileSomebodyReadsIt() throws IOException {
        Spool spool = spool(10, 100);
        append(spool, "abc");
        InputStream reader = spool.open();
        InputStream done = spool.open();
        done.close();
        done.close();
        spool.close();
        append(spool, "xyz");

        Spool next = spool(10, 100);
        append(next, "next");
        assertEquals("abc", new String(reader.readAllBytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void nothingCanBeReadFromWhatIsClosed() throws IOException {
        Spool spool = spool(2, 100);
        append(spool, "ab");
        append(spool, "c");
        InputStream late = spool.open();
        late.close();
        spool.close();
        append(spool(10, 100), "another user's");

        assertEquals(-1, late.read());
        assertEquals(-1, late.read(new byte[5], 0, 5));
        assertEquals(0, late.available());
        assertEquals(0, late.skip(1));
        assertEquals(0, late.transferTo(OutputStream.nullOutputStream()));
    }

    @Test
    void seesNothingOfWhoHadItsMemoryBefore() throws IOException {
        byte[] page = pageOf(spool(100, 100), "what another user said").bytes;
        try (Spool spool = spool(100, 100)) {
            append(spool, "ab");
            assertEquals("ab", kept(spool));
            assertEquals('b', page[1]);
        }
    }

    /** The page that it has used, and left to others. */
    private PagedBytes.Page pageOf(Spool spool, String text) {
        append(spool, text);
        spool.close();
        PagedBytes.Page page = pages.take();
        pages.giveBack(page);
        return page;
    }

    @Test
    void keepsPartsOfAnArrayInWhateverPiecesTheyCome() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            try (Spool spool = spool(random.nextInt(5_000), 1 << 20)) {
                for (int i = 0; i < 20; i++) {
                    byte[] bytes = new byte[1 + random.nextInt(1_500)];
                    random.nextBytes(bytes);
                    int offset = random.nextInt(bytes.length);
                    int length = random.nextInt(bytes.length - offset + 1);
                    spool.append(bytes, offset, length);
                    expected.write(bytes, offset, length);
                }
                try (InputStream in = spool.open()) {
                    assertArrayEquals(expected.toByteArray(), in.readAllBytes(), "seed " + seed);
                }
                assertEquals(expected.size(), spool.size());
            }
            assertEquals(List.of(), files());
        }
    }
}
