package dev.mooring.sync.okhttp.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.IOException;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompactJsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{ \"a\" : [ 1 , 2.0 ] , \"b\" : { } , \"c\" : [ ] } | {\"a\":[1,2.0],\"b\":{},\"c\":[]}",
                "[12345678901234567890, 1e400, -0, 1.0, 1E+2, 0.10] | [12345678901234567890,1e400,-0,1.0,1E+2,0.10]",
                "{\"n\": 1, \"n\": 2} | {\"n\":1,\"n\":2}",
                "\"\\ud800\" | \"\\ud800\"",
                "\"\\u003ca\\u003e\\u0026 \\u0041 \\n\\\"\\\\\\/\" | \"<a>& \\u0041 \\n\\\"\\\\\\/\"",
                "null | null",
                "true | true",
                "\" a  b \" | \" a  b \"",
            })
    void spacesGoAndNothingElse(String json, String compact) throws IOException {
        assertEquals(compact, CompactJson.of(json));
        JsonReader reader = JsonReader.of(new Buffer().writeUtf8("{\"x\":" + json + ",\"y\":7}"));
        reader.beginObject();
        assertEquals("x", reader.nextName());
        assertEquals(compact, CompactJson.read(reader));
        assertEquals("y", reader.nextName());
        assertEquals(7, reader.nextInt());
        reader.endObject();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{a:1}",
                "{1:2}",
                "[1 2]",
                "[1}",
                "01",
                "1.",
                ".5",
                "1e",
                "+1",
                "-",
                "tru",
                "nulll",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12\"",
                "\"a\nb\"",
                "NaN",
                "1 2",
                "{}}",
                "'a'",
                "[,1]",
                "{,}"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThrows(JsonDataException.class, () -> CompactJson.of(text));
    }

    @Test
    void depthIsBoundedButNotByTheStack() throws IOException {
        String deep = "[".repeat(9_999) + "]".repeat(9_999);
        JsonReader reader = JsonReader.of(new Buffer().writeUtf8("[" + deep + "," + deep + ",1]"));
        reader.beginArray();
        assertEquals(deep, CompactJson.read(reader));
        CompactJson.skip(reader);
        assertEquals(1, reader.nextInt());
        reader.endArray();
        assertThrows(JsonDataException.class, () -> CompactJson.of("[".repeat(10_001) + "]".repeat(10_001)));
    }
}
