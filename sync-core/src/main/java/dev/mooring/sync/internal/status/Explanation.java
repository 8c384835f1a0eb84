package dev.mooring.sync.internal.status;

import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Counts;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.SyncStatus.Waiting;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.status.Trouble;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes one paragraph for a person: how things are, why and since when, what waits, and what happens next. */
public final class Explanation {
    private final SyncStatus status;
    private final Counts counts;
    private final StringBuilder text = new StringBuilder();

    private Explanation(SyncStatus status) {
        this.status = status;
        this.counts = status.counts();
    }

    /** The paragraph, in English. */
    public static String of(SyncStatus status) {
        Explanation explanation = new Explanation(status);
        explanation.state();
        explanation.waiting();
        explanation.warnings();
        explanation.channel();
        explanation.next();
        return explanation.text.toString();
    }

    private void state() {
        Reason reason = status.reason();
        say(
                switch (status.state()) {
                    case SYNCED -> synced();
                    case SYNCING -> "Connected; changes are on their way.";
                    case CONNECTING ->
                        isFor(SyncStatus.Cause.CHANNEL_SILENT)
                                ? "The server answers, but a part of what it has cannot come now."
                                : "On the way to the server.";
                    case STUCK -> "The server is there, but it has failed again and again.";
                    case INCOMPATIBLE ->
                        isFor(SyncStatus.Cause.OTHER_ACCOUNT)
                                ? "The sign-in is somebody else's than the data on this device, so nothing is sent and"
                                        + " nothing is fetched."
                                : "The server is not the one that this device knows, so nothing is sent to it.";
                    case DISCONNECTED -> disconnected(reason);
                });
        if (reason != null && !isPlain(reason)) {
            say("The reason" + lasting(", for ", reason.since()) + ": " + sentence(reason.words()));
        }
        Trouble trouble = status.trouble();
        if (trouble != null && trouble.attempts() > 1) {
            say(count(trouble.attempts(), "attempt has", "attempts have") + " failed" + lasting(" in ", trouble.since())
                    + ".");
        }
    }

    /** Says no more than what is counted below lets stand. */
    private String synced() {
        if (counts.quarantined() > 0 || counts.setAside() > 0 || counts.heldBack() > 0) {
            return "Everything is here and at the server but for what is named next.";
        }
        return counts.superseded() > 0
                ? "Everything is here, and what stands here is at the server."
                : "Everything is here, and everything that was written here is at the server.";
    }

    private static String disconnected(@Nullable Reason reason) {
        if (reason == null) {
            return "Not connected.";
        }
        return switch (reason.cause()) {
            case SWITCHED_OFF -> "Syncing is switched off.";
            case CLOSED -> "Syncing has ended with this client.";
            case AUTH_REQUIRED -> "The server wants you to sign in again.";
            default -> "The server has never been reached from here.";
        };
    }

    private boolean isFor(SyncStatus.Cause cause) {
        Reason reason = status.reason();
        return reason != null && reason.cause() == cause;
    }

    private static boolean isPlain(Reason reason) {
        return switch (reason.cause()) {
            case CLOSED, CHECKING -> true;
            case SWITCHED_OFF -> reason.words().indexOf(':') < 0;
            default -> false;
        };
    }

