package dev.mooring.examples.android.model;

import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Counts;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.SyncStatus.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Statuses, numbers and times in a person's words. A real app would keep them in its resources, in each language. */
public final class Wording {
    private static final Pattern SERVER_SAID = Pattern.compile("was answered \\d+: (.*?)(; |$)");

    private Wording() {}

    static String title(SyncStatus status) {
        return switch (status.state()) {
            case SYNCED -> "Synced";
            case SYNCING -> isFor(status, Cause.REBUILDING) ? "Rebuilding" : "Syncing";
            case CONNECTING -> isAway(status) ? "Offline" : "Connecting";
            case STUCK -> "Trouble";
            case INCOMPATIBLE -> "Another server";
            case DISCONNECTED ->
                isFor(status, Cause.SWITCHED_OFF) || isFor(status, Cause.CLOSED) ? "Sync is off" : "Not connected";
        };
    }

    static String sentence(SyncStatus status) {
        Counts counts = status.counts();
        String waiting = waiting(counts);
        return switch (status.state()) {
            case SYNCED -> synced(counts);
            case SYNCING -> counts.pending() > 0 ? "Sending " + count(counts.pending(), "edit") + "…" : "Fetching…";
            case CONNECTING -> isAway(status) ? waiting : "Looking for the server. " + waiting;
            case STUCK -> "The server fails again and again. " + waiting;
            case INCOMPATIBLE -> "Nothing is sent to it. " + waiting;
            case DISCONNECTED ->
                isFor(status, Cause.AUTH_REQUIRED)
                        ? "The server asks you to sign in."
                        : isFor(status, Cause.NEVER_REACHED) ? "The server was never reached. " + waiting : waiting;
        };
    }

    private static String synced(Counts counts) {
        if (counts.quarantined() > 0) {
            return "All but " + count(counts.quarantined(), "edit") + ", which the server refused.";
        }
        if (counts.setAside() > 0 || counts.heldBack() > 0) {
            return "All but " + count(counts.setAside() + counts.heldBack(), "row") + " of the server.";
        }
        return counts.superseded() > 0
                ? "This list is the server's. " + count(counts.superseded(), "edit") + " of yours lost."
                : "Everything is here and at the server.";
    }

    private static String waiting(Counts counts) {
        long pending = counts.pending();
        if (pending == 0) {
            return "Nothing waits to be sent.";
        }
        return count(pending, "edit") + (pending == 1 ? " is kept here, to be sent." : " are kept here, to be sent.");
    }

    static boolean isFor(SyncStatus status, Cause cause) {
        Reason reason = status.reason();
        return reason != null && reason.cause() == cause;
    }

    static boolean isAway(SyncStatus status) {
        return isFor(status, Cause.OFFLINE) || isFor(status, Cause.SILENT);
    }

    /**
     * A count with its noun.
     *
     * @param count of them
     * @param one the noun in the singular, which takes an s
     * @return such as {@code 2 edits}
     */
    public static String count(long count, String one) {
        return String.format(Locale.ROOT, "%,d", count) + " " + one + (count == 1 ? "" : "s");
    }

    static String quoted(String title) {
        return "“" + title + "”";
    }

    /**
     * How long ago, or how soon.
     *
     * @param when null for never
     * @param now the reader's time
     * @return such as {@code 5 s ago}
     */
    public static String relative(@Nullable Instant when, Instant now) {
        if (when == null) {
            return "never";
        }
        Duration ago = Duration.between(when, now);
        if (ago.abs().toMillis() < 1000) {
            return "just now";
        }
        return ago.isNegative() ? "in " + time(ago.negated()) : time(ago) + " ago";
    }

    private static String time(Duration duration) {
        long seconds = Math.max(1, duration.getSeconds());
        if (seconds < 90) {
            return seconds + " s";
        }
        long minutes = (seconds + 30) / 60;
        if (minutes < 90) {
            return minutes + " min";
        }
        long hours = (minutes + 30) / 60;
        return hours < 48 ? hours + " h" : hours / 24 + " days";
    }

    /** What the server said, out of a reason that quotes it; else the whole reason. */
    static String serversWords(String reason) {
        Matcher quoted = SERVER_SAID.matcher(reason);
        String words = quoted.find() ? quoted.group(1) : reason;
        return words == null ? reason : words;
    }

    static String of(Warning warning) {
        return switch (warning) {
            case ACKS_STALE -> "The server has not confirmed any edit for a while.";
            case PENDING_STALE -> "Some edits have been waiting for minutes.";
            case DATABASE_UNWELL -> "The file of this list is damaged, or the storage is full.";
            case CLOCK_OFF -> "The clock of this device is far off.";
            case EDITS_AHEAD -> "The clock of another device is ahead.";
        };
    }
}
