package dev.mooring.sync.testing.script;

import java.util.List;
import java.util.Map;

/**
 * Writes JSON as {@code JSON.stringify} does: without spaces, with as few escapes as possible, with lone surrogates escaped, and with
 * numbers as the engine prints them. A JSON library of Java does this differently.
 */
public final class JsonWriter {
    private JsonWriter() {}

    public static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        quote(out, text);
        return out.toString();
    }

    public static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                control(out, c);
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        out.append('"');
    }

    private static void control(StringBuilder out, char c) {
        int known = "\b\t\n\f\r".indexOf(c);
        if (known >= 0) {
            out.append('\\').append("btnfr".charAt(known));
        } else {
            out.append(String.format("\\u%04x", (int) c));
        }
    }

    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    private static void write(StringBuilder out, Object value) {
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
                if (entry.getValue() != ScriptValue.Nothing.UNDEFINED) {
                    quote(out.append(next), entry.getKey().toString());
                    write(out.append(':'), entry.getValue());
                    next = ',';
                }
            }
            out.append(next == '{' ? "{}" : "}");
        } else if (value instanceof Double number) {
            out.append(Double.isInfinite(number) || Double.isNaN(number) ? "null" : ScriptValue.text(number));
        } else {
            out.append(value == ScriptValue.Nothing.UNDEFINED ? "null" : ScriptValue.text(value));
        }
    }
}
