package dev.mooring.sync.testing.live;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import dev.mooring.sync.testing.script.ScriptValue.Nothing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One socket of {@link PhoenixServer}: its channels by topic, and both forms of a message. Callers hold the server's lock. */
final class PhoenixSocket {
    private static final int USER_BROADCAST = 4;
    private static final int JSON_PAYLOAD = 1;

    private final PhoenixServer server;
    private final LiveFace.Line line;
    private final boolean arrays;
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private int filters = 1000;

    PhoenixSocket(PhoenixServer server, LiveFace.Line line, boolean arrays) {
        this.server = server;
        this.line = line;
        this.arrays = arrays;
    }

    private static final class Channel {
        final Object joinRef;
        final List<Map<String, Object>> filters = new ArrayList<>();
        String token;
        boolean listens;

        Channel(Object joinRef, String token) {
            this.joinRef = joinRef;
            this.token = token;
        }
    }

    List<String> tokens() {
        List<String> tokens = new ArrayList<>();
        channels.values().forEach(channel -> tokens.add(channel.token));
        return tokens;
    }

    // ---- what the client says

    void take(String text) {
        try {
            Object message = JsonReader.read(text);
            boolean array = message instanceof List;
            if (array != arrays) {
                line.close(1011, ""); // The serializer's process dies.
                return;
            }
            take(
                    array ? ScriptValue.at(message, 0) : ScriptValue.get(message, "join_ref"),
                    array ? ScriptValue.at(message, 1) : ScriptValue.get(message, "ref"),
                    ScriptValue.text(array ? ScriptValue.at(message, 2) : ScriptValue.get(message, "topic")),
                    ScriptValue.text(array ? ScriptValue.at(message, 3) : ScriptValue.get(message, "event")),
                    array ? ScriptValue.at(message, 4) : ScriptValue.get(message, "payload"));
        } catch (ScriptError e) {
            line.close(1011, "");
        }
    }

    private void take(Object joinRef, Object ref, String topic, String event, Object payload) {
        if (topic.equals("phoenix")) {
            reply(Nothing.NULL, ref, topic, "ok", Map.of());
            return;
        }
        Channel channel = channels.get(topic);
        if (event.equals("phx_join")) {
            if (channel != null) {
                end(topic, channel, "phx_close"); // A second join of a topic ends the first.
            }
            join(joinRef instanceof Nothing ? ref : joinRef, ref, topic, payload);
        } else if (channel == null) {
            reply(joinRef, ref, topic, "error", Map.of("reason", "unmatched topic"));
        } else if (event.equals("access_token")) {
            channel.token = ScriptValue.text(ScriptValue.get(payload, "access_token"));
            check(topic, channel);
        } else if (event.equals("phx_leave")) {
            reply(channel.joinRef, ref, topic, "ok", Map.of());
            end(topic, channel, "phx_close");
        }
    }

    private void join(Object joinRef, Object ref, String topic, Object payload) {
        Object given = ScriptValue.get(payload, "access_token");
        String token = given instanceof String text ? text : "";
        PhoenixServer.Join how = server.nextJoin(token);
        switch (how) {
            case NOTHING -> {}
            case ERROR -> reply(joinRef, ref, topic, "error", Map.of("reason", "ConnectionRateLimitReached: later"));
            case TOKEN_EXPIRED ->
                reply(
                        joinRef,
                        ref,
                        topic,
                        "error",
                        Map.of("reason", "InvalidJWTToken: Token has expired 3 seconds ago"));
            case CLOSED -> send(joinRef, Nothing.NULL, topic, "phx_close", Map.of());
            default -> joined(joinRef, ref, topic, payload, new Channel(joinRef, token), how);
        }
    }

    private void joined(
            Object joinRef, Object ref, String topic, Object payload, Channel channel, PhoenixServer.Join how) {
        channels.put(topic, channel);
        Object config = ScriptValue.get(payload, "config");
        Object asked = config instanceof Map ? ScriptValue.get(config, "postgres_changes") : Nothing.UNDEFINED;
        if (asked instanceof List<?> list) {
            for (Object one : list) {
                Map<String, Object> filter = new LinkedHashMap<>();
                filter.put("id", (double) ++filters);
                ((Map<?, ?>) one).forEach((name, value) -> filter.put((String) name, value));
                if (how == PhoenixServer.Join.OTHER_FILTERS) {
                    filter.put("table", "another_table");
                }
                channel.filters.add(filter);
            }
        }
        reply(joinRef, ref, topic, "ok", Map.of("postgres_changes", channel.filters));
        send(joinRef, Nothing.NULL, topic, "presence_state", Map.of());
        if (how == PhoenixServer.Join.SYSTEM_ERROR) {
            system(topic, channel, "postgres_changes", "error", "Unable to subscribe to changes with given parameters");
        } else if (how != PhoenixServer.Join.NO_SYSTEM && !server.isLate()) {
            listen(topic, channel);
        }
    }

