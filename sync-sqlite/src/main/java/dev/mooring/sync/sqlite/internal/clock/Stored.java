package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a column makes of a value that is written into it (SQLite's documentation, Datatypes, sections 3 and 4.2). Others may send a
 * whole number as a real one: what is compared is what is stored.
 */
final class Stored {
    private static final Pattern NUMBER =
            Pattern.compile("[ \\t\\n\\f\\r\\x0b]*[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?[ \\t\\n\\f\\r\\x0b]*");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,19}");
    private static final int DIGITS = 15;
    private static final double TWO_TO_63 = 9223372036854775808.0;

    private Stored() {}

    /** The value as a column of that affinity keeps it. */
    static @Nullable Object as(Affinity affinity, @Nullable Object value) {
        return switch (affinity) {
            case TEXT -> value instanceof Double real ? text(real) : value instanceof Long ? value.toString() : value;
            case REAL -> real(value);
            case INTEGER, NUMERIC -> numeric(value);
            case NONE -> value;
        };
    }

    private static @Nullable Object real(@Nullable Object value) {
        Object number = value instanceof String text ? number(text) : value;
        return number instanceof Long whole ? (Object) whole.doubleValue() : number;
    }

    private static @Nullable Object numeric(@Nullable Object value) {
        Object number = value instanceof String text ? number(text) : value;
        if (!(number instanceof Double real) || real != Math.rint(real)) {
            return number;
        }
        // The ends of the range stay real, as SQLite has it.
        boolean whole = real > -TWO_TO_63 && real < TWO_TO_63;
        return whole ? (Object) real.longValue() : number;
    }

    /** The number that a text is, or the text. */
    private static Object number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return text;
        }
        String digits = text.trim();
        if (WHOLE.matcher(digits).matches()) {
            try {
                return Long.valueOf(digits);
            } catch (NumberFormatException e) {
                // It has more than 64 bits.
            }
        }
        return Double.valueOf(digits);
    }

    /** A real number as SQLite writes it: fifteen digits, and always a point among them. */
    private static String text(double real) {
        if (Double.isInfinite(real)) {
            return real > 0 ? "Inf" : "-Inf";
        }
        if (real == 0) {
            return "0.0";
        }
        BigDecimal rounded = new BigDecimal(real)
                .round(new MathContext(DIGITS, RoundingMode.HALF_UP))
                .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < DIGITS) {
            String plain = rounded.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = rounded.unscaledValue().abs().toString();
        String rest = digits.length() == 1 ? "0" : digits.substring(1);
        String power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : String.valueOf(Math.abs(exponent));
        return (real < 0 ? "-" : "") + digits.charAt(0) + '.' + rest + 'e' + (exponent < 0 ? '-' : '+') + power;
    }
}
