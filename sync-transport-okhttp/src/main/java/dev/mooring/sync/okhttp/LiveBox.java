package dev.mooring.sync.okhttp;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.WakeUps.End;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a connection hands to the thread of an exchange: changes, and how the exchange ends, in the order they came. Whoever reads waits while
 * {@value #MOST} slices are in it; a push takes none, so nobody waits for room while one runs.
 */
final class LiveBox {
    private static final int MOST = 2;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes;
    private final Deque<Item> items = new ArrayDeque<>();
    private int slices;
    private long alive = System.nanoTime();
    private Taking taking = Taking.NOTHING;
    private boolean cancelled;
    private boolean over;

    /** What the exchange that runs takes. */
    enum Taking {
        NOTHING,
        ENDS,
        ALL
    }

    /** Something in it. */
    sealed interface Item {
        /** Changes. */
        record Slice(
                List<Incoming> changes, @Nullable UnaryOperator<Cursor> after, LiveDialect.@Nullable Reading reading)
                implements Item {}

        /** The exchange is answered. */
        record Answered(Answer answer) implements Item {}

        /** It has failed. */
        record Failed(SyncException failure) implements Item {}

        /** What it sends is ready. */
        record Ready() implements Item {}

        /** It has to begin anew on another connection. */
        record Again() implements Item {}

        /** The connection is over. */
        record Over(End end, boolean mayBeSent) implements Item {}

        /** Nothing came for too long, or the exchange is cancelled; never inside the box. */
        record Nothing(boolean cancelled) implements Item {}
    }

    void put(Item item) {
        lock.lock();
        try {
            items.add(item);
            slices += item instanceof Item.Slice ? 1 : 0;
            over |= item instanceof Item.Over;
            alive = System.nanoTime();
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** Another connection: nothing of the one before counts. */
    void clear() {
        lock.lock();
        try {
            items.clear();
            slices = 0;
            over = false;
            alive = System.nanoTime();
            changed();
        } finally {
            lock.unlock();
        }
    }

    /** The server lives. */
    void touch() {
        lock.lock();
        try {
            alive = System.nanoTime();
            changed(); // Another patience may hold from here on.
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return slices;
        } finally {
            lock.unlock();
        }
    }

    /** An exchange begins, or ends. Ends of the one before are gone. */
    void take(Taking what) {
        lock.lock();
        try {
            taking = what;
            cancelled = false;
            alive = System.nanoTime();
            items.removeIf(item -> !(item instanceof Item.Slice) && !(item instanceof Item.Over));
            changed();
        } finally {
            lock.unlock();
        }
    }

    void cancel() {
        lock.lock();
        try {
            cancelled = true;
            changed();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next thing.
     *
     * @param patience how long the server may be silent, asked under no lock
     * @param end of the exchange, by the monotonic clock
     */
    Item next(LongSupplier patience, long end) {
        Item item = null;
        while (item == null) {
            item = next(patience.getAsLong(), end);
        }
        return item;
    }

    /** Under the lock. */
    private void changed() {
        changes++;
        changed.signalAll();
    }

    /** Null if something has changed meanwhile. */
    private @Nullable Item next(long patience, long end) {
        lock.lock();
        try {
            if (cancelled) {
                return new Item.Nothing(true);
            }
            Item item = poll();
            if (item != null) {
                return item;
            }
            long now = System.nanoTime();
            long left = Math.min(alive + patience - now, end - now);
            if (left <= 0) {
                alive = now;
                return new Item.Nothing(false);
            }
            for (long seen = changes; changes == seen && left > 0; ) {
                left = changed.awaitNanos(left);
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Item.Nothing(true);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Item poll() {
        for (Iterator<Item> each = items.iterator(); each.hasNext(); ) {
            Item item = each.next();
            if (taking == Taking.ALL || !(item instanceof Item.Slice)) {
                each.remove();
                slices -= item instanceof Item.Slice ? 1 : 0;
                changed();
                return item;
            }
        }
        return null;
    }

    /**
     * Waits for room. On the thread that reads.
     *
     * @return false if nobody has taken anything for 10 s
     */
    boolean awaitRoom() {
        lock.lock();
        try {
            long left = PATIENCE;
            while (slices >= MOST && taking != Taking.ENDS && !over) {
                if (taking == Taking.ALL) {
                    changed.await();
                    left = PATIENCE;
                } else if (left <= 0) {
                    return false;
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
