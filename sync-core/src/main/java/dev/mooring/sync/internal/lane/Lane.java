package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.internal.channel.Channel;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.plan.Lasting;
import dev.mooring.sync.internal.plan.Step;
import dev.mooring.sync.internal.run.RunParts;
import dev.mooring.sync.internal.run.Runner;
import dev.mooring.sync.internal.settings.GuardedScheduler;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.Events;
import dev.mooring.sync.internal.status.RunProgress;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.internal.status.StatusFacts.Power;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one ordered worker of a client: decides when a run begins, and who is told how it ended.
 *
 * <p>At any time there is at most one run and at most one timer for the next turn; beside it, wake-ups in a row settle. Whatever asks
 * for a sync moves that timer forward, never back:
 * <ul>
 *   <li>{@code syncNow}, {@code call} and {@code flush} want a turn now, also out of a backoff;
 *   <li>a wake-up wants one as {@link WakePlan} says; the app's own cuts a backoff short, and a channel's does not;
 *   <li>a local write wants one after the debounce, unless the lane is in a backoff, or a run goes: it goes along then;
 *   <li>the end of a run sets the next turn, as {@link Pace} says: after a backoff if it failed, after the debounce if writes came
 *       meanwhile, for wake-ups that came while it ran, when the next poll is due, or not at all;
 *   <li>a hint that others have written, and the mop-up, lead to a look at the counts ({@link Lookout}), and to a turn only if it finds
 *       some.
 * </ul>
 * So a started client with pending mutations always has a turn ahead of it (I9).
 *
 * <p>Fields are guarded by {@code lock}; runs, listeners and futures are served outside it, on the lane thread. The class is long as
 * all that asks for a turn, the turn and the close meet at that one lock.
 */
