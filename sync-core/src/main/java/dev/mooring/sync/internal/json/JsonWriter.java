package dev.mooring.sync.internal.json;

/** Writes JSON text: puts the commas and colons. Whether brackets match is the caller's business. Not thread-safe. */
public final class JsonWriter {
    private final JsonEscapes escapes;
    private final StringBuilder out;
    private boolean first = true;

    /** Begins an empty text of strings with {@linkplain JsonEscapes#SHORT short} escapes. */
    public JsonWriter() {
        this(JsonEscapes.SHORT, 128);
    }

    /** Begins an empty text that may have about so many characters. */
    public JsonWriter(JsonEscapes escapes, int capacity) {
        this.escapes = escapes;
        this.out = new StringBuilder(capacity);
    }

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
        escapes.quote(out, name);
        out.append(':');
        first = true;
        return this;
    }

    public JsonWriter string(String text) {
        comma();
        escapes.quote(out, text);
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

    @Override
    public String toString() {
        return out.toString();
    }
}
