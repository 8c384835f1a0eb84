package dev.mooring.sync.sqlite.internal.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void walksThroughNestedValuesAndKeepsTheTextOfWhatIsNotLookedInto() {
        JsonReader json = new JsonReader(
                " { \"a\" : [1, \"x\\n\\u00e9\\ud83d\\ude00\"] , \"b\":{\"c\" : [ {} , [] ]},\"d\":null} ");
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
        Unreadable refused = assertThrows(Unreadable.class, () -> {
            JsonReader json = new JsonReader(text);
            json.raw();
            json.end();
        });
        assertFalse(text.length() > 3 && refused.reason().contains(text), refused.reason());
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
        JsonReader json = new JsonReader(deep.toString());
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
        JsonReader reader = new JsonReader(json);
        reader.beginObject();
        assertEquals(all.toString(), reader.nextName());
        assertEquals(all.toString(), reader.string());
        assertNull(reader.nextName());
    }
}
