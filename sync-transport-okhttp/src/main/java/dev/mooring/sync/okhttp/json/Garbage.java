package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.spi.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns what the JSON reader complains of into a {@link ProtocolException}; a lost connection passes through. */
public final class Garbage {
    /** How each such message ends. */
    public static final String END = "; nothing beyond its last whole entry counts";

    private Garbage() {}

    /**
     * Reads a value.
     *
     * @param <T> its type
     */
    public interface Reading<T> {
        /**
         * Reads it.
         *
         * @return the value
         * @throws IOException of the body
         */
        T read() throws IOException;
    }

    /**
     * Reads, and names what is not in the dialect.
     *
     * @param <T> of what is read
     * @param attempted for the message
     * @param reading what may meet garbage
     * @return what was read
     * @throws IOException if the connection was lost
     */
    public static <T> T typed(String attempted, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (JsonDataException | JsonEncodingException | TooLarge e) {
            throw of(attempted, words(e), e);
        } catch (EOFException e) {
            throw of(attempted, "the body ends too early", e);
        }
    }

    /**
     * What the reader found, without its advice to whoever wrote the reading code.
     *
     * @param e of the reader
     * @return its words
     */
    public static String words(Exception e) {
        return String.valueOf(e.getMessage())
                .replace("Use JsonReader.setLenient(true) to accept malformed", "malformed");
    }

    /**
     * Garbage where an answer should be.
     *
     * @param attempted what was asked for
     * @param what is wrong with the answer
     * @param cause the reader's own exception, if there is one
     * @return the exception to throw
     */
    public static ProtocolException of(String attempted, @Nullable String what, @Nullable Throwable cause) {
        return new ProtocolException(attempted + " was not answered in the dialect (" + what + ")" + END, cause);
    }

    /**
     * Nothing may follow: a second value would mean that the first was not the answer.
     *
     * @param json behind the value
     * @throws IOException of the body
     */
    public static void requireEnd(JsonReader json) throws IOException {
        if (json.peek() != Token.END_DOCUMENT) {
            throw new JsonDataException("the body goes on behind its end");
        }
    }
}
