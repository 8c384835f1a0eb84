package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.internal.channel.Channel;
import dev.mooring.sync.internal.exchange.Exchanges;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.run.RunParts;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.Events;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.internal.status.StatusFacts.Power;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where everything that asks a client for a sync comes in: {@link Turns} says when the next run begins, and {@link Worker} runs it. At any
 * time there is at most one run.
 *
 * <p><b>One lock</b> guards what they know. It is held
 * <ul>
 *   <li>by this class, which is asked from any thread, around each use of {@link Turns} and {@link Waiters} and around its own fields. So
 *       a switch, a request or a close is one step. {@link Turns#isOn} alone needs no lock;
 *   <li>by {@link Worker}, around the beginning, a pause and the end of a turn, as wake-ups have settled, and as somebody gives up or the
 *       client is closed. Its {@code moved} and {@code end} are called under the lock.
 * </ul>
 * {@link Pace}, {@link TurnTimer}, {@link Waiters} and {@link Closing} are used under it; only {@link Closing#release} takes it. The locks
 * of status, events, {@link Lookout} and scheduler are taken under it, and never the other way round. The channel's lock is not taken
 * under it, nor it under the channel's. Runs, listeners, futures, the channel and the look at the counts are served outside it.
 */
public final class Lane<DB> {
    private final Ledger<DB> ledger;
    private final Exchanges exchanges;
    private final Settings settings;
    private final StatusBoard board;
    private final Events events;
    private final DeadlockGuard guard;
    private final Worker<DB> worker;
    private final Object lock;
    private final Waiters waiters;
    private final Turns turns;
    private final Channel channel;
    private final Lookout lookout;
    /** How often the app has switched it on. */
    private long starts;
    /** Which of these times is to end behind a flush. */
    private long leaving = -1;

    /**
     * The lane of a client, not started.
     *
     * @param wakeUps the channel; null if there is none
     * @param writing whether the calling thread is inside one of the client's write transactions
     * @param release at the very end
     */
    public Lane(
            RunParts<DB> parts,
            Settings settings,
            StatusBoard board,
            Events events,
            @Nullable WakeUps wakeUps,
            BooleanSupplier writing,
            Runnable release) {
        this.ledger = parts.ledger();
        this.exchanges = parts.exchanges();
        this.settings = settings;
        this.board = board;
        this.events = events;
        this.guard = new DeadlockGuard(settings.scheduler(), writing);
        this.channel = new Channel(wakeUps, settings, new News());
        this.worker = new Worker<>(parts, settings, board, events, channel::isLive, channel::asked, release);
        this.lock = worker.lock;
        this.waiters = worker.waiters;
        this.turns = worker.turns;
        this.lookout = new Lookout(settings, this::look);
    }

    /** Refuses to be waited for where the lane would wait in turn. */
    public DeadlockGuard guard() {
        return guard;
    }

    // ---- what asks for a turn

    /** Begins to sync: the first turn is due at once, or when the server has asked for it. Once begun or closed, it does nothing. */
    public void start() {
        synchronized (lock) {
            starts++;
            if (turns.isOn() || turns.isClosed()) {
                return;
            }
            ledger.wantsHints(true);
            board.powered(Power.ON);
            events.tellSoon();
            turns.begin();
            lookout.begin();
        }
        channel.switched();
    }

    /** Whether it syncs on its own, and is not about to stop behind a flush. */
    public boolean goesOn() {
        synchronized (lock) {
            return turns.isOn() && leaving != starts;
        }
    }

    /** Ends the running sync. After that a run begins only for those who ask for one, until {@link #start()}. */
    public void stop() {
        if (end(false)) {
            channel.switched();
        }
    }

    /** Returns whether it was on. */
    private boolean end(boolean behindOthers) {
        synchronized (lock) {
            if (!turns.isOn() || turns.isClosed()) {
                return false;
            }
            ledger.wantsHints(false);
            board.powered(Power.OFF);
            lookout.end();
            worker.end(behindOthers);
            events.tellSoon();
            return true;
        }
    }

    /** The platform says that the network is another one, or gone, or back. From any thread. */
    public void network() {
        Connectivity.State state = settings.connectivity().current();
        synchronized (lock) {
            board.hinted(state);
            events.tellSoon();
            worker.moved(state == Connectivity.State.OFFLINE);
        }
        channel.network(state);
    }

    /** A write was committed. Cheap: this is on the path of every write. */
    public void kick() {
        synchronized (lock) {
            turns.kick();
        }
    }

    /** The app says that the server may have something new. Does nothing while the client is stopped. */
    public void wakeUp() {
        synchronized (lock) {
            turns.wakeUp();
        }
    }

    /** What the channel tells. */
    private final class News implements Channel.Lane {
        @Override
        public boolean isOn() {
            return turns.isOn();
        }

        @Override
        public void woken(boolean brought) {
            synchronized (lock) {
                turns.woken(brought && settings.hearsChannel());
            }
        }

        @Override
        public void shown() {
            board.shown();
            events.tellSoon();
        }

        @Override
        public void repoll() {
            synchronized (lock) {
                turns.repoll();
            }
        }

        @Override
        public void changed(ChannelStatus status, long aliveAt) {
            board.channel(status, aliveAt);
            events.tellSoon(new SyncEvent.ChannelChanged(status));
        }
    }

    /** Asks for a run that begins after this call, also while the client is stopped. */
    public CompletableFuture<SyncReport> syncNow() {
        CompletableFuture<SyncReport> future = asked(waiters::add, report -> report);
        channel.asked();
        return future;
    }

    /** Asks for a run that makes this call once, with a push or alone. */
    public CompletableFuture<CallReport> call(ApiCall call) {
        return asked(future -> waiters.add(call, future), CallReport.NotMade::new);
    }

    private <T> CompletableFuture<T> asked(Consumer<CompletableFuture<T>> waits, Function<SyncReport, T> unserved) {
        CompletableFuture<T> future = guard.future();
        boolean over;
        synchronized (lock) {
            over = turns.isClosed();
            if (!over) {
                waits.accept(future);
                turns.now();
            }
        }
        if (over) {
            future.complete(unserved.apply(worker.interrupted()));
        }
        worker.endUnlessAhead();
        return future;
    }

    /** The same as {@link #syncNow()}. When the time is up, the run that serves it is cancelled. */
    public CompletableFuture<SyncReport> flush(Duration deadline) {
        CompletableFuture<SyncReport> future = syncNow();
        Registration alarm = settings.scheduler().alarm(deadline, () -> worker.giveUp(future));
        CompletableFuture<SyncReport> unused = future.whenComplete((report, none) -> alarm.close());
        return future;
    }

    /** The same as {@link #flush} and {@link #stop} behind it, unless it is {@linkplain #start() started} meanwhile. */
    public CompletableFuture<SyncReport> flushAndStop(Duration deadline) {
        long before;
        synchronized (lock) {
            before = starts;
            leaving = before;
        }
        long began = settings.scheduler().nanoTime();
        return flush(deadline).whenComplete((report, none) -> {
            boolean off;
            boolean wasOn;
            synchronized (lock) {
                off = starts == before && !turns.isClosed();
                wasOn = off && end(true);
            }
            if (wasOn) {
                channel.switched();
            }
            if (off && report instanceof SyncReport.Synced) {
                exchanges.leave(deadline.minusNanos(settings.scheduler().nanoTime() - began));
            }
        });
    }

    /** Another connection may have written, or a write has ended nobody knows how: looks after the debounce. From any thread. */
    public void hint() {
        lookout.hint();
    }

    /** Asks for a turn if there is work and no turn is scheduled. On the lane thread. */
    private void look(boolean anything) {
        long before = board.pending();
        long pending = worker.refreshed();
        boolean fresh = pending > before || board.captured() > 0;
        synchronized (lock) {
            turns.looked(fresh, anything && pending > 0);
        }
        events.tellStatusNowAndLater();
    }

    // ---- the end

    /** Ends the running sync and all that wait, and leaves the outbox as it is. Again it does nothing. */
    public void close() {
        worker.close(
                () -> {
                    events.close();
                    lookout.end();
                },
                channel::close);
    }
}
