package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.CapabilitiesBuilder;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.storage.Confirmed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a good server of any shape keeps of one user, and what it says. In a log each write is an entry; where keys are kept, the last one of
 * each. A planted fault overrides the one method in which it is.
 */
class OwnBook {
    static final String BAD = "bad";
    private static final int PAGE = 40;
    private static final int SLICE = 7;

    /** One write, and its place. */
    record Entry(long position, Mutation write, String device) {}

    final Order order;
    final List<Entry> entries = new ArrayList<>();
    final Map<UUID, Long> known = new HashMap<>();
    final List<WakeUps.Listener> ears = new CopyOnWriteArrayList<>();
    long last;

    OwnBook(Order order) {
        this.order = order;
    }

    // ---- what is claimed

    Capabilities claims(String user, String device) {
        ServerIdentity identity = new ServerIdentity("memory:own", user);
        CapabilitiesBuilder<?> claims = switch (order) {
            case SEQUENCE -> Capabilities.sequence("own-sequence", identity).checks();
            case ARRIVAL -> Capabilities.arrival("own-log", identity);
            default -> Capabilities.keys("own-keys", identity).vouches();
        };
        return claims.resendSafe()
                .recognisesOwn()
                .origin("of " + device)
                .batchesOf(100, 1 << 20)
                .build();
    }

    String echo(Mutation write) {
        boolean gone = order == Order.KEYS && write.kind().equals(Mutation.DELETE);
        return gone ? Confirmed.GONE : write.id().toString();
    }

