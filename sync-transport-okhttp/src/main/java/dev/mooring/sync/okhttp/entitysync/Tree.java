package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.internal.json.JsonEscapes;
import dev.mooring.sync.internal.json.JsonWriter;
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
        JsonWriter out = new JsonWriter(JsonEscapes.WIDE, 128);
        write(out, value);
        return out.toString();
    }

    private static void write(JsonWriter out, Object value) {
        if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof List<?> list) {
            out.begin('[');
            list.forEach(element -> write(out, element));
            out.end(']');
        } else if (value instanceof Map<?, ?> map) {
            out.begin('{');
            map.forEach((name, member) -> write(out.name((String) name), member));
            out.end('}');
        } else if (value instanceof Double number) {
            boolean whole = Math.rint(number) == number && Math.abs(number) < WHOLE;
            out.raw(whole ? Long.toString(number.longValue()) : number.toString());
        } else {
            out.raw(value == Null.NULL ? "null" : value.toString());
        }
    }
}
