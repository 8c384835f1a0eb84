package dev.mooring.sync.okhttp;

import dev.mooring.sync.calls.ApiCall;
import java.util.Map;
import okhttp3.Headers;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, as a dialect encodes it.
 *
 * @param method in capitals
 * @param path relative to the base URL, without a leading slash, with the query; already percent-encoded. A {@linkplain
 *     #call call} may name the server with an absolute URL
 * @param headers what the dialect itself needs. A gzip-encoded answer is accepted only if {@code Accept-Encoding} says so here. The
 *     transport adds credential and user agent
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
    /**
     * Makes a request of its own out of an API call, for servers that do not carry calls with a push.
     *
     * @param call its URL is relative to the base URL, with or without a slash before it, or absolute with the same scheme, host and port.
     *     The transport refuses any other, as the credential goes with the request
     * @return the request
     */
    public static WireRequest call(ApiCall call) {
        Headers.Builder headers = new Headers.Builder();
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            headers.set(header.getKey(), header.getValue());
        }
        String body = call.body();
        boolean needsBody = !call.method().equals("GET") && !call.method().equals("HEAD");
        return new WireRequest(
                call.method(),
                call.url().startsWith("/") ? call.url().substring(1) : call.url(),
                headers.build(),
                body != null ? ByteString.encodeUtf8(body) : needsBody ? ByteString.EMPTY : null);
    }
}
