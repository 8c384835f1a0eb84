package dev.mooring.sync.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
    private static JsonCursor strict(String text) {
        return JsonCursor.strict(text, JsonCursorTest::fault);
    }

    private static JsonCursor withHalves(String text) {
        return JsonCursor.withHalves(text, JsonCursorTest::fault);
    }

    private static IllegalArgumentException fault(JsonCursor json, String expected, String found) {
        return new IllegalArgumentException((found == null ? "no " + expected : found) + " at " + json.at());
    }

    @Test
    void walksThroughNestedValuesAndKeepsTheTextOfWhatIsNotLookedInto() {
        JsonCursor json =
                strict(" { \"a\" : [1, \"x\\n\\u00e9\\ud83d\\ude00\"] , \"b\":{\"c\" : [ {} , [] ]},\"d\":null} ");
        json.beginObject();
        assertEquals("a", json.nextName());
        json.beginArray();
        assertEquals(true, json.nextElement());
        assertEquals("1", json.number());
        assertEquals(true, json.nextElement());
        assertEquals("x\n\u00e9\ud83d\ude00", json.string());
        assertFalse(json.nextElement());
        assertEquals("b", json.nextName());
        assertEquals("{\"c\" : [ {} , [] ]}", json.raw());
        assertEquals("d", json.nextName());
        assertEquals(true, json.nullValue());
        assertNull(json.nextName());
        json.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "01",
                "-",
                "1.",
                "1e",
                "+1",
                "tru",
                "nul",
                "\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"a\nb\"",
                "\"\\ud800\"",
                "\"\\ude00\\ud83d\"",
                "[}",
                "{]",
                "[1",
                "1 2",
                "'a'",
                "NaN",
                "[,]",
                "{,}",
                "{\"a\":1 \"b\":2}"
            })
    void refusesWhatIsNoJsonWithoutTellingIt(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> {
            JsonCursor json = strict(text);
            json.raw();
            json.end();
        });
        assertFalse(
                text.length() > 3 && String.valueOf(refused.getMessage()).contains(text),
                String.valueOf(refused.getMessage()));
    }

    @Test
    void nestingCostsNoStack() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            deep.append("[{\"a\":");
        }
        deep.append('1');
        for (int i = 0; i < 100_000; i++) {
            deep.append("}]");
        }
        JsonCursor json = strict(deep.toString());
        assertEquals(deep.length(), json.raw().length());
        json.end();
    }

    @Test
    void readsWhatTheWriterWrites() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x300; c++) {
            all.append(c);
        }
        all.append("\u2028\u2029\ufffd\ud83d\ude00");
        String json = new JsonWriter()
                .begin('{')
                .name(all.toString())
                .string(all.toString())
                .end('}')
                .toString();
        JsonCursor reader = strict(json);
        reader.beginObject();
        assertEquals(all.toString(), reader.nextName());
        assertEquals(all.toString(), reader.string());
        assertNull(reader.nextName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                " |no a value at 1",
                "[1,]|no a value at 3",
                "[1 2]|no ',' or ']' at 3",
                "{\"a\":1 \"b\":2}|no ',' or '}' at 7",
                "{\"a\" 1}|no a colon at 5",
                "{,}|no a name at 1",
                "[+1]|no a value at 1",
                "[-]|a number without a digit at 2",
                "[1.]|a number without a digit at 3",
                "01|no the end at 1",
                "[tru]|no a value at 1",
                "\"ab|a string without its end at 3",
                "\"a\\x\"|an unknown escape at 3",
                "\"\\u12g4\"|an escape without four digits at 5",
                "\"a\tb\"|a control character at 2",
                "\"\\ud83dx\"|half a surrogate pair at 8",
                "\"\\ude00\"|half a surrogate pair at 7",
                "\"\\ud83d\"|half a surrogate pair at 7",
                "\"\\ud83d\\ud83d\"|half a surrogate pair at 13"
            })
    void standsWhereTheFaultIs(String text, String fault) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> {
            JsonCursor json = strict(text == null ? " " : text);
            json.raw();
            json.end();
        });
        assertEquals(fault, refused.getMessage());
    }

    @Test
    void halvesOfPairsComeThroughWhereTheyMay() {
        assertEquals("\ud83dx\ude00", withHalves("\"\\ud83dx\ude00\"").string());
        assertEquals("\ud83d\ude00", strict("\"\\ud83d\\uDE00\"").string());
        assertEquals("\ud83d\ude00", strict("\"\ud83d\ude00\"").string());
        assertThrows(IllegalArgumentException.class, () -> strict("\"\ud83d\"").string());
    }

    @Test
    void aBoundOfLevelsIsToldAndNoFault() {
        JsonCursor json = strict(" [[{\"a\":[]}],[[[1]]]]");
        assertFalse(json.skip(3));
        assertEquals(8, json.at());
        json.moveTo(0);
        assertTrue(json.skip(4));
        json.end();
    }

    @Test
    void aNameThatIsExpectedIsPassedOverAndAnotherIsNotRead() {
        JsonCursor json = strict("{ \"a\" : 1, \"ab\":2 ,\"a\\u0063\":3,\"b\\\\c\":4 }");
        json.beginObject();
        assertFalse(json.nextNameIs("b"));
        assertTrue(json.nextNameIs("a"));
        assertEquals("1", json.raw());
        assertFalse(json.nextNameIs("a"), "it is longer");
        assertFalse(json.nextNameIs("abc"), "it is shorter");
        assertTrue(json.nextNameIs("ab"));
        assertEquals("2", json.raw());
        assertFalse(json.nextNameIs("ac"), "it is written with an escape");
        assertEquals("ac", json.nextName());
        assertEquals("3", json.raw());
        assertFalse(json.nextNameIs("b\\\\c"));
        assertFalse(json.nextNameIs("b\\c"));
        assertEquals("b\\c", json.nextName());
        assertEquals("4", json.raw());
        assertFalse(json.nextNameIs(""));
        assertNull(json.nextName());
        json.end();
    }

    @Test
    void theInsideOfAnObjectIsReadByItsMembers() {
        JsonCursor json = strict(" \"a\" : 1 , \"b\":[2] ");
        assertFalse(json.ended());
        assertEquals("a", json.nextName());
        int value = json.at();
        assertThrows(IllegalArgumentException.class, json::string);
        json.moveTo(value);
        assertEquals("1", json.number());
        assertEquals("b", json.nextName());
        json.skip();
        assertTrue(json.ended());
    }
}
