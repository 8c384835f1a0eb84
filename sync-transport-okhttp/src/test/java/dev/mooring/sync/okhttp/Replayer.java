package dev.mooring.sync.okhttp;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.Ask;
import java.io.IOException;
import java.util.function.Supplier;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Runs one recorded exchange through a dialect, whoever made the request and whatever it was. */
public interface Replayer {
    /**
     * Decodes the recorded response as the answer to the nearest ask. The request is one of ours where the dialect makes the
     * recorded one of that ask; {@link AnyExchangeTest} knows how many there are.
     *
     * @param exchange recorded
     * @return the typed outcome, in a word or two
     * @throws IOException never, of a body in memory
     */
    String replay(Recording.Exchange exchange) throws IOException;

    /**
     * Runs what was said over sockets through sessions of the dialect.
     *
     * @param recording with frames
     * @return the typed outcomes, in a word or two; null, the default, if nothing is made of its frames here
     */
    default @Nullable String converse(Recording recording) {
        return null;
    }

    /**
     * The nearest ask, or a pull from the start where the library would not make the one that is nearest.
     *
     * @param nearest builds it
     * @return an ask that can be answered
     */
    static Ask orPull(Supplier<Ask> nearest) {
        try {
            return nearest.get();
        } catch (IllegalArgumentException e) {
            return new Ask.Pull(Cursor.START);
        }
    }

    /**
     * Whether a request is what the dialect makes of the ask.
     *
     * @param comparison encodes and compares
     * @return false where they differ, or the library would not make it
     */
    static boolean isOurs(Runnable comparison) {
        try {
            comparison.run();
            return true;
        } catch (AssertionError | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Reads a text as JSON.
     *
     * @param text of a body, or null
     * @return its value; null for what is none, on purpose or not
     */
    static @Nullable Object json(@Nullable String text) {
        try {
            return text == null
                    ? null
                    : JsonReader.of(new Buffer().writeUtf8(text)).readJsonValue();
        } catch (IOException | JsonDataException e) {
            return null;
        }
    }
}
