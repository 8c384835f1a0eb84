package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.script.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers with the headers of the event-log server. */
final class Answers {
    private static final Map<String, String> HEADERS =
            Map.of("Content-Type", "application/json", "Access-Control-Allow-Origin", "*");

    private Answers() {}

    static Reply json(int status, Body body) {
        return new Reply(status, HEADERS, body);
    }

    static Reply json(int status, String body) {
        return json(status, Body.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    static Reply error(int status, String message) {
        return json(status, "{\"error\":" + JsonWriter.quote(message) + "}");
    }
}
