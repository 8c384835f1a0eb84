package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
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
 * <p>At any time there is at most one run and at most one timer for the next turn. Whatever asks for a sync moves that
 * timer forward, never back:
 * <ul>
 *   <li>{@code syncNow}, {@code call}, {@code flush} and {@code wakeUp} want a turn now, also out of a backoff;
 *   <li>a local write wants one after the debounce, unless the lane is in a backoff: it goes along then;
 *   <li>the end of a run sets the next turn: after a backoff if it failed, after the debounce if writes came meanwhile, at
 *       the poll interval, or not at all;
 *   <li>a hint that others have written leads to a look at the counts after the debounce, and to a turn only if it finds some;
 *   <li>the mop-up looks at the outbox now and then, for writes that nobody told us of.
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
    private final Pauses pauses;
    private final TurnTimer timer;
    private boolean urgent;
    private boolean started;
    private boolean closed;
    private boolean released;
    private @Nullable Thread running;
    private @Nullable Running current;
    /** Whether the network is another one since the last run. */
    private boolean moved;

    private int failures;
    private boolean troubled;
    /** How often the app has switched it on. */
    private long starts;
    /** Which of these times is to end behind a flush. */
    private long leaving = -1;

    private @Nullable Registration look;
    private Registration mopUp = () -> {};

    /**
     * The lane of a client, not started.
     *
     * @param writing whether the calling thread is inside one of the client's write transactions
     * @param release at the very end
     */
    public Lane(
            RunParts<DB> parts,
            Settings settings,
            StatusBoard board,
            Events events,
            BooleanSupplier writing,
            Runnable release) {
        this.ledger = parts.ledger();
        this.parts = parts;
        this.settings = settings;
        this.scheduler = settings.scheduler();
        this.board = board;
        this.events = events;
        this.lasting = Lasting.fresh(parts.can());
        this.pauses = new Pauses(settings, board);
        this.timer = new TurnTimer(scheduler, this::turn);
        this.writing = writing;
        this.release = release;
    }

    /** A run with everybody who waits for its end. */
    private final class Running {
        final Runner<DB> run;
        final List<CompletableFuture<SyncReport>> futures = waiters.takeSyncs();
        final Waiters.@Nullable CallJob job = waiters.takeCall();
        boolean told;
        boolean finishing;

        Running() {
            if (moved) {
                moved = false;
                lasting = lasting.lost(); // On another network, the same name may be another server.
            }
            ApiCall call = job == null ? null : job.call();
            run = new Runner<>(parts, lasting, new RunProgress(board, events), call);
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
            Duration wait = board.sentAway(settings.retries().retryAfterCap());
            troubled |= !wait.isZero(); // A write must not cut the wait short.
            schedule(wait.isZero() ? wait : settings.retries().delay(1, wait, scheduler.random()));
            mopUp = scheduler.schedule(settings.mopUp(), this::mopUp);
        }
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
        stop(false);
    }

    private void stop(boolean behindOthers) {
        synchronized (lock) {
            if (!started || closed) {
                return;
            }
            started = false;
            ledger.wantsHints(false);
            board.powered(Power.OFF);
            mopUp.close();
            if (look != null) {
                look.close();
                look = null;
            }
            boolean asked = !waiters.isEmpty();
            urgent = false; // Those who wait for an answer still get one.
            if (current != null && !(behindOthers && current.isAwaited())) {
                current.run.cancel();
            } else if (current == null && !asked) {
                timer.cancel();
            }
            events.tellSoon();
        }
    }

    /** The platform says that the network is another one, or gone, or back. From any thread. */
    public void network() {
        Connectivity.State state = settings.connectivity().current();
        synchronized (lock) {
            board.hinted(state);
            events.tellSoon();
            moved = true;
            Duration poll = pauses.poll();
            if (started && state != Connectivity.State.OFFLINE && troubled) {
                urgent = true;
                schedule(Duration.ZERO);
            } else if (started && current == null && poll != null && !troubled) {
                schedule(poll); // On a metered network the next look was further away.
            }
        }
    }

    /** A write was committed. Cheap: this is on the path of every write. */
    public void kick() {
        synchronized (lock) {
            if (started && !(timer.isSet() && troubled)) {
                schedule(settings.debounce());
            }
        }
    }

    /** The server may have something new, so a turn is due at once. Does nothing while the client is stopped. */
    public void wakeUp() {
        synchronized (lock) {
            if (started) {
                urgent = true;
                schedule(Duration.ZERO);
            }
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
            synchronized (lock) {
                if (starts == before) {
                    stop(true);
                }
            }
        });
    }

    /** Another connection may have written, or a write has ended nobody knows how: looks after the debounce. From any thread. */
    public void hint() {
        synchronized (lock) {
            if (started && !closed && look == null) {
                look = scheduler.schedule(settings.debounce(), () -> {
                    synchronized (lock) {
                        look = null; // What is committed after this needs another look.
                    }
                    look(false);
                });
            }
        }
    }

    private void mopUp() {
        synchronized (lock) {
            if (closed || !started) {
                return;
            }
            mopUp = scheduler.schedule(settings.mopUp(), this::mopUp);
        }
        look(true);
    }

    /** Asks for a turn if there is work and no turn is scheduled. On the lane thread. */
    private void look(boolean anything) {
        long before = board.pending();
        long pending = refreshed();
        boolean fresh = pending > before || board.captured() > 0;
        synchronized (lock) {
            boolean idle = started && current == null && !(timer.isSet() && troubled);
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
                urgent = false;
                current = new Running();
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
        synchronized (lock) {
            current = null;
            boolean failed = !(report instanceof SyncReport.Synced || report instanceof SyncReport.Interrupted);
            if (failed && !(report instanceof SyncReport.Elsewhere)) {
                failures = served.run.moved() ? 1 : failures + 1;
            } else if (report instanceof SyncReport.Synced) {
                failures = 0;
            }
            troubled = failures > 0 || failed;
            boolean asked = urgent || !waiters.isEmpty();
            Duration delay = asked
                    ? Duration.ZERO
                    : started && !closed ? pauses.after(report, failures, done.retryAfter()) : null;
            if ((failed || !started) && !asked) {
                // A write during the run may have set it; it must not cut the backoff short, nor outlive the switch.
                timer.cancel();
            }
            if (delay != null) {
                schedule(delay);
            }
            next = timer.next();
        }
        SyncReport complete = Failures.complete(report, board.pending(), next, served.run.history());
        board.ended(complete, done.reached(), next);
        served.run.ended();
        SyncReport told = Failures.told(complete);
        events.tell(new SyncEvent.Finished(told));
        events.tellStatusNowAndLater();
        served.end(told);
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
            mopUp.close();
            if (look != null) {
                look.close();
            }
            timer.cancel();
            unserved = waiters.takeAll();
            if (current != null) {
                current.run.cancel();
                paused = running == null ? current : null;
            }
            busy = running != null && running != Thread.currentThread();
        }
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
