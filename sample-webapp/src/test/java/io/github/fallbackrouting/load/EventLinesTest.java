package io.github.fallbackrouting.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Events are found however their bytes are cut. */
class EventLinesTest {

    @Test
    void dataIsWholeWhereverItIsCut() {
        byte[] bytes = "data: one\n\n: comment\n\ndata: two\n\n".getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<String> data = new ArrayList<>();
            EventLines lines = new EventLines(data::add);

            lines.read(bytes, 0, cut);
            lines.read(bytes, cut, bytes.length - cut);

            assertEquals(List.of("one", "two"), data);
        }
    }

    @Test
    void aStampIsReadAsItWasWritten() {
        assertEquals(
                Optional.of(new Stamp(7, -12)), Stamp.of("{\"delta\":{\"content\":\"" + Stamp.text(7, -12) + "\"}}"));
        assertEquals(Optional.empty(), Stamp.of("{\"delta\":{\"content\":\"\"}}"));
    }
}
