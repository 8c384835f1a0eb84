package dev.mooring.sync.status;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ParkedMutations;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a {@link SyncListener} is told. Immutable. Any version may add fields to an event, and new kinds of event. */
public sealed interface SyncEvent {
    /** A sync begins. */
    record Started() implements SyncEvent {}

    /**
     * A slice of the server's changes, or the server's answer to a batch, is committed.
     *
     * @param progress of the running sync so far
     */
    record Progressed(Progress progress) implements SyncEvent {}

    /**
     * For how long at most a write transaction of the client kept other writers of the database waiting, since the last time. Told as a sync ends. A
     * transaction counts from the moment it has the lock to the end of its commit or roll-back, by the monotonic clock. What the storage does
     * by itself is not counted.
     *
     * @param write the app's {@code write}, with the app's own code in it; zero if there was none
     * @param sync whatever the client does by itself, or for another method of the app's
     * @param swap a rebuild puts what it has fetched in the place of what was there; zero if none did
     */
    record LockHeld(Duration write, Duration sync, Duration swap) implements SyncEvent {}

    /**
     * Mutations lost against the server under the conflict policy, or may be contained in the snapshot of a history that replaced theirs.
     * They are undone in the app's rows, kept, and listed by {@link ParkedMutations#superseded}.
     *
     * @param mutations oldest first
     */
    record Superseded(List<Mutation> mutations) implements SyncEvent {}

    /**
     * A mutation was refused for good: by the server, or because the database has captured it and it can never be sent. It is kept, and
     * listed by {@link ParkedMutations#quarantined}. Later mutations of the same key wait until the app retries or drops it. Of captured
     * ones at most 256 are told at a time, fewer if they are large. The status counts all.
     *
     * @param mutation the refused one
     * @param reason the server's words, or why it could never be sent
     */
    record Quarantined(Mutation mutation, String reason) implements SyncEvent {}

    /**
     * A mutation refers to a row that the server does not have, and that is pending, quarantined or set aside here. The mutation stays
     * pending. It and the later ones of its key are sent by themselves once that row is at the server. If that row is quarantined, the app
     * has to retry or drop it. Told once, and once more after a restart.
     *
     * @param mutation the one that waits
     * @param reason the server's words
     */
    record Waiting(Mutation mutation, String reason) implements SyncEvent {}

    /**
     * The server's history is another one, and is installed: {@link ChangeHandler.Resetting#reset} got its snapshot. What was confirmed
     * before is void. {@link ConflictPolicy#replaced} has decided which pending mutations are kept.
     *
     * @param reason the server's words
     */
    record HistoryReplaced(String reason) implements SyncEvent {}

    /**
     * The server no longer shows what was confirmed here: it lost data, was restored from an older copy, or is another one. Nothing is
     * applied or sent until it shows that again, or the app asks for a {@linkplain dev.mooring.sync.recovery.Recovery#rebuild rebuild}.
     * Each sync that sees it tells it again. Where cells have clocks it is also told once if it is this database that was restored from an older
     * copy: then it begins anew under a new name by itself, and nothing is lost.
     *
     * @param reason what was seen
     */
    record HistoryDoubted(String reason) implements SyncEvent {}

    /**
     * The server had acknowledged writes of this device, and now shows older ones in their place, by the stamps of their writers. The older
     * ones are applied, or this device's are sent again if the policy {@linkplain ConflictPolicy#defends defends} them.
     *
     * @param lost what the server had acknowledged, at most the first 256
     * @param count of all
     */
    record Aged(List<Change> lost, long count) implements SyncEvent {}

    /**
     * Edits of this device lost against edits of others that were made beside them, where clocks decide cell by cell. The rows show the
     * winners. What was pending is sent all the same: it loses at the server, too.
     *
     * @param cells at most the first 256
     * @param count of all
     */
    record Outdone(List<LostCell> cells, long count) implements SyncEvent {}

