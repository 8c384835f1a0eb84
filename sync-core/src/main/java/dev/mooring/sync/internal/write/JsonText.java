package dev.mooring.sync.internal.write;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonEscapes;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a text is exactly one well-formed JSON value (RFC 8259), without building anything.
 *
 * <p>A payload is checked when it is recorded, since one that is found broken at the server would block the outbox.
 */
final class JsonText {
    private static final int MAX_DEPTH = 1000;

    private JsonText() {}

    /**
     * What is wrong with a text as JSON.
     *
     * @param text the payload
     * @return what and where, or null if it is one JSON value
     */
    static @Nullable String fault(String text) {
        int half = JsonEscapes.half(text);
        if (half >= 0) {
            return "lone surrogate at index " + half;
        }
        JsonCursor json = JsonCursor.strict(text, JsonText::fault);
        try {
            if (!json.skip(MAX_DEPTH)) {
                return "nested deeper than " + MAX_DEPTH + " at index " + json.at();
            }
            json.end();
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /**
     * Half of a surrogate pair is as broken behind an escape: whoever decodes the text gets it, and may not be able to store it.
     */
    private static RuntimeException fault(JsonCursor json, String expected, @Nullable String found) {
        String what = JsonCursor.HALF.equals(found) ? "lone surrogate before" : "expected " + expected + " at";
        return new IllegalArgumentException(what + " index " + json.at());
    }
}
