package dev.mooring.sync.testing.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The recorded sockets, one after another on one server, as they were recorded. Every frame of the server is compared byte for byte but for
 * the time at which it was said.
 */
class RecordedFramesTest {
    private static final Path FOLDER = Path.of("../sync-transport-okhttp/src/test/resources/recorded/entity-sync-live");
    private static final String SAID = "\"timestamp\":\"2026-11-20T23:50:[0-9.]+Z\"";
    private static final String USER = "rw-32438";

    private Instant now = Instant.parse("2026-11-20T23:50:30Z");
    private String token = "";
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final EntitySyncServer server = EntitySyncServer.builder()
            .user(USER, "<jwt>")
            .clock(clock)
            .tokens(() -> token)
            .build();
    private final Map<String, Connection> connections = new LinkedHashMap<>();

    private static final class Connection implements LiveClient.Listener {
        final List<String> said = new ArrayList<>();
        final List<String> expected = new ArrayList<>();

        @Nullable
        LiveClient client;

        @Override
        public void opened(LiveClient opened) {
            client = opened;
        }

        @Override
        public void text(String name, @Nullable String id, String data) {
            said.add(data);
        }

        LiveClient client() {
            return java.util.Objects.requireNonNull(client, "refused");
        }
    }

    @Test
    void everyRecordedFrameIsAnsweredAsTheLiveServerDid() throws IOException {
        int frames = 0;
        int refusals = 0;
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                Object recorded = JsonReader.read(Files.readString(file));
                String name = file.getFileName().toString();
                between(name);
                if (ScriptValue.get(recorded, "frames") instanceof List<?> list) {
                    frames += replay(name, list, ScriptValue.get(recorded, "handshake") instanceof Map);
                } else {
                    refused(name, recorded);
                    refusals++;
                }
            }
        }
        assertEquals(3, refusals);
        assertTrue(frames >= 40, "only " + frames + " frames");
    }

    /** What the recorder did between two files. */
    private void between(String name) {
        switch (name.substring(0, 2)) {
            case "44" -> server.sequence(1125);
            case "48" -> server.sequence(1129);
            case "54" -> {
                Connection other = connect();
                other.client()
                        .send("{\"type\":\"ENTRY_CREATED\",\"entry\":{\"id\":\"last\",\"timestamp\":"
                                + "\"2026-11-01T10:00:00.000Z\",\"duration\":60,\"type\":\"practice\",\"instrument\":\"Piano\","
                                + "\"pieces\":[],\"techniques\":[],\"goalIds\":[\"g1\"],\"tags\":[],\"notes\":null,"
                                + "\"mood\":null,\"createdAt\":\"2026-11-01T10:00:00.000Z\",\"updatedAt\":"
                                + "\"2026-11-01T10:00:00.000Z\",\"metadata\":{\"source\":\"manual\"}},\"timestamp\":"
                                + "\"2026-11-20T23:50:43.000Z\"}");
                other.client().close();
            }
            default -> {}
        }
    }

    private Connection connect() {
        Connection connection = new Connection();
        server.connect(
                new Request(
                        "GET",
                        "/sync/ws?userId=" + USER + "&token=%3Cjwt%3E",
                        Map.of("Upgrade", "websocket", "Connection", "Upgrade"),
                        new byte[0]),
                connection);
        return connection;
    }

    private int replay(String name, List<?> frames, boolean fromTheHandshake) {
        for (Object frame : frames) {
            String conn = text(frame, "conn");
            if (!ScriptValue.truthy(ScriptValue.get(frame, "http"))) {
                connections.computeIfAbsent(conn, one -> connect());
            }
        }
        if (!fromTheHandshake) {
            connections.values().forEach(connection -> connection.said.clear());
        }
        int count = 0;
        for (Object frame : frames) {
            Object http = ScriptValue.get(frame, "http");
            if (http instanceof Map) {
                push(name, http);
                continue;
            }
            Connection connection = connections.get(text(frame, "conn"));
            if (text(frame, "dir").equals("server")) {
                connection.expected.add(text(frame, "text"));
                count++;
            } else {
                now = now.isBefore(time(frame)) ? time(frame) : now;
                say(connection.client(), frame);
            }
        }
        connections.forEach((conn, connection) -> {
            assertEquals(normal(connection.expected), normal(connection.said), name + " " + conn);
            connection.client().close();
        });
        connections.clear();
        return count;
    }

    private static void say(LiveClient client, Object frame) {
        if (ScriptValue.get(frame, "hex") instanceof String hex) {
            client.sendBinary(HexFormat.of().parseHex(hex));
        } else {
            client.send(text(frame, "text"));
        }
    }

    /** The client's clock and the server's were one machine's. */
    private Instant time(Object frame) {
        String text = text(frame, "text");
        int at = text.lastIndexOf("\"timestamp\":\"2026-11-20T");
        return at < 0 ? now : Instant.parse(text.substring(at + 13, at + 37));
    }

    private void push(String name, Object http) {
        Object request = ScriptValue.get(http, "request");
        String answer = text(ScriptValue.get(http, "response"), "body");
        token = text(JsonReader.read(answer), "syncToken");
        Reply reply = server.handle(new Request(
                "POST",
                "/api/sync/push",
                Map.of("Authorization", "Bearer <jwt>"),
                text(request, "body").getBytes(StandardCharsets.UTF_8)));
        assertEquals(answer, reply.text(), name);
    }

    private void refused(String name, Object recorded) {
        Object request = ScriptValue.get(recorded, "request");
        Object response = ScriptValue.get(recorded, "response");
        Reply reply = server.handle(new Request(
                "GET", text(request, "path"), Map.of("Upgrade", "websocket", "Connection", "Upgrade"), new byte[0]));
        assertEquals(text(response, "body"), reply.text(), name);
        assertEquals(ScriptValue.get(response, "status"), (double) reply.status(), name);
        Map<String, String> headers = new TreeMap<>(reply.headers());
        headers.put("Content-Length", Long.toString(reply.body().length()));
        assertEquals(ScriptValue.get(response, "headers"), headers, name);
    }

    private static List<String> normal(List<String> frames) {
        List<String> normal = new ArrayList<>();
        frames.forEach(frame -> normal.add(frame.replaceAll(SAID, "\"timestamp\":\"then\"")));
        return normal;
    }

    private static String text(Object of, String field) {
        return ScriptValue.get(of, field) instanceof String text ? text : "";
    }
}
