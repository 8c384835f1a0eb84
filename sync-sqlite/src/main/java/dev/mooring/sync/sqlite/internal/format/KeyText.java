package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import dev.mooring.sync.sqlite.spi.RawText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One value of a key as text, so that different values have different texts, on every device the same.
 *
 * <p>A text stands for itself, and a number for its decimal where the column makes numbers of what looks like one. Everything
 * else is marked: {@code ~t} a text that would be taken for something else (empty, beginning with a tilde, or like a number
 * where numbers stand for themselves), {@code ~i} a whole and {@code ~r} a real number, {@code ~b} a BLOB and {@code ~x} a text
 * that is not well-formed, both in hexadecimal digits.
 */
public final class KeyText {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,19}");
    private static final Pattern REAL = Pattern.compile("-?(\\d+\\.\\d+|\\d+E-?\\d+|Infinity)");
    private static final int DIGITS = 17;
    private static final int PLAIN = 20;

    private KeyText() {}

    static String of(Object value, Affinity affinity) {
        boolean numbers = isNumeric(affinity);
        if (value instanceof String text) {
            boolean marked = text.isEmpty() || text.charAt(0) == '~' || (numbers && looksLikeNumber(text));
            return marked ? "~t" + text : text;
        }
        if (value instanceof Long number) {
            return (numbers ? "" : "~i") + number;
        }
        if (value instanceof Double real) {
            return (numbers ? "" : "~r") + real(real);
        }
        return bytes(value);
    }

    static String bytes(Object value) {
        boolean text = value instanceof RawText;
        return (text ? "~x" : "~b") + hex(value instanceof RawText raw ? raw.utf8() : (byte[]) value);
    }

    /** The value; null if no value has that text. */
    static @Nullable Object value(String text, Affinity affinity) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.charAt(0) == '~') {
            return marked(text);
        }
        return isNumeric(affinity) && looksLikeNumber(text) ? number(text) : text;
    }

    private static @Nullable Object marked(String text) {
        String rest = text.length() < 2 ? "" : text.substring(2);
        switch (text.length() < 2 ? ' ' : text.charAt(1)) {
            case 't':
                return rest;
            case 'i':
                return WHOLE.matcher(rest).matches() ? number(rest) : null;
            case 'r':
                return REAL.matcher(rest).matches() ? Double.valueOf(rest) : null;
            case 'b':
                return unhex(rest);
            case 'x':
                byte[] utf8 = unhex(rest);
                return utf8 == null ? null : RawText.orString(utf8, new String(utf8, StandardCharsets.UTF_8));
            default:
                return null;
        }
    }

    public static boolean isNumeric(Affinity affinity) {
        return affinity == Affinity.INTEGER || affinity == Affinity.REAL || affinity == Affinity.NUMERIC;
    }

    public static boolean looksLikeNumber(String text) {
        return WHOLE.matcher(text).matches() || REAL.matcher(text).matches();
    }

    public static @Nullable Object number(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Double.valueOf(text);
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** {@code Double.toString} of older Java versions has more digits at times. */
    private static String real(double real) {
        if (Double.isInfinite(real) || real == 0) {
            return Double.toString(real);
        }
        BigDecimal shortest = decimal(real);
        if (Math.abs(shortest.scale()) > PLAIN) {
            return shortest.unscaledValue() + "E" + -shortest.scale();
        }
        return shortest.scale() <= 0 ? shortest.toPlainString() + ".0" : shortest.toPlainString();
    }

    /** A finite number with as few digits as tell it from all others. */
    static BigDecimal decimal(double real) {
        BigDecimal exact = new BigDecimal(real);
        for (int digits = 1; digits < DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == real) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    private static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder(bytes.length * 2);
        for (byte each : bytes) {
            hex.append(Character.forDigit(each >> 4 & 15, 16)).append(Character.forDigit(each & 15, 16));
        }
        return hex.toString();
    }

    private static byte @Nullable [] unhex(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < hex.length(); i++) {
            int digit = Character.digit(hex.charAt(i), 16);
            if (digit < 0 || hex.length() % 2 != 0) {
                return null;
            }
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
        }
        return bytes;
    }
}
