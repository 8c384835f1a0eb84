package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change handler of a storage's own that can tell whether its rows are as the server has them, and can reset some keys alone. Where the server keeps
 * keys, core finds out before the swap of a rebuild which keys differ. The swap is still one transaction, but it takes no longer than these
 * keys take.
 *
 * @param <DB> the handle that the app's code gets
 */
public interface ComparingHandler<DB> extends ChangeHandler.Resetting<DB> {
    /**
     * Whether it does so.
     *
     * @return false if changes go to another handler too, which does not
     */
    boolean compares();

    /**
     * Whether the rows of a key are just what a change would make of it if nothing was there, and nothing else is kept for the key.
     *
     * @param db the handle of the transaction
     * @param change the only one of its key
     * @return false also where that cannot be told
     */
    boolean shows(DB db, Change change);

    /**
     * Which keys have a row, one chunk after the other.
     *
     * @param db the handle of the transaction
     * @param after last one of the chunk before; null for the first chunk
     * @param limit how many at most
     * @return tombstones, in an order of its own; empty at the end
     */
    List<Change> rows(DB db, @Nullable Change after, int limit);

    /**
     * Whether resetting these keys alone touches no rows of other keys, as rows that refer to one of them would go with it.
     *
     * @param db the handle of the transaction
     * @param keys tombstones, one a key
     * @return false if in doubt; then all is reset
     */
    boolean standAlone(DB db, List<Change> keys);

    /**
     * Does to some keys what {@link #reset(Object, dev.mooring.sync.Snapshot)} does to all if the snapshot is empty.
     *
     * @param db the handle of the transaction
     * @param keys tombstones, one a key
     */
    void reset(DB db, List<Change> keys);
}
