package dev.mooring.sync.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.inspector.Differences.Field;
import dev.mooring.sync.recovery.Comparison;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What differs between two payloads. */
class DifferencesTest {
    private static Differences of(String confirmed, String written) {
        return Differences.of(new Comparison(confirmed, written));
    }

    @Test
    void fieldsThatDifferAreNamedAndTheOthersCounted() {
        Differences differences =
                of("{\"a\":1,\"b\":{\"x\":[1]},\"c\":null}", "{\"c\":null,\"b\":{\"x\":[2]},\"d\":\"\"}");
        assertEquals(
                List.of(
                        new Field("a", "1", null),
                        new Field("b", "{\"x\":[1]}", "{\"x\":[2]}"),
                        new Field("d", null, "\"\"")),
                differences.fields());
        assertEquals(1, differences.same());
    }

    @Test
    void nothingIsAnObjectWithoutFields() {
        assertEquals(List.of(new Field("a", null, "1")), of(null, "{\"a\":1}").fields());
        assertEquals(List.of(new Field("a", "1", null)), of("{\"a\":1}", null).fields());
        assertTrue(of(null, null).fields().isEmpty());
    }

    @Test
    void whatIsNoObjectIsComparedAsAWhole() {
        assertEquals(List.of(new Field("", "[1]", "[2]")), of("[1]", "[2]").fields());
        assertEquals(
                List.of(new Field("", "{\"a\":", "{}")), of("{\"a\":", "{}").fields());
        assertEquals(List.of(new Field("", null, "7")), of(null, "7").fields());
        assertTrue(of("7", "7").fields().isEmpty());
    }
}
