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
    void spacesGoAndNothingElse(String json, String compact) {
        assertEquals(compact, CompactJson.of(json));
        Members members = new Members(" \"x\" : " + json + " , \"y\":7 ");
        assertEquals("x", members.next());
        assertEquals(compact, members.compact());
        assertEquals("y", members.next());
        assertEquals(7, members.integer());
        assertEquals(false, members.hasNext());
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
        assertEquals(deep, CompactJson.of(deep));
        Buffer body = new Buffer().writeUtf8("[" + deep + ",{\"a\":" + deep + ",\"]}\\\"\":1},3,\"x\",1]");
        JsonReader reader = JsonReader.of(body);
        reader.beginArray();
        for (int i = 0; i < 4; i++) {
            RawJson.skip(reader, body);
        }
        assertEquals(1, reader.nextInt());
        reader.endArray();
        assertThrows(JsonDataException.class, () -> CompactJson.of("[".repeat(10_001) + "]".repeat(10_001)));
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
            Members members = new Members(text);
            while (members.hasNext()) {
                members.next();
                members.compact();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "\"1\"", "9223372036854775808", "null", "[]", "{}", "true", "-"})
    void whatIsNoWholeNumberIsRefused(String value) {
        Members members = new Members("\"a\":" + value);
        assertEquals("a", members.next());
        assertThrows(JsonDataException.class, members::integer);
    }

    @Test
    void stringsMeanWhatTheirEscapesSay() {
        Members members = new Members("\"\\u0061\\n\":\"\\\"\\\\\\/\\b\\f\\r\\t\\u003c\\ud83d\\ude00é\"");
        assertEquals("a\n", members.next());
        assertEquals("\"\\/\b\f\r\t<\uD83D\uDE00é", members.filled());
    }
}
