package dev.mooring.sync;

import java.util.List;

/** What a {@link SyncListener} is told. Events that add data add fields; new kinds of event may come in any version. */
public sealed interface SyncEvent {
    /** A sync begins. */
    record Started() implements SyncEvent {}

    /**
     * A slice of the server's changes, or a batch of ours, is committed.
     *
     * @param progress of the running sync so far
     */
    record Progressed(SyncStatus.Progress progress) implements SyncEvent {}

    /**
     * Mutations lost against the server under the conflict policy, or may be in the snapshot of a history that replaced theirs;
     * they are undone, kept and listed ({@link SyncClient#superseded}).
     *
     * @param mutations oldest first
     */
    record Superseded(List<Mutation> mutations) implements SyncEvent {}

    /**
     * A mutation was refused for good: by the server, or because it could never be sent and the database had captured it all the
     * same. It is undone, kept and listed ({@link SyncClient#quarantined}). Later mutations of the same key wait until the app
     * has retried or dropped it. Of those that were captured, the first 256 at a time are told, or fewer large ones; the status
     * counts all.
     *
     * @param mutation the refused one
     * @param reason the server's words, or why it could never be sent
     */
    record Quarantined(Mutation mutation, String reason) implements SyncEvent {}

    /**
     * The server's history is another one: its snapshot is installed ({@link ChangeHandler#reset}), what was confirmed before is
     * void, and the pending mutations are kept, as far as {@link ConflictPolicy#replaced} lets them.
     *
     * @param reason the server's words
     */
    record HistoryReplaced(String reason) implements SyncEvent {}

    /**
     * A listing of all that the server has showed nothing, or so little (less than half, and more than 20 rows missing) that it
     * was not believed: nothing was deleted here. Told again after each such listing.
     *
     * @param missing confirmed rows that it did not show; they stay
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
     * The status changed in phase, counts, cursor or problem.
     *
     * @param status the new one
     */
    record StatusChanged(SyncStatus status) implements SyncEvent {}
}
