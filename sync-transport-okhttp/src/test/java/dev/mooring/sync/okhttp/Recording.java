package dev.mooring.sync.okhttp;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One file of exchanges, recorded from a live server. */
public record Recording(String name, List<Exchange> exchanges, boolean webSocket, List<Frame> frames) {
    /** One request and its response. Bodies are null where there was none. */
    public record Exchange(
            String method,
            String path,
            Headers sent,
            @Nullable String body,
            int status,
            Headers headers,
            @Nullable String answer) {}

    /**
     * What one side said over a socket.
     *
     * @param ofServer which side
     * @param conn which of several sockets
     * @param binary null for what is not binary
     * @param text null for what is no text
     * @param closed the code of the end; 0 if it is none
     */
    public record Frame(
            boolean ofServer,
            String conn,
            @Nullable ByteString binary,
            @Nullable String text,
            int closed) {}

    static Recording read(Path file) throws IOException {
        Map<?, ?> json =
                map(JsonReader.of(new Buffer().write(Files.readAllBytes(file))).readJsonValue());
        List<Exchange> exchanges = new ArrayList<>();
        if (json.get("steps") instanceof List<?> steps) {
            for (Object step : steps) {
                exchanges.add(exchange(map(step)));
            }
        } else if (json.containsKey("request")) {
            exchanges.add(exchange(json));
        }
        List<Frame> frames = new ArrayList<>();
        for (Object each : json.get("frames") instanceof List<?> list ? list : List.of()) {
            Map<?, ?> frame = map(each);
            if (frame.get("dir") instanceof String side) {
                frames.add(frame(frame, side.equals("server")));
            } else if (frame.get("http") instanceof Map<?, ?> http) {
                exchanges.add(exchange(http));
            }
        }
        return new Recording(file.getFileName().toString(), exchanges, json.containsKey("frames"), frames);
    }

    private static Frame frame(Map<?, ?> frame, boolean ofServer) {
        Object code = map(frame.get("close")).get("code");
        return new Frame(
                ofServer,
                String.valueOf(frame.get("conn")),
                frame.get("hex") instanceof String hex ? ByteString.decodeHex(hex) : null,
                (String) frame.get("text"),
                code instanceof Number number ? number.intValue() : 0);
    }

    private static Exchange exchange(Map<?, ?> step) {
        Map<?, ?> request = map(step.get("request"));
        Map<?, ?> response = map(step.get("response"));
        return new Exchange(
                (String) request.get("method"),
                (String) request.get("path"),
                headers(request.get("headers")),
                request.get("bodyPattern") == null
                        ? (String) request.get("body")
                        : pattern(map(request.get("bodyPattern"))),
                ((Number) response.get("status")).intValue(),
                headers(response.get("headers")),
                response.get("bodyPattern") == null
                        ? (String) response.get("body")
                        : pattern(map(response.get("bodyPattern"))));
    }

    private static String pattern(Map<?, ?> pattern) {
        int count = ((Number) pattern.get("count")).intValue();
        return (String) pattern.get("prefix") + ((String) pattern.get("repeat")).repeat(count) + pattern.get("suffix");
    }

    private static Headers headers(@Nullable Object json) {
        Headers.Builder headers = new Headers.Builder();
        if (json instanceof Map<?, ?> named) {
            named.forEach((name, value) -> headers.addUnsafeNonAscii((String) name, String.valueOf(value)));
        }
        return headers.build();
    }

    private static Map<?, ?> map(@Nullable Object json) {
        return json instanceof Map<?, ?> map ? map : new LinkedHashMap<>();
    }
}
