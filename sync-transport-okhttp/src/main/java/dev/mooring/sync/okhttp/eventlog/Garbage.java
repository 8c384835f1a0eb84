package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns what the JSON reader complains of into a {@link ProtocolException}; a lost connection passes through. */
final class Garbage {
    private Garbage() {}

    interface Reading<T> {
        T read() throws IOException;
    }

    static <T> T typed(String attempted, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (JsonDataException | JsonEncodingException e) {
            throw of(attempted, words(e), e);
        } catch (EOFException e) {
            throw of(attempted, "the body ends too early", e);
        }
    }

    /** What the reader found, without its advice to whoever wrote the reading code. */
    static String words(Exception e) {
        return String.valueOf(e.getMessage())
                .replace("Use JsonReader.setLenient(true) to accept malformed", "malformed");
    }

    static ProtocolException of(String attempted, @Nullable String what, @Nullable Throwable cause) {
        return new ProtocolException(
                attempted + " was not answered in the dialect (" + what
                        + "); nothing beyond the last whole event counts, tried again later",
                cause);
    }

    /** Nothing may follow: a second value would mean that the first was not the answer. */
    static void requireEnd(JsonReader json) throws IOException {
        if (json.peek() != Token.END_DOCUMENT) {
            throw new JsonDataException("the body goes on behind its end");
        }
    }
}