public final class Lane<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final Ledger<DB> ledger;
    private final RunParts<DB> parts;
    private final Settings settings;
    private final GuardedScheduler scheduler;
    private final StatusBoard board;
    private final Events events;
    private Lasting lasting;
    private final BooleanSupplier writing;
    private final Runnable release;
    private final Object lock = new Object();

    private final Waiters waiters = new Waiters();
    private final Channel channel;
    private final Pace pace;
    private final Lookout lookout;
    private final TurnTimer timer;
    private final TurnTimer settling;
    private boolean urgent;
    private volatile boolean started;
    private boolean closed;
    private boolean released;
    private @Nullable Thread running;
    private @Nullable Running current;
    /** Whether a write was committed since the run began. */
    private boolean written;
    /** Whether the network is another one since the last run. */
    private boolean moved;
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
        this.parts = parts;
        this.settings = settings;
        this.scheduler = settings.scheduler();
        this.board = board;
        this.events = events;
        this.lasting = Lasting.fresh(parts.can());
        this.channel = new Channel(wakeUps, settings, new News());
        this.pace = new Pace(settings, settings.poll(wakeUps), board, channel::isLive);
        this.lookout = new Lookout(settings, this::look);
        this.timer = new TurnTimer(scheduler, this::turn);
        this.settling = new TurnTimer(scheduler, this::settled);
        this.writing = writing;
        this.release = release;
    }

    /** A run with everybody who waits for its end. */
    private final class Running {
        final Runner<DB> run;
        final List<CompletableFuture<SyncReport>> futures = waiters.takeSyncs();
        final Waiters.@Nullable CallJob job = waiters.takeCall();
        final Pace.Serving serving = pace.serve(urgent || isAwaited());
        boolean told;
        boolean finishing;

        Running() {
            if (moved) {
                moved = false;
                lasting = lasting.lost(); // On another network, the same name may be another server.
            }
            ApiCall call = job == null ? null : job.call();
            run = new Runner<>(parts, lasting, serving.marks(), new RunProgress(board, events), call);
        }

        boolean isAwaited() {
            return job != null || !futures.isEmpty();
        }

        void end(SyncReport report) {
            for (CompletableFuture<SyncReport> future : futures) {
                future.complete(report);
            }
            if (job != null) {
                job.future().complete(run.call().report(report));
            }
        }
    }

    // ---- what asks for a turn

    /** Begins to sync: the first turn is due at once, or when the server has asked for it. Once begun or closed, it does nothing. */
    public void start() {
        synchronized (lock) {
            starts++;
            if (started || closed) {
                return;
            }
            started = true;
            ledger.wantsHints(true);
            board.powered(Power.ON);
            events.tellSoon();
            schedule(pace.begin());
            lookout.begin();
        }
        channel.switched();
    }

    /** Whether it syncs on its own, and is not about to stop behind a flush. */
    public boolean goesOn() {
        synchronized (lock) {
            return started && leaving != starts;
        }
    }

    /** Throws if the caller waits for the lane while the lane would have to wait for the caller. */
    public void refuseWaiting() {
        if (scheduler.onLane()) {
            throw new IllegalStateException(
                    "this is the client's own thread, which has to do what would be waited for here;"
                            + " wait on another thread, or go on when it is done, by thenAccept");
        }
        if (writing.getAsBoolean()) {
            throw new IllegalStateException(
                    "this thread is inside a write, and what would be waited for here has to write"
                            + " as well; wait for it after the write");
        }
    }

    /** Refuses to be waited for there. */
    public <T> CompletableFuture<T> future() {
        return new LaneFuture<>(this::refuseWaiting);
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
            if (!started || closed) {
                return false;
            }
            started = false;
            ledger.wantsHints(false);
            board.powered(Power.OFF);
            lookout.end();
            pace.end();
            settling.cancel();
            boolean asked = !waiters.isEmpty();
            urgent = false; // Those who wait for an answer still get one.
            if (current != null && !(behindOthers && current.isAwaited())) {
                current.run.cancel();
            } else if (current == null && !asked) {
                timer.cancel();
            }
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
            moved = true;
            Duration poll = pace.moved();
            if (started && state != Connectivity.State.OFFLINE && pace.isTroubled()) {
                urgent = true;
                schedule(Duration.ZERO);
            } else {
                poll(poll);
            }
        }
        channel.network(state);
    }

    /** Moves the next poll. Under the lock. */
    private void poll(@Nullable Duration poll) {
        if (started && current == null && poll != null && !pace.isTroubled()) {
            schedule(poll);
        }
    }

    /** A write was committed. Cheap: this is on the path of every write. */
    public void kick() {
        synchronized (lock) {
            if (current != null) {
                written = true; // The run takes it along as a rule; if not, its end sees to it.
            } else if (started && !(timer.isSet() && pace.isTroubled())) {
                schedule(settings.debounce());
            }
        }
    }

    /** The app says that the server may have something new. Does nothing while the client is stopped. */
    public void wakeUp() {
        synchronized (lock) {
            if (started && pace.isTroubled()) {
                urgent = true;
                schedule(Duration.ZERO);
            }
            woken(false);
        }
    }

    /** A wake-up. Under the lock. */
    private void woken(boolean brought) {
        if (started) {
            pace.woken(brought);
            settle();
        }
    }

    /** Those that come while a run goes are served behind it. Under the lock. */
    private void settle() {
        Duration due = started && current == null ? pace.wakesDue() : null;
        if (due != null && due.isZero()) {
            settling.cancel();
            schedule(due);
        } else if (due != null && !closed) {
            settling.reset(due);
        }
    }

    private void settled() {
        synchronized (lock) {
            settling.fired();
            settle();
        }
    }

    /** What the channel tells. */
    private final class News implements Channel.Lane {
        @Override
        public boolean isOn() {
            return started;
        }

        @Override
        public void woken(boolean brought) {
            synchronized (lock) {
                Lane.this.woken(brought);
            }
        }

        @Override
        public void repoll() {
            synchronized (lock) {
                poll(pace.repoll());
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
        CompletableFuture<SyncReport> future = future();
        boolean over;
        synchronized (lock) {
            over = closed;
            if (!closed) {
                waiters.add(future);
                urgent = true;
                schedule(Duration.ZERO);
            }
        }
        if (over) {
            future.complete(interrupted());
        }
        endUnlessAhead();
        channel.asked();
        return future;
    }

    /** Asks for a run that makes this call once, with a push or alone. */
    public CompletableFuture<CallReport> call(ApiCall call) {
        CompletableFuture<CallReport> future = future();
        boolean over;
        synchronized (lock) {
            over = closed;
            if (!closed) {
                waiters.add(call, future);
                urgent = true;
                schedule(Duration.ZERO);
            }
        }
        if (over) {
            future.complete(new CallReport.NotMade(interrupted()));
        }
        endUnlessAhead();
        return future;
    }

    /** The same as {@link #syncNow()}. When the time is up, the run that serves it is cancelled. */
    public CompletableFuture<SyncReport> flush(Duration deadline) {
        CompletableFuture<SyncReport> future = syncNow();
        Registration alarm = scheduler.alarm(deadline, () -> {
            synchronized (lock) {
                waiters.remove(future);
                if (current != null && current.futures.contains(future) && !future.isDone()) {
                    current.run.cancel();
                }
            }
            future.complete(interrupted());
        });
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
        return flush(deadline).whenComplete((report, none) -> {
            boolean ended;
            synchronized (lock) {
                ended = starts == before && end(true);
            }
            if (ended) {
                channel.switched();
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
        long pending = refreshed();
        boolean fresh = pending > before || board.captured() > 0;
        synchronized (lock) {
            boolean idle = started && current == null && !(timer.isSet() && pace.isTroubled());
            if (idle && (fresh || (anything && !timer.isSet() && pending > 0))) {
                schedule(Duration.ZERO);
            }
        }
        events.tellStatusNowAndLater();
    }

    /** Sets the timer, or moves it forward. Under the lock. */
    private void schedule(Duration delay) {
        if (!closed && timer.set(delay)) {
            board.due(scheduler.now().plus(delay));
        }
    }

    /** If the scheduler takes no task, no turn comes: those who wait are told so. */
    private void endUnlessAhead() {
        Waiters.Unserved unserved;
        synchronized (lock) {
            if (closed || timer.isSet() || current != null) {
                return;
            }
            unserved = waiters.takeAll();
        }
        unserved.complete(new SyncReport.Failed(
                Fault.HANDLER,
                "this app's scheduler takes no task, as its log says; nothing was tried",
                board.pending(),
                null));
    }

    // ---- the turn

    private void turn() {
        Running served;
        synchronized (lock) {
            if (closed) {
                return;
            }
            timer.fired();
            running = Thread.currentThread();
            if (current == null) {
                settling.cancel();
                current = new Running();
                urgent = false;
            }
            served = current;
        }
        try {
            serve(served);
        } catch (Throwable thrown) {
            broke(served, thrown);
            if (thrown instanceof Error error) {
                throw error;
            }
        } finally {
            if (!endTurn()) {
                // It is complete, unless it was about to pause as the client was closed.
                served.end(interrupted());
                release();
                awakeCloser();
            }
            endUnlessAhead();
        }
    }

    /** Whatever was thrown, and wherever: the run ends, everybody who waits for it is told, and the lane goes on. */
    private void broke(Running served, Throwable thrown) {
        Step.Done broken = served.run.broken(thrown);
        try {
            if (!served.finishing) {
                finish(served, broken);
            }
        } catch (Throwable again) {
            LOG.error("a sync ended in an error, and so did its end; the lane goes on", Failures.bare(again));
        } finally {
            synchronized (lock) {
                current = current == served ? null : current;
                if (started && current == null) {
                    schedule(settings.retries().cap());
                }
            }
            served.end(Failures.told(Failures.complete(broken.report(), board.pending(), null, served.run.history())));
        }
    }

    /** Returns false if the client was closed meanwhile: then the turn ends only when everything is released. */
    private boolean endTurn() {
        synchronized (lock) {
            if (!closed) {
                running = null;
            }
            return !closed;
        }
    }

    private void awakeCloser() {
        synchronized (lock) {
            running = null;
            lock.notifyAll();
        }
    }

    private void serve(Running served) {
        if (!served.told) {
            served.told = true;
            board.begun();
            events.tell(new SyncEvent.Started());
            if (served.serving.hints() > 0) {
                events.tell(new SyncEvent.Woken(served.serving.hints(), served.serving.brought()));
            }
            events.tellStatusNowAndLater();
        }
        Step step = served.run.step();
        if (step instanceof Step.Wait pausing) {
            Duration pause = Duration.ofMillis((long) (scheduler.random().nextDouble() * (10L << pausing.round())));
            synchronized (lock) {
                if (!closed) {
                    schedule(pause);
                    if (timer.isSet()) {
                        return;
                    }
                }
            }
            step = new Step.Done(interrupted(), null, true);
        }
        Step.Done done = (Step.Done) step;
        Duration retryAfter = done.retryAfter();
        if (retryAfter != null) {
            Duration most = settings.retries().retryAfterCap();
            board.sentAway(scheduler.now().plus(retryAfter.compareTo(most) > 0 ? most : retryAfter));
        }
        refreshed();
        finish(served, done);
    }

    private void finish(Running served, Step.Done done) {
        served.finishing = true;
        lasting = served.run.lasting();
        SyncReport report = done.report();
        Instant next;
        boolean letIn;
        synchronized (lock) {
            current = null;
            letIn = pace.ended(report, served.run.moved(), served.run.isCurrent());
            boolean asked = urgent || !waiters.isEmpty();
            Duration delay = asked ? Duration.ZERO : started && !closed ? pace.next(report, done.retryAfter()) : null;
            if ((Pace.hasFailed(report) || !started) && !asked) {
                // What was asked for during the run must not cut the backoff short, nor outlive the switch.
                timer.cancel();
            } else if (started && written && board.pending() > 0) {
                schedule(settings.debounce());
            }
            written = false;
            if (delay != null) {
                schedule(delay);
            }
            settle();
            next = timer.next();
        }
        SyncReport complete = Failures.complete(report, board.pending(), next, served.run.history());
        board.ended(complete, done.reached(), next);
        served.run.ended();
        SyncReport told = Failures.told(complete);
        events.tell(new SyncEvent.Finished(told));
        events.tellStatusNowAndLater();
        served.end(told);
        if (letIn) {
            channel.asked(); // Somebody has signed in.
        }
        Thread.interrupted(); // The code of those who waited runs here, and may have set it.
    }

    /** Reads the counts anew, as another process may have written; returns what is pending. */
    private long refreshed() {
        try {
            ledger.count(board);
        } catch (RuntimeException e) {
            // The run has reported the fault of the storage; the counts stay as they were.
            return board.pending();
        }
        return board.pending();
    }

    private SyncReport interrupted() {
        return new SyncReport.Interrupted(board.pending());
    }

    // ---- the end

    /** Ends the running sync and all that wait, and leaves the outbox as it is. Again it does nothing. */
    public void close() {
        Waiters.Unserved unserved;
        Running paused = null;
        boolean busy;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            events.close();
            lookout.end();
            timer.cancel();
            settling.cancel();
            unserved = waiters.takeAll();
            if (current != null) {
                current.run.cancel();
                paused = running == null ? current : null;
            }
            busy = running != null && running != Thread.currentThread();
        }
        channel.close();
        unserved.complete(interrupted());
        if (paused != null) {
            paused.end(interrupted());
        }
        if (busy) {
            awaitEndOfTurn();
        } else if (running == null) {
            release();
        }
    }

    private void awaitEndOfTurn() {
        long left = settings.closeTimeout().toNanos();
        long end = System.nanoTime() + left;
        boolean interrupted = false;
        Running late;
        synchronized (lock) {
            while (running != null && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = end - System.nanoTime();
            }
            late = running == null ? null : current;
        }
        if (late != null) {
            late.end(interrupted());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        synchronized (lock) {
            if (released) {
                return;
            }
            released = true;
        }
        release.run();
    }
}
