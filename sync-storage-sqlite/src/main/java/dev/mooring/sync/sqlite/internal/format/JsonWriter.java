package dev.mooring.sync.sqlite.internal.format;

import org.jspecify.annotations.Nullable;

/** Writes JSON text: puts the commas, and escapes as {@code JSON.stringify} does, and the two line ends of older parsers. */
public final class JsonWriter {
    private static final @Nullable String[] ESCAPES = new @Nullable String[0x80];

    static {
        for (int c = 0; c < 0x20; c++) {
            ESCAPES[c] = "\\u00" + Character.forDigit(c >> 4, 16) + Character.forDigit(c & 15, 16);
        }
        ESCAPES['"'] = "\\\"";
        ESCAPES['\\'] = "\\\\";
        ESCAPES['\t'] = "\\t";
        ESCAPES['\b'] = "\\b";
        ESCAPES['\n'] = "\\n";
        ESCAPES['\r'] = "\\r";
        ESCAPES['\f'] = "\\f";
    }

    private final StringBuilder out = new StringBuilder(128);
    private boolean first = true;

    public JsonWriter begin(char bracket) {
        comma();
        out.append(bracket);
        first = true;
        return this;
    }

    public JsonWriter end(char bracket) {
        out.append(bracket);
        first = false;
        return this;
    }

    public JsonWriter name(String name) {
        comma();
        quote(name);
        out.append(':');
        first = true;
        return this;
    }

    JsonWriter string(String text) {
        comma();
        quote(text);
        return this;
    }

    /** A value that is JSON already. */
    public JsonWriter raw(String json) {
        comma();
        out.append(json);
        return this;
    }

    private void comma() {
        if (!first) {
            out.append(',');
        }
        first = false;
    }

    private void quote(String text) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String escape = c < 0x80 ? ESCAPES[c] : c == '\u2028' ? "\\u2028" : c == '\u2029' ? "\\u2029" : null;
            if (escape != null) {
                out.append(text, from, i).append(escape);
                from = i + 1;
            }
        }
        out.append(text, from, text.length()).append('"');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
