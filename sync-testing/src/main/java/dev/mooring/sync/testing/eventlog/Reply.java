package dev.mooring.sync.testing.eventlog;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP answer of the server.
 *
 * @param status the HTTP status
 * @param headers one value a name, as the live server spells them, without {@code Content-Length}
 * @param body possibly the whole log; written without ever being one text
 */
public record Reply(int status, Map<String, String> headers, Body body) {
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

    static Reply json(int status, Body body) {
        return new Reply(status, Map.of("Content-Type", "application/json", "Access-Control-Allow-Origin", "*"), body);
    }

    static Reply json(int status, String body) {
        return json(status, Body.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    static Reply error(int status, String message) {
        return json(status, "{\"error\":" + JsonWriter.quote(message) + "}");
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
