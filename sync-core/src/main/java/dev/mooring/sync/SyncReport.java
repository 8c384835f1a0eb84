package dev.mooring.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How one sync ended. Immutable. */
public sealed interface SyncReport {
    /**
     * How many mutations were pending when the sync ended.
     *
     * @return the count
     */
    long pending();

    /**
     * What the sync has seen of a change in the server's history: it was replaced, it is in doubt, or it shows older states. A sync of any
     * end may tell it.
     *
     * @return null if the history has only grown
     */
    default @Nullable HistoryChange history() {
        return null;
    }

    /**
     * The sync succeeded. All mutations that were in the outbox when it began and could be sent are settled. All changes that the server
     * had are applied.
     *
     * @param pushed mutations that the server confirmed
     * @param pulled changes of others that were applied
     * @param superseded mutations that lost against the server
     * @param quarantined mutations that the server refused for good, and captured ones that could never be sent
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
     * The server could not be reached.
     *
     * @param queued whether mutations are pending; they stay in the outbox and are sent when the server is reached again
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
     * The server is not the one that this storage knows. Nothing more is sent or applied.
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
     * Another process is syncing this storage, so this one did not.
     *
     * @param pending mutations that the other process may send
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
     * A change of the server's history other than its growth.
     *
     * @param cause what happened to it
     * @param reason what was seen, for a person to read
     */
    record HistoryChange(Cause cause, String reason) {
        /** What may happen to a server's history. */
        public enum Cause {
            /** Another history has replaced it and is installed: the app's rows are what it shows, with the pending mutations on top. */
            REPLACED,
            /** What the server shows is not what was confirmed here. Nothing of it is applied, and nothing is sent. */
            DOUBTED,
            /**
             * The server had acknowledged writes of this device, and now shows older ones in their place. As far as known it was not
             * restored: another writer's older write arrived late. As the policy says, the older ones are applied, or this device's are
             * sent again.
             */
            AGED
        }
    }

    /** How a server differs from the one that this storage knows. */
    enum Mismatch {
        /** It knows less than this storage does: it lost data, or was restored from an older copy. */
        KNOWS_LESS,
        /** Its history is another one, or has changed before the cursor. */
        OTHER_HISTORY,
        /** Its schema is another one. */
        OTHER_SCHEMA,
        /**
         * The credential is for another account than the one whose data is here. Nothing was sent, applied or deleted: sign in as the
         * user of this storage, or switch the user.
         */
        OTHER_ACCOUNT
    }

    /** What sort of failure ended a sync. */
    enum Fault {
        /** Something else answers in the server's place: a captive portal, a login page, a proxy's own page. */
        PORTAL,
        /** The credential is refused, also after a refresh: the user has to sign in. */
        AUTH_REQUIRED,
        /** The server asks for a pause, by 429 or 503 for example. */
        THROTTLED,
        /** The server reports a failure of its own. */
        SERVER,
        /** The server refuses the request as a whole: the address, user or version is wrong. */
        REFUSED,
        /** An answer that is not in the dialect. */
        GARBAGE,
        /** The server's certificate is not trusted (TLS). */
        UNTRUSTED,
        /** In every round other writers were faster or the server put the batch off. The client tries again after a backoff. */
        CONTENDED,
        /** The app's change handler or policy threw, or left rows that the database refuses to commit. */
        HANDLER,
        /** The local database failed. */
        STORAGE
    }
}
