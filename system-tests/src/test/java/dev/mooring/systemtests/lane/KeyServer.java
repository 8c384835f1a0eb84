package dev.mooring.systemtests.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.CapabilitiesBuilder;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.transport.CallsTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server that keeps keys, in the words of the SPI alone. Whatever arrives last is what it has; it lists all, or what
 * changed since a version.
 */
final class KeyServer {
    record Row(@Nullable String payload, Instant stamp, long version) {}

    final Map<String, Row> rows = new LinkedHashMap<>();
    final List<Ask.Push> pushes = new ArrayList<>();
    final List<String> pulls = new ArrayList<>();
    String user = "u";
    boolean listsAll;
    boolean hidesDeletes;
    boolean blind;

    @Nullable
    Duration listEvery;

    /** What it says of its listings. */
    @Nullable
    Vouch vouch;

    /** For whom the calls are made; empty if they do not say. */
    String account = "";

    int batchCount = 10;
    int page = Integer.MAX_VALUE;
    private long version;

    /** What becomes of a mutation; null for what the server does by itself. */
    Function<Mutation, @Nullable Outcome> judge = mutation -> null;

    /** Breaks an exchange after the server has done it. */
    Function<String, @Nullable RuntimeException> after = what -> null;

    /** Breaks an exchange before. */
    Function<Ask.@Nullable Push, @Nullable RuntimeException> before = push -> null;

    void put(String key, @Nullable String payload, long stamp) {
        putJson(key, payload == null ? null : quoted(payload), Instant.ofEpochSecond(stamp));
    }

    /** Another writer's state. */
    void putJson(String key, @Nullable String json, Instant stamp) {
        rows.put(key, new Row(json, stamp, ++version));
    }

    @Nullable
    String payload(String key) {
        Row row = rows.get(key);
        return row == null || row.payload() == null ? null : bare(row.payload());
    }

    Transport transport() {
        CapabilitiesBuilder.Keys can = Capabilities.keys("keys", new ServerIdentity("here", user))
                .resendSafe()
                .recognisesOwn()
                .coalesces()
                .batchesOf(batchCount, 1 << 20);
        can.account(account);
        if (listsAll) {
            can.listsAll();
        }
        if (listEvery != null) {
            can.listEvery(listEvery);
        }
        return new Recognising(CallsTransport.of(can.build(), this::push, this::pull));
    }

    private List<Outcome> push(Ask.Push push) {
        pushes.add(push);
        fail(before.apply(push));
        List<Outcome> outcomes = new ArrayList<>();
        for (Mutation mutation : push.mutations()) {
            Outcome outcome = judge.apply(mutation);
            if (outcome == null) {
                boolean gone = mutation.kind().equals(Mutation.DELETE);
                rows.put(mutation.key(), new Row(gone ? null : mutation.payload(), mutation.createdAt(), ++version));
                outcome = new Outcome.Accepted(mutation.id(), Change.NO_POSITION);
            }
            outcomes.add(outcome);
        }
        fail(after.apply("push"));
        return outcomes;
    }

    private Page pull(Cursor from, ChangeSink sink) {
        pulls.add(from.token());
        fail(before.apply(null));
        boolean listing = listsAll || from.isStart() || from.token().startsWith("page");
        long since = from.token().startsWith("v") ? Long.parseLong(from.token().substring(1)) : 0;
        int skip =
                from.token().startsWith("page") ? Integer.parseInt(from.token().substring(4)) : 0;
        List<Incoming> changes = new ArrayList<>();
        int at = 0;
        boolean more = false;
        for (Map.Entry<String, Row> each : rows.entrySet()) {
            Row row = each.getValue();
            boolean shown = !blind
                    && (listing ? row.payload() != null : row.version() > since)
                    && !(hidesDeletes && row.payload() == null);
            if (!shown || at++ < skip) {
                continue;
            }
            if (changes.size() == page) {
                more = true;
                break;
            }
            changes.add(incoming(each.getKey(), row));
        }
        sink.accept(changes, null);
        fail(after.apply("pull"));
        Cursor next = more ? new Cursor("page" + (skip + page)) : new Cursor("v" + version);
        Page left = new Page(next, more, listing && !more);
        return vouch == null || more ? left : left.vouching(vouch);
    }

    private static Incoming incoming(String key, Row row) {
        String payload = row.payload();
        return payload == null
                ? new Incoming(Change.gone("todo", key), Confirmed.GONE, row.stamp())
                : new Incoming(
                        new Change(Change.NO_POSITION, "todo", key, "set", payload, false, 1, "", "other"),
                        payload,
                        row.stamp());
    }

    /** As JSON. */
    static String quoted(String text) {
        return '"' + text + '"';
    }

    static String bare(String json) {
        return json.substring(1, json.length() - 1);
    }

    private static void fail(@Nullable RuntimeException failure) {
        if (failure != null) {
            throw failure;
        }
    }

    static UUID idOf(Ask.Push push, int at) {
        return push.mutations().get(at).id();
    }
}
