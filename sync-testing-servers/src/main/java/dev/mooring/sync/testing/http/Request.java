package dev.mooring.sync.testing.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP request as the server gets it.
 *
 * @param method in capitals
 * @param path with its query, beginning with a slash
 * @param headers one value a name; looked up whatever the case
 * @param body UTF-8, empty for none
 */
public record Request(String method, String path, Map<String, String> headers, byte[] body) {
    /**
     * Copies the headers.
     *
     * @param method in capitals
     * @param path with its query
     * @param headers one value a name
     * @param body UTF-8, empty for none
     */
    public Request {
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        copy.putAll(headers);
        headers = copy;
    }

    /**
     * A request with text.
     *
     * @param method in capitals
     * @param path with its query
     * @param user for {@code X-User-Id}, empty for none
     * @param body as text
     * @return the request
     */
    public static Request of(String method, String path, String user, String body) {
        Map<String, String> headers = user.isEmpty() ? Map.of() : Map.of("X-User-Id", user);
        return new Request(method, path, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
