package dev.mooring.sync.testing.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One throw-away user of an event-log server. */
final class EventLogUser {
    final String name;
    private final Stage stage;
    private final Map<String, String> headers;

    EventLogUser(Stage stage) {
        this(stage, stage.user());
    }

    EventLogUser(Stage stage, String name) {
        this.stage = stage;
        this.name = name;
        this.headers = new LinkedHashMap<>(stage.headers(name));
        if (!stage.hasAccounts(name)) {
            headers.putIfAbsent("X-User-Id", name);
        }
    }

    /** An event as a client writes it. */
    static Map<String, @Nullable Object> event(@Nullable Object sequence, @Nullable Object payload) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("sequence", sequence);
        event.put("timestamp", "2026-11-20T10:00:00.000Z");
        event.put("event_type", "user_action");
        event.put("schema_version", 1);
        event.put("payload", payload);
        return event;
    }

    /** Events with these numbers, each with a payload that tells its own. */
    static List<Map<String, @Nullable Object>> events(long first, int count) {
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(first + i, "{\"n\":" + (first + i) + "}"));
        }
        return events;
    }

    /** A log that has so many events. */
    static EventLogUser with(Stage stage, int events) {
        EventLogUser user = new EventLogUser(stage);
        Got got = user.push(0, events(1, events));
        if (got.status != 200) {
            throw Ending.unclear("a first push of " + events + " good events was answered " + got.status);
        }
        return user;
    }

    Got push(Object since, Object events) {
        return push(since, events, Map.of());
    }

    Got push(Object since, Object events, Map<String, ?> more) {
        return post("do/sync", body(since, events, more));
    }

    private static String body(Object since, Object events, Map<String, ?> more) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("events_since", since);
        body.put("events", events);
        body.putAll(more);
        return Json.write(body);
    }

    /** A push whose answer is not waited for. */
    void lost(Object since, Object events) {
        stage.wire.lost("POST", "do/sync", headers, body(since, events, Map.of()));
    }

    Got post(String path, String body) {
        return stage.wire.exchange("POST", path, headers, body);
    }

    Got get(String path) {
        return stage.wire.exchange("GET", path, headers, null);
    }

    /** The live stream of the log. */
    WireStream live(String query) {
        return stage.wire.stream("do/live" + query, headers);
    }

    Got status() {
        return get("do/status");
    }

    /** All events that the server shows, page after page. */
    List<Map<?, ?>> log() {
        List<Map<?, ?>> all = new ArrayList<>();
        long since = 0;
        while (true) {
            Got got = get("do/events?since=" + since);
            if (got.status != 200 || !(got.json() instanceof List<?> page)) {
                throw Ending.broken("GET /do/events?since=" + since + " was answered " + got.status);
            }
            for (Object each : page) {
                if (!(each instanceof Map<?, ?> event)) {
                    throw Ending.broken("an event of the log is no object");
                }
                all.add(event);
                since = Math.max(since, Got.number(event.get("sequence")));
            }
            if (!"true".equalsIgnoreCase(got.headers.get("X-More")) || page.isEmpty()) {
                return all;
            }
        }
    }

    /** The numbers of the events that the server shows. */
    List<Long> numbers() {
        return log().stream().map(event -> Got.number(event.get("sequence"))).toList();
    }
}
