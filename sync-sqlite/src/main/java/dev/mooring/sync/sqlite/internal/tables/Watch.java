package dev.mooring.sync.sqlite.internal.tables;

import dev.mooring.sync.Registration;
import dev.mooring.sync.spi.text.Shown;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices which rows of synced tables have changed, whoever changed them, and tells listeners on a thread of its own.
 *
 * <p>Two sources say what changed. The journal names the rows that apps wrote, on any connection and in any process; it is read
 * from where the last look ended. What this storage itself wrote for the server's sake, or took from the journal, is told by its
 * transactions, at their commit. Between the two there may be a gap, when another process has emptied the journal or has applied
 * changes; counters in the file tell that it happened, not to which rows, so then any row may have changed.
 *
 * <p>A transaction of the latter kind commits under the lock, and a look reads outside it and is held against what was told
 * under it. So what a look saw has been told by then, and no writer ever waits for a look.
 *
 * <p>The thread lives as long as somebody wants to know. With listeners it is awoken by commits here and looks at rows; commits of
 * others are found by polling SQLite's data version, which costs no more than a look at shared memory, and is all there is
 * without listeners. Nobody polls while a client is switched off and nobody listens, as an app in the background must not keep its
 * device awake. After some looks that found nothing, the files are watched, where the binding can tell of writes to them. After some more the
 * thread rests until it is told of one. These are needed as a commit is written first and seen later, without a write to a file: what was
 * written before the files were watched may be seen after the first look behind that.
 *
 * <p>The file is long, as looking, waiting and telling share two locks, which nobody else may reach.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.sqlite");

    /** How long commits are gathered before they are told. */
    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long CLOSE_MILLIS = 1000;

    /** After so many looks that found nothing, the files are watched, and after as many again the thread rests: 5 s in all as a rule. */
    private static final int CALM_LOOKS = 10;

    private final Supplier<Feed> feeds;
    private final Collection<String> tables;
    private final long pollNanos;
    private final ReentrantLock lock = new ReentrantLock();

    /** For the feed; taken before the other lock. */
    private final ReentrantLock looking = new ReentrantLock();

    private final Condition awoken = lock.newCondition();
    private final List<Consumer<RowKeys>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> hints = new CopyOnWriteArrayList<>();
    private RowKeys changed = new RowKeys();
    private long told = -1;
    private long applied;
    private boolean ready;
    private boolean signalled;
    private boolean roused;
    private boolean hinting;
    private boolean closed;
    private volatile boolean listening;
    private long version = -1;
    private @Nullable Feed feed;
    private @Nullable Thread thread;

    /** Polls at that interval, or not at all if it is zero; opens a feed when somebody listens. */
    public Watch(Supplier<Feed> feeds, Collection<String> tables, Duration poll) {
        this.feeds = feeds;
        this.tables = tables;
        this.pollNanos = poll.toNanos();
    }

    /** What a look into the file shows; on one connection, by one thread at a time. */
    public interface Feed extends AutoCloseable {
        /** Changes whenever another connection commits. */
        long version();

        /** A consistent view of the counters and of what the journal holds behind a place. */
        Seen look(long after);

        /**
         * Runs a task once, on another thread, when the files are written to from now on.
         *
         * @return ends that; null if it cannot be told, so that somebody has to look again and again
         */
        @Nullable
        Registration onNextWrite(Runnable written);

        @Override
        void close();
    }

    /**
     * A look.
     *
     * @param last place in the journal
     * @param taken how far the journal has been taken in
     * @param applied how many transactions have changed rows for the server's sake
     * @param rows captured behind the place asked for
     */
    public record Seen(long last, long taken, long applied, RowKeys rows) {}

    /** Calls a listener with what has changed, from now on. */
    public Registration listen(Consumer<RowKeys> listener) {
        return register(listeners, listener);
    }

    /** Runs a hint when others may have written. Without polling nobody would notice them. */
    public Registration hint(Runnable hint) {
        return pollNanos == 0 ? () -> {} : register(hints, hint);
    }

    /** Whether hints are wanted now. Nobody polls as long as they are not, and nobody listens. */
    public void wantsHints(boolean wanted) {
        lock.lock();
        try {
            hinting = wanted;
            if (wanted) {
                signal(); // Others may have committed meanwhile.
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean polls() {
        return pollNanos > 0 && (hinting || !listeners.isEmpty());
    }

    private <T> Registration register(List<T> all, T one) {
        looking.lock();
        lock.lock();
        try {
            if (closed) {
                return () -> {};
            }
            all.add(one);
            start();
            awoken.signal(); // It may have to poll from now on.
            return () -> {
                all.remove(one);
                listening = !listeners.isEmpty();
            };
        } finally {
            lock.unlock();
            looking.unlock();
        }
    }

    /** The storage is open: looks from now on, if anybody listens. */
    public void opened() {
        looking.lock();
        lock.lock();
        try {
            ready = true;
            start();
        } finally {
            lock.unlock();
            looking.unlock();
        }
    }

    /** What is told begins where the first listener begins. */
    private void start() {
        if (!ready || (listeners.isEmpty() && hints.isEmpty())) {
            return;
        }
        Feed open = feed;
        if (open == null) {
            open = feeds.get();
            feed = open;
            thread = new Thread(this::run, "mooring-watch");
            thread.setDaemon(true);
            thread.start();
        }
        if (!listening && !listeners.isEmpty()) {
            Seen seen = open.look(Long.MAX_VALUE);
            told = seen.last();
            applied = seen.applied();
            listening = true;
        }
    }

    /** Whether a transaction has to say what it did. */
    public boolean isListening() {
        return listening;
    }

    /** Commits a transaction that applied changes or took captures in, as its notes say, if it noted rows. */
    public void commit(Notes notes, boolean noted, Runnable commit) {
        lock.lock();
        try {
            commit.run();
            if (!noted || notes.firstTaken() > told + 1) {
                tables.forEach(changed::addAll);
            }
            changed.add(notes.rows());
            told = Math.max(told, notes.lastTaken());
            applied += notes.hasApplied() ? 1 : 0;
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** The app has committed something. */
    public void committed() {
        if (listening) {
            lock.lock();
            try {
                signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private void signal() {
        signalled = true;
        awoken.signal();
    }

    private void run() {
        int calm = 0;
        while (await()) {
            try {
                calm = found() ? 0 : calm + 1;
                if (calm >= CALM_LOOKS) {
                    calm = 0;
                    if (!rest()) {
                        break;
                    }
                }
            } catch (RuntimeException e) {
                LOG.warn("could not look for changed rows; looking again later", Shown.thrown(e));
            }
        }
        close(feed);
    }

    /** Looks, and tells what it found; whether that was anything. */
    private boolean found() {
        long now = version();
        RowKeys rows = listening ? look() : new RowKeys();
        boolean others = now != version;
        version = now;
        if (!rows.isEmpty()) {
            tell(rows);
        }
        if (others) {
            hints.forEach(Runnable::run);
        }
        return others || !rows.isEmpty();
    }

    /** Waits without looking, until the files are written to, or a commit here is to be told; false at the end. */
    private boolean rest() {
        Registration writes = onNextWrite();
        if (writes == null) {
            return true;
        }
        try {
            for (int looks = 0; !found(); looks++) {
                if (looks == CALM_LOOKS) {
                    awaitWrite();
                    return true;
                }
                if (!await()) {
                    return false;
                }
            }
            return true;
        } finally {
            writes.close();
        }
    }

    private @Nullable Registration onNextWrite() {
        lock.lock();
        try {
            roused = false;
            return feed == null ? null : feed.onNextWrite(this::rouse);
        } finally {
            lock.unlock();
        }
    }

    private void rouse() {
        lock.lock();
        try {
            roused = true;
            awoken.signal();
        } finally {
            lock.unlock();
        }
    }

    private void awaitWrite() {
        lock.lock();
        try {
            while (!roused && !signalled && !closed) {
                awoken.await();
            }
            signalled |= roused && polls();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The next wait ends the thread.
        } finally {
            lock.unlock();
        }
    }

    private long version() {
        looking.lock();
        try {
            return feed == null ? -1 : feed.version();
        } finally {
            looking.unlock();
        }
    }

    /** Waits for a commit or for the next poll; false at the end. */
    private boolean await() {
        lock.lock();
        try {
            for (long left = pollNanos; !signalled && !closed && (left > 0 || !polls()); ) {
                if (polls()) {
                    left = awoken.awaitNanos(left);
                } else {
                    awoken.await();
                }
            }
            if (signalled) {
                // Others come along meanwhile, and a listener has time to breathe.
                for (long left = GATHERING_NANOS; left > 0 && !closed; ) {
                    left = awoken.awaitNanos(left);
                }
                signalled = false;
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** What has changed since the last look. */
    private RowKeys look() {
        looking.lock();
        try {
            Feed open = feed;
            return open == null ? new RowKeys() : merge(open.look(told()));
        } finally {
            looking.unlock();
        }
    }

    private long told() {
        lock.lock();
        try {
            return told;
        } finally {
            lock.unlock();
        }
    }

    private RowKeys merge(Seen seen) {
        lock.lock();
        try {
            if (seen.taken() > told || seen.applied() > applied) {
                tables.forEach(changed::addAll);
            }
            changed.add(seen.rows());
            told = Math.max(told, seen.last());
            applied = Math.max(applied, seen.applied());
            RowKeys rows = changed;
            changed = new RowKeys();
            return rows;
        } finally {
            lock.unlock();
        }
    }

    private void tell(RowKeys rows) {
        for (Consumer<RowKeys> listener : listeners) {
            try {
                listener.accept(rows);
            } catch (RuntimeException e) {
                LOG.warn("a listener to changed rows failed", Shown.thrown(e));
            }
        }
    }

    private static void close(@Nullable Feed open) {
        if (open != null) {
            open.close();
        }
    }

    /** Ends the thread, which closes its connection, and waits for that; but not for a listener that takes long. */
    @Override
    public void close() {
        Thread ending;
        lock.lock();
        try {
            closed = true;
            listening = false;
            awoken.signal();
            ending = thread;
        } finally {
            lock.unlock();
        }
        if (ending != null && ending != Thread.currentThread()) {
            try {
                ending.join(CLOSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
