package dev.mooring.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The app's side of a pull: puts the server's changes into the app's own tables.
 *
 * <p>All methods run inside the transaction that also moves the cursor and settles mutations. So a change is applied exactly once. They run
 * on the lane thread, or on the thread of an app's call that retries, reissues or drops mutations, or that takes in a captured write that
 * can never be sent. They must not call the client, do I/O or keep the handle. If one throws, the whole transaction is rolled back, nothing
 * moves, and the same changes come again after a backoff.
 *
 * @param <DB> the storage's own handle, such as {@code java.sql.Connection}
 */
public interface ChangeHandler<DB> {
    /**
     * Applies changes that other writers made. This client's own mutations are not among them, as the app applied those when it wrote them.
     * There are two exceptions. In a log, a mutation comes as a change if it was {@linkplain #undo taken back} just before, as the server
     * has put it behind another writer's change of its key. Where the server keeps keys, the confirmed state of a key comes when a mutation
     * of the key is superseded or taken back, whoever wrote that state. So apply every change as it is, whatever the rows are.
     *
     * <p>After every commit the app's rows are what the server has confirmed. The unsettled mutations and the {@linkplain
     * SyncClient.RefusedWrites refused ones that stay} are on top, in the order in which they were written.
     *
     * @param db the handle of the transaction
     * @param changes never empty, bounded, in the server's order where it has one. Each is a state or a step, as the page of the dialect
     *     says, or a {@linkplain Change#tombstone() tombstone} if the row is gone
     * @throws Exception to refuse; the transaction is rolled back and tried again later
     */
    void apply(DB db, List<Change> changes) throws Exception;

    /**
     * Takes back what the app wrote for these mutations. Either the server won against them; or they were refused and are to go; or the
     * server changed their key, and they will be {@linkplain #redo written again} on top.
     *
     * <p>All mutations of a key that lie on top of its confirmed state are taken back together. The confirmed log, if one is kept, holds
     * everything confirmed so far. So it is right to rebuild the rows of the key from the log, and also to invert the mutations one by one.
     * Where the server keeps keys, this method may do nothing, as core applies the confirmed state of the key right after this call.
     *
     * @param db the handle of the transaction
     * @param mutations newest first, never empty; more of the same may follow in a second call
     * @throws Exception to refuse; the transaction is rolled back and tried again later
     */
    void undo(DB db, List<Mutation> mutations) throws Exception;

    /**
     * Writes mutations again that were taken back: on top of the server's changes, or when the app retries or reissues a parked one. By
     * default they are applied as if they were the server's changes. That is right if the app writes its rows through {@link #apply} alone.
     *
     * @param db the handle of the transaction
     * @param mutations oldest first, never empty
     * @throws Exception to refuse; the transaction is rolled back and tried again later
     */
    default void redo(DB db, List<Mutation> mutations) throws Exception {
        ArrayList<Change> changes = new ArrayList<>(mutations.size());
        for (Mutation mutation : mutations) {
            changes.add(Change.of(mutation, Change.NO_POSITION, ""));
        }
        apply(db, changes);
    }

    /**
     * A handler that can replace all synced rows. A client needs it if the server's history begins with a snapshot or is replaced by
     * another one, for a {@linkplain dev.mooring.sync.recovery rebuild}, and to switch users. With any other handler the client refuses
     * these, and loses nothing.
     *
     * @param <DB> the storage's own handle
     */
    interface Resetting<DB> extends ChangeHandler<DB> {
        /** The answer of {@link #inCommon} if it cannot tell. */
        long UNKNOWN = -1;

        /**
         * Replaces all synced rows by the server's new state. What was confirmed before is void, and what pending mutations had written
         * goes, too. Those that stay pending are {@linkplain #redo written again} on top afterwards.
         *
         * @param db the handle of the transaction
         * @param snapshot what the new history begins with; an empty one means that the app's synced tables become empty
         * @throws Exception if the snapshot cannot be read: then nothing is moved, and it is tried again later
         */
        void reset(DB db, Snapshot snapshot) throws Exception;

        /**
         * Counts the rows that are both here and in a snapshot. Core asks before it installs one history in place of another. If the answer
         * is 0, core does not install it and reports {@link SyncReport.Incompatible}. Must not write.
         *
         * @param db the handle of the transaction
         * @param snapshot what the new history begins with, never empty
         * @return how many rows, in whatever measure; 0 if there are rows here and the snapshot shows none of them;
         *     {@link #UNKNOWN}, the default, if that cannot be told, or if there are no rows here
         * @throws Exception if the snapshot cannot be read: then nothing is moved, and it is tried again later
         */
        default long inCommon(DB db, Snapshot snapshot) throws Exception {
            return UNKNOWN;
        }
    }

    /**
     * A handler that can make mutations of the app's present rows. A client needs it for a rebuild that {@linkplain
     * dev.mooring.sync.recovery.RebuildPlan#resendingConfirmed sends back} what the server has lost, unless the confirmed log is kept from
     * the beginning. With any other handler the client refuses such a rebuild.
     *
     * @param <DB> the storage's own handle
     */
    interface Restating<DB> extends ChangeHandler<DB> {
        /**
         * Makes mutations that create the app's rows on a server that has none. Pending mutations are {@linkplain #undo taken back} before
         * this call, and written again after it. Must not write.
         *
         * @param db the handle of the transaction
         * @param to takes drafts, in the order in which they are to be sent
         * @throws Exception to refuse; the transaction is rolled back and tried again later
         */
        void restate(DB db, Consumer<Mutation> to) throws Exception;
    }
}
