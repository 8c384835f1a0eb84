package dev.mooring.sync.internal.status;

import dev.mooring.sync.internal.status.StatusFacts.Power;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Counts;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.status.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a status of facts and the time. Pure. The first line that applies is the state:
 * <ol>
 *   <li>closed: {@code DISCONNECTED};
 *   <li>a rebuild is being fetched: {@code SYNCING};
 *   <li>the server is another one: {@code INCOMPATIBLE};
 *   <li>signed out: {@code DISCONNECTED};
 *   <li>switched off, and no sync under way, nor one that ended a moment ago: {@code DISCONNECTED};
 *   <li>failing again and again: {@code STUCK};
 *   <li>not verified, or failed since: {@code DISCONNECTED} if the server was never heard at all, else {@code CONNECTING}; where other
 *       writers were only faster, {@code SYNCING};
 *   <li>the platform says that there is no network: {@code CONNECTING};
 *   <li>some collections come by the channel alone, and it has not shown them for too long: {@code CONNECTING};
 *   <li>a rebuild under way, something pending, or the last pull not at its end: {@code SYNCING};
 *   <li>the server silent for too long: {@code CONNECTING};
 *   <li>{@code SYNCED}.
 * </ol>
 */
public final class StatusRule {
    private final Thresholds limits;
    private final Duration poll;
    private final Live live;
    private final UnlistedRule unlisted;

    /**
     * With these limits.
     *
     * @param poll how often the client asks the server; null if it does not
     * @param live how much less often it asks while the channel is proven alive
     * @param unlisted collections that come by the channel alone
     */
    public StatusRule(Thresholds limits, @Nullable Duration poll, Live live, Set<String> unlisted) {
        this.limits = limits;
        this.poll = poll == null ? Duration.ZERO : poll;
        this.live = live;
        this.unlisted = new UnlistedRule(limits, this.poll, live, unlisted);
    }

    /**
     * The status of these facts at this time, by both clocks.
     *
     * @param counts what is shown, which may be more than what was published
     */
    public SyncStatus status(StatusFacts facts, Counts counts, Instant now, long nanos) {
        long pending = counts.pending();
        Reason reason = reason(facts, pending, now, nanos);
        Instant since = facts.pending == 0 && pending > 0 ? now : pendingSince(facts, now);
        return new SyncStatus(
                state(facts, pending, reason, nanos),
                reason,
                warnings(facts, pending, reason, since, now),
                counts,
                pending > 0 ? facts.waiting : null,
                facts.state.cursor(),
                facts.state.position(),
                facts.contact,
                since,
                facts.nextAttempt,
                facts.setbacks.trouble(),
                facts.progress,
                facts.channel,
                now);
    }

    /** Whether these facts are more than a passing trouble. */
    public boolean stuck(StatusFacts facts, long nanos) {
        return stuck(facts, facts.pending, nanos);
    }

    private static boolean stuck(StatusFacts facts, long pending, long nanos) {
        return facts.setbacks.stuck(pending > 0, nanos);
    }

    /** After what time these facts may give another status by themselves; null if never. */
    public @Nullable Duration changesIn(StatusFacts facts, Instant now, long nanos) {
        long next = Long.MAX_VALUE;
        if (facts.current) {
            next = Math.min(next, ahead(silentFrom(facts) - nanos));
            next = Math.min(next, ahead(unlisted.believedFor(facts.unlisted(), nanos)));
        }
        Instant since = pendingSince(facts, now);
        if (facts.pending > 0 && since != null) {
            next = Math.min(next, ahead(Duration.between(now, since.plus(limits.pendingStale()))));
            next = Math.min(
                    next, ahead(Duration.between(now, awaited(facts, since, now).plus(limits.ackStale()))));
            next = Math.min(next, ahead(facts.setbacks.stuckIn(nanos)));
        }
        return next == Long.MAX_VALUE ? null : Duration.ofNanos(next).plusMillis(1);
    }

    private static long ahead(Duration wait) {
        return ahead(wait.compareTo(UnlistedRule.LONG) > 0 ? Long.MAX_VALUE : wait.toNanos());
    }

    private static long ahead(long nanos) {
        return nanos < 0 ? Long.MAX_VALUE : nanos;
    }

    /**
     * Until when a silent server is believed to have nothing new, by the monotonic clock. A channel that is proven alive would tell of
     * news, so pulls are rarer then. When it falls, the silence counts from its last sign of life, but no pull is believed for longer than
     * with it.
     */
    private long silentFrom(StatusFacts facts) {
        long pulled = facts.caughtUpNanos;
        long most = pulled + fresh(facts, live.stretch());
        if (facts.isLive()) {
            return most;
        }
        Long alive = facts.channelAliveNanos;
        long heard = alive == null ? pulled : Math.max(pulled, alive);
        return Math.min(most, heard + fresh(facts, 1));
    }

    private long fresh(StatusFacts facts, int factor) {
        return UnlistedRule.fresh(poll.multipliedBy((long) facts.slower * factor), limits);
    }

    private boolean isSilent(StatusFacts facts, long nanos) {
        return !facts.current || nanos > silentFrom(facts);
    }

