package dev.mooring.sync.testing.script;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JavaScript's coercions, as far as the server trips over them. A value is a {@link Double}, {@link String},
 * {@link Boolean}, {@link List}, {@link Map} or {@link Nothing}.
 */
public final class ScriptValue {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private ScriptValue() {}

    /** The two sorts of nothing. */
    public enum Nothing {
        NULL,
        UNDEFINED
    }

    public static Object get(Object value, String property) {
        if (value instanceof Nothing) {
            throw new ScriptError("Cannot read properties of " + text(value) + " (reading '" + property + "')");
        }
        if (value instanceof Map<?, ?> map) {
            Object found = map.get(property);
            return found == null ? Nothing.UNDEFINED : found;
        }
        if (property.equals("length") && value instanceof List<?> list) {
            return (double) list.size();
        }
        if (property.equals("length") && value instanceof String string) {
            return (double) string.length();
        }
        return Nothing.UNDEFINED;
    }

    public static Object at(Object value, int index) {
        if (value instanceof List<?> list) {
            return index < list.size() ? list.get(index) : Nothing.UNDEFINED;
        }
        if (value instanceof String string) {
            return index < string.length() ? string.substring(index, index + 1) : Nothing.UNDEFINED;
        }
        return get(value, Integer.toString(index));
    }

    public static boolean truthy(Object value) {
        if (value instanceof Double number) {
            return number != 0 && !Double.isNaN(number);
        }
        return !(value instanceof Nothing) && !value.equals("") && !value.equals(false);
    }

    public static double number(Object value) {
        if (value instanceof Double number) {
            return number;
        }
        if (value instanceof Boolean bool) {
            return bool ? 1 : 0;
        }
        if (value instanceof Nothing) {
            return value == Nothing.NULL ? 0 : Double.NaN;
        }
        String text = text(value).trim();
        if (text.isEmpty()) {
            return 0;
        }
        return NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    }

    public static Object plusOne(Object value) {
        if (value instanceof String || value instanceof List || value instanceof Map) {
            return text(value) + "1";
        }
        return number(value) + 1;
    }

    public static boolean same(Object a, Object b) {
        if (a instanceof Double x && b instanceof Double y) {
            return x.doubleValue() == y.doubleValue();
        }
        return a.equals(b) && !(a instanceof List) && !(a instanceof Map);
    }

    public static String text(Object value) {
        if (value instanceof Double number) {
            return text(number.doubleValue());
        }
        if (value instanceof Nothing) {
            return value == Nothing.NULL ? "null" : "undefined";
        }
        if (value instanceof Map) {
            return "[object Object]";
        }
        if (value instanceof List<?> list) {
            StringBuilder joined = new StringBuilder();
            for (int i = 0; i < list.size(); i++) {
                Object element = list.get(i);
                joined.append(i == 0 ? "" : ",").append(element instanceof Nothing ? "" : text(element));
            }
            return joined.toString();
        }
        return value.toString();
    }

    public static String text(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        }
        if (number == 0) {
            return "0";
        }
        BigDecimal exact = BigDecimal.valueOf(number).stripTrailingZeros();
        double size = Math.abs(number);
        if (size >= 1e-6 && size < 1e21) {
            return exact.toPlainString();
        }
        int exponent = exact.precision() - exact.scale() - 1;
        String digits = exact.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e"
                + (exponent < 0 ? "" : "+") + exponent;
    }
}
