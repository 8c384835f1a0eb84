package dev.mooring.sync.okhttp;

import okhttp3.Headers;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, as a dialect encodes it.
 *
 * @param method in capitals
 * @param path relative to the base URL, without a leading slash, with the query; already percent-encoded
 * @param headers what the dialect itself needs. A gzip-encoded answer is accepted only if {@code Accept-Encoding} says so
 *     here; the credential and the user agent are the transport's
 * @param body the exact bytes, or null for none
 */
public record WireRequest(
        String method,
        String path,
        Headers headers,
        @Nullable ByteString body) {
    /**
     * Checks the path.
     *
     * @param method in capitals
     * @param path relative to the base URL
     * @param headers what the dialect itself needs
     * @param body the exact bytes, or null for none
     * @throws IllegalArgumentException if the path is absolute
     */
    public WireRequest {
        if (path.startsWith("/")) {
            throw new IllegalArgumentException("the path of a request is relative to the base URL, got " + path);
        }
    }
}
