package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The numbers of confirmed rows by collection and key, as far as a transaction has asked for them. */
final class RowIds {
    /** So many keys in one statement: one for each costs several times what SQLite needs to find a row. Older ones take 999 parameters. */
    static final int BLOCK = 125;

    /** The number of a row that is not there. */
    static final long NONE = -1;

    /** So many numbers are kept: more than a slice needs. */
    private static final int MOST = 5_000;

    private final SqlStatement byKeys;
    private final SqlStatement last;
    private final Map<String, Map<String, Long>> known = new HashMap<>();
    private int size;

    RowIds(SqlConnection<?> sql) {
        byKeys = sql.statement("SELECT id, key FROM mooring_confirmed WHERE collection = ?" + inKeys());
        last = sql.statement("SELECT coalesce(max(id), 0) FROM mooring_confirmed");
    }

    /** A condition on a block of keys. */
    static String inKeys() {
        return " AND key IN (" + String.join(", ", Collections.nCopies(BLOCK, "?")) + ")";
    }

    /** Binds a block of keys. What is left over asks for the last key once more, which finds nothing new. */
    static void bind(SqlStatement statement, int first, List<String> keys, int from) {
        for (int i = 0; i < BLOCK; i++) {
            statement.set(first + i, keys.get(Math.min(from + i, keys.size() - 1)));
        }
    }

    void begin() {
        known.clear();
        size = 0;
    }

    /** The largest number of all. */
    long last() {
        return last.onlyNumber();
    }

    /** The number of a row; {@link #NONE} if there is none. */
    long of(String collection, String key) {
        return of(collection, Collections.singletonList(key)).get(0);
    }

    /** The numbers of rows, in order; {@link #NONE} where there is none. */
    List<Long> of(String collection, Collection<String> keys) {
        if (size > MOST) {
            begin();
        }
        Map<String, Long> ids = known.computeIfAbsent(collection, name -> new HashMap<>());
        List<String> missing = new ArrayList<>();
        for (String key : keys) {
            if (!ids.containsKey(key)) {
                missing.add(key);
            }
        }
        for (int from = 0; from < missing.size(); from += BLOCK) {
            bind(byKeys.set(1, collection), 2, missing, from);
            while (byKeys.next()) {
                learn(collection, byKeys.text(2), byKeys.number(1));
            }
        }
        learnAbsent(collection, missing);
        List<Long> found = new ArrayList<>(keys.size());
        for (String key : keys) {
            found.add(Objects.requireNonNull(ids.get(key)));
        }
        return found;
    }

    /** All that is there of these keys is known by now. */
    void learnAbsent(String collection, Collection<String> keys) {
        Map<String, Long> ids = known.computeIfAbsent(collection, name -> new HashMap<>());
        keys.forEach(key -> ids.putIfAbsent(key, NONE));
        size += keys.size();
    }

    void learn(String collection, String key, long id) {
        size++;
        known.computeIfAbsent(collection, name -> new HashMap<>()).put(key, id);
    }
}
