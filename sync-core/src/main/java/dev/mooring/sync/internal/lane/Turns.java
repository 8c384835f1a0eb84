package dev.mooring.sync.internal.lane;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.StatusBoard;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the next turn comes. Guarded by the lane's lock: all but {@link #isOn} is called under it.
 *
 * <p>There is at most one timer for the next turn; beside it, wake-ups in a row settle. Whatever asks for a sync moves the timer forward,
 * never back:
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
 */
final class Turns {
    private final Settings settings;
    private final StatusBoard board;
    private final BooleanSupplier busy;
    private final Pace pace;
    private final TurnTimer timer;
    private final TurnTimer settling;
    private volatile boolean on;
    private boolean closed;
    private boolean urgent;
    /** Whether a write was committed since the run began. */
    private boolean written;

    /**
     * Switched off, with no turn ahead.
     *
     * @param live whether a channel is proven alive
     * @param busy whether a run goes on, also if it pauses
     * @param turn on the lane thread
     * @param settled calls {@link #settle} on the lane thread
     */
    Turns(
            Settings settings,
            StatusBoard board,
            BooleanSupplier live,
            BooleanSupplier busy,
            Runnable turn,
            Runnable settled) {
        this.settings = settings;
        this.board = board;
        this.busy = busy;
        this.pace = new Pace(settings, board, live);
        this.timer = new TurnTimer(settings.scheduler(), turn);
        this.settling = new TurnTimer(settings.scheduler(), settled);
    }

    /** Whether the lane syncs on its own. From any thread. */
    boolean isOn() {
        return on;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether a turn is scheduled. */
    boolean isAhead() {
        return timer.isSet();
    }

    /** When the next turn is; null if none is scheduled. */
    @Nullable
    Instant next() {
        return timer.next();
    }

    // ---- the switch

    /** Switched on: the first turn is due at once, or when the server has asked for it. */
    void begin() {
        on = true;
        schedule(pace.begin());
    }

    /**
     * Switched off.
     *
     * @param awaited whether somebody waits for a run that has not begun: they still get an answer
     */
    void end(boolean awaited) {
        on = false;
        pace.end();
        settling.cancel();
        urgent = false;
        if (!busy.getAsBoolean() && !awaited) {
            timer.cancel();
        }
    }

    /** No turn comes any more. */
    void close() {
        closed = true;
        timer.cancel();
        settling.cancel();
    }

    // ---- what asks for a turn

    /** Somebody waits for a run that begins after this call. */
    void now() {
        urgent = true;
        schedule(Duration.ZERO);
    }

    /** A write was committed. */
    void kick() {
        if (busy.getAsBoolean()) {
            written = true; // The run takes it along as a rule; if not, its end sees to it.
        } else if (on && !isInBackoff()) {
            schedule(settings.debounce());
        }
    }

    /** The app says that the server may have something new. */
    void wakeUp() {
        if (on && pace.isTroubled()) {
            now();
        }
        woken(false);
    }

    /**
     * A wake-up.
     *
     * @param brought whether the channel has brought changes
     */
    void woken(boolean brought) {
        if (on) {
            pace.woken(brought);
            settle();
        }
    }

    /** Wake-ups have settled. */
    void settled() {
        settling.fired();
        settle();
    }

    /** Those that come while a run goes are served behind it. */
    private void settle() {
        Duration due = on && !busy.getAsBoolean() ? pace.wakesDue() : null;
        if (due != null && due.isZero()) {
            settling.cancel();
            schedule(due);
        } else if (due != null && !closed) {
            settling.reset(due);
        }
    }

    /** The network is another one, or gone, or back. */
    void moved(boolean offline) {
        Duration poll = pace.moved();
        if (on && !offline && pace.isTroubled()) {
            now();
        } else {
            poll(poll);
        }
    }

    /** The channel is alive from now on, or not any more. */
    void repoll() {
        poll(pace.repoll());
    }

    /** Moves the next poll. */
    private void poll(@Nullable Duration poll) {
        if (on && !busy.getAsBoolean() && poll != null && !pace.isTroubled()) {
            schedule(poll);
        }
    }

    /**
     * The counts were looked at.
     *
     * @param fresh whether there is more than was known
     * @param pending whether there is anything to do that no turn is ahead for
     */
    void looked(boolean fresh, boolean pending) {
        boolean idle = on && !busy.getAsBoolean() && !isInBackoff();
        if (idle && (fresh || (pending && !timer.isSet()))) {
            schedule(Duration.ZERO);
        }
    }

    private boolean isInBackoff() {
        return timer.isSet() && pace.isTroubled();
    }

    // ---- the turn

    /** The turn has come. */
    void fired() {
        timer.fired();
    }

    /**
     * A run begins.
     *
     * @param awaited whether somebody waits for it
     * @return what it serves
     */
    Pace.Serving serve(boolean awaited) {
        settling.cancel();
        Pace.Serving serving = pace.serve(urgent || awaited);
        urgent = false;
        return serving;
    }

    /**
     * The run pauses.
     *
     * @return whether it goes on behind the pause; false if no turn comes any more
     */
    boolean pause(Duration pause) {
        schedule(pause);
        return !closed && timer.isSet();
    }

    /**
     * The run has ended.
     *
     * @param moved whether it has moved anything
     * @param current whether it has seen all that the server has
     * @param awaited whether somebody waits for the next one
     * @param retryAfter how long the server wants to be left alone; null if it did not say
     * @return whether the server lets this client in again
     */
    boolean ended(SyncReport report, boolean moved, boolean current, boolean awaited, @Nullable Duration retryAfter) {
        boolean letIn = pace.ended(report, moved, current);
        boolean asked = urgent || awaited;
        Duration delay = asked ? Duration.ZERO : on && !closed ? pace.next(report, retryAfter) : null;
        if ((Pace.hasFailed(report) || !on) && !asked) {
            // What was asked for during the run must not cut the backoff short, nor outlive the switch.
            timer.cancel();
        } else if (on && written && board.pending() > 0) {
            schedule(settings.debounce());
        }
        written = false;
        if (delay != null) {
            schedule(delay);
        }
        settle();
        return letIn;
    }

    /** The end of the run has failed as well. */
    void broke() {
        if (on && !busy.getAsBoolean()) {
            schedule(settings.retries().cap());
        }
    }

    /** Sets the timer, or moves it forward. */
    private void schedule(Duration delay) {
        if (!closed && timer.set(delay)) {
            board.due(settings.scheduler().now().plus(delay));
        }
    }
}
