package dev.mooring.examples.server.store;

import dev.mooring.examples.server.lease.Lease;
import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.log.Answer;
import dev.mooring.examples.server.log.Ask;
import dev.mooring.examples.server.log.Decision;
import dev.mooring.examples.server.log.Event;
import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.LogId;
import dev.mooring.examples.server.log.Outcome;
import dev.mooring.examples.server.log.Page;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The logs of all users. Each exchange that writes is one transaction, which locks the row of its log first, so the exchanges of a log come
 * one after the other, whichever server they reach. Thread-safe.
 */
public final class Logs {
    private final Database database;
    private final Clock clock;
    private final Duration leaseLength;
    private final Consumer<LogId> changed;

    /**
     * Opens the logs.
     *
     * @param clock for leases and the times of the server's own events
     * @param leaseLength how long a lease lasts without a sign of life
     * @param changed is told after each commit that has appended something
     */
    public Logs(Database database, Clock clock, Duration leaseLength, Consumer<LogId> changed) {
        this.database = database;
        this.clock = clock;
        this.leaseLength = leaseLength;
        this.changed = changed;
    }

    /** One exchange. */
    public Answer exchange(LogId id, Ask ask) {
        if (ask.isPull()) {
            Answer read = database.read(tx -> read(tx, id, ask));
            boolean holder = ask.writer().isNamed()
                    && read.head().lease().holder().equals(ask.writer().name());
            if (!holder || !read.isAccepted()) {
                return read;
            }
        }
        Answer answer;
        try {
            answer = database.write(tx -> write(tx, id, ask, false));
        } catch (StoreException e) {
            if (!e.isDuplicate()) {
                throw e;
            }
            answer = database.write(tx -> write(tx, id, ask, true)); // One of the mutations is stored elsewhere.
        }
        boolean holderReads = ask.isPull() && answer.page().events().isEmpty();
        if (answer.outcome() instanceof Outcome.Stored && !holderReads) {
            changed.accept(id);
        }
        return answer;
    }

    private Answer read(Transaction tx, LogId id, Ask ask) throws SQLException {
        Head head = tx.head(id);
        Outcome outcome = new Decision(head, ask, clock.millis(), leaseLength).outcome(Map.of());
        return answer(tx, id, ask, new Answer(outcome, head, Page.EMPTY));
    }

    private Answer write(Transaction tx, LogId id, Ask ask, boolean places) throws SQLException {
        Head head = tx.locked(id);
        long now = clock.millis();
        Decision decision = new Decision(head, ask, now, leaseLength);
        Map<String, Long> stored = places || decision.asksForPlaces() ? tx.places(id, ask.mutations()) : Map.of();
        Outcome outcome = decision.outcome(stored);
        if (outcome instanceof Outcome.Stored happened) {
            Head grown = stored(tx, id, ask, head.grown(ask.events().size(), happened.lease()));
            return answer(tx, id, ask, new Answer(outcome, grown, Page.EMPTY));
        }
        if (outcome instanceof Outcome.Replayed happened && !happened.lease().equals(head.lease())) {
            tx.update(id, head.with(happened.lease()));
            return answer(tx, id, ask, new Answer(outcome, head.with(happened.lease()), Page.EMPTY));
        }
        return answer(tx, id, ask, new Answer(outcome, head, Page.EMPTY));
    }

    /** Stores the events, and behind them what waits, unless another writer has the lease. */
    private Head stored(Transaction tx, LogId id, Ask ask, Head grown) throws SQLException {
        long now = clock.millis();
        boolean held = grown.lease().isHeld(now);
        if (grown.inbox().size() == 0 || (held && !grown.lease().isHeldBy(ask.writer(), now))) {
            tx.insert(id, ask.events(), ask.writer(), grown);
            return grown;
        }
        tx.insert(id, ask.events(), ask.writer());
        Head drained =
                Inbox.drain(tx, id, grown, held ? grown.lease() : grown.lease().afterServer());
        tx.update(id, drained);
        return drained;
    }

    /** The answer with what the client has not seen. */
    private static Answer answer(Transaction tx, LogId id, Ask ask, Answer bare) throws SQLException {
        boolean foreign =
                bare.outcome() instanceof Outcome.Refused refused && refused.reason() == Outcome.Reason.HISTORY;
        if (foreign) {
            return bare;
        }
        long since = ask.since();
        Set<Long> own = Set.of();
        if (bare.outcome() instanceof Outcome.Stored) {
            since += ask.events().size();
        } else if (bare.outcome() instanceof Outcome.Replayed) {
            own = ask.events().stream().map(Event::sequence).collect(Collectors.toSet());
        }
        Page page = Pages.after(tx, id, since, bare.head(), Page.MOST_EVENTS, Page.MOST_BYTES, own);
        return new Answer(bare.outcome(), bare.head(), page);
    }

    /** What the server knows of a log. */
    public Head head(LogId id) {
        return database.read(tx -> tx.head(id));
    }

    /** Which history the database is; fails if the database does not answer. */
    public String history() {
        return database.read(Transaction::history);
    }

    /** A part of a log for those who listen, and what the server knows of the log. */
    public Answer part(LogId id, long since, int mostEvents, long mostBytes) {
        return database.read(tx -> {
            Head head = tx.head(id);
            Page page = Pages.after(tx, id, since, head, mostEvents, mostBytes, Set.of());
            return new Answer(new Outcome.Stored(head.lease()), head, page);
        });
    }

    /** A sign of life between exchanges. What waits goes on waiting: a push of the writer may be under way. */
    public Head renew(LogId id, Writer writer) {
        Head before = head(id);
        long now = clock.millis();
        if (before.lease().renewed(writer, now, leaseLength).equals(before.lease())) {
            return before;
        }
        return database.write(tx -> {
            Head head = tx.locked(id);
            Head renewed = head.with(head.lease().renewed(writer, now, leaseLength));
            tx.update(id, renewed);
            return renewed;
        });
    }

    /** A writer gives its lease back. What waits for that is appended. */
    public Head release(LogId id, Writer writer) {
        return release(id, lease -> lease.released(writer));
    }

    /** A writer gives its lease back, whatever token it was told last: its connection was closed in order. */
    public Head release(LogId id, String name) {
        return release(id, lease -> lease.released(new Writer(name, lease.token())));
    }

    private Head release(LogId id, UnaryOperator<Lease> released) {
        Head before = head(id);
        if (released.apply(before.lease()).equals(before.lease())) {
            return before;
        }
        Head after = database.write(tx -> {
            Head head = tx.locked(id);
            Head free = head.with(released.apply(head.lease()));
            Head drained = free.lease().isHeld(clock.millis())
                    ? free
                    : Inbox.drain(tx, id, free, free.lease().afterServer());
            tx.update(id, drained);
            return drained;
        });
        changed.accept(id);
        return after;
    }
}
