package dev.mooring.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An immutable snapshot of a client. Free to read from any thread, never blocked by a sync.
 *
 * @param phase what the lane is doing
 * @param pending mutations that the server has not settled: in flight, to be sent, captured by the database, or waiting behind
 *     a quarantined one of the same key
 * @param superseded mutations that lost against the server and wait for the app
 * @param quarantined mutations that were refused for good and that wait for the app
 * @param cursor where we are in the server's history
 * @param position the last synced sequence, or {@link Change#NO_POSITION} where the dialect has none; 0 before the first
 * @param lastSynced when the last sync ended well, or null
 * @param nextAttempt when the next attempt is due, or null if none is scheduled
 * @param problem why the last sync did not end well, for a person to read, or null
 * @param progress what the running sync has done so far
 */
public record SyncStatus(
        Phase phase,
        long pending,
        long superseded,
        long quarantined,
        Cursor cursor,
        long position,
        @Nullable Instant lastSynced,
        @Nullable Instant nextAttempt,
        @Nullable String problem,
        Progress progress) {

    /** What the lane is doing. */
    public enum Phase {
        /** Nothing to do, or not started. */
        IDLE,
        /** An exchange is under way. */
        SYNCING,
        /** Waiting for the network; mutations are queued. */
        OFFLINE,
        /** Waiting before another attempt, as the server failed or asked for it. */
        WAITING,
        /** The server's history contradicts ours; nothing is sent until it agrees again or the app decides. */
        UNSAFE,
        /** Another process syncs this storage; writes are welcome here and are sent there. */
        ELSEWHERE,
        /** Closed; the outbox is kept. */
        CLOSED
    }

    /**
     * What one sync has moved so far. The server's total is unknown until it ends.
     *
     * @param pushed mutations confirmed
     * @param pulled changes received
     * @param bytesPushed size of the confirmed payloads, UTF-8
     * @param bytesPulled size of the received payloads, UTF-16 units
     */
    public record Progress(long pushed, long pulled, long bytesPushed, long bytesPulled) {
        /** Nothing yet. */
        public static final Progress NONE = new Progress(0, 0, 0, 0);
    }
}
