package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One {@code /do/sync} or {@code /do/proxy} of a strict server: what is checked, what is stored, what is answered. */
final class StrictExchange implements Exchange {
    private static final int MOST_EVENTS = 5000;

    private final StrictLog strict;
    private final Object body;
    private final String writer;
    private final long since;
    private final List<Object> events = new ArrayList<>();
    private boolean replayed;

    StrictExchange(StrictLog strict, Object body) {
        if (body instanceof ScriptValue.Nothing) {
            throw new ScriptError("Cannot destructure property 'events_since' of 'body' as it is null.");
        }
        this.strict = strict;
        this.body = body;
        this.writer = StrictLog.text(body, "writer");
        this.since = Math.max(0, StrictLog.number(body, "events_since"));
        if (ScriptValue.get(body, "events") instanceof List<?> given) {
            events.addAll(given);
        }
    }

    @Override
    public @Nullable Reply refusal() {
        if (SyncEndpoint.hasMinted(events)) {
            return SyncEndpoint.forbidden(true);
        }
        if (ScriptValue.get(body, "history") instanceof String history && !history.equals(strict.history())) {
            return strict.anotherHistory(writer);
        }
        if (events.size() > MOST_EVENTS) {
            return Answers.error(413, "The batch has more than " + MOST_EVENTS + " events.");
        }
        replayed = !events.isEmpty() && isStored();
        return events.isEmpty() || replayed ? null : conflict();
    }

    /** Whether exactly these are stored at these places. */
    private boolean isStored() {
        for (Object event : events) {
            Long place = strict.placeOf(StrictLog.text(event, "mutation_id"));
            if (place == null || place != sequence(event)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Reply conflict() {
        if (!writer.isEmpty() && StrictLog.number(body, "fencing_token") != strict.lease.token()) {
            return refused("Fenced: the token is " + strict.lease.token());
        }
        long expected = strict.log.latest() + 1;
        if (since + 1 != expected) {
            return refused("Sequence gap: expected " + expected + ", got " + (since + 1));
        }
        for (Object event : events) {
            if (sequence(event) != expected) {
                return refused("Sequence gap: expected " + expected + ", got " + sequence(event));
            }
            expected++;
        }
        return storedElsewhere();
    }

    private @Nullable Reply storedElsewhere() {
        StringBuilder stored = new StringBuilder();
        for (Object event : events) {
            String mutation = StrictLog.text(event, "mutation_id");
            Long place = strict.placeOf(mutation);
            if (place != null) {
                stored.append(stored.isEmpty() ? ",\"stored\":{" : ",")
                        .append(JsonWriter.quote(mutation))
                        .append(':')
                        .append(place);
            }
        }
        return stored.isEmpty()
                ? null
                : strict.refusal(
                        "Mutations are stored elsewhere",
                        writer,
                        stored.append('}').toString(),
                        strict.log.above(since, Set.of()));
    }

    private Reply refused(String error) {
        return strict.refusal(error, writer, strict.log.above(since, Set.of()));
    }

    private static long sequence(Object event) {
        return StrictLog.number(event, "sequence");
    }

    @Override
    public void store() {
        if (events.isEmpty() || replayed) {
            strict.heard(writer);
            return;
        }
        List<byte[]> rows = new ArrayList<>();
        for (Object event : events) {
            rows.add(row(event)); // Whatever is wrong with one of them, nothing is stored.
        }
        for (int i = 0; i < rows.size(); i++) {
            Object event = events.get(i);
            strict.insert(
                    sequence(event),
                    rows.get(i),
                    new StrictLog.Mark(StrictLog.text(event, "mutation_id"), StrictLog.text(event, "key"), writer));
        }
        if (!writer.isEmpty()) {
            strict.lease.written(writer);
            strict.takeIn(writer);
        }
    }

    private static byte[] row(Object event) {
        Row row = Row.bind(event);
        String text = new String(row.bytes(row.sequence()), StandardCharsets.UTF_8);
        StringBuilder more = new StringBuilder(text.substring(0, text.length() - 1));
        for (String name : List.of("mutation_id", "key")) {
            String value = StrictLog.text(event, name);
            if (!value.isEmpty()) {
                more.append(",\"").append(name).append("\":").append(JsonWriter.quote(value));
            }
        }
        return StrictLog.utf8(more.append('}').toString());
    }

    Reply stored(int status, String rest) {
        store();
        return accepted(status, rest);
    }

    @Override
    public Reply accepted(int status, String rest) {
        Set<Long> own = new HashSet<>();
        events.forEach(event -> own.add(sequence(event)));
        byte[][] rows = strict.log.above(since, own);
        return Answers.json(
                status,
                Body.around(
                        "{\"events_accepted\":true,\"server_events\":[",
                        strict.page(rows),
                        "]," + rest + strict.facts(writer, rows) + "}"));
    }
}
