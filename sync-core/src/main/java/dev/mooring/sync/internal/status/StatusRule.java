package dev.mooring.sync.internal.status;

import dev.mooring.sync.SyncStatus;
import dev.mooring.sync.SyncStatus.Cause;
import dev.mooring.sync.SyncStatus.Reason;
import dev.mooring.sync.SyncStatus.State;
import dev.mooring.sync.SyncStatus.Thresholds;
import dev.mooring.sync.SyncStatus.Warning;
import dev.mooring.sync.internal.status.Facts.Power;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a status of facts and the time. Pure. The first line that applies is the state:
 * <ol>
 *   <li>closed: {@code DISCONNECTED};
 *   <li>the server is another one: {@code INCOMPATIBLE};
 *   <li>signed out: {@code DISCONNECTED};
 *   <li>switched off, and no sync under way, nor one that ended a moment ago: {@code DISCONNECTED};
 *   <li>failing again and again: {@code STUCK};
 *   <li>not verified, or failed since: {@code DISCONNECTED} if the server was never heard at all, else {@code CONNECTING};
 *   <li>something pending, or the last pull not at its end: {@code SYNCING};
 *   <li>a rebuild under way: {@code SYNCING};
 *   <li>the server silent for too long: {@code CONNECTING};
 *   <li>{@code SYNCED}.
 * </ol>
 */
public final class StatusRule {
    private final Thresholds limits;
    private final Duration fresh;

    /** With these limits, for a client that asks the server so often, or not at all. */
    public StatusRule(Thresholds limits, @Nullable Duration poll) {
        this.limits = limits;
        this.fresh = poll == null ? limits.grace() : poll.plus(limits.grace());
    }

    /** The status of these facts at this time, by both clocks. */
    public SyncStatus status(Facts facts, Instant now, long nanos) {
        boolean silent = !facts.current || nanos - facts.heardAt > fresh.toNanos();
        Reason reason = reason(facts, silent, now);
        State state = state(facts, reason);
        return new SyncStatus(
                state,
                reason,
                warnings(facts, now),
                facts.pending,
                facts.inFlight,
                facts.superseded,
                facts.quarantined,
                facts.state.cursor(),
                facts.state.position(),
                facts.contact,
                facts.pendingSince,
                facts.nextAttempt,
                facts.trouble,
                facts.progress,
                now);
    }

    private static @Nullable Reason reason(Facts facts, boolean silent, Instant now) {
        Reason failure = facts.failure;
        if (facts.power == Power.CLOSED) {
            return new Reason(Cause.CLOSED, "the client is closed; the outbox is kept", now);
        }
        if (facts.mismatch != null) {
            return facts.mismatch;
        }
        if (failure != null && failure.cause() == Cause.AUTH_REQUIRED) {
            return failure;
        }
        if (facts.power == Power.OFF && !facts.running && (silent || facts.pending > 0)) {
            return new Reason(Cause.SWITCHED_OFF, "the client is switched off", now);
        }
        if (failure != null) {
            boolean never = facts.contact.exchange() == null && failure.cause() == Cause.OFFLINE;
            return never ? new Reason(Cause.NEVER_REACHED, failure.words(), failure.since()) : failure;
        }
        if (!facts.verified) {
            return new Reason(Cause.CHECKING, "the server has not been checked yet", now);
        }
        if (facts.rebuilding) {
            return new Reason(Cause.REBUILDING, "the server's state is fetched anew", now);
        }
        boolean idle = facts.pending == 0 && facts.current;
        return idle && silent ? new Reason(Cause.SILENT, "the server has not been heard for a while", now) : null;
    }

    private static State state(Facts facts, @Nullable Reason reason) {
        if (reason != null) {
            switch (reason.cause()) {
                case CLOSED, AUTH_REQUIRED, SWITCHED_OFF:
                    return State.DISCONNECTED;
                case KNOWS_LESS, OTHER_HISTORY, OTHER_SCHEMA:
                    return State.INCOMPATIBLE;
                default:
                    break;
            }
            if (facts.stuck) {
                return State.STUCK;
            }
            switch (reason.cause()) {
                case NEVER_REACHED:
                    return State.DISCONNECTED;
                case REBUILDING:
                    return State.SYNCING;
                default:
                    return State.CONNECTING;
            }
        }
        return facts.pending > 0 || !facts.current ? State.SYNCING : State.SYNCED;
    }

    private Set<Warning> warnings(Facts facts, Instant now) {
        EnumSet<Warning> warnings = EnumSet.noneOf(Warning.class);
        Instant since = facts.pendingSince;
        if (facts.pending > 0 && since != null && isLonger(since, now, limits.pendingStale())) {
            warnings.add(Warning.PENDING_STALE);
        }
        Instant awaited = later(later(facts.contact.ack(), facts.verifiedAt), since);
        if (facts.pending > 0 && facts.verified && awaited != null && isLonger(awaited, now, limits.ackStale())) {
            warnings.add(Warning.ACKS_STALE);
        }
        if (facts.unwell) {
            warnings.add(Warning.DATABASE_UNWELL);
        }
        if (facts.clockOff.abs().compareTo(limits.clockOff()) > 0) {
            warnings.add(Warning.CLOCK_OFF);
        }
        return warnings;
    }

    private static boolean isLonger(Instant from, Instant to, Duration than) {
        return Duration.between(from, to).compareTo(than) > 0;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }
}
