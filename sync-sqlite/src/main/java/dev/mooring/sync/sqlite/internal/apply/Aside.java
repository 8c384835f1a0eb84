package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that cannot be in the app's tables. The state of a key is its row here if there is one, else the table's. A row of
 * null is one that is gone, but that the app's schema does not let go.
 */
final class Aside {
    /** SQL for milliseconds since 1970. */
    static final String NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";

    /** SQL for whether there is any. */
    static final String ANY = "EXISTS (SELECT 1 FROM mooring_aside)";

    private static final String SELECT = "SELECT rowid, collection, key, row, reason FROM mooring_aside WHERE ";

    private final SqlStatement any;
    private final SqlStatement find;
    private final SqlStatement waiting;
    private final SqlStatement after;
    private final SqlStatement insert;
    private final SqlStatement delete;
    private final SqlStatement clear;
    private final SqlStatement last;
    private boolean some;

    Aside(SqlConnection<?> sql) {
        any = sql.statement("SELECT " + ANY);
        find = sql.statement(SELECT + "collection = ? AND key = ?");
        waiting = sql.statement(SELECT + "blocker_collection = ? AND blocker_key = ?");
        after = sql.statement(SELECT + "rowid > ? ORDER BY rowid");
        insert = sql.statement("INSERT OR REPLACE INTO mooring_aside (collection, key, row, reason, blocker_collection,"
                + " blocker_key, at) VALUES (?, ?, ?, ?, ?, ?, " + NOW + ")");
        delete = sql.statement("DELETE FROM mooring_aside WHERE rowid = ?");
        last = sql.statement("SELECT coalesce(max(rowid), 0) FROM mooring_aside");
        clear = sql.statement("DELETE FROM mooring_aside");
    }

    /** One of them; the row is in the exact encoding. */
    record Entry(
            long id,
            String collection,
            String key,
            @Nullable String row,
            String reason) {}

    /** What a row waits for: nothing but the next open if both are empty, any row of a collection if the key is. */
    record Blocker(String collection, String key) {
        static final Blocker NONE = new Blocker("", "");
    }

    /** The last one that is there now. */
    long last() {
        last.next();
        long number = last.number(1);
        last.reset();
        return number;
    }

    /** Looks whether there is any, once a call. */
    void begin() {
        any.next();
        begin(any.number(1) != 0);
        any.reset();
    }

    /** The same where somebody has looked. */
    void begin(boolean any) {
        some = any;
    }

    boolean isEmpty() {
        return !some;
    }

    @Nullable
    Entry find(String collection, String key) {
        if (!some) {
            return null;
        }
        find.set(1, collection).set(2, key);
        if (!find.next()) {
            return null;
        }
        Entry entry = entry(find);
        find.reset();
        return entry;
    }

    /** Those that wait for a row. */
    List<Entry> waiting(Blocker blocker) {
        List<Entry> entries = new ArrayList<>();
        if (some) {
            waiting.set(1, blocker.collection()).set(2, blocker.key());
            while (waiting.next()) {
                entries.add(entry(waiting));
            }
        }
        return entries;
    }

    /** Some of them, in the order in which they came. */
    List<Entry> after(long id, int limit) {
        List<Entry> entries = new ArrayList<>();
        after.set(1, id);
        while (entries.size() < limit && after.next()) {
            entries.add(entry(after));
        }
        after.reset();
        return entries;
    }

    private static Entry entry(SqlStatement row) {
        return new Entry(row.number(1), row.text(2), row.text(3), (String) row.value(4), row.text(5));
    }

    void put(String collection, String key, @Nullable String row, String reason, Blocker blocker) {
        insert.set(1, collection)
                .set(2, key)
                .bind(3, row)
                .set(4, Shown.words(reason))
                .set(5, blocker.collection())
                .set(6, blocker.key())
                .run();
        some = true;
    }

    void remove(Entry entry) {
        delete.set(1, entry.id()).run();
    }

    void clear() {
        clear.run();
        some = false;
    }
}
