package dev.mooring.sync.internal.lane;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.history.Lasting;
import dev.mooring.sync.internal.progress.RunProgress;
import dev.mooring.sync.internal.run.RunParts;
import dev.mooring.sync.internal.run.Runner;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.status.Events;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.status.SyncEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the turns of a lane, one after the other on the lane thread: begins a run for everybody who waits, or goes on with the one that
 * pauses, and tells them how it ended. Whatever is thrown, the run ends and the lane goes on.
 *
 * <p>Fields are guarded by {@link #lock}, which is the lane's. Runs, listeners and futures are served outside it.
 */
final class Worker<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    final Object lock = new Object();
    final Waiters waiters = new Waiters();
    final Turns turns;

    private final RunParts<DB> parts;
    private final Settings settings;
    private final StatusBoard board;
    private final Events events;
    private final Runnable signedIn;
    private final Closing closing;
    private Lasting lasting;
    private @Nullable Served<DB> current;
    /** Whether the network is another one since the last run began. */
    private boolean moved;

    /**
     * Nothing goes on.
     *
     * @param live whether a channel is proven alive
     * @param signedIn when the server lets this client in again
     * @param release at the very end
     */
    Worker(
            RunParts<DB> parts,
            Settings settings,
            StatusBoard board,
            Events events,
            BooleanSupplier live,
            Runnable signedIn,
            Runnable release) {
        this.parts = parts;
        this.settings = settings;
        this.board = board;
        this.events = events;
        this.signedIn = signedIn;
        this.closing = new Closing(lock, release);
        this.lasting = Lasting.fresh(parts.can());
        this.turns = new Turns(settings, board, live, () -> current != null, this::turn, this::settled);
    }

    private void settled() {
        synchronized (lock) {
            turns.settled();
        }
    }

    /** The network is another one. Under the lock. */
    void moved(boolean offline) {
        moved = true;
        turns.moved(offline);
    }

    /** The lane is switched off. Under the lock. */
    void end(boolean behindOthers) {
        turns.end(!waiters.isEmpty());
        if (current != null && !(behindOthers && current.isAwaited())) {
            current.run.cancel();
        }
    }

    /** Nobody waits for this any longer. */
    void giveUp(CompletableFuture<SyncReport> future) {
        synchronized (lock) {
            waiters.remove(future);
            if (current != null && current.isAwaitedBy(future)) {
                current.run.cancel();
            }
        }
        future.complete(interrupted());
    }

    // ---- the turn

    private void turn() {
        Served<DB> served;
        synchronized (lock) {
            if (turns.isClosed()) {
                return;
            }
            turns.fired();
            closing.turnBegins();
            current = current == null ? begun() : current;
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
                closing.release();
                turnEnds();
            }
            endUnlessAhead();
        }
    }

    /** A run for everybody who waits. Under the lock. */
    private Served<DB> begun() {
        List<CompletableFuture<SyncReport>> futures = waiters.takeSyncs();
        Waiters.CallJob job = waiters.takeCall();
        Pace.Serving serving = turns.serve(job != null || !futures.isEmpty());
        if (moved) {
            moved = false;
            lasting = lasting.lost(); // On another network, the same name may be another server.
        }
        ApiCall call = job == null ? null : job.call();
        RunProgress progress = new RunProgress(board, events);
        return new Served<>(new Runner<>(parts, lasting, serving.marks(), progress, call), serving, futures, job);
    }

    /** Whatever was thrown, and wherever: the run ends, everybody who waits for it is told, and the lane goes on. */
    private void broke(Served<DB> served, Throwable thrown) {
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
                turns.broke();
            }
            served.end(Failures.told(Failures.complete(broken.report(), board.pending(), null, served.run.history())));
        }
    }

    /** Returns false if the client was closed meanwhile: then the turn ends only when everything is released. */
    private boolean endTurn() {
        synchronized (lock) {
            if (!turns.isClosed()) {
                closing.turnEnds();
            }
            return !turns.isClosed();
        }
    }

    private void turnEnds() {
        synchronized (lock) {
            closing.turnEnds();
        }
    }

    private void serve(Served<DB> served) {
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
            Duration pause =
                    Duration.ofMillis((long) (settings.scheduler().random().nextDouble() * (10L << pausing.round())));
            synchronized (lock) {
                if (turns.pause(pause)) {
                    return;
                }
            }
            step = new Step.Done(interrupted(), null, true);
        }
        Step.Done done = (Step.Done) step;
        Duration retryAfter = done.retryAfter();
        if (retryAfter != null) {
            Duration most = settings.retries().retryAfterCap();
            board.sentAway(settings.scheduler().now().plus(retryAfter.compareTo(most) > 0 ? most : retryAfter));
        }
        refreshed();
        finish(served, done);
    }

    private void finish(Served<DB> served, Step.Done done) {
        served.finishing = true;
        lasting = served.run.lasting();
        SyncReport report = done.report();
        Instant next;
        boolean letIn;
        synchronized (lock) {
            current = null;
            letIn = turns.ended(
                    report, served.run.moved(), served.run.isCurrent(), !waiters.isEmpty(), done.retryAfter());
            next = turns.next();
        }
        SyncReport complete = Failures.complete(report, board.pending(), next, served.run.history());
        board.ended(complete, done.reached(), next);
        served.run.ended();
        SyncReport told = Failures.told(complete);
        events.tell(parts.ledger().lockHeld());
        events.tell(new SyncEvent.Finished(told));
        events.tellStatusNowAndLater();
        served.end(told);
        if (letIn) {
            signedIn.run();
        }
        Thread.interrupted(); // The code of those who waited runs here, and may have set it.
    }

    /** Reads the counts anew, as another process may have written; returns what is pending. */
    long refreshed() {
        try {
            parts.ledger().count(board);
        } catch (RuntimeException e) {
            // The run has reported the fault of the storage; the counts stay as they were.
            return board.pending();
        }
        return board.pending();
    }

    SyncReport interrupted() {
        return new SyncReport.Interrupted(board.pending());
    }

    /** If the scheduler takes no task, no turn comes: those who wait are told so. */
    void endUnlessAhead() {
        Waiters.Unserved unserved;
        synchronized (lock) {
            if (turns.isClosed() || turns.isAhead() || current != null) {
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

    // ---- the end

    /**
     * Ends the running sync and all that wait.
     *
     * @param first done before, under the lock
     * @param then done outside it, before anybody is told
     */
    void close(Runnable first, Runnable then) {
        Waiters.Unserved unserved;
        Served<DB> paused = null;
        boolean busy;
        boolean idle;
        synchronized (lock) {
            if (turns.isClosed()) {
                return;
            }
            first.run();
            turns.close();
            unserved = waiters.takeAll();
            if (current != null) {
                current.run.cancel();
                paused = closing.isWorking() ? null : current;
            }
            busy = closing.isWorkingElsewhere();
            idle = !closing.isWorking();
        }
        then.run();
        unserved.complete(interrupted());
        if (paused != null) {
            paused.end(interrupted());
        }
        if (busy) {
            awaitEndOfTurn();
        } else if (idle) {
            closing.release();
        }
    }

    private void awaitEndOfTurn() {
        Served<DB> late;
        synchronized (lock) {
            late = closing.await(settings.closeTimeout().toNanos()) ? null : current;
        }
        if (late != null) {
            late.end(interrupted());
        }
    }
}
