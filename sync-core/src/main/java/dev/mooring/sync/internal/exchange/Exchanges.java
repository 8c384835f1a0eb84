package dev.mooring.sync.internal.exchange;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.account.Accounts;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.lease.HeldLease;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.Events;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncEvent.ExchangeKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes exchanges on the lane thread. It tells listeners and the log their sizes and times, and never their payloads. */
public final class Exchanges {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final Transport transport;
    private final StatusBoard board;
    private final Events events;
    private final Accounts<?> accounts;
    private final Ledger<?> ledger;
    private final Scheduler scheduler;
    private final Duration lease;
    private final LeaseAlarm alarm;
    private boolean overslept;
    private boolean stale;

    public Exchanges(
            Transport transport,
            StatusBoard board,
            Events events,
            Accounts<?> accounts,
            Ledger<?> ledger,
            Settings settings) {
        this.transport = transport;
        this.board = board;
        this.events = events;
        this.accounts = accounts;
        this.ledger = ledger;
        this.scheduler = settings.scheduler();
        this.lease = settings.lease();
        this.alarm = new LeaseAlarm(scheduler);
    }

    /** Whether the last exchange was cancelled because this process had slept, so that another one may sync by now. */
    public boolean overslept() {
        return overslept;
    }

    /** Whether the last exchange took longer than it may, so that this process must have slept over it. */
    public boolean stale() {
        return stale;
    }

    /** Makes one round trip, and holds the lease for as long as it takes. */
    public Answer make(Ask ask, ChangeSink sink, Cancellation run) {
        overslept = false;
        Duration deadline = transport.deadline(ask);
        HeldLease hold = ledger.covering(HeldLease.needed(ask, deadline, lease));
        HeldLease inTime = hold.within(deadline, scheduler.now(), scheduler.nanoTime());
        boolean changes = HeldLease.changes(ask);
        Sending sending = new Sending(
                run, () -> !(changes ? inTime : ledger.hold()).isOver(scheduler.now(), scheduler.nanoTime()));
        if (changes) {
            alarm.watch(hold, sending);
        }
        long began = scheduler.nanoTime();
        try {
            return make(ask, sink, sending);
        } finally {
            alarm.over();
            overslept = sending.overslept();
            stale = Duration.ofNanos(scheduler.nanoTime() - began).compareTo(deadline) > 0;
        }
    }

    /** Gives back what the server holds for this client alone, if that can be done in time. */
    public void leave(Duration within) {
        if (!within.isNegative() && !within.isZero()) {
            Failures.quietly("leave the server", () -> transport.leave(within));
        }
    }

    private Answer make(Ask ask, ChangeSink sink, Sending sending) {
        ExchangeKind kind = kind(ask);
        long began = board.nanoTime();
        Ask.Push push = push(ask);
        started(kind, push);
        boolean asks = !(ask instanceof Ask.Heard); // Else no request is made: nobody is let in, and no server answers.
        // When changes come, the server has let this account in. That is noted before anything is applied.
        Counting counting = new Counting(sink, asks ? accounts::admitted : () -> {});
        if (asks) {
            accounts.asking();
        }
        Answer answer;
        try {
            answer = Objects.requireNonNull(transport.exchange(ask, counting, sending), "the transport's answer");
        } catch (Throwable failure) {
            ended(kind, began, counting, Failures.words(failure));
            throw failure;
        } finally {
            // The exchange is over: an interrupt that the app's credentials or a library has left is cleared.
            Thread.interrupted();
        }
        boolean refused = answer instanceof Answer.Incompatible other && other.mismatch() == Mismatch.OTHER_ACCOUNT;
        if (asks && !refused) {
            accounts.admitted();
            board.answered(serverClockAhead());
        }
        ended(kind, began, counting, null);
        return answer;
    }

    /** An exception from the transport here is logged, and the answer still counts. */
    private Duration serverClockAhead() {
        try {
            return transport.serverClockAhead();
        } catch (RuntimeException e) {
            LOG.warn("the transport threw as it was asked for the server's clock", Failures.bare(e));
            return Duration.ZERO;
        }
    }

    private void started(ExchangeKind kind, Ask.@Nullable Push push) {
        int mutations = 0;
        long chars = 0;
        if (push != null) {
            mutations = push.mutations().size();
            for (Mutation mutation : push.mutations()) {
                chars += mutation.payload().length();
            }
            LOG.debug("{} of {} mutations, {} characters, under key {}", kind, mutations, chars, push.key());
        }
        events.tell(new SyncEvent.ExchangeStarted(kind, mutations, chars));
    }

    private void ended(ExchangeKind kind, long began, Counting counted, @Nullable String failure) {
        Duration took = Duration.ofNanos(Math.max(0, board.nanoTime() - began));
        LOG.debug(
                "{} took {}: {} changes, {} characters{}",
                kind,
                took,
                counted.changes,
                counted.chars,
                failure == null ? "" : ", and failed");
        events.tell(new SyncEvent.ExchangeEnded(kind, took, counted.changes, counted.chars, failure));
    }

    private static ExchangeKind kind(Ask ask) {
        if (ask instanceof Ask.Check) {
            return ExchangeKind.CHECK;
        } else if (ask instanceof Ask.Pull) {
            return ExchangeKind.PULL;
        } else if (ask instanceof Ask.Heard) {
            return ExchangeKind.HEARD;
        }
        return ask instanceof Ask.Push ? ExchangeKind.PUSH : ExchangeKind.CALL;
    }

    private static Ask.@Nullable Push push(Ask ask) {
        return ask instanceof Ask.Push push ? push : ask instanceof Ask.Call call ? call.push() : null;
    }

    /** Counts the changes that pass through. */
    private static final class Counting implements ChangeSink {
        private final ChangeSink sink;
        private final Runnable before;
        private long changes;
        private long chars;

        Counting(ChangeSink sink, Runnable before) {
            this.sink = sink;
            this.before = before;
        }

        @Override
        public void accept(List<Incoming> slice, @Nullable Cursor after) {
            changes += slice.size();
            for (Incoming incoming : slice) {
                chars += incoming.size();
            }
            before.run();
            sink.accept(slice, after);
        }

        @Override
        public void reading(long all, long bytes, long length) {
            sink.reading(all, bytes, length);
        }

        @Override
        public void sent() {
            sink.sent();
        }
    }
}
