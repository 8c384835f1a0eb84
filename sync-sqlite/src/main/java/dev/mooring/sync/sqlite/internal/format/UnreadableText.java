package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.internal.json.JsonCursor;
import org.jspecify.annotations.Nullable;

/** A change that is none of a row: says what is wrong and where, never what is there. */
public final class UnreadableText extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreadableText(String message) {
        super(message);
    }

    /** Stands in front of a JSON text; what is wrong with it is thrown as one of these. */
    public static JsonCursor in(String text) {
        return JsonCursor.strict(text, UnreadableText::fault);
    }

    private static UnreadableText fault(JsonCursor json, String expected, @Nullable String found) {
        String what = found == null ? "expected " + expected : "found " + found;
        return new UnreadableText(what + " at index " + json.at() + " of " + json.length());
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
