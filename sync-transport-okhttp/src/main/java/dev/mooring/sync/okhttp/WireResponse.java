package dev.mooring.sync.okhttp;

import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.transport.HttpStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import okhttp3.Headers;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP response, as a dialect decodes it.
 *
 * @param status as it came
 * @param headers as they came
 * @param body the decompressed body, streamed. For a lost connection it throws an {@link IOException} that is no
 *     {@link java.io.EOFException}. So a dialect may call a body that ends too early garbage
 * @param retryAfter how long the server asked to be left alone, or null
 * @param maxValueBytes how large one value of the body may be, for a dialect that cuts values out of the body by itself. Space between the
 *     parts of JSON does not count
 */
public record WireResponse(
        int status,
        Headers headers,
        BufferedSource body,
        @Nullable Duration retryAfter,
        long maxValueBytes) {
    static final long MAX_VALUE_BYTES = 16L << 20;

    /**
     * Makes a response whose values may have up to 16 MiB each.
     *
     * @param status as it came
     * @param headers as they came
     * @param body the decompressed body, streamed
     * @param retryAfter how long the server asked to be left alone, or null
     */
    public WireResponse(int status, Headers headers, BufferedSource body, @Nullable Duration retryAfter) {
        this(status, headers, body, retryAfter, MAX_VALUE_BYTES);
    }

    /**
     * Makes a response of text in memory, for tests.
     *
     * @param status of the response
     * @param body text
     * @return the response, without headers
     */
    public static WireResponse of(int status, String body) {
        return new WireResponse(status, Headers.EMPTY, new Buffer().writeUtf8(body), null);
    }

    /**
     * Reads the whole response to a {@linkplain WireRequest#call call}, whatever its status.
     *
     * @return the response, with header names in lower case. Its body is at most as large as the transport's {@linkplain
     *     OkHttpTransportBuilder#maxValueBytes largest value}
     * @throws IOException if the rest of the body is lost
     */
    public ApiResponse apiResponse() throws IOException {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < headers.size(); i++) {
            named.put(headers.name(i).toLowerCase(Locale.ROOT), headers.value(i));
        }
        return new ApiResponse(status, named, body.readUtf8());
    }

    /**
     * Makes the exception that the status alone calls for. A dialect throws it where it knows no better. The delivery is {@code ANSWERED}.
     *
     * @param attempted what was attempted, on what, for the message
     * @param words the server's own words, shortened; null or empty if there are none
     * @return the exception to throw, or null for a status that says nothing by itself (2xx, 304)
     */
    public @Nullable TransportException failure(String attempted, @Nullable String words) {
        return HttpStatus.failure(attempted, status, words, retryAfter);
    }

    /**
     * Whether a reader of JSON failed because the body ended inside a string. Moshi calls that malformed; an end elsewhere is an
     * {@link java.io.EOFException}.
     *
     * @param e of the reader
     * @return false for everything else; an end elsewhere is an {@link java.io.EOFException} already
     */
    public static boolean isCut(Exception e) {
        return e instanceof IOException && String.valueOf(e.getMessage()).startsWith("Unterminated string");
    }
}
