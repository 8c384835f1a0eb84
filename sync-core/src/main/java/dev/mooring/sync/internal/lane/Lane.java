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
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * <p>Fields are guarded by {@code lock}; runs, listeners and futures are served outside it, on the lane thread.
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

    private final List<CompletableFuture<SyncReport>> waiting = new ArrayList<>();
    private final ArrayDeque<CallJob> calls = new ArrayDeque<>();
    private @Nullable Registration timer;
    private long due;
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
        this.writing = writing;
        this.release = release;
    }

    private record CallJob(ApiCall call, CompletableFuture<CallReport> future) {}

    /** A run with everybody who waits for its end. */
    private final class Running {
        final Runner<DB> run;
        final List<CompletableFuture<SyncReport>> futures = new ArrayList<>(waiting);
        final @Nullable CallJob job = calls.poll();
        boolean told;
        boolean finishing;

        Running() {
            waiting.clear();
            if (moved) {
                moved = false;
                lasting = lasting.lost(); // On another network, the same name may be another server.
            }
            ApiCall call = job == null ? null : job.call();
            run = new Runner<>(parts, lasting, new RunProgress(board, events), call);
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

    public void start() {
        synchronized (lock) {
            if (started || closed) {
                return;
            }
            started = true;
            board.powered(Power.ON);
            events.tellSoon();
            Duration wait = board.sentAway(settings.retries().retryAfterCap());
            troubled |= !wait.isZero(); // So a write does not cut it short.
            schedule(wait.isZero() ? wait : settings.retries().delay(1, wait, scheduler.random()));
            mopUp = scheduler.schedule(settings.mopUp(), this::mopUp);
        }
    }

    /** Whether it syncs on its own. */
    public boolean isStarted() {
        synchronized (lock) {
            return started;
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

    public void stop() {
        synchronized (lock) {
            if (!started || closed) {
                return;
            }
            started = false;
            board.powered(Power.OFF);
            mopUp.close();
            if (look != null) {
                look.close();
                look = null;
            }
            boolean asked = !waiting.isEmpty() || !calls.isEmpty();
            urgent = false; // Whoever waits for an answer is served all the same.
            if (current != null) {
                current.run.cancel();
            } else if (timer != null && !asked) {
                timer.close();
                timer = null;
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
            boolean there = state == Connectivity.State.ONLINE || state == Connectivity.State.METERED;
            Duration poll = poll();
            if (started && there && troubled) {
                urgent = true;
                schedule(Duration.ZERO);
            } else if (started && current == null && poll != null && !troubled) {
                schedule(poll); // It may have been further away, as long as the network did cost.
            }
        }
    }

    /** A write was committed. Cheap: this is on the path of every write. */
    public void kick() {
        synchronized (lock) {
            if (started && !(timer != null && troubled)) {
                schedule(settings.debounce());
            }
        }
    }

    public void wakeUp() {
        synchronized (lock) {
            if (started) {
                urgent = true;
                schedule(Duration.ZERO);
            }
        }
    }

    public CompletableFuture<SyncReport> syncNow() {
        CompletableFuture<SyncReport> future = future();
        boolean over;
        synchronized (lock) {
            over = closed;
            if (!closed) {
                waiting.add(future);
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

    public CompletableFuture<CallReport> call(ApiCall call) {
        CompletableFuture<CallReport> future = future();
        boolean over;
        synchronized (lock) {
            over = closed;
            if (!closed) {
                calls.add(new CallJob(call, future));
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

    public CompletableFuture<SyncReport> flush(Duration deadline) {
        CompletableFuture<SyncReport> future = syncNow();
        Registration alarm = scheduler.alarm(deadline, () -> {
            synchronized (lock) {
                waiting.remove(future);
                if (current != null && current.futures.contains(future) && !future.isDone()) {
                    current.run.cancel();
                }
            }
            future.complete(interrupted());
        });
        CompletableFuture<SyncReport> unused = future.whenComplete((report, none) -> alarm.close());
        return future;
    }

    /** Another connection may have written, or a write has ended nobody knows how: looks after the debounce. From any thread. */
    public void hint() {
        synchronized (lock) {
            if (started && !closed && look == null) {
                look = scheduler.schedule(settings.debounce(), () -> {
                    synchronized (lock) {
                        look = null; // What is committed from here on needs another look.
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
            boolean idle = started && current == null && !(timer != null && troubled);
            if (idle && (fresh || (anything && timer == null && pending > 0))) {
                schedule(Duration.ZERO);
            }
        }
        events.tellStatusNowAndLater();
    }

    /** Sets the timer, or moves it forward. Under the lock. */
    private void schedule(Duration delay) {
        long at = scheduler.nanoTime() + delay.toNanos();
        if (closed || (timer != null && due - at <= 0)) {
            return;
        }
        if (timer != null) {
            timer.close();
        }
        due = at;
        board.due(scheduler.now().plus(delay));
        Registration next = scheduler.schedule(delay, this::turn);
        timer = next == GuardedScheduler.LOST ? null : next;
    }

    /** If the scheduler takes no task, no turn will ever serve those who wait; so they are told. */
    private void endUnlessAhead() {
        List<CompletableFuture<SyncReport>> unserved;
        List<CallJob> unmade;
        synchronized (lock) {
            if (closed || timer != null || current != null) {
                return;
            }
            unserved = new ArrayList<>(waiting);
            unmade = new ArrayList<>(calls);
            waiting.clear();
            calls.clear();
        }
        SyncReport report = new SyncReport.Failed(
                Fault.HANDLER,
                "this app's scheduler takes no task, as its log says; nothing was tried",
                board.pending(),
                null);
        unserved.forEach(future -> future.complete(report));
        unmade.forEach(job -> job.future().complete(new CallReport.NotMade(report)));
    }

    // ---- the turn

    private void turn() {
        Running served;
        synchronized (lock) {
            if (closed) {
                return;
            }
            timer = null;
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
                // Complete already, unless it was about to pause when the client was closed.
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
                    if (timer != null) {
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
        Instant next = null;
        synchronized (lock) {
            current = null;
            boolean failed = !(report instanceof SyncReport.Synced || report instanceof SyncReport.Interrupted);
            if (failed && !(report instanceof SyncReport.Elsewhere)) {
                failures = served.run.moved() ? 1 : failures + 1;
            } else if (report instanceof SyncReport.Synced) {
                failures = 0;
            }
            troubled = failures > 0 || failed;
            boolean asked = urgent || !waiting.isEmpty() || !calls.isEmpty();
            Duration delay = asked ? Duration.ZERO : started && !closed ? pauseAfter(report, done.retryAfter()) : null;
            if (timer != null && (failed || !started) && !asked) {
                // A write during the run has set it; it must not cut the backoff short, nor outlive the switch.
                timer.close();
                timer = null;
            }
            if (delay != null) {
                schedule(delay);
            }
            if (timer != null) {
                next = scheduler.now().plusNanos(due - scheduler.nanoTime());
            }
        }
        SyncReport complete = Failures.complete(report, board.pending(), next, served.run.history());
        board.ended(complete, done.reached(), next);
        served.run.ended();
        SyncReport told = Failures.told(complete);
        events.tell(new SyncEvent.Finished(told));
        events.tellStatusNowAndLater();
        served.end(told);
        Thread.interrupted(); // Whoever has waited runs its own code there.
    }

    private @Nullable Duration pauseAfter(SyncReport report, @Nullable Duration retryAfter) {
        if (report instanceof SyncReport.Synced) {
            // What is pending waits behind a quarantined mutation, or has set the timer when it was written.
            return poll();
        }
        if (report instanceof SyncReport.Interrupted && failures == 0) {
            return board.pending() > 0 ? settings.debounce() : poll();
        }
        if (report instanceof SyncReport.Elsewhere) {
            return settings.lease().dividedBy(3);
        }
        if (report instanceof SyncReport.Failed failed && failed.fault() == Fault.AUTH_REQUIRED) {
            // Only the user can mend that; until then nobody is to be bothered.
            long cap = settings.retries().cap().toMillis();
            return Duration.ofMillis(cap / 2 + (long) (scheduler.random().nextDouble() * cap / 2));
        }
        Duration delay = settings.retries().delay(failures, retryAfter, scheduler.random());
        return board.stuck() ? delay.multipliedBy(Settings.SLOWER) : delay;
    }

    private @Nullable Duration poll() {
        Duration poll = settings.poll();
        boolean costs = settings.connectivity().current() == Connectivity.State.METERED;
        return poll != null && costs ? poll.multipliedBy(Settings.SLOWER) : poll;
    }

    /** Reads the counts anew, as another process may have written; returns what is pending. */
    private long refreshed() {
        try {
            ledger.count(board);
        } catch (RuntimeException e) {
            // The run itself has reported what is wrong with the storage; the counts stay as they were.
            return board.pending();
        }
        return board.pending();
    }

    private SyncReport interrupted() {
        return new SyncReport.Interrupted(board.pending());
    }

    // ---- the end

    public void close() {
        List<CompletableFuture<SyncReport>> unserved;
        List<CallJob> unmade;
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
            if (timer != null) {
                timer.close();
            }
            unserved = new ArrayList<>(waiting);
            unmade = new ArrayList<>(calls);
            if (current != null) {
                current.run.cancel();
                paused = running == null ? current : null;
            }
            busy = running != null && running != Thread.currentThread();
        }
        for (CompletableFuture<SyncReport> future : unserved) {
            future.complete(interrupted());
        }
        for (CallJob job : unmade) {
            job.future().complete(new CallReport.NotMade(interrupted()));
        }
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
