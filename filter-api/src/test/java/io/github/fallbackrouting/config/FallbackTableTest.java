package io.github.fallbackrouting.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FallbackTableTest {

    /** Each row's only target is the row's own name, so that an answer tells which row it is from. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            nullValues = "none",
            value = {
                "g, g, g",
                "g, openai/g, g",
                "openai/g, g, openai/g",
                "openai/g, azure/g, none",
                "acme/g, g, none",
                "g, acme/g, none",
                "'g openai/g', openai/g, openai/g",
                "'openai/g g', g, g",
                "'azure/g openai/g', g, azure/g",
                "'* g', g, g",
                "'* g', h, *",
                "'* g', openai/g, g",
                "'* alias', 'alias g', alias",
                "'* g', 'alias g', g",
                "'g alias', 'alias g', alias",
                "'openai/alias g', 'alias g', openai/alias",
                "'*', 'alias g', *",
                "'openai/*', 'openai/x openai/*', openai/*",
                "'x openai/*', 'openai/x openai/*', x",
            })
    void looksUpTheExactNameThenTheBareThenTheNextNameThenAnyGroup(String rows, String names, String found) {
        Map<String, List<Target>> table = new LinkedHashMap<>();
        for (String row : rows.split(" ", -1)) {
            table.put(row, List.of(Target.of(row)));
        }
        assertEquals(
                Optional.ofNullable(found),
                new FallbackTable(table)
                        .row(List.of(names.split(" ", -1)))
                        .map(row -> row.get(0).name()));
    }

    @Test
    void takesAnEmptyRowForARow() {
        FallbackTable table = new FallbackTable(Map.of("g", List.of(), "*", List.of(Target.of("h"))));
        assertEquals(Optional.of(List.of()), table.row(List.of("g")));
    }

    @Test
    void replacesTheGeneralRowsAlone() {
        Fallbacks fallbacks = new Fallbacks(table("a"), table("b"), table("c"), 1);
        Fallbacks replaced = fallbacks.withGeneral(table("d").rows());
        assertEquals(new Fallbacks(table("d"), table("b"), table("c"), 1), replaced);
        assertEquals(List.of(Target.of("d"), Target.of("b"), Target.of("c")), replaced.targets());
    }

    @Test
    void refusesANegativeLimit() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Fallbacks(FallbackTable.EMPTY, FallbackTable.EMPTY, FallbackTable.EMPTY, -1));
    }

    private static FallbackTable table(String target) {
        return new FallbackTable(Map.of("g", List.of(Target.of(target))));
    }
}
