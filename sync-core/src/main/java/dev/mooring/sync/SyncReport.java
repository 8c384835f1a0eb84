package dev.mooring.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How one sync ended. */
public sealed interface SyncReport {
    /**
     * How many mutations were in the outbox when it ended.
     *
     * @return the count
     */
    long pending();

    /**
     * Whether the sync has seen the server's history change: it was replaced, or it is in doubt. Told however the sync ended.
     *
     * @return null if the history was only continued
     */
    default @Nullable HistoryChange history() {
        return null;
    }

    /**
     * Everything that was in the outbox when it began and could be sent is settled, and everything that the server had is
     * applied.
     *
     * @param pushed mutations that the server confirmed
     * @param pulled changes of others that were applied
     * @param superseded mutations that lost against the server
     * @param quarantined mutations that the server refused for good, or that could never be sent and were captured all the same
     * @param pending mutations written meanwhile, or waiting behind a quarantined one of the same key
     * @param history as in {@link SyncReport#history()}
     */
    record Synced(
            long pushed,
            long pulled,
            long superseded,
            long quarantined,
            long pending,
            @Nullable HistoryChange history) implements SyncReport {
        /** Of a history that only went on. */
        public Synced(long pushed, long pulled, long superseded, long quarantined, long pending) {
            this(pushed, pulled, superseded, quarantined, pending, null);
        }
    }

    /**
     * No network.
     *
     * @param queued whether mutations wait; they stay in the outbox and go out on return
     * @param pending mutations waiting
     * @param cause what could not be reached, for a person to read
     * @param nextAttempt when the library tries again, or null if the client is not started
     * @param history as in {@link SyncReport#history()}
     */
    record Offline(
            boolean queued,
            long pending,
            String cause,
            @Nullable Instant nextAttempt,
            @Nullable HistoryChange history) implements SyncReport {
        /** Of a history that only went on. */
        public Offline(boolean queued, long pending, String cause, @Nullable Instant nextAttempt) {
            this(queued, pending, cause, nextAttempt, null);
        }
    }

    /**
     * The sync failed: at the server, in the storage, or in the app's handler.
     *
     * @param fault what sort of failure
     * @param message what was attempted, on what, and what happens next
     * @param pending mutations waiting
     * @param nextAttempt when the library tries again, or null if the client is not started
     * @param history as in {@link SyncReport#history()}
     */
    record Failed(
            Fault fault,
            String message,
            long pending,
            @Nullable Instant nextAttempt,
            @Nullable HistoryChange history) implements SyncReport {
        /** Of a history that only went on. */
        public Failed(Fault fault, String message, long pending, @Nullable Instant nextAttempt) {
            this(fault, message, pending, nextAttempt, null);
        }
    }

    /**
     * The server is not the one that this storage knows. Nothing was sent.
     *
     * @param mismatch what differs
     * @param reason what was seen
     * @param pending mutations waiting
     */
    record Incompatible(Mismatch mismatch, String reason, long pending) implements SyncReport {
        @Override
        public @Nullable HistoryChange history() {
            return mismatch == Mismatch.KNOWS_LESS || mismatch == Mismatch.OTHER_HISTORY
                    ? new HistoryChange(HistoryChange.Cause.DOUBTED, reason)
                    : null;
        }
    }

    /**
     * Another process syncs this storage.
     *
     * @param pending mutations waiting for it
     */
    record Elsewhere(long pending) implements SyncReport {}

    /**
     * The deadline passed or the client was closed before the sync ended.
     *
     * @param pending mutations that are left
     * @param history as in {@link SyncReport#history()}
     */
    record Interrupted(long pending, @Nullable HistoryChange history) implements SyncReport {
        /** Of a history that only went on. */
        public Interrupted(long pending) {
            this(pending, null);
        }
    }

    /**
     * How the server's history changed, other than by being continued.
     *
     * @param cause what became of it
     * @param reason what was seen, for a person to read
     */
    record HistoryChange(Cause cause, String reason) {
        /** What may become of a server's history. */
        public enum Cause {
            /** Another one stands in its place and is taken over: the rows are what it shows, with what was pending on top. */
            REPLACED,
            /** What the server shows is not what was confirmed here: nothing of it is taken over, and nothing is sent. */
            DOUBTED,
            /**
             * The server had acknowledged writes of this device, and now shows older ones in their place. It was not restored, as far
             * as known: another writer's arrived late. They are taken over, or ours are sent again, as the policy says.
             */
            AGED
        }
    }

    /** How a server differs from the one that this storage knows. */
    enum Mismatch {
        /** It knows less than this storage does: it lost data, or was restored from an older copy. */
        KNOWS_LESS,
        /** Its history is another one, or has changed behind the cursor. */
        OTHER_HISTORY,
        /** Its schema is another one. */
        OTHER_SCHEMA,
        /**
         * The credential is for another account than the one whose data is here. Nothing was sent, applied or deleted: sign in as the
         * user of this storage, or switch the user.
         */
        OTHER_ACCOUNT
    }

    /** Sorts of failure. */
    enum Fault {
        /** Something else answers in the server's place: a captive portal, a login page, a proxy's own page. */
        PORTAL,
        /** The credential is refused, also after a refresh: the user has to sign in. */
        AUTH_REQUIRED,
        /** The server asks to be left alone. */
        THROTTLED,
        /** The server is sick. */
        SERVER,
        /** The request as a whole is refused: a wrong address, user or version. */
        REFUSED,
        /** An answer that is not in the dialect. */
        GARBAGE,
        /** The peer is not who it should be. */
        UNTRUSTED,
        /** Other writers were faster, or the server put it off, in every round; tried again after a backoff. */
        CONTENDED,
        /** The app's change handler or policy threw. */
        HANDLER,
        /** The local database failed. */
        STORAGE
    }
}
