package dev.mooring.sync.testing.http;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP answer of the server.
 *
 * @param status the HTTP status
 * @param headers one value a name, as the live server spells them, without {@code Content-Length}; {@code
 *     Transfer-Encoding: chunked} sends the body in chunks
 * @param body possibly the whole log; written without ever being one text
 */
public record Reply(int status, Map<String, String> headers, Body body) {
    /** No answer: the connection is lost without a word, as where nobody listens. */
    public static final Reply NONE = of(0, Map.of(), "");

    /**
     * Copies the headers.
     *
     * @param status the HTTP status
     * @param headers one value a name
     * @param body the body
     */
    public Reply {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /**
     * An answer with text.
     *
     * @param status the HTTP status
     * @param headers one value a name
     * @param body as text
     * @return the answer
     */
    public static Reply of(int status, Map<String, String> headers, String body) {
        return new Reply(status, headers, Body.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The body as text.
     *
     * @return all of it; for small bodies
     */
    public String text() {
        return new String(body.bytes(), StandardCharsets.UTF_8);
    }
}