    // ---- exchanges

    Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation, String device) {
        if (!cancellation.maySend()) {
            throw failed(Kind.CANCELLED, Delivery.NOT_SENT, "cancelled before it was sent");
        }
        Answer answer;
        if (ask instanceof Ask.Push push) {
            answer = pushed(push, device);
            sink.sent();
            ears.forEach(ear -> ear.woken(false));
        } else {
            answer = ask instanceof Ask.Check ? check(number(ask.cursor())) : pulled(ask.cursor(), sink);
        }
        if (cancellation.isCancelled()) {
            throw failed(Kind.CANCELLED, Delivery.MAYBE_SENT, "cancelled");
        }
        return answer;
    }

    static TransportException failed(Kind kind, Delivery delivery, String words) {
        return new TransportException(kind, delivery, null, words, null);
    }

    static long number(Cursor cursor) {
        return cursor.isStart() ? 0 : Long.parseLong(cursor.token().replace("L", ""));
    }

    synchronized Answer check(long at) {
        if (order == Order.KEYS) {
            long unseen = alive(at).size();
            Vouch vouch = new Vouch(unseen, !entries.isEmpty(), true);
            return settled(List.of(), new Page(cursor(at), false).vouching(vouch));
        }
        if (at > last) {
            return new Answer.Incompatible(Mismatch.KNOWS_LESS, "the log ends at " + last);
        }
        return at < last
                ? new Answer.Diverged(new Page(cursor(at), true), "the log ends at " + last)
                : settled(List.of(), new Page(cursor(at), false));
    }

    static Answer settled(List<Outcome> outcomes, Page page) {
        return new Answer.Settled(outcomes, page, null);
    }

    static Cursor cursor(long at) {
        return new Cursor(Long.toString(at));
    }

    // ---- pushes

    /** On the thread of the exchange, under no lock. */
    Answer pushed(Ask.Push push, String device) {
        return push(push, device);
    }

    synchronized Answer push(Ask.Push push, String device) {
        boolean again = push.mutations().stream().allMatch(each -> known.containsKey(each.id()));
        if (order == Order.SEQUENCE && !again) {
            if (isStale(push)) {
                return new Answer.Diverged(new Page(push.cursor(), true), "the log ends at " + last);
            }
            if (push.mutations().stream().anyMatch(OwnBook::isBad)) {
                return refusedWhole(push, device);
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        long end = number(push.cursor());
        for (Mutation each : push.mutations()) {
            Outcome outcome = taken(push, each, device);
            if (order != Order.ARRIVAL || !(outcome instanceof Outcome.Accepted)) {
                outcomes.add(outcome);
            }
            end = outcome instanceof Outcome.Accepted accepted ? accepted.position() : end;
        }
        return settled(outcomes, new Page(order == Order.SEQUENCE ? cursor(end) : behind(push), false));
    }

    boolean isStale(Ask.Push push) {
        return number(push.cursor()) != last;
    }

    Answer refusedWhole(Ask.Push push, String device) {
        throw failed(Kind.INVALID, Delivery.ANSWERED, "there is a bad write in the batch");
    }

    /** The cursor that a push leaves, where that is no sequence. */
    Cursor behind(Ask.Push push) {
        return push.cursor();
    }

    static boolean isBad(Mutation write) {
        return write.kind().equals(BAD);
    }

    Outcome taken(Ask.Push push, Mutation write, String device) {
        Long before = known.get(write.id());
        if (before != null) {
            return again(push, write, before, device);
        }
        if (isBad(write)) {
            return new Outcome.Rejected(write.id(), "it is bad");
        }
        Entry there = order == Order.KEYS ? of(write.key()) : null;
        if (there != null
                && there.position() > number(push.cursor())
                && !there.device().equals(device)) {
            return conflict(write, device);
        }
        return new Outcome.Accepted(write.id(), store(write, device));
    }

    Outcome again(Ask.Push push, Mutation write, long before, String device) {
        return new Outcome.Accepted(write.id(), before);
    }

    Outcome conflict(Mutation write, String device) {
        return new Outcome.Conflict(write.id(), "another device was faster");
    }

    Entry of(String key) {
        String same = key(key);
        return entries.stream()
                .filter(each -> key(each.write().key()).equals(same))
                .findFirst()
                .orElse(null);
    }

    /** What keys are told apart by. */
    String key(String key) {
        return key;
    }

    long store(Mutation write, String device) {
        return store(write, device, ++last);
    }

    long store(Mutation write, String device, long position) {
        if (order == Order.KEYS) {
            Entry before = of(write.key());
            if (before != null && before.position() > position) {
                return position;
            }
            entries.remove(before);
        }
        entries.add(new Entry(position, kept(write), device));
        known.put(write.id(), position);
        return position;
    }

    /** A write as it is kept. */
    Mutation kept(Mutation write) {
        return write;
    }

    static Mutation with(Mutation write, String key, String payload) {
        return new Mutation(
                write.id(), write.collection(), key, write.kind(), payload, write.schemaVersion(), write.createdAt());
    }

    // ---- pulls

    synchronized Answer pulled(Cursor from, ChangeSink sink) {
        return settled(List.of(), pull(from, sink));
    }

    boolean isListing(Cursor from) {
        return order == Order.KEYS && (from.isStart() || from.token().endsWith("L"));
    }

    Page pull(Cursor from, ChangeSink sink) {
        boolean listing = isListing(from);
        List<Entry> behind = listing ? alive(number(from)) : behind(number(from));
        List<Entry> page = behind.subList(0, Math.min(pageSize(), behind.size()));
        boolean more = page.size() < behind.size();
        for (int at = 0; at < page.size(); at += SLICE) {
            List<Entry> slice = page.subList(at, Math.min(at + SLICE, page.size()));
            sink.accept(slice.stream().map(this::told).toList(), after(slice, page, listing));
        }
        long end = page.isEmpty() ? number(from) : page.get(page.size() - 1).position();
        if (!more) {
            end = Math.max(
                    end, entries.stream().mapToLong(Entry::position).max().orElse(0));
        }
        return page(new Page(new Cursor(end + (more && listing ? "L" : "")), more, listing && !more));
    }

    int pageSize() {
        return PAGE;
    }

    Page page(Page page) {
        return page;
    }

    Cursor after(List<Entry> slice, List<Entry> page, boolean listing) {
        return new Cursor(slice.get(slice.size() - 1).position() + (listing ? "L" : ""));
    }

    List<Entry> behind(long at) {
        return entries.stream()
                .filter(each -> each.position() > at)
                .sorted(Comparator.comparingLong(Entry::position))
                .toList();
    }

    List<Entry> alive(long at) {
        return behind(at).stream()
                .filter(each -> !each.write().kind().equals(Mutation.DELETE))
                .toList();
    }

    Incoming told(Entry entry) {
        Change change = Change.of(entry.write(), entry.position(), "of " + entry.device());
        return new Incoming(change, echo(entry.write()), entry.write().createdAt());
    }

    /** A crash: what is there, stays. */
    void crash() {}
}
