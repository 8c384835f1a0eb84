package dev.mooring.sync.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private static final String ODD = "\"\\/\u0000\u0007\b\t\n\u000b\f\r\u001f\u007fé\u2028\u2029\ud83d\ude00\ud83d";

    private static String quoted(JsonEscapes escapes) {
        return new JsonWriter(escapes, 0).string(ODD).toString();
    }

    @Test
    void putsTheCommasAndTheColons() {
        JsonWriter json = new JsonWriter()
                .begin('{')
                .name("a")
                .begin('[')
                .string("x")
                .raw("1")
                .end(']');
        json.name("b").begin('{').end('}').name("c").raw("null").end('}');
        assertEquals("{\"a\":[\"x\",1],\"b\":{},\"c\":null}", json.toString());
    }

    @Test
    void everySetOfEscapesIsAsItAlwaysWas() {
        assertEquals(
                "\"\\\"\\\\/\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\u007fé\\u2028\\u2029\ud83d\ude00\ud83d\"",
                quoted(JsonEscapes.SHORT));
        assertEquals(
                "\"\\\"\\\\/\\u0000\\u0007\\u0008\\u0009\\u000a\\u000b\\u000c\\u000d\\u001f\u007fé\u2028\u2029\ud83d\ude00\\ud83d\"",
                quoted(JsonEscapes.NUMBERED));
        assertEquals(
                "\"\\\"\\\\/\\u0000\\u0007\\u0008\\u0009\\u000a\\u000b\\u000c\\u000d\\u001f\u007fé\\u2028\\u2029\ud83d\ude00\\ud83d\"",
                quoted(JsonEscapes.WIDE));
    }

    @Test
    void aTextWithoutEscapesIsNotCopied() {
        String plain = "é漢😀 plain";
        assertSame(plain, JsonWriter.escaped(plain, JsonEscapes.WIDE));
        assertEquals("a\\\"b", JsonWriter.escaped("a\"b", JsonEscapes.WIDE));
    }
}
