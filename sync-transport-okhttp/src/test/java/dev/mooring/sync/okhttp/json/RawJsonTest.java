package dev.mooring.sync.okhttp.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value is taken out of a body without the spaces around its parts, whatever they are and however the body is cut up. */
class RawJsonTest {
    private static final long MUCH = 1 << 20;

    /** A body that comes in pieces of so many bytes. */
    private static BufferedSource pieces(String body, int bytes) {
        return Okio.buffer(new ForwardingSource(new Buffer().writeUtf8(body)) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                return super.read(sink, bytes);
            }
        });
    }

    private static String inside(String json, int piece, long most) throws IOException {
        BufferedSource source = pieces(json + " ", piece);
        JsonReader reader = JsonReader.of(source);
        String inside = RawJson.object(reader, source, most);
        assertEquals(JsonReader.Token.END_DOCUMENT, reader.peek());
        return inside;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{ } | <>",
                "{¶  \"a\" : [ 1 , 2.0 ] ,¶\t\"b\" : { } ¶} | <\"a\":[1,2.0],\"b\":{}>",
                "{\"a\":\" x  y \\n \\\" } \"} | <\"a\":\" x  y \\n \\\" } \">",
                "{\"\\u003c\":\"\\u003Ca\\u003e\\u0026\\u2028\\u00e9\\ud800\"} | <\"<\":\"<a>&\u2028\\u00e9\\ud800\">",
                "{\"a\":\"\\\\u003c\"} | <\"a\":\"\\\\u003c\">",
                "{\"a\":\"é漢😀\"} | <\"a\":\"é漢😀\">",
                "{\"a\":1 2} | <\"a\":1 2>",
                "{\"a\":tr ue} | <\"a\":tr ue>",
                "{\"a\":\"x\" \"y\"} | <\"a\":\"x\" \"y\">",
                "{\"a\":[1] [2]} | <\"a\":[1] [2]>",
                "{\"a\":\"\\u00\"} | <\"a\":\"\\u00\">",
                "{\"a\":\"\\u00\\u003c\"} | <\"a\":\"\\u00<\">",
            })
    void spacesBetweenPartsGoAndNothingElse(String json, String expected) throws IOException {
        for (int piece : new int[] {1, 2, 3, 7, 8192}) {
            assertEquals(expected, "<" + inside(json.replace('¶', '\n'), piece, MUCH) + ">", "in pieces of " + piece);
        }
    }

    @Test
    void indentedOrNotItIsTheSameValue() throws IOException {
        Random random = new Random(8);
        for (int i = 0; i < 2000; i++) {
            StringBuilder compact = new StringBuilder();
            StringBuilder spaced = new StringBuilder();
            value(random, 0, compact, spaced);
            String inside = inside("{\"v\"" + spaces(random) + ":" + spaced + "}", 1 + random.nextInt(20), MUCH);
            assertEquals("\"v\":" + compact, inside);
        }
    }

    private static void value(Random random, int depth, StringBuilder compact, StringBuilder spaced) {
        spaced.append(spaces(random));
        int kind = random.nextInt(depth < 5 ? 5 : 3);
        if (kind < 3) {
            String scalar = new String[] {"-1.50e3", "null", "\" \\\" [{ \""}[kind];
            compact.append(scalar);
            spaced.append(scalar);
        } else {
            compact.append(kind == 3 ? '[' : '{');
            spaced.append(kind == 3 ? '[' : '{');
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                String start = (i == 0 ? "" : ",") + (kind == 3 ? "" : "\"n" + i + "\":");
                compact.append(start);
                spaced.append(spaces(random)).append(start);
                value(random, depth + 1, compact, spaced);
            }
            spaced.append(spaces(random));
            compact.append(kind == 3 ? ']' : '}');
            spaced.append(kind == 3 ? ']' : '}');
        }
        spaced.append(spaces(random));
    }

    private static String spaces(Random random) {
        return " \n\t \r".substring(0, random.nextInt(3) * random.nextInt(3));
    }

    @Test
    void theBoundCountsNoSpaces() throws IOException {
        String spaces = " ".repeat(100_000);
        assertEquals("\"a\":[1,1]", inside("{\"a\":[1," + spaces + "1]}", 100, 9));
        TooLarge e = assertThrows(TooLarge.class, () -> inside("{\"a\":[1,1,1]}", 100, 9));
        assertEquals(
                true,
                e.getMessage().contains("more than 9 bytes") && e.getMessage().contains("maxValueBytes"));
        assertThrows(TooLarge.class, () -> inside("{\"a\":\"" + "x".repeat(100) + "\"}", 3, 50));
    }

    @Test
    void aBodyThatEndsInsideIsCut() {
        for (String cut : new String[] {"{", "{\"a\":[1", "{\"a", "{\"a\\u00", "{ "}) {
            BufferedSource source = pieces(cut, 3);
            assertThrows(EOFException.class, () -> RawJson.object(JsonReader.of(source), source, MUCH), cut);
        }
    }

    @Test
    void aWrongBracketIsFoundByWhoReadsIt() throws IOException {
        BufferedSource source = pieces("{\"a\":1]", 3);
        assertThrows(
                Exception.class,
                () -> ValueText.requireBounded("{" + RawJson.object(JsonReader.of(source), source, MUCH) + "}"));
        assertThrows(
                JsonDataException.class, () -> ValueText.requireBounded("{" + inside("{\"a\":[1}}", 3, MUCH) + "}"));
    }
}
