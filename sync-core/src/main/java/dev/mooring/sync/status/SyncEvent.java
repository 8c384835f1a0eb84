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

/** What a {@link SyncListener} is told. Events that add data add fields; new kinds of event may come in any version. */
public sealed interface SyncEvent {
    /** A sync begins. */
    record Started() implements SyncEvent {}

    /**
     * A slice of the server's changes, or a batch of ours, is committed.
     *
     * @param progress of the running sync so far
     */
    record Progressed(Progress progress) implements SyncEvent {}

    /**
     * Mutations lost against the server under the conflict policy, or may be in the snapshot of a history that replaced theirs;
     * they are undone, kept and listed ({@link ParkedMutations#superseded}).
     *
     * @param mutations oldest first
     */
    record Superseded(List<Mutation> mutations) implements SyncEvent {}

    /**
     * A mutation was refused for good: by the server, or because it could never be sent and the database had captured it all the
     * same. It is kept and listed ({@link ParkedMutations#quarantined}). Later mutations of the same key wait until the app
     * has retried or dropped it. Of those that were captured, the first 256 at a time are told, or fewer large ones; the status
     * counts all.
     *
     * @param mutation the refused one
     * @param reason the server's words, or why it could never be sent
     */
    record Quarantined(Mutation mutation, String reason) implements SyncEvent {}

    /**
     * A mutation refers to a row that the server does not have, and that is pending here, quarantined or set aside. It stays pending, is
     * not sent again, and goes by itself once that row is there; so do those of its key that are written behind it. Retry or drop
     * what holds that row up. Told once, and after a restart once more.
     *
     * @param mutation the one that waits
     * @param reason the server's words
     */
    record Waiting(Mutation mutation, String reason) implements SyncEvent {}

    /**
     * The server's history is another one: its snapshot is installed ({@link ChangeHandler.Resetting#reset}), what was confirmed before is
     * void, and the pending mutations are kept, as far as {@link ConflictPolicy#replaced} lets them.
     *
     * @param reason the server's words
     */
    record HistoryReplaced(String reason) implements SyncEvent {}

    /**
     * The server no longer shows what was confirmed here: it lost data, was restored from an older copy, or is another one. Nothing is
     * taken over or sent until it shows it again, or the app asks for a {@linkplain dev.mooring.sync.recovery.Recovery#rebuild rebuild}. Told again with each
     * sync that sees it.
     *
     * @param reason what was seen
     */
    record HistoryDoubted(String reason) implements SyncEvent {}

    /**
     * The server had acknowledged writes of this device, and now shows older ones in their place, by their writers' stamps. They are
     * taken over, or this device's are sent again where the policy {@linkplain ConflictPolicy#defends defends}.
     *
     * @param lost what the server had acknowledged, the first 256 of it
     * @param count of all
     */
    record Aged(List<Change> lost, long count) implements SyncEvent {}

    /**
     * A listing of all that the server has lacked rows of which the server did not confirm that they are gone: they are held back
     * here, and nothing of them was deleted, see {@link SyncStatus#heldBack}. Told when it begins, and when the number is another one.
     *
     * @param missing confirmed rows that it did not show; they stay until it is settled
     * @param confirmed all rows that are confirmed
     */
    record SweepWithheld(long missing, long confirmed) implements SyncEvent {}

    /**
     * A sync ended.
     *
     * @param report how
     */
    record Finished(SyncReport report) implements SyncEvent {}

    /**
     * The status changed: in state, reason, warnings or counts, by what was done or as time went by. What moves with every
     * exchange, such as progress and times, is no change by itself.
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
     * @param took from its start to its end, what was applied meanwhile included
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
        /** A batch of mutations. */
        PUSH,
        /** An API call of the app's, perhaps with a batch. */
        CALL
    }

    /**
     * The server has acknowledged mutations, and that is committed.
     *
     * @param ids in outbox order
     * @param bytes of their payloads on the wire
     */
    record Acked(List<UUID> ids, long bytes) implements SyncEvent {}

    /**
     * A batch that may be at the server goes out once more, the same bytes under the same key.
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
     * A rebuild has come a step further.
     *
     * @param step reached
     * @param changes fetched so far
     */
    record RebuildStepped(RebuildStep step, long changes) implements SyncEvent {}

    /** How far a rebuild is. */
    enum RebuildStep {
        /** Exported, and written down: from here on it goes on after a crash. */
        BEGUN,
        /** The server's state is being fetched, beside the old one. */
        FETCHING,
        /** The new state is in place of the old one. */
        SWAPPED,
        /** The app has called it off; all is as it was. */
        CANCELLED
    }
}
