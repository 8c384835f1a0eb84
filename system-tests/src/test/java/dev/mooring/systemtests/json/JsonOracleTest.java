package dev.mooring.systemtests.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonEscapes;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cursor takes and refuses what the reader of the stand-in servers does, and reads the same. */
class JsonOracleTest {
    private static final String[] PARTS = {
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"\\", "\\", "u00e9", "\\ud83d", "\\ude00", "\ud83d", "\ude00",
        "true", "null", "0", "-1.5e+3", "1", ".", "e", "-", " ", "\n", "\t", "\u0001", "é", "\"b\":", "{}", "[]"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyTextIsJudgedAndReadAsTheServersDo(long seed) {
        Random random = new Random(seed);
        int good = 0;
        for (int i = 0; i < 40_000; i++) {
            String text = i % 2 == 0 ? broken(random, valid(random, 0)) : parts(random);
            Object expected;
            try {
                expected = JsonReader.read(text);
                good++;
            } catch (ScriptError e) {
                expected = "refused";
            }
            assertEquals(expected, read(text), () -> "seed " + seed + ": " + text);
            assertEquals(!expected.equals("refused"), skips(text), () -> "seed " + seed + ": " + text);
        }
        assertTrue(good > 4_000 && good < 36_000, good + " were JSON");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theServersReadWhatIsWritten(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
            }
            for (JsonEscapes escapes : List.of(JsonEscapes.SHORT, JsonEscapes.NUMBERED, JsonEscapes.WIDE)) {
                JsonWriter json = new JsonWriter(escapes, 16).begin('{').name(text.toString());
                String written = json.begin('[')
                        .string(text.toString())
                        .end(']')
                        .end('}')
                        .toString();
                assertEquals(Map.of(text.toString(), List.of(text.toString())), JsonReader.read(written), written);
            }
        }
    }

    private static String parts(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(6); n >= 0; n--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }

    private static String valid(Random random, int depth) {
        StringBuilder text = new StringBuilder();
        switch (random.nextInt(depth > 3 ? 3 : 5)) {
            case 0 -> text.append("-0.5E7");
            case 1 -> text.append("\"x\\u00E9\\n\\ud83d\ude00\"");
            case 2 -> text.append(random.nextBoolean() ? " false" : "null ");
            case 3 -> {
                for (int n = random.nextInt(4); n > 0; n--) {
                    text.append(text.isEmpty() ? "" : ",").append(valid(random, depth + 1));
                }
                return "[" + text + "]";
            }
            default -> {
                for (int n = random.nextInt(4); n > 0; n--) {
                    text.append(text.isEmpty() ? "" : ",")
                            .append("\"")
                            .append((char) ('a' + n))
                            .append("\" :");
                    text.append(valid(random, depth + 1));
                }
                return "{" + text + "}";
            }
        }
        return text.toString();
    }

    private static String broken(Random random, String text) {
        if (random.nextBoolean()) {
            return text;
        }
        int at = random.nextInt(text.length());
        String part = PARTS[random.nextInt(PARTS.length)];
        return text.substring(0, at) + (random.nextBoolean() ? part : "") + text.substring(at + random.nextInt(2));
    }

    private static JsonCursor cursor(String text) {
        return JsonCursor.withHalves(
                text, (json, expected, found) -> new IllegalArgumentException(expected + " at " + json.at()));
    }

    private static boolean skips(String text) {
        try {
            JsonCursor json = cursor(text);
            json.skip();
            json.end();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Object read(String text) {
        try {
            JsonCursor json = cursor(text);
            Object value = read(json);
            json.end();
            return value;
        } catch (IllegalArgumentException e) {
            return "refused";
        }
    }

    private static Object read(JsonCursor json) {
        switch (json.peek()) {
            case '{':
                Map<String, Object> map = new LinkedHashMap<>();
                json.beginObject();
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    map.put(name, read(json));
                }
                return map;
            case '[':
                List<Object> list = new ArrayList<>();
                json.beginArray();
                while (json.nextElement()) {
                    list.add(read(json));
                }
                return list;
            case '"':
                return json.string();
            case 't', 'f':
                return json.bool();
            case 'n':
                json.nullValue();
                return ScriptValue.Nothing.NULL;
            default:
                return Double.valueOf(json.number());
        }
    }
}
