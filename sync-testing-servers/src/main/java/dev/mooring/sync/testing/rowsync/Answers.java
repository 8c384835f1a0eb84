package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.script.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers with the headers of the row-sync server. */
final class Answers {
    private final Request request;

    Answers(Request request) {
        this.request = request;
    }

    Reply rows(Pull pull, String syncedAt) {
        StringBuilder tail = new StringBuilder("],\"syncedAt\":");
        JsonWriter.quote(tail, syncedAt);
        if (pull.nextCursor() != null) {
            JsonWriter.quote(tail.append(",\"nextCursor\":"), pull.nextCursor());
        }
        if (pull.syncStartedAt() != null) {
            JsonWriter.quote(tail.append(",\"syncStartedAt\":"), pull.syncStartedAt());
        }
        Body body = Body.around("{\"changes\":[", pull.rows(), tail.append('}').toString());
        return new Reply(200, headers("application/json"), body);
    }

    Reply error(int status, String message) {
        return of(status, "application/json", "{\"error\":" + JsonWriter.quote(message) + "}");
    }

    Reply text(int status, String text) {
        return of(status, "text/plain;charset=UTF-8", text);
    }

    /** What stands in front of the server says when it has waited long enough. */
    Reply gatewayTimeout() {
        return of(524, "text/html; charset=UTF-8", "<html><body>524: a timeout occurred</body></html>");
    }

    Reply preflight() {
        return of(204, "", "");
    }

    private Reply of(int status, String type, String text) {
        return new Reply(status, headers(type), Body.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Map<String, String> headers(String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
        String origin = request.header("Origin");
        headers.put("Access-Control-Allow-Origin", origin.isEmpty() ? "*" : origin);
        headers.put("Vary", "Origin");
        headers.put("Access-Control-Allow-Credentials", "true");
        headers.put("Access-Control-Allow-Headers", "Content-Type, Authorization, apikey, x-client-info");
        headers.put("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
        headers.put("Access-Control-Max-Age", "86400");
        return headers;
    }
}
