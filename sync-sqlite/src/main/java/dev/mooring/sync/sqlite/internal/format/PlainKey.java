package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import dev.mooring.sync.sqlite.spi.RawText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key of a plain row: the text of its column's value, or the JSON object of several. Texts that differ in capitals alone are
 * the same key, and so is one time in two shapes.
 */
final class PlainKey {
    /** The day and the time of day, the latter without zeros at its end; servers tell a time in any of these shapes. */
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d(?:\\.\\d*[1-9])?)(?:\\.?0*)(?:Z|\\+00(?::?00)?)?");

    private PlainKey() {}

    /** The key of a row with these values. */
    static String of(Shape shape, @Nullable Object[] key) {
        if (key.length == 1) {
            return text(shape, key, 0);
        }
        JsonWriter json = new JsonWriter().begin('{');
        for (int i = 0; i < key.length; i++) {
            json.name(shape.fields.get(shape.key[i])).string(text(shape, key, i));
        }
        return json.end('}').toString();
    }

    private static String text(Shape shape, @Nullable Object[] key, int i) {
        Object value = key[i];
        if (value == null || value == RowChange.UNTOLD) {
            throw new UnreadableText("the key's field " + shape.fields.get(shape.key[i]) + " is null or missing");
        }
        if (value instanceof Double real && !Double.isInfinite(real)) {
            return real == 0 ? "0" : KeyText.decimal(real).toPlainString();
        }
        boolean plain = !(value instanceof byte[] || value instanceof RawText);
        return plain ? String.valueOf(value) : KeyText.bytes(value);
    }

    /** The values of a key, by the columns of the key. */
    static @Nullable Object[] values(Shape shape, String key) {
        @Nullable Object[] values = new @Nullable Object[shape.key.length];
        if (values.length == 1) {
            values[0] = keyValue(shape, 0, key);
            return values;
        }
        JsonCursor json = UnreadableText.in(key);
        json.beginObject();
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            String text = json.string();
            for (int i = 0; i < values.length; i++) {
                if (shape.fields.get(shape.key[i]).equals(field)) {
                    values[i] = keyValue(shape, i, text);
                }
            }
        }
        json.end();
        for (Object value : values) {
            if (value == null) {
                throw new UnreadableText("the key lacks a field of the key of table " + shape.name());
            }
        }
        return values;
    }

    private static @Nullable Object keyValue(Shape shape, int i, String text) {
        Affinity affinity = shape.affinities[shape.key[i]];
        if (text.startsWith("~b") || text.startsWith("~x")) {
            Object bytes = KeyText.value(text, affinity);
            if (bytes != null) {
                return bytes;
            }
        }
        return KeyText.isNumeric(affinity) && KeyText.looksLikeNumber(text) ? KeyText.number(text) : text;
    }

    /** Whether two values of a key are one. */
    static boolean isSame(String here, String there) {
        return here.equalsIgnoreCase(there) || time(here).equals(time(there));
    }

    /** A time of UTC without what makes no other time of it; any other text as it is. */
    private static String time(String text) {
        Matcher time = TIME.matcher(text);
        return time.matches() ? time.group(1) + "T" + time.group(2) : text;
    }
}
