package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Change;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server has confirmed, in a transaction: a row for each key where the server keeps keys, and the log of its changes where the
 * server keeps a log and the storage was {@linkplain Storage#open opened} to keep it.
 */
public interface ConfirmedTx {
    /**
     * What the server is known to hold for a key.
     *
     * @param collection of the change
     * @param key of the change
     * @return the row, or null if nothing is known
     */
    @Nullable
    Confirmed get(String collection, String key);

    /**
     * The same for many keys of a collection.
     *
     * @param collection of the changes
     * @param keys of the changes
     * @return the rows of those of which something is known, in no order
     */
    List<Confirmed> get(String collection, Collection<String> keys);

    /**
     * As what many keys of a collection were told last. It reads no state, so it does not notice whether one is damaged.
     *
     * @param collection of the changes
     * @param keys of the changes
     * @return of those of which something is known, in no order
     */
    List<Confirmed.Told> told(String collection, Collection<String> keys);

    /**
     * Notes what the server holds, over what was noted for the same keys.
     *
     * @param rows one a key
     */
    void put(List<Confirmed> rows);

    /**
     * Notes that rows were seen again as they are.
     *
     * @param collection of rows that are there
     * @param keys of them, each once
     * @param listing in which they were seen
     * @throws IllegalStateException if nothing is known of one of them; the transaction is to be rolled back
     */
    void seen(String collection, Collection<String> keys, long listing);

    /**
     * Rows, other than tombstones, that were seen last before a listing.
     *
     * @param listing number of the listing
     * @param limit how many at most
     * @return in no order
     */
    List<Confirmed> unseen(long listing, int limit);

    /**
     * All rows, tombstones included, one chunk after the other.
     *
     * @param collection of the last row of the chunk before; empty for the first chunk
     * @param key of that row; empty for the first chunk
     * @param limit how many at most
     * @return by collection and key, in the storage's order of texts; empty at the end
     */
    List<Confirmed> behind(String collection, String key, int limit);

    /**
     * How many rows there are, other than tombstones and those that no listing shows ({@link Confirmed#UNLISTED}).
     *
     * @param before count those that were seen last before this listing; {@link Long#MAX_VALUE} for all
     * @return the number
     */
    long count(long before);

    /**
     * Adds confirmed changes to the log. Does nothing if none is kept.
     *
     * @param changes in order; a position that is there already is an {@link IllegalStateException}
     */
    void log(List<Change> changes);

    /**
     * Reads the log.
     *
     * @param after position to start behind
     * @param limit how many at most
     * @return the changes in order; empty if no log is kept
     */
    List<Change> log(long after, int limit);

    /**
     * How much is in the log.
     *
     * @return {@link LogExtent#WHOLE} for a new storage, and after all was {@linkplain #forget() forgotten}. A storage that is opened with a
     *     log behind a time without one begins it at the position where the history stands
     */
    LogExtent logExtent();

    /**
     * Forgets the oldest changes of the log, up to a position: all of them, or as many as one transaction can take without keeping others
     * waiting, some hundred changes or some MiB.
     *
     * @param upTo at least 1; nothing behind it goes
     * @return whether there are more of them
     */
    boolean trimLog(long upTo);

    /**
     * Keeps marks with the log, in the place of those that were kept.
     *
     * @param marks some twenty; their times are kept to the second
     */
    void markLog(List<LogExtent.Mark> marks);

    /**
     * Forgets the row of a key, if there is one.
     *
     * @param collection of it
     * @param key of it
     */
    void forget(String collection, String key);

    /** Forgets all rows and the log. Rows that are {@linkplain AsideTx set aside} as unreadable stay. */
    void forget();
}
