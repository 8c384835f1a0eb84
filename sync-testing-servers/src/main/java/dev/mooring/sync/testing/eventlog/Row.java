package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What SQLite makes of an event: values are bound as the server's runtime binds them (every number a double, everything
 * that is neither number nor null a text) and then bent to the column's type.
 *
 * @param sequence the primary key; 0 asks for the next one
 * @param tail the row as JSON, behind the sequence
 */
record Row(long sequence, String tail) {
    /**
     * How many UTF-8 bytes a text may have. The live server took 2,100,000 of one-byte and 2,120,000 of two-byte letters, and
     * refused 2,200,000.
     */
    static final int MAX_TEXT_BYTES = 2_199_999;

    static final String COLLISION =
            "UNIQUE constraint failed: events.sequence: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_PRIMARYKEY)";

    private static final String[] TEXT_COLUMNS = {"timestamp", "event_type", "payload"};

    static Row bind(Object event) {
        Object sequence = ScriptValue.get(event, "sequence");
        for (String column : TEXT_COLUMNS) {
            refuseTooBig(ScriptValue.get(event, column));
        }
        long key = sequence instanceof ScriptValue.Nothing ? 0 : key(sequence);
        StringBuilder tail = new StringBuilder(128);
        JsonWriter.quote(tail.append(",\"timestamp\":"), column(event, "timestamp"));
        JsonWriter.quote(tail.append(",\"event_type\":"), column(event, "event_type"));
        tail.append(",\"schema_version\":").append(integer(event));
        JsonWriter.quote(tail.append(",\"payload\":"), column(event, "payload"));
        return new Row(key, tail.append('}').toString());
    }

    static Row of(StoredEvent event) {
        StringBuilder tail = new StringBuilder(128);
        JsonWriter.quote(tail.append(",\"timestamp\":"), event.timestamp());
        JsonWriter.quote(tail.append(",\"event_type\":"), event.eventType());
        tail.append(",\"schema_version\":").append(event.schemaVersion());
        JsonWriter.quote(tail.append(",\"payload\":"), event.payload());
        return new Row(event.sequence(), tail.append('}').toString());
    }

    static StoredEvent read(byte[] row) {
        Object event = JsonReader.read(new String(row, StandardCharsets.UTF_8));
        return new StoredEvent(
                (long) ScriptValue.number(ScriptValue.get(event, "sequence")),
                ScriptValue.text(ScriptValue.get(event, "timestamp")),
                ScriptValue.text(ScriptValue.get(event, "event_type")),
                JsonWriter.write(ScriptValue.get(event, "schema_version")),
                ScriptValue.text(ScriptValue.get(event, "payload")));
    }

    byte[] bytes(long place) {
        return ("{\"sequence\":" + ScriptValue.text((double) place) + tail).getBytes(StandardCharsets.UTF_8);
    }

    /** The marker as the lower bound of a query on an integer column; NaN where nothing is above it. */
    static double bound(Object marker) {
        if (marker instanceof Double number) {
            return number;
        }
        String text = ScriptValue.text(marker).trim();
        return marker instanceof ScriptValue.Nothing || text.isEmpty() ? Double.NaN : ScriptValue.number(text);
    }

    private static long key(Object sequence) {
        double number = sequence instanceof Double bound ? bound : bound(sequence);
        if (number != Math.rint(number) || Math.abs(number) >= 0x1p63) {
            throw new ScriptError("datatype mismatch: SQLITE_MISMATCH");
        }
        return (long) number;
    }

    private static Object present(Object event, String column) {
        Object value = ScriptValue.get(event, column);
        if (value instanceof ScriptValue.Nothing) {
            throw new ScriptError("NOT NULL constraint failed: events." + column
                    + ": SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_NOTNULL)");
        }
        return value;
    }

    private static String column(Object event, String column) {
        Object value = present(event, column);
        return value instanceof Double number ? real(number) : wellFormed(ScriptValue.text(value));
    }

    private static String integer(Object event) {
        Object value = present(event, "schema_version");
        if (value instanceof Double) {
            return JsonWriter.write(value);
        }
        double number = value instanceof Map ? Double.NaN : bound(value);
        return Double.isNaN(number) ? JsonWriter.quote(wellFormed(ScriptValue.text(value))) : JsonWriter.write(number);
    }

    /** As SQLite prints a double: 15 digits, and never without a point. */
    private static String real(double number) {
        if (Double.isInfinite(number)) {
            return number > 0 ? "Inf" : "-Inf";
        }
        if (number == 0) {
            return "0.0";
        }
        BigDecimal digits = new BigDecimal(number).round(new MathContext(15)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 15) {
            String plain = digits.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String unscaled = digits.unscaledValue().abs().toString();
        String fraction = unscaled.length() > 1 ? unscaled.substring(1) : "0";
        return (number < 0 ? "-" : "") + unscaled.charAt(0) + "." + fraction + "e" + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    private static void refuseTooBig(Object value) {
        if (value instanceof String text && text.length() * 3L > MAX_TEXT_BYTES) {
            if (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
                throw new ScriptError("string or blob too big: SQLITE_TOOBIG");
            }
        }
    }

    /** A lone surrogate takes three bytes that are no character, and comes back as three replacement characters. */
    private static String wellFormed(String text) {
        StringBuilder fixed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            }
            if (!Character.isSurrogate(c) || pair) {
                if (fixed != null) {
                    fixed.append(c).append(pair ? text.substring(i, i + 1) : "");
                }
            } else {
                fixed = fixed == null ? new StringBuilder(text.substring(0, i)) : fixed;
                fixed.append("\uFFFD\uFFFD\uFFFD");
            }
        }
        return fixed == null ? text : fixed.toString();
    }
}
