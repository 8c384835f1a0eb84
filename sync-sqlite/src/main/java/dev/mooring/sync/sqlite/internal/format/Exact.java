package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.spi.RawText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The exact JSON form of what SQLite holds: what is read is bit for bit what was written, and of the same storage class.
 *
 * <ul>
 *   <li>NULL is {@code null};
 *   <li>TEXT is a string; with a NUL, or not well-formed, {@code {"t":"base64 of its bytes"}};
 *   <li>INTEGER is a number from -2^53 to 2^53, which every JSON parser keeps, and beyond it {@code {"i":"decimal"}};
 *   <li>REAL is a number where it has a fraction, else {@code {"r":"1.0"}}, also infinite; SQLite has no NaN;
 *   <li>BLOB is {@code {"b":"base64"}}.
 * </ul>
 *
 * <p>Reading takes any whole number of 64 bits, as it loses nothing. A larger one, NaN, a real number that is too large, a
 * boolean and any other object are refused.
 */
public final class Exact {
    private static final long SAFE = 1L << 53;
    private static final String NONE = "null";

    private Exact() {}

    public static void write(JsonWriter json, @Nullable Object value) {
        if (value == null) {
            json.raw(NONE);
        } else if (value instanceof String text) {
            if (text.indexOf('\0') < 0) {
                json.string(text);
            } else {
                tagged(json, "t", base64(text.getBytes(StandardCharsets.UTF_8)));
            }
        } else if (value instanceof Long number) {
            if (number >= -SAFE && number <= SAFE) {
                json.raw(Long.toString(number));
            } else {
                tagged(json, "i", Long.toString(number));
            }
        } else if (value instanceof Double real) {
            if (hasFraction(real)) {
                json.raw(Double.toString(real));
            } else {
                tagged(json, "r", Double.toString(real));
            }
        } else {
            bytes(json, value);
        }
    }

    /** A BLOB or a text that is none. */
    static void bytes(JsonWriter json, Object value) {
        boolean text = value instanceof RawText;
        tagged(json, text ? "t" : "b", base64(value instanceof RawText raw ? raw.utf8() : (byte[]) value));
    }

    private static boolean hasFraction(double real) {
        return !Double.isInfinite(real) && real != Math.rint(real);
    }

    static void tagged(JsonWriter json, String tag, String text) {
        json.begin('{').name(tag).string(text).end('}');
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The value that comes next. */
    public static @Nullable Object read(JsonCursor json) {
        switch (json.peek()) {
            case '"':
                return json.string();
            case 'n':
                json.nullValue();
                return null;
            case '{':
                return tagged(json);
            case '[', 't', 'f':
                throw json.fault("a value of SQLite");
            default:
                return number(json, json.number());
        }
    }

    /** A whole number if it is written as one, else a real one. */
    public static Object number(JsonCursor json, String text) {
        boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        return whole ? (Object) whole(json, text) : (Object) real(json, text);
    }

    private static Long whole(JsonCursor json, String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw json.fault("a whole number of 64 bits");
        }
    }

    private static Double real(JsonCursor json, String text) {
        double real = Double.parseDouble(text);
        if (Double.isInfinite(real)) {
            throw json.fault("a number that is not too large");
        }
        return real;
    }

    /** The object that stands for a value. */
    static Object tagged(JsonCursor json) {
        json.beginObject();
        String tag = json.nextName();
        if (tag == null || tag.length() != 1 || "tirb".indexOf(tag.charAt(0)) < 0) {
            throw json.fault("a value of SQLite");
        }
        String text = json.string();
        if (json.nextName() != null) {
            throw json.fault("a value of SQLite");
        }
        try {
            switch (tag) {
                case "i":
                    return Long.valueOf(text);
                case "r":
                    return infiniteOrReal(json, text);
                case "t":
                    byte[] utf8 = Base64.getDecoder().decode(text);
                    return RawText.orString(utf8, new String(utf8, StandardCharsets.UTF_8));
                default:
                    return Base64.getDecoder().decode(text);
            }
        } catch (IllegalArgumentException e) {
            throw json.fault("a value of SQLite before this");
        }
    }

    private static Double infiniteOrReal(JsonCursor json, String text) {
        double real = Double.parseDouble(text);
        if (Double.isNaN(real)) {
            throw json.fault("a real number that SQLite knows");
        }
        return real;
    }
}
