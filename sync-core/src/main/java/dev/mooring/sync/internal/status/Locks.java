package dev.mooring.sync.internal.status;

import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.status.SyncEvent.LockHeld;
import dev.mooring.sync.status.SyncEvent.LockKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * For how long this client's write transactions kept other writers waiting (I15), until somebody is told. From any thread.
 *
 * <p>A transaction is one of the sync's until its code {@linkplain #is says} what else it is. As a storage has one writer at a time, that needs no
 * more than a field.
 */
public final class Locks {
    private final Scheduler clock;
    private final long[] longest = new long[LockKind.values().length];
    private final long[] transactions = new long[longest.length];
    private LockKind running = LockKind.SYNC;

    Locks(Scheduler clock) {
        this.clock = clock;
    }

    /** The calling transaction has the lock. Returns the time, for {@link #held}. */
    public synchronized long begun() {
        running = LockKind.SYNC;
        return clock.nanoTime();
    }

    /** The transaction that has the lock is of this kind. */
    public synchronized void is(LockKind kind) {
        running = kind;
    }

    /** The kind of the transaction that has the lock. */
    public synchronized LockKind kind() {
        return running;
    }

    /** A transaction has ended, which had the lock since then. */
    public synchronized void held(LockKind kind, long since) {
        int of = kind.ordinal();
        transactions[of]++;
        longest[of] = Math.max(longest[of], clock.nanoTime() - since);
    }

    /** What there was since this was asked last, to be told. */
    synchronized List<LockHeld> take() {
        List<LockHeld> held = new ArrayList<>(longest.length);
        for (LockKind kind : LockKind.values()) {
            int of = kind.ordinal();
            if (transactions[of] > 0) {
                held.add(new LockHeld(kind, transactions[of], Duration.ofNanos(longest[of])));
            }
            transactions[of] = 0;
            longest[of] = 0;
        }
        return held;
    }
}
