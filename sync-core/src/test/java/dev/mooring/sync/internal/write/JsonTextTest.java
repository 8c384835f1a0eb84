package dev.mooring.sync.internal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.internal.json.JsonEscapes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                " false ",
                "0",
                "-0",
                "10.5e+3",
                "1E-7",
                "\"\"",
                "\"\\u00e9 \\n \\\\ \\/ é漢😀\"",
                "{}",
                "[]",
                "[ ]",
                "{ \"a\" : [1, {\"b\":null}, \"c\"] , \"d\":{} }",
                "[[[[]]]]",
                "\n\t{\"a\":1}\r\n"
            })
    void acceptsOneValue(String text) {
        assertNull(JsonText.fault(text), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "nullx",
                "{",
                "}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{1:1}",
                "[1}",
                "{\"a\":1]",
                "1 1",
                "01",
                "1.",
                ".5",
                "1e",
                "+1",
                "-",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12\"",
                "\"tab\there\"",
                "'a'",
                "{} {}",
                "<html>",
                "NaN"
            })
    void refusesWhatIsNotOneValue(String text) {
        assertNotNull(JsonText.fault(text), text);
    }

    @Test
    void namesWhereItStopped() {
        assertEquals("expected ',' or '}' at index 7", JsonText.fault("{\"a\":1 \"b\":2}"));
    }

    @Test
    void refusesALoneSurrogateAnywhere() {
        assertEquals("lone surrogate at index 1", JsonText.fault("\"\ud800\""));
        assertEquals(1, JsonEscapes.half("a\udc00"));
        assertEquals(0, JsonEscapes.half("\ud83d"));
        assertEquals(-1, JsonEscapes.half("\ud83d\ude00"));
    }

    @Test
    void refusesALoneSurrogateBehindAnEscapeToo() {
        for (String half :
                List.of("\\ud83d", "\\uDE00", "\\ud83d\\ud83d", "\\ud83dx", "\\ud83d\\n", "\\ude00\\ud83d")) {
            String fault = JsonText.fault("{\"a\":\"" + half + "\"}");
            assertTrue(fault != null && fault.startsWith("lone surrogate before index"), half + ": " + fault);
        }
        assertNull(JsonText.fault("{\"\\ud83d\\uDE00\":\"\\uD83D\\ude00\\u0000\\uffff\"}"));
        assertEquals("expected a value at index 5", JsonText.fault("\"\\ud8g0\""));
    }

    @Test
    void nestingCannotOverflowTheStack() {
        String deep = "[".repeat(100_000);
        assertEquals("nested deeper than 1000 at index 1000", JsonText.fault(deep));
        assertNull(JsonText.fault("[".repeat(1000) + "]".repeat(1000)));
    }
}
