package dev.mooring.sync;

import java.util.ArrayList;
import java.util.List;

/**
 * The app's side of a pull: puts the server's changes into the app's own tables.
 *
 * <p>All methods run on the lane thread, inside the transaction that also moves the cursor and settles mutations, so a
 * change is applied exactly once. They must not call the client, do I/O or keep the handle. If one throws, the whole
 * transaction is rolled back, nothing moves, and the same changes come again after a backoff.
 *
 * @param <DB> the storage's own handle, such as {@code java.sql.Connection}
 */
public interface ChangeHandler<DB> {
    /**
     * Applies changes that other writers made. This client's own mutations are not among them: the app applied those when
     * it wrote them.
     *
     * @param db the handle of the transaction
     * @param changes in the server's order, never empty, bounded by the client's slice budget
     * @throws Exception to refuse; the transaction is rolled back and tried again later
     */
    void apply(DB db, List<Change> changes) throws Exception;

    /**
     * Takes back what the app wrote for these mutations. Called before {@link #apply} in the same transaction when the
     * server won against them, before a {@link #redo}, and when a quarantined mutation is dropped.
     *
     * @param db the handle of the transaction
     * @param mutations newest first, never empty
     * @throws Exception to refuse; the transaction is rolled back and tried again later
     */
    void undo(DB db, List<Mutation> mutations) throws Exception;

    /**
     * Writes again what was taken back, on top of the server's changes: for mutations of a key that the server changed,
     * under {@link ConflictPolicy#rebase()}, and for a superseded mutation that is reissued. By default they are applied
     * as if they were the server's, which is right where {@link #apply} is the app's only reducer.
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
}
