package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.recorded.Recording;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts into a server what the live one must have held before a recorded exchange. Its answer tells: the events that it
 * shows, the number that it expected, the place that was taken, the counters. Rows that no answer shows are made up.
 */
final class RecordedStateRebuilder {
    private static final Pattern EXPECTED = Pattern.compile("Sequence gap: expected (\\d+), got .*");

    private final EventLogServer server;
    /** What any answer of the file shows, by user. */
    private final Map<String, Map<Long, Object>> shown = new TreeMap<>();

    RecordedStateRebuilder(EventLogServer server, Recording recording) {
        this.server = server;
        for (Recording.Exchange step : recording.steps()) {
            for (Object event : visible(step)) {
                shown.computeIfAbsent(step.user(), user -> new TreeMap<>()).putIfAbsent(sequence(event), event);
            }
        }
    }

    void before(Recording.Exchange step) {
        if (step.user().isEmpty() || step.body().isEmpty()) {
            return;
        }
        visible(step).forEach(event -> ensure(step.user(), sequence(event)));
        Object answer = step.answer();
        String error = answer instanceof Map ? ScriptValue.text(ScriptValue.get(answer, "error")) : "";
        Matcher gap = EXPECTED.matcher(error);
        if (gap.matches() && !(ScriptValue.number(marker(step)) > 0)) {
            ensure(step.user(), Long.parseLong(gap.group(1)) - 1);
        } else if (error.equals(Row.COLLISION)) {
            collide(step);
        } else if (answer instanceof Map && ScriptValue.get(answer, "event_count") instanceof Double count) {
            ensure(step.user(), (long) ScriptValue.number(ScriptValue.get(answer, "latest_sequence")));
            for (long i = 1; server.events(step.user()).size() < count; i++) {
                ensure(step.user(), i);
            }
        }
    }

    private void collide(Recording.Exchange step) {
        List<?> events =
                (List<?>) ScriptValue.get(JsonReader.read(step.request().text()), "events");
        boolean known = false;
        for (Object event : events) {
            if (shown.getOrDefault(step.user(), Map.of()).containsKey(sequence(event))) {
                ensure(step.user(), sequence(event));
                known = true;
            }
        }
        if (!known) {
            ensure(step.user(), sequence(events.get(0)));
        }
    }

    private void ensure(String user, long sequence) {
        Set<Long> there = new HashSet<>();
        server.events(user).forEach(event -> there.add(event.sequence()));
        if (sequence == 0 || there.contains(sequence)) {
            return;
        }
        Object event = shown.getOrDefault(user, Map.of()).get(sequence);
        server.put(
                user,
                event == null
                        ? new StoredEvent(sequence, "", "made_up", "1", "never shown")
                        : new StoredEvent(
                                sequence,
                                ScriptValue.text(ScriptValue.get(event, "timestamp")),
                                ScriptValue.text(ScriptValue.get(event, "event_type")),
                                JsonWriter.write(ScriptValue.get(event, "schema_version")),
                                ScriptValue.text(ScriptValue.get(event, "payload"))));
    }

    private static Object marker(Recording.Exchange step) {
        return ScriptValue.get(JsonReader.read(step.request().text()), "events_since");
    }

    private static long sequence(Object event) {
        return (long) ScriptValue.number(ScriptValue.get(event, "sequence"));
    }

    private static List<?> visible(Recording.Exchange step) {
        Object answer = step.answer();
        if (answer instanceof Map) {
            answer = ScriptValue.get(answer, "server_events");
        }
        return answer instanceof List<?> events ? events : List.of();
    }
}
