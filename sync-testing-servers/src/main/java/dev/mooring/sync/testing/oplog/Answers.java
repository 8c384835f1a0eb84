package dev.mooring.sync.testing.oplog;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers with the headers of the op-log server. */
final class Answers {
    /** What fits into the server's buffer goes out with a length, the rest in chunks. */
    private static final int BUFFER = 2048;

    private static final String JSON = "application/json; charset=utf-8";

    private Answers() {}

    static Reply json(int status, Body body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", JSON);
        if (body.length() > BUFFER) {
            headers.put("Transfer-Encoding", "chunked");
        }
        return new Reply(status, headers, body);
    }

    static Reply json(int status, String body) {
        return json(status, Body.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    static Reply error(int status, String words) {
        return json(status, "{\n  \"error\": " + JsonShape.quote(words) + "\n}\n");
    }

    static Reply text(int status, String text) {
        return Reply.of(
                status,
                Map.of("Content-Type", "text/plain; charset=utf-8", "X-Content-Type-Options", "nosniff"),
                text + "\n");
    }

    static Reply html(String page) {
        return Reply.of(200, Map.of("Content-Type", "text/html; charset=utf-8"), page);
    }

    static Reply redirect(int status, String words, String location, boolean get) {
        return get
                ? Reply.of(
                        status,
                        Map.of("Content-Type", "text/html; charset=utf-8", "Location", location),
                        "<a href=" + JsonShape.quote(location) + ">" + words + "</a>.\n\n")
                : Reply.of(status, Map.of("Location", location), "");
    }

    static Reply state(String key, long serverSeq) {
        return json(200, head(key) + ",\n  \"serverSeq\": " + serverSeq + "\n}\n");
    }

    static Reply stale(Dataset now) {
        return json(409, head(now.key()) + ",\n  \"snapshot\": " + JsonShape.quote(now.snapshot()) + "\n}\n");
    }

    /** Nothing at all, if a poisoned row is among them: the encoder fails behind the status. */
    static Reply ops(String key, byte[][] rows, String rest) {
        for (byte[] row : rows) {
            if (row.length == 0) {
                return json(200, "");
            }
        }
        String end = (rows.length == 0 ? "]" : "\n  ]") + ",\n  " + rest + "\n}\n";
        return json(200, Body.around(head(key) + ",\n  \"ops\": [", rows, end));
    }

    private static String head(String key) {
        return "{\n  \"datasetGenerationKey\": " + JsonShape.quote(key);
    }
}
