package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import java.io.IOException;

/**
 * Reads values of exactly one type, which are looked at before they are read: the JSON reader would turn a number into a
 * string and back.
 */
public final class Exactly {
    private Exactly() {}

    /**
     * A whole number.
     *
     * @param json at the value
     * @return the number
     * @throws IOException of the body
     * @throws JsonDataException if it is none, or has more than 64 bits
     */
    public static long integer(JsonReader json) throws IOException {
        require(json, Token.NUMBER);
        try {
            return json.nextLong();
        } catch (NumberFormatException e) {
            throw new JsonDataException("a number is out of range at " + json.getPath(), e);
        }
    }

    /**
     * A string.
     *
     * @param json at the value
     * @return what it means
     * @throws IOException of the body
     * @throws JsonDataException if it is none
     */
    public static String text(JsonReader json) throws IOException {
        require(json, Token.STRING);
        return json.nextString();
    }

    /**
     * A string that is kept and sent back: a cursor, or a key of what the server has.
     *
     * @param json at the value
     * @param mostChars of it
     * @return what it means
     * @throws IOException of the body
     * @throws JsonDataException if it is none, or longer
     */
    public static String token(JsonReader json, int mostChars) throws IOException {
        String text = text(json);
        if (text.length() > mostChars) {
            throw new JsonDataException("a text of " + text.length() + " characters at " + json.getPath() + ", where "
                    + mostChars + " are enough");
        }
        return text;
    }

    /**
     * The same, where nothing depends on it, so that it may be missing or odd.
     *
     * @param json at the value
     * @param mostChars of it
     * @return what it means; empty if it is no string, or longer
     * @throws IOException of the body
     */
    public static String tokenOrNone(JsonReader json, int mostChars) throws IOException {
        if (json.peek() != Token.STRING) {
            json.skipValue();
            return "";
        }
        String text = json.nextString();
        return text.length() > mostChars ? "" : text;
    }

    private static void require(JsonReader json, Token wanted) throws IOException {
        Token token = json.peek();
        if (token != wanted) {
            throw new JsonDataException("expected a " + wanted + " but found a " + token + " at " + json.getPath());
        }
    }
}
