package dev.mooring.sync.internal.json;

import java.util.Arrays;

/** Writes JSON text, and adds the commas and colons. It does not check that brackets match. Not thread-safe. */
public final class JsonWriter {
    private final JsonEscapes escapes;
    private char[] out;
    private int size;
    private boolean first = true;

    /** Begins an empty text of strings with {@linkplain JsonEscapes#SHORT short} escapes. */
    public JsonWriter() {
        this(JsonEscapes.SHORT, 128);
    }

    /** Begins an empty text that has room for a number of characters, and grows if needed. */
    public JsonWriter(JsonEscapes escapes, int capacity) {
        this.escapes = escapes;
        this.out = new char[capacity];
    }

    public JsonWriter begin(char bracket) {
        comma();
        put(bracket);
        first = true;
        return this;
    }

    public JsonWriter end(char bracket) {
        put(bracket);
        first = false;
        return this;
    }

    public JsonWriter name(String name) {
        string(name);
        put(':');
        first = true;
        return this;
    }

    public JsonWriter string(String text) {
        comma();
        int length = text.length();
        room(length + 2);
        out[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            String escape = JsonEscapes.isPlain(c) ? null : escapes.at(text, i);
            if (escape == null) {
                out[size++] = c;
            } else {
                room(escape.length() + length - i);
                copy(escape);
            }
        }
        out[size++] = '"';
        return this;
    }

    /** Writes a value that is JSON text already. */
    public JsonWriter raw(String json) {
        comma();
        room(json.length());
        copy(json);
        return this;
    }

    private void comma() {
        if (!first) {
            put(',');
        }
        first = false;
    }

    private void put(char c) {
        room(1);
        out[size++] = c;
    }

    private void copy(String text) {
        text.getChars(0, text.length(), out, size);
        size += text.length();
    }

    private void room(int more) {
        if (out.length - size < more) {
            out = Arrays.copyOf(out, Math.max(size + more, out.length * 2));
        }
    }

    @Override
    public String toString() {
        return new String(out, 0, size);
    }

    /** A text with its escapes and without quotes. */
    public static String escaped(String text, JsonEscapes escapes) {
        if (escapes.leave(text)) {
            return text;
        }
        String quoted = new JsonWriter(escapes, text.length() + 16).string(text).toString();
        return quoted.substring(1, quoted.length() - 1);
    }
}
