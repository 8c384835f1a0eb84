package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import okio.ByteString;

/**
 * The exact text of a value, as the storage reads and writes it: a number without a fraction that is real, one beyond 2^53, bytes, and a
 * text with a NUL stand in an object of one member. NaN is NULL, as SQLite knows none.
 */
final class ExactValue {
    private static final long SAFE = 1L << 53;

    private ExactValue() {}

    static void write(JsonWriter json, Value value) {
        if (value instanceof Value.Whole whole) {
            whole(json, whole.number());
        } else if (value instanceof Value.Bool bool) {
            whole(json, bool.isTrue() ? 1 : 0);
        } else if (value instanceof Value.Real real && !Double.isNaN(real.number())) {
            boolean fraction = !Double.isInfinite(real.number()) && real.number() != Math.rint(real.number());
            if (fraction) {
                json.raw(Double.toString(real.number()));
            } else {
                tagged(json, "r", Double.toString(real.number()));
            }
        } else if (value instanceof Value.Text text) {
            if (text.text().indexOf('\0') < 0) {
                json.string(text.text());
            } else {
                tagged(json, "t", ByteString.encodeUtf8(text.text()).base64());
            }
        } else if (value instanceof Value.Blob blob) {
            tagged(json, "b", blob.bytes().base64());
        } else {
            json.raw("null");
        }
    }

    private static void whole(JsonWriter json, long number) {
        if (number >= -SAFE && number <= SAFE) {
            json.raw(Long.toString(number));
        } else {
            tagged(json, "i", Long.toString(number));
        }
    }

    private static void tagged(JsonWriter json, String tag, String text) {
        json.begin('{').name(tag).string(text).end('}');
    }

    /**
     * The value that comes next.
     *
     * @throws RuntimeException of the cursor's, if there is none
     */
    static Value read(JsonCursor json) {
        switch (json.peek()) {
            case '"':
                return text(json, json.string());
            case 'n':
                json.nullValue();
                return Value.NULL;
            case '{':
                return tagged(json);
            case '[', 't', 'f':
                throw json.fault("a value of SQLite");
            default:
                return number(json, json.number());
        }
    }

    private static Value number(JsonCursor json, String text) {
        try {
            boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
            return whole ? new Value.Whole(Long.parseLong(text)) : new Value.Real(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw json.fault("a number of SQLite");
        }
    }

    /** The server ends when it gets half a character. */
    private static Value text(JsonCursor json, String text) {
        if (!new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text)) {
            throw json.fault("a text that is well-formed");
        }
        return new Value.Text(text);
    }

    private static Value tagged(JsonCursor json) {
        json.beginObject();
        String tag = String.valueOf(json.nextName());
        String text = json.string();
        if (json.nextName() != null) {
            throw json.fault("a value of SQLite");
        }
        try {
            return switch (tag) {
                case "i" -> new Value.Whole(Long.parseLong(text));
                case "r" -> new Value.Real(Double.parseDouble(text));
                case "b" -> new Value.Blob(ByteString.of(Base64.getDecoder().decode(text)));
                case "t" -> text(json, Base64.getDecoder().decode(text));
                default -> throw json.fault("a value of SQLite");
            };
        } catch (IllegalArgumentException e) {
            throw json.fault("a value of SQLite before this");
        }
    }

    private static Value text(JsonCursor json, byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (!ByteString.of(utf8).equals(ByteString.encodeUtf8(text))) {
            throw json.fault("a text that is UTF-8");
        }
        return new Value.Text(text);
    }
}
