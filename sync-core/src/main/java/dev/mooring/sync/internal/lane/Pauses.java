package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.StatusBoard;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a lane waits from one turn to the next. */
final class Pauses {
    private final Settings settings;
    private final StatusBoard board;

    Pauses(Settings settings, StatusBoard board) {
        this.settings = settings;
        this.board = board;
    }

    /**
     * How long until the next turn; null if none comes by itself.
     *
     * @param failures in a row, with this one
     * @param retryAfter how long the server wants to be left alone; null if it did not say
     */
    @Nullable
    Duration after(SyncReport report, int failures, @Nullable Duration retryAfter) {
        if (report instanceof SyncReport.Synced) {
            // What is still pending waits behind a quarantined mutation, or its write has set the timer.
            return poll();
        }
        if (report instanceof SyncReport.Interrupted && failures == 0) {
            return board.pending() > 0 ? settings.debounce() : poll();
        }
        if (report instanceof SyncReport.Elsewhere) {
            return settings.lease().dividedBy(3);
        }
        if (report instanceof SyncReport.Failed failed && failed.fault() == Fault.AUTH_REQUIRED) {
            // Only the user can mend that. Until then few requests are made.
            long cap = settings.retries().cap().toMillis();
            return Duration.ofMillis(
                    cap / 2 + (long) (settings.scheduler().random().nextDouble() * cap / 2));
        }
        Duration delay = settings.retries()
                .delay(failures, retryAfter, settings.scheduler().random());
        return board.stuck() ? delay.multipliedBy(Settings.SLOWER) : delay;
    }

    /** How long until the next look at the server; null if there is none. */
    @Nullable
    Duration poll() {
        Duration poll = settings.poll();
        boolean costs = settings.connectivity().current() == Connectivity.State.METERED;
        return poll != null && costs ? poll.multipliedBy(Settings.SLOWER) : poll;
    }
}
