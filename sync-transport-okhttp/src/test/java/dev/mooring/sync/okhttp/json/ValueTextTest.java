package dev.mooring.sync.okhttp.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.internal.json.JsonCursor;
import java.io.IOException;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTextTest {
    /** The members of an object of a body. */
    private static String inside(String object) throws IOException {
        Buffer body = new Buffer().writeUtf8(object);
        return RawJson.object(JsonReader.of(body), body, 1 << 20);
    }

    private static String compact(String json) throws IOException {
        String inside = inside("{\"v\":" + json + "}");
        JsonCursor members = ValueText.of(inside);
        assertEquals("v", ValueText.name(members));
        String value = ValueText.raw(members, inside);
        members.end();
        return value;
    }

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
        assertEquals(compact, compact(json));
        String inside = inside("{ \"x\" : " + json + " , \"y\":7 }");
        JsonCursor members = ValueText.of(inside);
        assertEquals("x", ValueText.name(members));
        assertEquals(compact, ValueText.raw(members, inside));
        assertEquals("y", ValueText.name(members));
        assertEquals(7, ValueText.integer(members));
        assertEquals(true, members.ended());
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
        assertThrows(JsonDataException.class, () -> ValueText.requireBounded(text));
    }

    @Test
    void depthIsBoundedButNotByTheStack() throws IOException {
        String deep = "[".repeat(9_999) + "]".repeat(9_999);
        assertEquals(deep, compact(deep));
        Buffer body = new Buffer().writeUtf8("[" + deep + ",{\"a\":" + deep + ",\"]}\\\"\":1},3,\"x\",1]");
        JsonReader reader = JsonReader.of(body);
        reader.beginArray();
        for (int i = 0; i < 4; i++) {
            RawJson.skip(reader, body);
        }
        assertEquals(1, reader.nextInt());
        reader.endArray();
        assertThrows(JsonDataException.class, () -> ValueText.requireBounded("[".repeat(10_001) + "]".repeat(10_001)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\"",
                "\"a\":",
                "\"a\":1 \"b\":2",
                "a:1",
                ",",
                "\"a\":1,",
                "\"a\" 1",
                "\"a\":01",
                "\"a\":1}",
                "1"
            })
    void whatAreNoMembersIsRefused(String text) {
        assertThrows(JsonDataException.class, () -> {
            JsonCursor members = ValueText.of(text);
            while (!members.ended()) {
                ValueText.name(members);
                ValueText.skip(members);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "\"1\"", "9223372036854775808", "null", "[]", "{}", "true", "-"})
    void whatIsNoWholeNumberIsRefused(String value) {
        JsonCursor members = ValueText.of("\"a\":" + value);
        assertEquals("a", ValueText.name(members));
        assertThrows(JsonDataException.class, () -> ValueText.integer(members));
    }

    @Test
    void stringsMeanWhatTheirEscapesSay() {
        JsonCursor members = ValueText.of("\"\\u0061\\n\":\"\\\"\\\\\\/\\b\\f\\r\\t\\u003c\\ud83d\\ude00é\"");
        assertEquals("a\n", ValueText.name(members));
        assertEquals("\"\\/\b\f\r\t<\uD83D\uDE00é", ValueText.filled(members));
    }
}
