package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The check, the append and the answer that {@code /do/sync} and {@code /do/proxy} share. */
final class SyncEndpoint implements Exchange {
    private static final Set<Long> NONE = Set.of();

    private final UserLog log;
    private final Object marker;
    private final Object events;
    private final int count;
    private byte[][] serverEvents = {};

    SyncEndpoint(UserLog log, Object body) {
        if (body instanceof ScriptValue.Nothing) {
            throw new ScriptError("Cannot destructure property 'events_since' of 'body' as it is null.");
        }
        this.log = log;
        Object since = ScriptValue.get(body, "events_since");
        this.marker = ScriptValue.truthy(since) ? since : (Object) 0.0;
        this.events = ScriptValue.get(body, "events");
        this.count = count(events);
    }

    static int count(Object events) {
        double length =
                events instanceof ScriptValue.Nothing ? 0 : ScriptValue.number(ScriptValue.get(events, "length"));
        return length > 0 ? (int) length : 0;
    }

    static boolean hasMinted(Object events) {
        for (int i = 0; events instanceof List && i < count(events); i++) {
            if ("proxy_minted".equals(ScriptValue.get(ScriptValue.at(events, i), "event_type"))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the full flavour finds an event that only it may write. It walks over whatever was sent: what is there and
     * cannot be walked over is its own error, where the base flavour sees nothing in it.
     */
    static boolean mints(Object events) {
        boolean walks = events instanceof List || events instanceof String || !ScriptValue.truthy(events);
        if (!walks) {
            throw new ScriptError("events is not iterable");
        }
        return hasMinted(events);
    }

    static Reply forbidden(boolean sync) {
        String error =
                JsonWriter.quote("Client cannot submit proxy_minted events. Only the server can mint these events.");
        return Answers.json(
                403,
                sync
                        ? "{\"events_accepted\":false,\"error\":" + error + ",\"response\":null}"
                        : "{\"error\":" + error + "}");
    }

    Object events() {
        return events;
    }

    /** The 409, or null if the batch may be stored. Trusts the client's marker wherever it is above zero. */
    @Override
    public @Nullable Reply refusal() {
        if (count == 0) {
            return null;
        }
        Object expected =
                ScriptValue.number(marker) > 0 ? ScriptValue.plusOne(marker) : (Object) (double) (log.latest() + 1);
        for (int i = 0; i < count; i++) {
            Object got = ScriptValue.get(ScriptValue.at(events, i), "sequence");
            if (!ScriptValue.same(got, expected)) {
                String where = i == 0 ? "" : " at event " + i;
                String error = "Sequence gap" + where + ": expected " + ScriptValue.text(expected) + ", got "
                        + ScriptValue.text(got);
                String head =
                        "{\"events_accepted\":false,\"error\":" + JsonWriter.quote(error) + ",\"server_events\":[";
                return Answers.json(409, Body.around(head, log.above(Row.bound(marker), NONE), "],\"response\":null}"));
            }
            expected = ScriptValue.plusOne(got);
        }
        return null;
    }

    /** Row by row: what is in before one fails stays in. */
    @Override
    public void store() {
        for (int i = 0; i < count; i++) {
            insert(log, ScriptValue.at(events, i));
        }
        serverEvents = serverEvents();
    }

    static void insert(UserLog log, Object event) {
        Row row = Row.bind(event);
        long place =
                ScriptValue.get(event, "sequence") instanceof ScriptValue.Nothing ? log.latest() + 1 : row.sequence();
        if (!log.insert(place, row.bytes(place))) {
            throw new ScriptError(Row.COLLISION);
        }
    }

    private byte[][] serverEvents() {
        Set<Long> own = new HashSet<>();
        for (int i = 0; i < count; i++) {
            own.add((long) ScriptValue.number(ScriptValue.get(ScriptValue.at(events, i), "sequence")));
        }
        return log.above(Row.bound(marker), own);
    }

    @Override
    public Reply accepted(int status, String rest) {
        return Answers.json(
                status, Body.around("{\"events_accepted\":true,\"server_events\":[", serverEvents, "]," + rest + "}"));
    }
}
