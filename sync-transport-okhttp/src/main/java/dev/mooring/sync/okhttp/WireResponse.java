package dev.mooring.sync.okhttp;

import dev.mooring.sync.TransportException;
import dev.mooring.sync.spi.HttpStatus;
import java.time.Duration;
import okhttp3.Headers;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP response, as a dialect decodes it.
 *
 * @param status as it came
 * @param headers as they came
 * @param body the decompressed body, streamed. It never throws {@link java.io.EOFException} for a lost connection: an end
 *     of input is the end that the server meant, and a dialect may call it garbage
 * @param retryAfter how long the server asked to be left alone, or null
 */
public record WireResponse(
        int status,
        Headers headers,
        BufferedSource body,
        @Nullable Duration retryAfter) {
    /**
     * A response that is in memory already, for tests.
     *
     * @param status of the response
     * @param body text
     * @return the response, without headers
     */
    public static WireResponse of(int status, String body) {
        return new WireResponse(status, Headers.EMPTY, new Buffer().writeUtf8(body), null);
    }

    /**
     * What the status alone says, where the dialect knows no better. The delivery is {@code ANSWERED}.
     *
     * @param attempted what was attempted, on what, for the message
     * @param words the server's own words, shortened; null or empty if there are none
     * @return the exception to throw, or null for a status that says nothing by itself (2xx, 304)
     */
    public @Nullable TransportException failure(String attempted, @Nullable String words) {
        return HttpStatus.failure(attempted, status, words, retryAfter);
    }
}
