package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.internal.json.JsonCursor;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that is a text already, to the letter: numbers are not converted, and half a surrogate pair and a name that is there
 * twice are let through, as the servers keep them. What is no JSON is a {@link JsonDataException}.
 *
 * <p>The JSON reader of bodies goes no deeper than 255 levels: a single value that some other program nested deeper would keep
 * everything behind it from this client.
 */
public final class ValueText {
    /** No server takes more, and no reader should have to. */
    private static final int MAX_DEPTH = 10_000;

    private ValueText() {}

    /**
     * Stands in front of a text.
     *
     * @param text a value, or what is between the brackets of an object
     * @return to read it by
     */
    public static JsonCursor of(String text) {
        return JsonCursor.withHalves(text, ValueText::fault);
    }

    /**
     * Requires one JSON value of no more than 10,000 levels.
     *
     * @param text one JSON value
     * @throws JsonDataException if it is none
     */
    public static void requireBounded(String text) {
        JsonCursor json = of(text);
        skip(json);
        json.end();
    }

    /**
     * Requires one JSON value, however deep it is. What is broken on the way is none, and comes whole when it is asked for again; what
     * is whole and cannot be read will be no better then.
     *
     * @param text one JSON value
     * @throws JsonDataException if it is none
     */
    public static void require(String text) {
        JsonCursor json = of(text);
        json.skip();
        json.end();
    }

    /**
     * The next name of what is between the brackets of an object.
     *
     * @param members not yet at their end
     * @return the name
     * @throws JsonDataException if there is none
     */
    public static String name(JsonCursor members) {
        String name = members.nextName();
        if (name == null) {
            throw members.fault("a name");
        }
        return name;
    }

    /**
     * Passes over a value.
     *
     * @param json at the value
     * @throws JsonDataException if it is none, or has more than 10,000 levels
     */
    public static void skip(JsonCursor json) {
        if (!json.skip(MAX_DEPTH)) {
            throw new JsonDataException("a value is nested deeper than " + MAX_DEPTH);
        }
    }

    /**
     * Takes a value as it is written.
     *
     * @param json at the value
     * @param text that the cursor goes through
     * @return the value
     * @throws JsonDataException if it is none, or has more than 10,000 levels
     */
    public static String raw(JsonCursor json, String text) {
        json.peek();
        int from = json.at();
        skip(json);
        return text.substring(from, json.at());
    }

    /**
     * A value that is a string.
     *
     * @param json at the value
     * @return what it means, never empty
     */
    public static String filled(JsonCursor json) {
        String value = json.string();
        if (value.isEmpty()) {
            throw json.fault("a string");
        }
        return value;
    }

    /**
     * A value that is a whole number.
     *
     * @param json at the value
     * @return the number
     */
    public static long integer(JsonCursor json) {
        char first = json.peek();
        int from = json.at();
        try {
            if (first == '-' || (first >= '0' && first <= '9')) {
                return Long.parseLong(json.number());
            }
            skip(json);
        } catch (NumberFormatException e) {
            // It says below what it is.
        }
        throw new JsonDataException("no whole number of 64 bits at character " + from + " of an object");
    }

    private static RuntimeException fault(JsonCursor json, String expected, @Nullable String found) {
        return new JsonDataException("malformed JSON at character " + json.at() + " of a value");
    }
}
