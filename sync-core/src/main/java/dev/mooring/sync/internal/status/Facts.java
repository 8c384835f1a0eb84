package dev.mooring.sync.internal.status;

import dev.mooring.sync.SyncStatus.Contact;
import dev.mooring.sync.SyncStatus.Progress;
import dev.mooring.sync.SyncStatus.Reason;
import dev.mooring.sync.SyncStatus.Trouble;
import dev.mooring.sync.spi.SyncState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** All that a status is made of; what time makes of it is for the {@link StatusRule}. Guarded by whoever keeps it. */
public final class Facts {
    /** The switch. */
    public enum Power {
        OFF,
        ON,
        CLOSED
    }

    public Power power = Power.OFF;

    /** Whether a sync is under way. */
    public boolean running;

    /** Whether the server has been found to be the right one since the start or the last failure. */
    public boolean verified;

    /** When it was, by the wall clock. */
    public @Nullable Instant verifiedAt;

    /** Whether a pull since then came to its end, and nothing is known to have come behind it. */
    public boolean current;

    /** The monotonic clock at the beginning of the exchange that showed it. */
    public long heardAt;

    /** How the server differs from the one that we know. */
    public @Nullable Reason mismatch;

    /** How the last attempt failed. */
    public @Nullable Reason failure;

    /** What has failed since the last success. */
    public @Nullable Trouble trouble;

    /** Whether that is more than a passing trouble. */
    public boolean stuck;

    public long pending;
    public long inFlight;
    public long superseded;
    public long quarantined;

    /** When the oldest pending mutation was written. */
    public @Nullable Instant pendingSince;

    public SyncState state = SyncState.START;
    public Contact contact = Contact.NONE;
    public @Nullable Instant nextAttempt;

    /** What is wrong with the local database; null if nothing is known to be. */
    public boolean unwell;

    /** By how much the server's clock is ahead of ours; zero where that is not known. */
    public Duration clockOff = Duration.ZERO;

    /** Whether a rebuild is under way. */
    public boolean rebuilding;

    public Progress progress = Progress.NONE;
}