    private void listen(String topic, Channel channel) {
        if (!channel.filters.isEmpty() && !channel.listens) {
            channel.listens = true;
            system(topic, channel, "postgres_changes", "ok", "Subscribed to PostgreSQL");
        }
    }

    // ---- what the server does by itself

    void subscribed() {
        copy().forEach(entry -> listen(entry.getKey(), entry.getValue()));
    }

    void checkTokens() {
        copy().forEach(entry -> check(entry.getKey(), entry.getValue()));
    }

    private void check(String topic, Channel channel) {
        if (!server.letsIn(channel.token)) {
            system(topic, channel, "system", "error", "Token has expired 3 seconds ago");
            end(topic, channel, "phx_close");
        }
    }

    void crash() {
        copy().forEach(entry -> end(entry.getKey(), entry.getValue(), "phx_error"));
    }

    void closeAll() {
        copy().forEach(entry -> end(entry.getKey(), entry.getValue(), "phx_close"));
    }

    private Set<Map.Entry<String, Channel>> copy() {
        return new LinkedHashMap<>(channels).entrySet();
    }

    private void end(String topic, Channel channel, String event) {
        channels.remove(topic);
        send(channel.joinRef, channel.joinRef, topic, event, Map.of());
    }

    void changed(String schema, String table, String column, String value) {
        channels.forEach((topic, channel) -> {
            List<Object> ids = new ArrayList<>();
            for (Map<String, Object> filter : channel.filters) {
                if (channel.listens && fits(filter, schema, table, column, value)) {
                    ids.add(filter.get("id"));
                }
            }
            if (!ids.isEmpty()) {
                Map<String, Object> data = new LinkedHashMap<>();
                data.put("schema", schema);
                data.put("table", table);
                data.put("type", "UPDATE");
                data.put("commit_timestamp", "2026-11-20T10:00:00.000Z");
                data.put("record", Map.of(column, value));
                data.put("errors", Nothing.NULL);
                Map<String, Object> payload = new LinkedHashMap<>();
                payload.put("ids", ids);
                payload.put("data", data);
                send(Nothing.NULL, Nothing.NULL, topic, "postgres_changes", payload);
            }
        });
    }

    private static boolean fits(Map<String, Object> filter, String schema, String table, String column, String value) {
        Object where = filter.get("filter");
        Object of = filter.get("table");
        return schema.equals(filter.get("schema"))
                && (of == null || of.equals("*") || of.equals(table))
                && (where == null || where.equals("") || where.equals(column + "=eq." + value));
    }

    void broadcast(String topic, String event, String payload, boolean binary) {
        if (!channels.containsKey(topic)) {
            return;
        }
        if (binary && arrays) {
            line.binary(binary(topic, event, payload));
            return;
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "broadcast");
        message.put("event", event);
        message.put("payload", JsonReader.read(payload));
        send(Nothing.NULL, Nothing.NULL, topic, "broadcast", message);
    }

    /** A kind, four sizes or codes of a byte each, then topic, event, no metadata, and the payload as JSON. */
    private static byte[] binary(String topic, String event, String payload) {
        byte[] to = topic.getBytes(StandardCharsets.UTF_8);
        byte[] name = event.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(USER_BROADCAST);
        bytes.write(to.length);
        bytes.write(name.length);
        bytes.write(0);
        bytes.write(JSON_PAYLOAD);
        bytes.writeBytes(to);
        bytes.writeBytes(name);
        bytes.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    // ---- how it is said

    private void system(String topic, Channel channel, String extension, String status, String words) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("channel", topic.replaceFirst("^realtime:", ""));
        payload.put("extension", extension);
        payload.put("message", words);
        payload.put("status", status);
        send(channel.joinRef, Nothing.NULL, topic, "system", payload);
    }

    private void reply(Object joinRef, Object ref, String topic, String status, Map<String, ?> response) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("status", status);
        payload.put("response", response);
        send(joinRef, ref, topic, "phx_reply", payload);
    }

    private void send(Object joinRef, Object ref, String topic, String event, Object payload) {
        if (arrays) {
            line.send(JsonWriter.write(List.of(joinRef, ref, topic, event, payload)));
            return;
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("ref", ref);
        message.put("event", event);
        message.put("payload", payload);
        message.put("topic", topic);
        line.send(JsonWriter.write(message));
    }
}