    private @Nullable Reason reason(StatusFacts facts, long pending, Instant now, long nanos) {
        Reason failure = facts.failure;
        if (facts.power == Power.CLOSED) {
            return new Reason(Cause.CLOSED, "the client is closed; the outbox is kept", facts.poweredAt);
        }
        Instant rebuilding = facts.rebuilding;
        if (rebuilding != null && facts.running) {
            return new Reason(Cause.REBUILDING, "the server's state is fetched anew", rebuilding);
        }
        if (facts.mismatch != null) {
            return facts.mismatch;
        }
        if (failure != null && failure.cause() == Cause.AUTH_REQUIRED) {
            return failure;
        }
        boolean silent = isSilent(facts, nanos);
        Reason missed = unlisted.missed(facts.unlisted(), nanos);
        if (facts.power == Power.OFF && !facts.running && (silent || pending > 0 || missed != null)) {
            String last = failure == null ? "" : "; the last sync did not end well: " + failure.words();
            return new Reason(Cause.SWITCHED_OFF, "the client is switched off" + last, facts.poweredAt);
        }
        if (failure != null) {
            boolean never = facts.contact.exchange() == null && failure.cause() == Cause.OFFLINE;
            return never ? new Reason(Cause.NEVER_REACHED, failure.words(), failure.since()) : failure;
        }
        Instant offline = facts.hintedOffline;
        if (offline != null && !facts.running) {
            return new Reason(Cause.OFFLINE, "the device says that there is no network", offline);
        }
        if (stuck(facts, pending, nanos)) {
            return facts.setbacks.newest(); // One good exchange is not yet a successful sync.
        }
        Instant retryAt = facts.contact.retryAt();
        if (!facts.verified && retryAt != null && retryAt.isAfter(now)) {
            return new Reason(
                    Cause.THROTTLED, "the server has asked to be left alone until " + retryAt, facts.verifiedAt);
        }
        if (!facts.verified) {
            return new Reason(Cause.CHECKING, "the server has not been checked yet", facts.verifiedAt);
        }
        if (rebuilding != null) {
            return new Reason(Cause.REBUILDING, "the server's state is fetched anew", rebuilding);
        }
        if (pending == 0 && facts.current && silent) {
            return new Reason(
                    Cause.SILENT,
                    "the server has not been heard for a while",
                    facts.caughtUpAt.plusNanos(silentFrom(facts) - facts.caughtUpNanos));
        }
        return facts.current ? missed : null;
    }

    private State state(StatusFacts facts, long pending, @Nullable Reason reason, long nanos) {
        if (reason == null) {
            return pending > 0 || !facts.current ? State.SYNCING : State.SYNCED;
        }
        return switch (reason.cause()) {
            case CLOSED, AUTH_REQUIRED, SWITCHED_OFF -> State.DISCONNECTED;
            case KNOWS_LESS, OTHER_HISTORY, OTHER_SCHEMA, OTHER_ACCOUNT -> State.INCOMPATIBLE;
            case REBUILDING -> State.SYNCING;
            case NEVER_REACHED -> stuck(facts, pending, nanos) ? State.STUCK : State.DISCONNECTED;
            case CONTENDED -> stuck(facts, pending, nanos) ? State.STUCK : State.SYNCING;
            default -> stuck(facts, pending, nanos) ? State.STUCK : State.CONNECTING;
        };
    }

    private Set<Warning> warnings(
            StatusFacts facts, long pending, @Nullable Reason reason, @Nullable Instant since, Instant now) {
        EnumSet<Warning> warnings = EnumSet.noneOf(Warning.class);
        if (pending > 0 && since != null) {
            if (isLonger(since, now, limits.pendingStale())) {
                warnings.add(Warning.PENDING_STALE);
            }
            if (!isAway(reason) && isLonger(awaited(facts, since, now), now, limits.ackStale())) {
                warnings.add(Warning.ACKS_STALE);
            }
        }
        if (facts.unwell) {
            warnings.add(Warning.DATABASE_UNWELL);
        }
        if (facts.serverClockAhead.abs().compareTo(limits.clockOff()) > 0) {
            warnings.add(Warning.CLOCK_OFF);
        }
        if (facts.lastStamp != null && isLonger(now, facts.lastStamp, limits.clockOff())) {
            warnings.add(Warning.EDITS_AHEAD);
        }
        return warnings;
    }

    /** Whether no acknowledgement can be hoped for. */
    private static boolean isAway(@Nullable Reason reason) {
        if (reason == null) {
            return false;
        }
        return switch (reason.cause()) {
            case CLOSED, SWITCHED_OFF, AUTH_REQUIRED, OFFLINE, NEVER_REACHED, ELSEWHERE -> true;
            default -> false;
        };
    }

    /** Since when the next acknowledgement is awaited. */
    private static Instant awaited(StatusFacts facts, Instant pendingSince, Instant now) {
        Instant ack = facts.contact.ack();
        return ack == null || ack.isBefore(pendingSince) || ack.isAfter(now) ? pendingSince : ack;
    }

    /** A clock that was set back must not make a mutation look as if it came from the future. */
    private static @Nullable Instant pendingSince(StatusFacts facts, Instant now) {
        Instant since = facts.pendingSince;
        return since == null || !since.isAfter(now) ? since : now;
    }

    private static boolean isLonger(Instant from, Instant to, Duration than) {
        return Duration.between(from, to).compareTo(than) > 0;
    }
}
