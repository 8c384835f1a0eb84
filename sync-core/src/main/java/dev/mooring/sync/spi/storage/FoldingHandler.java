package dev.mooring.sync.spi.storage;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change handler of a storage's own that takes back, and writes again, all mutations of a key in one step. Core works out before
 * the transaction what they do together. So a foreign change holds the database no longer for a key with very many unsettled
 * mutations than for one with few.
 *
 * @param <DB> the handle that the app's code gets
 */
public interface FoldingHandler<DB> extends ChangeHandler<DB> {
    /**
     * Whether the handler does so for a collection. If so, {@link #undo} takes back all unsettled mutations of a key when it is
     * given one of them.
     *
     * @param collection of mutations
     * @return false if its mutations are undone and redone one by one
     */
    boolean folds(String collection);

    /**
     * What some mutations of a key do together. Pure: called inside or outside of transactions, from any thread.
     *
     * @param soFar what those before them do, from this method; null if there are none
     * @param next mutations of one key, oldest first
     * @return for {@link #redo(Object, Object)}, and for this method
     */
    Object fold(@Nullable Object soFar, List<Mutation> next);

    /**
     * What two such things do, one after the other. Pure.
     *
     * @param first from {@link #fold} or this method
     * @param second of the same key, from {@link #fold} or this method
     * @return the two in one
     */
    Object join(Object first, Object second);

    /**
     * Writes them again, as {@link #redo(Object, List)} does.
     *
     * @param db the handle of the transaction
     * @param folded from {@link #fold}
     * @throws Exception to refuse; the transaction is rolled back and tried again later
     */
    void redo(DB db, Object folded) throws Exception;
}
