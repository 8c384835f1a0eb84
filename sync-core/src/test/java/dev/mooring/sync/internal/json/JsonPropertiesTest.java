package dev.mooring.sync.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written comes back, and what is cut or followed by anything is refused. */
class JsonPropertiesTest {
    private static final Object NULL = new Object();

    /** A number is its text. */
    private record Digits(String text) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenComesBackWithAnySpaceBetweenItsParts(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Object value = value(random, 0);
            JsonEscapes escapes = new JsonEscapes[] {JsonEscapes.SHORT, JsonEscapes.NUMBERED, JsonEscapes.WIDE}[i % 3];
            JsonWriter writer = new JsonWriter(escapes, 16);
            write(writer, value);
            String text = writer.toString();
            String spaced = spaced(random, text);
            assertEquals(value, read(text), () -> "seed " + seed + ": " + text);
            assertEquals(value, read(spaced), () -> "seed " + seed + ": " + spaced);
            assertEquals(text, cursor(" " + text + "\n").raw(), () -> "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noBeginningOfAValueIsOneButOfANumber(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            JsonWriter writer = new JsonWriter();
            write(writer, List.of(value(random, 0)));
            String text = writer.toString();
            for (int length = 0; length < text.length(); length++) {
                assertFalse(isJson(text.substring(0, length)), "seed " + seed);
            }
            assertFalse(isJson(text + "]") || isJson(text + ",") || isJson(text + " 1"), "seed " + seed);
        }
    }

    private static JsonCursor cursor(String text) {
        return JsonCursor.strict(
                text,
                (json, expected, found) -> new IllegalArgumentException(
                        (found == null ? expected : found) + " at " + json.at() + " of " + json.length()));
    }

    private static boolean isJson(String text) {
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
        JsonCursor json = cursor(text);
        Object value = read(json);
        json.end();
        return value;
    }

    private static Object read(JsonCursor json) {
        switch (json.peek()) {
            case '{':
                Map<String, Object> map = new TreeMap<>();
                json.beginObject();
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    assertNull(map.put(name, read(json)));
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
                return NULL;
            default:
                return new Digits(json.number());
        }
    }

    private static void write(JsonWriter json, Object value) {
        if (value instanceof Map<?, ?> map) {
            json.begin('{');
            map.forEach((name, member) -> write(json.name((String) name), member));
            json.end('}');
        } else if (value instanceof List<?> list) {
            json.begin('[');
            list.forEach(element -> write(json, element));
            json.end(']');
        } else if (value instanceof String text) {
            json.string(text);
        } else {
            json.raw(value == NULL ? "null" : value instanceof Digits digits ? digits.text : value.toString());
        }
    }

    private static Object value(Random random, int depth) {
        switch (random.nextInt(depth > 4 ? 5 : 8)) {
            case 0:
                return NULL;
            case 1:
                return random.nextBoolean();
            case 2:
                return new Digits(number(random));
            case 3, 4:
                return text(random);
            case 5:
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                return list;
            default:
                Map<String, Object> map = new TreeMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), value(random, depth + 1));
                }
                return map;
        }
    }

    private static String number(Random random) {
        String number = (random.nextBoolean() ? "-" : "")
                + (random.nextBoolean() ? "0" : "" + (1L + random.nextInt() + Integer.MAX_VALUE + 1L));
        number += random.nextBoolean() ? "" : "." + random.nextInt(1 << 20);
        return number
                + (random.nextBoolean() ? "" : new String[] {"e", "E+", "e-"}[random.nextInt(3)] + random.nextInt(400));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append("\"\\/{}[],:\u2028\u2029".charAt(random.nextInt(11)));
                case 2 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                case 3 -> text.append((char) random.nextInt(0xd800));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }

    private static String spaced(Random random, String text) {
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean part = !quoted && "{}[],:".indexOf(c) >= 0;
            out.append(part ? " \n\t\r".substring(random.nextInt(5)) : "").append(c);
            out.append(part ? " \n\t\r".substring(random.nextInt(5)) : "");
            if (c == '\\') {
                out.append(text.charAt(++i));
            }
            quoted ^= c == '"';
        }
        return out.toString();
    }
}
