package dev.mooring.sync.sqlite;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys the outbox holds, for a dialect that asks about each change that it pulls.
 *
 * <p>An index by key would make recording a mutation dearer by two fifths, and settling it by much more, on every device, for
 * a question that most never ask and that a short outbox answers without. So the keys of a short outbox are read once a
 * transaction; a long one gets the index when it is first asked, and loses it when it has been emptied.
 */
final class OutboxKeys {
    /** How many entries make a long outbox: reading the keys of fewer takes less than a millisecond. */
    static final int LONG = 1000;

    private static final String INDEX = "mooring_outbox_key";

    private final SqlStatement indexed;
    private final SqlStatement select;
    private final SqlStatement create;
    private final SqlStatement drop;
    private boolean indexToDrop;
    private boolean looked;
    private @Nullable Set<Key> keys;

    OutboxKeys(SqlConnection<?> sql) {
        indexed = sql.statement("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = '" + INDEX + "'");
        select = sql.statement("SELECT collection, key FROM mooring_outbox");
        create = sql.statement("CREATE INDEX " + INDEX + " ON mooring_outbox (collection, key)");
        drop = sql.statement("DROP INDEX IF EXISTS " + INDEX);
    }

    /** What was known may be wrong in another transaction. */
    void forget() {
        looked = false;
        keys = null;
    }

    /** Whether {@link #dropIndex} is worth a look at the outbox. */
    boolean mayHaveIndex() {
        return indexToDrop;
    }

    /** At the beginning of a write transaction, as SQLite refuses it while a query is being read. */
    void dropIndex() {
        drop.run();
        indexToDrop = false;
    }

    void added(Mutation mutation) {
        if (keys != null) {
            keys.add(new Key(mutation.collection(), mutation.key()));
        }
    }

    /** Whether {@link #mayHold} has to be told how long the outbox is. */
    boolean looked() {
        return looked;
    }

    /** Finds out about an outbox of that many entries. In a read, a long one without an index stays without. */
    void look(long entries, boolean writable) {
        looked = true;
        indexed.next();
        boolean there = indexed.number(1) > 0;
        indexed.reset();
        if (!there && entries < LONG) {
            keys = read();
        } else if (!there && writable) {
            create.run();
            there = true;
        }
        indexToDrop |= there;
    }

    private Set<Key> read() {
        Set<Key> read = new HashSet<>();
        while (select.next()) {
            read.add(new Key(select.text(1), select.text(2)));
        }
        return read;
    }

    /** Whether a query for the entries of that key may find any. */
    boolean mayHold(String collection, String key) {
        return keys == null || keys.contains(new Key(collection, key));
    }

    private record Key(String collection, String key) {}
}
