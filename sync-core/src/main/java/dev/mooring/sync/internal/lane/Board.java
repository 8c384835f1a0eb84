package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncEvent;
import dev.mooring.sync.SyncListener;
import dev.mooring.sync.SyncStatus;
import dev.mooring.sync.SyncStatus.Phase;
import dev.mooring.sync.SyncStatus.Progress;
import dev.mooring.sync.spi.OutboxCounts;
import dev.mooring.sync.spi.SyncState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's status, and the way to its listener.
 *
 * <p>Written under its own lock by the lane and by writes; read without one. The listener is told on the lane thread alone,
 * after the lock is released; what writes change is told at the lane's next turn.
 */
final class Board {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final SyncListener listener;
    private volatile SyncStatus status =
            new SyncStatus(Phase.IDLE, 0, 0, 0, Cursor.START, 0, null, null, null, Progress.NONE);
    private SyncStatus told = status;
    private long captured;
    private long capturedBefore;
    private long sightings;
    private long refusals;
    private final List<SyncEvent.Quarantined> untold = new ArrayList<>(0);

    Board(SyncListener listener) {
        this.listener = listener;
    }

    SyncStatus status() {
        return status;
    }

    /** The counts as the storage has them, and how many of those pending are captured and not taken in. In a transaction. */
    synchronized void counted(OutboxCounts counts, long nowCaptured) {
        sawCaptured(nowCaptured);
        status = new Edit(status)
                .counts(counts.pending(), counts.superseded(), counts.quarantined())
                .done();
    }

    /**
     * A write is about to commit. In its transaction, so the captures are seen in the order of the commits; what the outbox gains
     * or loses is told as a difference, as others may tell theirs a little later than they commit.
     *
     * @param left in the outbox of what it has appended
     * @param refused parked at once
     * @param nowCaptured waits to be taken in
     * @return for {@link #takeBack}; 0 if it changes nothing
     */
    synchronized long written(long left, long refused, long nowCaptured) {
        if (left == 0 && refused == 0 && nowCaptured == captured) {
            return 0;
        }
        sawCaptured(nowCaptured);
        add(left + captured - capturedBefore, refused);
        refusals += refused;
        return sightings;
    }

    /** A write has failed after that was told. */
    synchronized void takeBack(long left, long refused, long sighting) {
        long seen = captured;
        if (sighting == sightings) {
            sawCaptured(capturedBefore); // Nobody has looked since.
        }
        add(captured - seen - left, -refused);
        refusals -= refused;
    }

    private void add(long pending, long quarantined) {
        SyncStatus s = status;
        status = new Edit(s)
                .counts(s.pending() + pending, s.superseded(), s.quarantined() + quarantined)
                .done();
    }

    private void sawCaptured(long number) {
        capturedBefore = captured;
        captured = number;
        sightings++;
    }

    /** How many wait to be taken in, as seen last. */
    synchronized long captured() {
        return captured;
    }

    /** How many mutations were quarantined as they were taken in. */
    synchronized long refusals() {
        return refusals;
    }

    /** The app decides about a parked mutation. In the transaction, like a write. */
    synchronized void unparked(boolean wasSuperseded, int pending) {
        SyncStatus s = status;
        int lost = wasSuperseded ? 1 : 0;
        status = new Edit(s)
                .counts(s.pending() + pending, s.superseded() - lost, s.quarantined() - (1 - lost))
                .done();
    }

    synchronized void moved(SyncState state) {
        status = new Edit(status).at(state).done();
    }

    /** The lane has committed a transition. */
    synchronized void settled(SyncState state, int left, int superseded, int quarantined, Progress progress) {
        SyncStatus s = status;
        status = new Edit(s)
                .counts(s.pending() - left, s.superseded() + superseded, s.quarantined() + quarantined)
                .at(state)
                .progress(progress)
                .done();
    }

    /** The next turn is due then. */
    synchronized void due(Instant next) {
        SyncStatus s = status;
        if (s.phase() != Phase.SYNCING) {
            status = new Edit(s).phase(s.phase(), next).done();
        }
    }

    synchronized void closed() {
        status = new Edit(status).phase(Phase.CLOSED, null).done();
    }

    synchronized void begun() {
        status = new Edit(status)
                .phase(Phase.SYNCING, null)
                .progress(Progress.NONE)
                .done();
    }

    synchronized void ended(Phase phase, @Nullable Instant next, @Nullable String problem, @Nullable Instant synced) {
        status = new Edit(status).phase(phase, next).outcome(problem, synced).done();
    }

    /** What was quarantined as it was taken in, on any thread: told before anything else is. */
    synchronized void tellLater(List<SyncEvent.Quarantined> refused) {
        refused.forEach(event -> keep(untold, event));
    }

    /** Keeps what is to be told, unless there is too much already: then it is counted and listed, but not told. */
    static void keep(List<SyncEvent.Quarantined> kept, SyncEvent.Quarantined event) {
        long chars = 0;
        for (SyncEvent.Quarantined each : kept) {
            chars += each.mutation().payload().length();
        }
        if (kept.size() < Unsettled.CHUNK && chars < Unsettled.CHUNK_BYTES) {
            kept.add(event);
        }
    }

    /** Tells the listener. On the lane thread. */
    void tell(SyncEvent event) {
        tellUntold();
        call(event);
    }

    private void tellUntold() {
        List<SyncEvent.Quarantined> events;
        synchronized (this) {
            events = new ArrayList<>(untold);
            untold.clear();
        }
        events.forEach(this::call);
    }

    private void call(SyncEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            LOG.warn(
                    "the sync listener threw on {}; the sync goes on",
                    event.getClass().getSimpleName(),
                    e);
        }
    }

    /** Tells the listener of the status, if it is another than the last time. On the lane thread. */
    void tellStatus() {
        tellUntold();
        SyncStatus now = status;
        if (!now.equals(told)) {
            told = now;
            tell(new SyncEvent.StatusChanged(now));
        }
    }

    /** A status under change. */
    private static final class Edit {
        private final SyncStatus old;
        private Phase phase;
        private @Nullable Instant next;
        private long pending;
        private long superseded;
        private long quarantined;
        private Cursor cursor;
        private long position;
        private @Nullable Instant synced;
        private @Nullable String problem;
        private Progress progress;

        Edit(SyncStatus old) {
            this.old = old;
            phase = old.phase();
            next = old.nextAttempt();
            pending = old.pending();
            superseded = old.superseded();
            quarantined = old.quarantined();
            cursor = old.cursor();
            position = old.position();
            synced = old.lastSynced();
            problem = old.problem();
            progress = old.progress();
        }

        Edit counts(long newPending, long newSuperseded, long newQuarantined) {
            pending = newPending;
            superseded = newSuperseded;
            quarantined = newQuarantined;
            return this;
        }

        Edit at(SyncState state) {
            cursor = state.cursor();
            position = state.position();
            return this;
        }

        Edit phase(Phase newPhase, @Nullable Instant newNext) {
            phase = newPhase;
            next = newNext;
            return this;
        }

        Edit progress(Progress newProgress) {
            progress = newProgress;
            return this;
        }

        Edit outcome(@Nullable String newProblem, @Nullable Instant newSynced) {
            problem = newProblem;
            synced = newSynced == null ? synced : newSynced;
            return this;
        }

        SyncStatus done() {
            return old.phase() == Phase.CLOSED
                    ? old
                    : new SyncStatus(
                            phase, pending, superseded, quarantined, cursor, position, synced, next, problem, progress);
        }
    }
}
