package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okio.Buffer;

/**
 * A JSON value in memory: a {@link Map} with sorted names, {@link List}, {@link String}, {@link Double}, {@link Boolean} or
 * {@link Null}. The server's numbers are doubles, so nothing is lost that it would have kept.
 */
final class Tree {
    private static final double WHOLE = 1L << 53;

    private Tree() {}

    /** JSON's null, which a map of this package can hold. */
    enum Null {
        NULL
    }

    /** Reads a value of the server's. */
    static Object read(JsonReader json) throws IOException {
        return read(json, false);
    }

    /**
     * Reads a payload, and refuses what would not survive the server.
     *
     * @throws JsonDataException if a name is there twice, or a number has more digits than a double
     */
    static Object exact(String text) {
        return of(text, true);
    }

    /** How deep a JSON text is nested. */
    static int levels(String text) {
        int level = 0;
        int deepest = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted) {
                i += c == '\\' ? 1 : 0;
            } else if (c == '{' || c == '[') {
                deepest = Math.max(deepest, ++level);
            } else if (c == '}' || c == ']') {
                level--;
            }
        }
        return deepest;
    }

    /** Reads a payload that was looked at when it was recorded. */
    static Object of(String text) {
        return of(text, false);
    }

    private static Object of(String text, boolean exact) {
        try {
            return read(JsonReader.of(new Buffer().writeUtf8(text)), exact);
        } catch (IOException e) {
            throw new JsonDataException(e.getMessage(), e);
        }
    }

    private static Object read(JsonReader json, boolean exact) throws IOException {
        switch (json.peek()) {
            case BEGIN_OBJECT:
                return object(json, exact);
            case BEGIN_ARRAY:
                List<Object> list = new ArrayList<>();
                json.beginArray();
                while (json.hasNext()) {
                    list.add(read(json, exact));
                }
                json.endArray();
                return list;
            case STRING:
                return json.nextString();
            case NUMBER:
                return number(json, exact);
            case BOOLEAN:
                return json.nextBoolean();
            case NULL:
                json.skipValue();
                return Null.NULL;
            default:
                throw new JsonDataException("expected a value but found a " + json.peek() + " at " + json.getPath());
        }
    }

    private static Map<String, Object> object(JsonReader json, boolean exact) throws IOException {
        Map<String, Object> map = new TreeMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (map.put(name, read(json, exact)) != null) {
                throw new JsonDataException("a field is there twice at " + json.getPath());
            }
        }
        json.endObject();
        return map;
    }

    private static Double number(JsonReader json, boolean exact) throws IOException {
        String path = json.getPath();
        if (json.peek() != Token.NUMBER) {
            throw new JsonDataException("expected a number at " + path);
        }
        String text = json.nextString();
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new JsonDataException("a number is out of range at " + path);
        }
        if (exact && new BigDecimal(text).compareTo(BigDecimal.valueOf(value)) != 0) {
            throw new JsonDataException("a number has more digits than the server keeps at " + path);
        }
        return value == 0 ? 0.0 : value;
    }

    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    static void write(StringBuilder out, Object value) {
        if (value instanceof String text) {
            quote(out, text);
        } else if (value instanceof List<?> list) {
            char next = '[';
            for (Object element : list) {
                write(out.append(next), element);
                next = ',';
            }
            out.append(next == '[' ? "[]" : "]");
        } else if (value instanceof Map<?, ?> map) {
            char next = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                quote(out.append(next), (String) entry.getKey());
                write(out.append(':'), entry.getValue());
                next = ',';
            }
            out.append(next == '{' ? "{}" : "}");
        } else if (value instanceof Double number) {
            boolean whole = Math.rint(number) == number && Math.abs(number) < WHOLE;
            out.append(whole ? Long.toString(number.longValue()) : number.toString());
        } else {
            out.append(value == Null.NULL ? "null" : value.toString());
        }
    }

    static void quote(StringBuilder out, String text) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escaped = c == '"' || c == '\\';
            if (!escaped && ((c >= 0x20 && c < 0x2028) || !mustBeUnicode(text, i))) {
                continue;
            }
            out.append(text, plain, i);
            plain = i + 1;
            if (escaped) {
                out.append('\\').append(c);
            } else {
                unicode(out, c);
            }
        }
        out.append(text, plain, text.length()).append('"');
    }

    /** Half a surrogate pair has no UTF-8. */
    private static boolean mustBeUnicode(String text, int i) {
        char c = text.charAt(i);
        if (c < 0x20 || c == '\u2028' || c == '\u2029') {
            return true;
        }
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static void unicode(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 15, 16));
        }
    }
}
