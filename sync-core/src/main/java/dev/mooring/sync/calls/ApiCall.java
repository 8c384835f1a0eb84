package dev.mooring.sync.calls;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call to an API that rides with the pending mutations. It is never queued and never repeated by the library.
 *
 * @param method an HTTP method in capitals
 * @param url absolute
 * @param headers sent with the call, in order
 * @param body text, or null for none; always null for GET and HEAD
 */
public record ApiCall(
        String method,
        String url,
        Map<String, String> headers,
        @Nullable String body) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the method or the URL is empty, or a GET or HEAD has a body
     */
    public ApiCall {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        if (method.isEmpty() || url.isEmpty()) {
            throw new IllegalArgumentException("an API call needs a method and a URL");
        }
        if (body != null && (method.equals("GET") || method.equals("HEAD"))) {
            throw new IllegalArgumentException("a " + method + " call to " + url + " cannot have a body");
        }
    }

    /**
     * A GET without a body.
     *
     * @param url absolute
     * @return the call
     */
    public static ApiCall get(String url) {
        return new ApiCall("GET", url, Collections.emptyMap(), null);
    }

    /**
     * A POST of JSON text.
     *
     * @param url absolute
     * @param json the body
     * @return the call
     */
    public static ApiCall post(String url, String json) {
        return new ApiCall(
                "POST",
                url,
                Collections.singletonMap("Content-Type", "application/json"),
                Objects.requireNonNull(json));
    }

    /**
     * The same with one more header.
     *
     * @param name replaces a header of the same spelling
     * @param value its value
     * @return a copy
     */
    public ApiCall withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ApiCall(method, url, more, body);
    }
}
