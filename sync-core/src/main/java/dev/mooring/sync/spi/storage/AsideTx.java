package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Beta;
import dev.mooring.sync.recovery.AsideRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's rows that are set aside, in a transaction: the dialect could not read them, or the app's tables do not take them. The
 * client tells the storage of the first kind. The second kind is the storage's own business; it counts with the others.
 */
public interface AsideTx {
    /**
     * How many rows are set aside, of both kinds.
     *
     * @return the number
     */
    long count();

    /**
     * Whether a row is set aside, of either kind.
     *
     * @param collection of the row
     * @param key of it
     * @return whether it is
     */
    boolean holds(String collection, String key);

    /**
     * Notes rows that could not be read, over what was noted for the same collections and keys.
     *
     * @param rows one a key
     */
    void put(List<Unreadable> rows);

    /**
     * Rows that could not be read.
     *
     * @param limit how many at most
     * @return in the order of their collections and keys
     */
    List<Unreadable> unreadable(int limit);

    /**
     * Rows that are set aside, of both kinds, for a person to look at.
     *
     * @param limit how many at most
     * @return an order of the storage's own; by default those that could not be read
     */
    @Beta
    default List<AsideRow> list(int limit) {
        List<AsideRow> rows = new ArrayList<>();
        for (Unreadable row : unreadable(limit)) {
            rows.add(new AsideRow(row.collection(), row.key(), row.reason(), "", "", null));
        }
        return rows;
    }

    /**
     * Notes that a row can be read again. Called for each row that comes, so it must be cheap where nothing is kept.
     *
     * @param collection of the row
     * @param key of it
     */
    void readable(String collection, String key);

    /**
     * Forgets the unreadable rows that were told last before a listing: they are gone, or can be read by now.
     *
     * @param listing number of the listing
     */
    void forget(long listing);
}
