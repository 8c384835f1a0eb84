package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the outbox holds which keys, for a dialect that asks about each change that it pulls, and which ids, for an import.
 *
 * <p>An index by key would make recording a mutation dearer by two fifths, and settling it by much more, on every device, for
 * a question that most never ask and that a short outbox answers without. So the keys of a short outbox are read once a
 * transaction; a long one gets the index when it is first asked, and loses it when it has been emptied. The same goes for the ids.
 */
final class OutboxKeys {
    /** How many entries make a long outbox: reading the keys of fewer takes less than a millisecond. */
    static final int LONG = 1000;

    private static final String NAMED = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = '";

    private final Part keys;
    private final Part ids;

    OutboxKeys(SqlConnection<?> sql) {
        keys = new Part(sql, "mooring_outbox_key", "collection, key");
        ids = new Part(sql, "mooring_outbox_id", "id");
    }

    /** What was known may be wrong in another transaction. */
    void forget() {
        keys.places = null;
        keys.looked = false;
        ids.places = null;
        ids.looked = false;
    }

    /** Whether {@link #dropIndex} is worth a look at the outbox. */
    boolean mayHaveIndex() {
        return keys.indexToDrop || ids.indexToDrop;
    }

    /** At the beginning of a write transaction, as SQLite refuses it while a query is being read. */
    void dropIndex() {
        keys.dropIndex();
        ids.dropIndex();
    }

    void added(Mutation mutation, long seq) {
        if (keys.places != null) {
            keys.add(new Key(mutation.collection(), mutation.key()), seq);
        }
        if (ids.places != null) {
            ids.add(mutation.id().toString(), seq);
        }
    }

    /** Whether {@link #lookAtKeys} has to be told how long the outbox is. */
    boolean lookedAtKeys() {
        return keys.looked;
    }

    /** Whether {@link #lookAtIds} has to be told how long the outbox is. */
    boolean lookedAtIds() {
        return ids.looked;
    }

    /** Finds out about an outbox of that many entries. In a read, a long one without an index stays without. */
    void lookAtKeys(long entries, boolean writable) {
        keys.look(entries, writable);
    }

    /** The same for the ids. */
    void lookAtIds(long entries, boolean writable) {
        ids.look(entries, writable);
    }

    /** Where entries of that key are or were, in order; null if they are to be looked up in the table. */
    @Nullable
    List<Long> places(String collection, String key) {
        return keys.at(new Key(collection, key));
    }

    /** Where the entry of that id is or was; null if it is to be looked up in the table. */
    @Nullable
    List<Long> places(String id) {
        return ids.at(id);
    }

    private record Key(String collection, String key) {}

    /** The keys, or the ids. */
    private static final class Part {
        private final SqlStatement indexed;
        private final SqlStatement select;
        private final SqlStatement create;
        private final SqlStatement drop;
        private final boolean pairs;
        private boolean indexToDrop;
        private boolean looked;
        private @Nullable Map<Object, List<Long>> places;

        Part(SqlConnection<?> sql, String index, String columns) {
            indexed = sql.statement(NAMED + index + "'");
            select = sql.statement("SELECT seq, " + columns + " FROM mooring_outbox ORDER BY seq");
            create = sql.statement("CREATE INDEX " + index + " ON mooring_outbox (" + columns + ")");
            drop = sql.statement("DROP INDEX IF EXISTS " + index);
            pairs = columns.contains(",");
        }

        void look(long entries, boolean writable) {
            looked = true;
            indexed.next();
            boolean there = indexed.number(1) > 0;
            indexed.reset();
            if (!there && entries < LONG) {
                places = new HashMap<>();
                while (select.next()) {
                    add(pairs ? new Key(select.text(2), select.text(3)) : select.text(2), select.number(1));
                }
            } else if (!there && writable) {
                create.run();
                there = true;
            }
            indexToDrop |= there;
        }

        void add(Object what, long seq) {
            Map<Object, List<Long>> known = places;
            if (known != null) {
                known.computeIfAbsent(what, any -> new ArrayList<>(1)).add(seq);
            }
        }

        @Nullable
        List<Long> at(Object what) {
            Map<Object, List<Long>> known = places;
            return known == null ? null : known.getOrDefault(what, Collections.emptyList());
        }

        void dropIndex() {
            if (indexToDrop) {
                drop.run();
                indexToDrop = false;
            }
        }
    }
}