    private void waiting() {
        Instant since = status.pendingSince();
        if (status.pending() > 0) {
            say(count(status.pending(), "change waits", "changes wait") + " here to be acknowledged"
                    + (since == null ? "" : lasting(", the oldest for ", since))
                    + (counts.inFlight() > 0 ? "; " + counts.inFlight() + " of them may be at the server already" : "")
                    + ". Nothing of it is lost.");
        }
        Waiting first = status.waiting();
        if (first != null) {
            say(count(first.rows(), "row waits", "rows wait") + " until another one is at the server: "
                    + Shown.name(first.collection()) + "/" + Shown.name(first.key()) + " for "
                    + (first.parentKey().isEmpty()
                            ? "what is still to be sent of " + Shown.name(first.parentCollection())
                            : Shown.name(first.parentCollection()) + "/" + Shown.name(first.parentKey()))
                    + (first.rows() > 1 ? ", and so on." : "."));
        }
        if (counts.superseded() > 0) {
            say(count(counts.superseded(), "change has", "changes have")
                    + " lost against a change of somebody else and can be made again.");
        }
        if (counts.quarantined() > 0) {
            say(count(counts.quarantined(), "change was", "changes were")
                    + " refused by the server and can be retried or let go"
                    + (status.pending() > 0 ? "; later changes of the same thing wait for that." : "."));
        }
        if (counts.setAside() > 0) {
            say(count(counts.setAside(), "row", "rows")
                    + " of the server cannot be shown here as something is in the way; "
                    + (counts.setAside() == 1 ? "it is kept and comes" : "they are kept and come")
                    + " when that is gone.");
        }
        if (counts.heldBack() > 0) {
            say(count(counts.heldBack(), "row", "rows")
                    + " that the server no longer shows "
                    + (counts.heldBack() == 1 ? "is" : "are")
                    + " kept here until it is certain that "
                    + (counts.heldBack() == 1 ? "it was" : "they were")
                    + " deleted.");
        }
    }

    private void warnings() {
        for (Warning warning : status.warnings()) {
            say(
                    switch (warning) {
                        case ACKS_STALE -> "The server has acknowledged nothing for a while.";
                        case PENDING_STALE -> "Some of it has been waiting for long.";
                        case DATABASE_UNWELL -> "The local database is not well: have it checked.";
                        case CLOCK_OFF -> "The clock of this device differs much from the server's.";
                        case EDITS_AHEAD ->
                            "The clock of a device is ahead: its edits win against edits made meanwhile.";
                    });
        }
    }

    private void channel() {
        ChannelStatus channel = status.channel();
        switch (channel.state()) {
            case OFF -> {}
            case CONNECTING -> say("The channel that tells of news is being opened.");
            case LIVE -> say("A channel tells of news as soon as there is any.");
            case DOWN ->
                say("The channel that tells of news is down" + lasting(", for ", channel.since()) + ", so the server is"
                        + " asked now and then: " + sentence(channel.words()));
        }
    }

    private void next() {
        Instant next = status.nextAttempt();
        if (status.state() == SyncStatus.State.INCOMPATIBLE && isFor(SyncStatus.Cause.OTHER_ACCOUNT)) {
            say("It goes on by itself once the right user is signed in.");
        } else if (status.state() == SyncStatus.State.INCOMPATIBLE) {
            say("It is looked at again now and then; if it stays so, a rebuild fetches everything anew and keeps"
                    + " what waits.");
        } else if (next != null && next.isAfter(status.asOf())) {
            say("The next attempt is due in " + words(Duration.between(status.asOf(), next)) + ".");
        } else if (next != null) {
            say("An attempt is under way.");
        } else if (status.state() != SyncStatus.State.SYNCED) {
            say("Nothing is tried until it is asked for.");
        }
    }

    private void say(String sentence) {
        text.append(text.length() == 0 ? "" : " ").append(sentence);
    }

    private static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static String sentence(String words) {
        return words.endsWith(".") ? words : words + ".";
    }

    /** How long it has been so; nothing if it has only just begun. */
    private String lasting(String before, Instant since) {
        Duration age = Duration.between(since, status.asOf());
        return age.getSeconds() < 1 ? "" : before + words(age);
    }

    /** The largest unit that there is at least one of. */
    private static String words(Duration duration) {
        long seconds = Math.max(1, duration.getSeconds());
        if (seconds < 60) {
            return count(seconds, "second", "seconds");
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return count(minutes, "minute", "minutes");
        }
        long hours = minutes / 60;
        return hours < 48 ? count(hours, "hour", "hours") : count(hours / 24, "day", "days");
    }
}
