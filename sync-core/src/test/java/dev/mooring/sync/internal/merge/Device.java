package dev.mooring.sync.internal.merge;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A client in memory: it merges pages and answers, does what the transitions say, and keeps what became of each mutation. */
final class Device {
    private final Capabilities can;
    private final KeyRule rule;
    private final Verdicts verdicts;
    private final TreeMap<Long, Candidate> pending = new TreeMap<>();
    private final Map<Long, String> fates = new TreeMap<>();
    private final Map<Key, Confirmed> confirmed = new HashMap<>();
    /** The app's rows, without what is pending on top of them. */
    private final Map<Key, String> rows = new HashMap<>();

    private SyncState state = new SyncState(Cursor.START, 0, 1, Instant.EPOCH);
    private int recorded;

    /** A client that has recorded nothing. */
    Device(Capabilities can, Verdicts verdicts, boolean holdsAged) {
        this.can = can;
        this.rule = new KeyRule(verdicts.defends(), holdsAged);
        this.verdicts = verdicts;
    }

    static String content(Change change) {
        return change.tombstone() ? Confirmed.GONE : change.payload();
    }

    static String content(Mutation mutation) {
        return mutation.kind().equals(Mutation.DELETE) ? Confirmed.GONE : mutation.payload();
    }

    private String echo(Mutation mutation) {
        return can.order() == Order.KEYS ? content(mutation) : mutation.id().toString();
    }

    /** Puts a mutation into the outbox. */
    void record(Mutation mutation) {
        long seq = ++recorded;
        pending.put(seq, new Candidate(new OutboxEntry(seq, mutation, 1), echo(mutation), mutation.createdAt()));
    }

    /** Begins with a confirmed row. */
    void confirm(Confirmed row) {
        confirmed.put(Key.of(row.change()), row);
        rows.put(Key.of(row.change()), content(row.change()));
    }

    /** The position of the last change that is applied. */
    long position() {
        return state.position();
    }

    /** Takes a page in. */
    void page(List<Incoming> page) {
        Cursor after = new Cursor(state.cursor().token() + "+" + page.size());
        if (can.order() == Order.KEYS) {
            Map<Key, List<Candidate>> waiting = new HashMap<>();
            pending.values()
                    .forEach(each -> waiting.computeIfAbsent(Key.of(each.entry().mutation()), key -> new ArrayList<>())
                            .add(each));
            KeyMerge merge = new KeyMerge(state, Set.of(), new HashMap<>(confirmed), waiting, rule, RefusedBelow.NONE);
            for (Incoming incoming : page) {
                KeyRule.News news = merge.judge(incoming);
                merge.take(news, verdicts.on(news.conflicts()));
            }
            done(merge.end(after));
            return;
        }
        List<Candidate> head = new ArrayList<>(pending.values());
        if (can.order() == Order.SEQUENCE) {
            head = head.subList(0, Math.min(head.size(), page.size()));
        }
        Matched matched = Merge.match(state.position(), head, page, can.order() == Order.SEQUENCE, RefusedBelow.NONE);
        done(Merge.slice(state, matched, after, verdicts.on(matched.conflicts())));
    }

    /** Takes the answer to a push of all that is pending in. */
    void answer(List<Outcome> outcomes) {
        if (can.order() == Order.KEYS) {
            done(KeyMerge.settle(
                    state, Set.of(), confirmed, new ArrayList<>(pending.values()), outcomes, "me", RefusedBelow.NONE));
            return;
        }
        List<OutboxEntry> batch = new ArrayList<>();
        pending.values().forEach(each -> batch.add(each.entry()));
        done(Merge.settle(
                state, batch, outcomes, state.cursor(), can, can.order() == Order.SEQUENCE, RefusedBelow.NONE));
    }

    /** Whether a mutation is still in the outbox. */
    boolean waits(Outcome outcome) {
        return pending.values().stream()
                .anyMatch(each -> each.entry().mutation().id().equals(outcome.mutation()));
    }

    private void done(Transition made) {
        Set<OutboxEntry> overtaken = new HashSet<>(made.overtaken());
        for (OutboxEntry entry : made.acked()) {
            if (!overtaken.contains(entry)) {
                // It is in the rows already, and is nothing on top any more.
                rows.put(Key.of(entry.mutation()), content(entry.mutation()));
            }
            leave(entry, "acked");
        }
        made.superseded().forEach(parked -> leave(parked.entry(), "superseded"));
        made.rejected().forEach(parked -> leave(parked.entry(), "rejected: " + parked.reason()));
        made.applied().forEach(change -> rows.put(Key.of(change), content(change)));
        made.keys().rows().forEach(row -> confirmed.put(Key.of(row.change()), row));
        for (Confirmed own : made.keys().defended()) {
            Change change = own.change();
            Instant stamp = own.stamp();
            assertTrue(own.own() && stamp != null, "another writer's write is defended");
            Mutation again = change.tombstone()
                    ? Mutation.delete(change.collection(), change.key())
                    : Mutation.of(change.collection(), change.key(), change.kind(), change.payload());
            record(again.recorded(World.id(100 + recorded), stamp));
        }
        state = made.state();
    }

    private void leave(OutboxEntry entry, String fate) {
        assertTrue(pending.remove(entry.seq()) != null, entry.mutation() + " was not pending and is " + fate);
        assertNull(fates.put(entry.seq(), fate), entry.mutation() + " got a second fate");
    }

    /** Every mutation ever recorded is in one state. */
    void checkNoneVanished() {
        Set<Long> all = new TreeSet<>(pending.keySet());
        all.addAll(fates.keySet());
        assertTrue(all.size() == recorded && pending.size() + fates.size() == recorded, all + " of " + recorded);
    }

    /** The rows as the app sees them. */
    Map<Key, String> shown() {
        return shown(rows);
    }

    /** What the app has to see, if this is what the server told. */
    Map<Key, String> shown(Map<Key, String> told) {
        Map<Key, String> shown = new HashMap<>(told);
        pending.values()
                .forEach(each -> shown.put(
                        Key.of(each.entry().mutation()), content(each.entry().mutation())));
        shown.values().removeIf(Confirmed.GONE::equals);
        return shown;
    }

    /** What is confirmed of each key. */
    Map<Key, String> confirmed() {
        Map<Key, String> told = new HashMap<>();
        confirmed.forEach((key, row) -> told.put(key, content(row.change())));
        return told;
    }

    /** What became of each mutation, for a person to compare. */
    String outcome() {
        return "fates " + fates + ", pending " + waiting();
    }

    private Set<String> waiting() {
        Set<String> waiting = new TreeSet<>();
        // One that goes out again has another number where another page came first.
        pending.values()
                .forEach(each -> waiting.add(each.entry().mutation().key() + "="
                        + content(each.entry().mutation()) + "@" + each.stamp()));
        return waiting;
    }

    /** All there is to say. */
    String everything() {
        Set<String> known = new TreeSet<>();
        confirmed.forEach((key, row) ->
                known.add(key.key() + "=" + content(row.change()) + "@" + row.stamp() + (row.own() ? " own" : "")));
        return outcome() + ", confirmed " + known + ", shown " + new TreeSet<>(shownLines());
    }

    private List<String> shownLines() {
        List<String> lines = new ArrayList<>();
        shown().forEach((key, value) -> lines.add(key.key() + "=" + value));
        return lines;
    }
}
