package dev.mooring.examples.desktop.model;

import dev.mooring.sync.status.Flow;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar, for what takes longer than a blink.
 *
 * @param title what is going on
 * @param done between 0 and 1; negative where nobody knows how much there is
 * @param detail how far it is, and how long it will take
 */
public record Meter(String title, double done, String detail) {
    /** Fewer records than these are done before a bar could be read. */
    private static final long LONG = 100;

    static @Nullable Meter of(SyncStatus status) {
        SyncStatus.Reason reason = status.reason();
        Cause cause = reason == null ? null : reason.cause();
        if (status.state() != State.SYNCING && cause != Cause.CHECKING) {
            return null; // What the progress tells then is the last sync's.
        }
        Flow pull = status.progress().pull();
        Flow push = status.progress().push();
        if (cause == Cause.REBUILDING) {
            return of("Rebuilding the list", pull, "changes");
        }
        if (isLong(pull) && !isWhole(pull)) {
            boolean first = status.contact().pull() == null;
            return of(first ? "Fetching the list" : "Catching up", pull, "changes");
        }
        return isLong(push) && status.pending() > 0 ? of("Sending", push, "edits") : null;
    }

    private static boolean isLong(Flow flow) {
        Long total = flow.total();
        return flow.records() > 0 && (total == null ? flow.records() : total) >= LONG;
    }

    private static boolean isWhole(Flow flow) {
        Long total = flow.total();
        return total != null && flow.records() >= total;
    }

    private static Meter of(String title, Flow flow, String unit) {
        Long total = flow.total();
        StringBuilder detail = new StringBuilder(Wording.number(flow.records()));
        if (total != null) {
            detail.append(" of ").append(Wording.number(total));
        }
        detail.append(' ').append(unit);
        if (flow.left() != null) {
            detail.append(", ").append(Wording.time(flow.left())).append(" left");
        }
        double done = total == null || total <= 0 ? -1 : Math.min(1, (double) flow.records() / total);
        return new Meter(title, done, detail.toString());
    }
}
