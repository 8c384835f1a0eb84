package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.script.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers with the headers of the entity-sync server. */
final class Answers {
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "application/json",
            "Vary", "Origin",
            "Access-Control-Allow-Credentials", "true",
            "Access-Control-Expose-Headers", "Content-Length",
            "Cross-Origin-Opener-Policy", "same-origin-allow-popups");

    private Answers() {}

    /** What a browser asks before it posts; nothing is looked at. */
    static Reply preflight() {
        Map<String, String> headers = new LinkedHashMap<>(HEADERS);
        headers.remove("Content-Type");
        headers.put("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS");
        headers.put("Access-Control-Allow-Headers", "Content-Type, Authorization, X-Device-ID, X-Idempotency-Key");
        return Reply.of(204, headers, "");
    }

    static Reply json(int status, Body body) {
        return new Reply(status, HEADERS, body);
    }

    static Reply json(int status, String body) {
        return json(status, Body.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    static Reply replay(String body) {
        Map<String, String> headers = new LinkedHashMap<>(HEADERS);
        headers.put("x-idempotent-replay", "true");
        return Reply.of(200, headers, body);
    }

    static Reply error(int status, String message) {
        return json(status, "{\"success\":false,\"error\":" + JsonWriter.quote(message) + ",\"code\":" + status + "}");
    }

    static Reply internal() {
        return error(500, "Internal server error");
    }
}
