package dev.mooring.sync.testing.recorded;

import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One file of recorded exchanges; none of a file of frames. */
public record Recording(String file, List<Exchange> steps) {
    public record Exchange(Request request, int status, Map<String, String> headers, String body) {
        public String user() {
            String query = Target.of(request.path()).parameter("user_id");
            return request.header("X-User-Id").isEmpty() && query != null ? query : request.header("X-User-Id");
        }

        public Object answer() {
            return body.isEmpty() ? ScriptValue.Nothing.NULL : JsonReader.read(body);
        }
    }

    public static List<Recording> all(Path folder) throws IOException {
        List<Recording> recordings = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                recordings.add(read(file));
            }
        }
        return recordings;
    }

    private static Recording read(Path file) throws IOException {
        Object json = JsonReader.read(Files.readString(file));
        List<Exchange> steps = new ArrayList<>();
        if (ScriptValue.get(json, "steps") instanceof List<?> list) {
            list.forEach(step -> steps.add(exchange(step)));
        } else if (ScriptValue.get(json, "request") instanceof Map) {
            steps.add(exchange(json));
        }
        return new Recording(file.getFileName().toString(), steps);
    }

    private static Exchange exchange(Object step) {
        Object request = ScriptValue.get(step, "request");
        Object response = ScriptValue.get(step, "response");
        return new Exchange(
                new Request(
                        text(request, "method"),
                        text(request, "path"),
                        headers(request),
                        body(request).getBytes(StandardCharsets.UTF_8)),
                (int) ScriptValue.number(ScriptValue.get(response, "status")),
                headers(response),
                body(response));
    }

    private static String text(Object of, String field) {
        return ScriptValue.text(ScriptValue.get(of, field));
    }

    private static String body(Object of) {
        Object pattern = ScriptValue.get(of, "bodyPattern");
        if (pattern instanceof Map) {
            int count = (int) ScriptValue.number(ScriptValue.get(pattern, "count"));
            return text(pattern, "prefix") + text(pattern, "repeat").repeat(count) + text(pattern, "suffix");
        }
        Object body = ScriptValue.get(of, "body");
        return body instanceof String given ? given : "";
    }

    private static Map<String, String> headers(Object of) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (ScriptValue.get(of, "headers") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> headers.put(name.toString(), ScriptValue.text(value)));
        }
        return headers;
    }
}
