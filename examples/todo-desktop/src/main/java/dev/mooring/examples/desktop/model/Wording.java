package dev.mooring.examples.desktop.model;

import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Warning;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers, times and causes in a person's words. */
public final class Wording {
    private static final Pattern SERVER_SAID = Pattern.compile("was answered \\d+: (.*?)(; |$)");

    private Wording() {}

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /**
     * A count with its noun.
     *
     * @param count of them
     * @param one the noun in the singular, which takes an s
     * @return such as {@code 2 edits}
     */
    public static String count(long count, String one) {
        return number(count) + " " + one + (count == 1 ? "" : "s");
    }

    static String time(Duration duration) {
        long seconds = Math.max(1, duration.toSeconds());
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
            return "now";
        }
        return ago.isNegative() ? "in " + time(ago.negated()) : time(ago) + " ago";
    }

    /** What the server said, out of a reason that quotes it; else the whole reason. */
    static String serversWords(String reason) {
        Matcher quoted = SERVER_SAID.matcher(reason);
        return quoted.find() ? quoted.group(1) : reason;
    }

    /**
     * What the light means for somebody who has never heard of syncing.
     *
     * @param status as the client told it
     * @return one to three sentences
     */
    public static String lead(SyncStatus status) {
        SyncStatus.Reason reason = status.reason();
        String what = reason == null || status.state() == SyncStatus.State.SYNCING
                ? lead(status.state())
                : lead(status.state(), reason.cause());
        long waiting = status.pending();
        long refused = status.counts().quarantined();
        return what
                + (waiting == 0
                        ? ""
                        : " " + count(waiting, "edit") + (waiting == 1 ? " waits" : " wait")
                                + " here and will be sent; nothing is lost.")
                + (refused == 0 ? "" : " The server has refused " + count(refused, "edit") + ": see below the list.");
    }

    private static String lead(SyncStatus.State state) {
        return switch (state) {
            case SYNCED -> "Everything is here, and everything of yours is at the server.";
            case SYNCING -> "This list and the server are telling each other what is new.";
            case CONNECTING -> "This list is on its way to the server.";
            case STUCK -> "Something keeps this list from the server. It goes on trying.";
            case INCOMPATIBLE -> "The server is not the one that this list knows, so nothing is sent to it.";
            case DISCONNECTED -> "This list is not being synced.";
        };
    }

    private static String lead(SyncStatus.State state, Cause cause) {
        return switch (cause) {
            case SWITCHED_OFF -> "Sync is switched off. You can go on writing.";
            case OFFLINE -> "There is no network. You can go on writing.";
            case PORTAL -> "This network wants you to sign in on its own page first.";
            case AUTH_REQUIRED -> "The server wants you to sign in again.";
            case SERVER, THROTTLED, GARBAGE, CONTENDED ->
                "The server has trouble of its own. This list goes on trying.";
            case STORAGE -> "The disk of this device is full, or does not work.";
            case KNOWS_LESS ->
                "The server has lost something that it had. Nothing is sent to it, and everything stays here.";
            case OTHER_HISTORY ->
                "The server is another one, or was set up anew from a backup. Nothing is sent to it, and everything"
                        + " stays here.";
            case REBUILDING -> "The list is being fetched anew. Until that is done it stays as it is.";
            default -> lead(state);
        };
    }

    static String of(Cause cause) {
        return switch (cause) {
            case SWITCHED_OFF -> "sync is off";
            case CLOSED -> "closed";
            case NEVER_REACHED -> "never reached";
            case AUTH_REQUIRED -> "signed out";
            case CHECKING -> "checking";
            case SILENT -> "silence";
            case CHANNEL_SILENT -> "not live";
            case OFFLINE -> "no network";
            case PORTAL -> "login page";
            case THROTTLED -> "asked to wait";
            case SERVER -> "server trouble";
            case REFUSED -> "refused";
            case GARBAGE -> "odd answers";
            case UNTRUSTED -> "not trusted";
            case CONTENDED -> "busy";
            case HANDLER -> "app trouble";
            case STORAGE -> "disk trouble";
            case ELSEWHERE -> "in another window";
            case KNOWS_LESS -> "server lost data";
            case OTHER_HISTORY -> "another history";
            case OTHER_SCHEMA -> "another version";
            case OTHER_ACCOUNT -> "another account";
            case REBUILDING -> "rebuilding";
        };
    }

    /**
     * Whether the edits of others come at once.
     *
     * @param channel that tells of them
     * @return empty where none is wanted
     */
    public static String of(ChannelStatus channel) {
        return switch (channel.state()) {
            case OFF -> "";
            case CONNECTING -> "going live, asked about meanwhile";
            case LIVE -> "live, heard at once";
            case DOWN -> "not live, asked about meanwhile: " + of(Objects.requireNonNull(channel.cause()));
        };
    }

    static String of(WakeUps.Kind cause) {
        return switch (cause) {
            case AWAY -> "the server hung up";
            case LOST -> "the line is broken";
            case SILENT -> "the line is silent";
            case AUTH_REQUIRED -> "signed out";
            case OTHER_ACCOUNT -> "another account";
            case ABSENT -> "the server cannot";
            case BUSY -> "server trouble";
            case GARBAGE -> "odd answers";
        };
    }

    static String of(Warning warning) {
        return switch (warning) {
            case ACKS_STALE -> "The server has not confirmed any edit for a while.";
            case PENDING_STALE -> "Some edits have been waiting for minutes.";
            case DATABASE_UNWELL -> "The file of this list is damaged, or the disk is full.";
            case CLOCK_OFF -> "The clock of this device is far off.";
            case EDITS_AHEAD -> "The clock of another device is ahead.";
        };
    }
}