    /**
     * A cell of which an edit of this device was lost. No values, as events are logged.
     *
     * @param collection of the row
     * @param key of the row
     * @param field the column; empty for the row itself, which was deleted
     * @param wasPending whether the edit was still to be sent, or refused
     */
    record LostCell(String collection, String key, String field, boolean wasPending) {}

    /**
     * The server has listed all of its rows, and confirmed rows were not among them. The server did not confirm that they are gone. So they
     * are held back: nothing of them is deleted, see {@link SyncStatus.Counts#heldBack}. Told when this begins, and when the number changes.
     *
     * @param missing confirmed rows that the listing did not show
     * @param confirmed all confirmed rows
     */
    record SweepWithheld(long missing, long confirmed) implements SyncEvent {}

    /**
     * A sync ended.
     *
     * @param report how
     */
    record Finished(SyncReport report) implements SyncEvent {}

    /**
     * State, reason, warnings, counts or channel of the status changed, also by time alone. A change of progress, cursor or times alone is not told.
     *
     * @param status the new one
     */
    record StatusChanged(SyncStatus status) implements SyncEvent {}

    /**
     * An exchange begins.
     *
     * @param kind what for
     * @param mutations that it carries
     * @param bytes of their payloads, in UTF-16 units
     */
    record ExchangeStarted(ExchangeKind kind, int mutations, long bytes) implements SyncEvent {}

    /**
     * An exchange ended, one way or another.
     *
     * @param kind what for
     * @param took from its start to its end, including what was applied meanwhile
     * @param changes received
     * @param bytes of those, in UTF-16 units
     * @param failure why it brought no answer, for a person to read; null if it did
     */
    record ExchangeEnded(
            ExchangeKind kind,
            Duration took,
            long changes,
            long bytes,
            @Nullable String failure) implements SyncEvent {}

    /** What an exchange is for. */
    enum ExchangeKind {
        /** Is the server the one that this storage knows? */
        CHECK,
        /** What is new there? */
        PULL,
        /** What has the channel brought? No request is made for it. */
        HEARD,
        /** A batch of mutations. */
        PUSH,
        /** An API call of the app's, perhaps with a batch. */
        CALL
    }

    /**
     * The server has acknowledged mutations, and the acknowledgement is committed.
     *
     * @param ids in outbox order
     * @param bytes of their payloads on the wire
     */
    record Acked(List<UUID> ids, long bytes) implements SyncEvent {}

    /**
     * A batch that the server may have got already is sent again: the same bytes under the same key.
     *
     * @param key of the batch
     * @param mutations in it
     */
    record Retried(UUID key, int mutations) implements SyncEvent {}

    /**
     * Changes of others are committed to the app's tables.
     *
     * @param changes how many
     * @param bytes of their payloads, in UTF-16 units
     */
    record Applied(long changes, long bytes) implements SyncEvent {}

    /**
     * The channel was opened, lost or refused, is tried again, or is no longer wanted.
     *
     * @param status how it stands now
     */
    record ChannelChanged(ChannelStatus status) implements SyncEvent {}

    /**
     * Wake-ups have led to a sync, which has just begun.
     *
     * @param hints how many it serves
     * @param brought whether a channel says that it has brought changes with them
     */
    record Woken(long hints, boolean brought) implements SyncEvent {}

    /**
     * A rebuild has come a step further.
     *
     * @param step reached
     * @param changes fetched so far
     */
    record RebuildStepped(RebuildStep step, long changes) implements SyncEvent {}

    /** How far a rebuild is. */
    enum RebuildStep {
        /** The export is written and the rebuild is recorded. From here on it goes on after a crash. */
        BEGUN,
        /** The server's state is being fetched, and kept beside the old one. */
        FETCHING,
        /** The new state has replaced the old one. */
        SWAPPED,
        /** The app has called the rebuild off; everything is as it was. */
        CANCELLED
    }
}
