package dev.mooring.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The app's side of a pull: puts the server's changes into the app's own tables.
 *
 * <p>All methods run inside the transaction that also moves the cursor and settles mutations, so a change is applied exactly
 * once: on the lane thread, or on the thread of the call that redoes mutations or finds some that can never be sent. They must not
 * call the client, do I/O or keep the handle. If one throws, the whole transaction is rolled back, nothing moves, and
 * the same changes come again after a backoff.
 *
 * @param <DB> the storage's own handle, such as {@code java.sql.Connection}
 */
public interface ChangeHandler<DB> {
    /**
     * Applies changes that other writers made. This client's own mutations are not among them, as the app applied those when it
     * wrote them, with two exceptions. In a log: one that was {@linkplain #undo taken back} just before, as the server put it
     * behind another writer's change of its key. Where the server keeps keys: the confirmed state of a key, whoever wrote it,
     * when a mutation of the key is superseded or taken back. So apply every change as it is told, whatever the rows are. After
     * every commit the app's rows are what the server confirmed, with the unsettled mutations and the
     * {@linkplain SyncClient.RefusedWrites refused ones that stay} on top, in the order in which they were written.
     *
     * @param db the handle of the transaction
     * @param changes in the server's order where it has one, never empty, bounded; each a state or a step, as the dialect's page
     *     says, and a {@linkplain Change#tombstone() tombstone} where the thing is gone
     * @throws Exception to refuse; the transaction is rolled back and tried again later
     */
    void apply(DB db, List<Change> changes) throws Exception;

    /**
     * Takes back what the app wrote for these mutations: because the server won against them, because they were refused and
     * are to go, or because the server changed a key below them and they are to be {@linkplain #redo written again} on top.
     *
     * <p>All mutations of a key that lie on top are taken back together, and the confirmed log, where one is kept, holds
     * everything confirmed so far. So it is always right to rebuild the key's rows from the log. To invert the mutations one by one is
     * right, too. Where the server keeps keys, the confirmed state of the key is applied right behind this call, so
     * there it may do nothing.
     *
     * @param db the handle of the transaction
     * @param mutations newest first, never empty; more of the same may follow in a second call
     * @throws Exception to refuse; the transaction is rolled back and tried again later
     */
    void undo(DB db, List<Mutation> mutations) throws Exception;

    /**
     * Writes again what was taken back: on top of the server's changes, or when the app has a parked mutation retried or
     * reissued. By default they are applied as if they were the server's, which is right where {@link #apply} is the
     * app's only reducer.
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
     * A handler that can put another state in place of everything. Needed where a server's history begins with a snapshot or is replaced
     * by another one, for a {@linkplain dev.mooring.sync.recovery rebuild}, and to switch users. A client whose handler is none refuses
     * these, so an app that has not thought of them loses nothing.
     *
     * @param <DB> the storage's own handle
     */
    interface Resetting<DB> extends ChangeHandler<DB> {
        /** The answer of {@link #inCommon} if it cannot tell. */
        long UNKNOWN = -1;

        /**
         * Puts the server's new state in place of everything. What was confirmed before is void. What pending mutations had written goes
         * with it, and is {@linkplain #redo written again} on top afterwards, as far as they stay.
         *
         * @param db the handle of the transaction
         * @param snapshot what the new history begins with; an empty one means that the app's synced tables become empty
         * @throws Exception if the snapshot cannot be read: then nothing is moved, and it is tried again later
         */
        void reset(DB db, Snapshot snapshot) throws Exception;

        /**
         * Counts the rows that are both here and in a snapshot. Core asks before it installs a history in the place of another one. If
         * there are none, core does not install it, see {@link SyncReport.Incompatible}. Must not write.
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
     * A handler that can say the app's rows anew. Needed where a rebuild is to
     * {@linkplain dev.mooring.sync.recovery.RebuildPlan#resendingConfirmed send back} what the server has lost, and no log of it is kept
     * from the beginning. A client whose handler is none refuses such a rebuild.
     *
     * @param <DB> the storage's own handle
     */
    interface Restating<DB> extends ChangeHandler<DB> {
        /**
         * Says the app's rows anew, as mutations that make them where there is nothing. What is pending is
         * {@linkplain #undo taken back} before, and written again behind it. Must not write.
         *
         * @param db the handle of the transaction
         * @param to takes drafts, in the order in which they are to be sent
         * @throws Exception to refuse; the transaction is rolled back and tried again later
         */
        void restate(DB db, Consumer<Mutation> to) throws Exception;
    }
}
