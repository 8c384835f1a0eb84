package dev.mooring.sync.internal.status;

import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Counts;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The facts from which the {@link StatusRule} makes a status at a given time. Not thread-safe: its owner guards it. */
public final class StatusFacts {
    /** The switch. */
    public enum Power {
        OFF,
        ON,
        CLOSED
    }

    /** Another process syncs, a user has to sign in, or the server is another one: no failure of the server. */
    private static final Set<Cause> NO_FAULT = EnumSet.of(
            Cause.ELSEWHERE,
            Cause.AUTH_REQUIRED,
            Cause.KNOWS_LESS,
            Cause.OTHER_HISTORY,
            Cause.OTHER_SCHEMA,
            Cause.OTHER_ACCOUNT);

    public Power power = Power.OFF;

    /** When it was turned last. */
    public Instant poweredAt = Instant.EPOCH;

    /** Whether a sync is under way. */
    public boolean running;

    /** Whether the server has been found to be the right one since the start or the last failure. */
    public boolean verified;

    /** When it was, or when it began not to be, by the wall clock. */
    public Instant verifiedAt = Instant.EPOCH;

    /** Whether a pull has been completed since then, and nothing new is known behind it. */
    public boolean current;

    /** The monotonic clock at the beginning of the exchange that showed it. */
    public long caughtUpNanos;

    /** The same by the wall clock. */
    public Instant caughtUpAt = Instant.EPOCH;

    /** How the server differs from the one that we know. */
    public @Nullable Reason mismatch;

    /** How the last attempt failed. */
    public @Nullable Reason failure;

    /** What has failed since the last success. */
    final Setbacks setbacks;

    public long pending;
    public long inFlight;
    public long superseded;
    public long quarantined;

    /** Rows of the server that the storage keeps beside the app's tables. */
    public long setAside;

    /** Rows that the server no longer lists and that are not known to be gone. */
    public long heldBack;

    /** Which of the pending ones wait for another row. */
    public SyncStatus.@Nullable Waiting waiting;

    /** When the oldest pending mutation was written. */
    public @Nullable Instant pendingSince;

    public SyncState state = SyncState.START;
    public Contact contact = Contact.NONE;
    public @Nullable Instant nextAttempt;

    /** Whether something is known to be wrong with the local database. */
    public boolean unwell;

    /** How far the server's clock is ahead of this device's; zero if that is not known. */
    public Duration serverClockAhead = Duration.ZERO;

    /** The latest stamp of an edit that the server has told of; null if there is none. */
    public @Nullable Instant lastStamp;

    /** Since when a rebuild is under way; null if none is. */
    public @Nullable Instant rebuilding;

    /** Since when the platform has said that there is no network; null if it does not. */
    public @Nullable Instant hintedOffline;

    /** By what factor polls are rarer than set, because the network costs money. */
    public int slower = 1;

    public Progress progress = Progress.NONE;

    public ChannelStatus channel = ChannelStatus.NONE;

    /** The last sign of life of a channel that is not live any more, by the monotonic clock; null if there is none. */
    public @Nullable Long channelAliveNanos;

    /**
     * What a status shows of what is counted: as it was published last, or more where a transaction that commits now has counted more.
     *
     * @param next the counts of that transaction; null if none commits
     * @param unseen how many mutations are pending besides
     */
    public Counts counts(@Nullable Counted next, long unseen) {
        OutboxCounts parked = next == null ? null : next.all();
        return new Counts(
                unseen + (next == null ? pending : Math.max(pending, next.pending())),
                inFlight,
                parked == null ? superseded : Math.max(superseded, parked.superseded()),
                parked == null ? quarantined : Math.max(quarantined, parked.quarantined()),
                next == null ? setAside : Math.max(setAside, next.setAside()),
                heldBack);
    }

    /** Whether a channel that is proven alive would tell of news. */
    boolean isLive() {
        return channel.state() == ChannelStatus.State.LIVE;
    }

    /** When the channel has shown last all that it alone shows, by the monotonic clock; null if it has not since the start. */
    public @Nullable Long shownNanos;

    /** The same by the wall clock. */
    public Instant shownAt = Instant.EPOCH;

    UnlistedRule.Known unlisted() {
        return new UnlistedRule.Known(channel, slower, poweredAt, shownNanos, shownAt);
    }

    /** Nothing is known yet. */
    public StatusFacts(Thresholds limits) {
        setbacks = new Setbacks(limits);
    }

    /**
     * An attempt failed; whether anybody was reached, and when by the monotonic clock. The same cause as before the last success lasts
     * since then.
     */
    public void failed(Reason reason, boolean reached, long nanos) {
        Reason before = setbacks.newest();
        failure = before != null && before.cause() == reason.cause()
                ? new Reason(reason.cause(), reason.words(), before.since())
                : reason;
        boolean faulty = !NO_FAULT.contains(reason.cause());
        setbacks.failed(failure, reached && faulty, nanos);
        withdrawn(reason.since());
    }

    /** Nothing that was seen counts any more: the server has to be looked at anew. */
    public void withdrawn(Instant now) {
        if (verified) {
            verified = false;
            verifiedAt = now;
        }
        current = false;
    }

    /** The server is the right one. */
    public void verified(Instant now) {
        if (!verified) {
            verified = true;
            verifiedAt = now;
        }
        mismatch = null;
        failure = null;
    }

    /** Nothing has gone wrong this time. */
    public void succeeded() {
        failure = null;
        setbacks.succeeded();
    }

    /** An exchange got through, so earlier failures are over. */
    public void gotThrough() {
        setbacks.succeeded();
    }
}
