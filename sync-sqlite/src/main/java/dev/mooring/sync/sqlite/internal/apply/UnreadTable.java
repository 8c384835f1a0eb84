package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Changes of synced tables that say nothing of a row, kept as they came. A later whole row of the key makes them void; a later
 * update does not, but then they are not tried again, as they would undo it. Changes that are merged go in at any time.
 */
public final class UnreadTable {
    /** SQL for whether there is any. */
    static final String ANY = "EXISTS (SELECT 1 FROM mooring_unread)";

    private final SqlStatement any;
    private final SqlStatement after;
    private final SqlStatement of;
    private final SqlStatement insert;
    private final SqlStatement late;
    private final SqlStatement drop;
    private final SqlStatement delete;
    private final SqlStatement clear;
    private boolean some;

    UnreadTable(SqlConnection<?> sql) {
        any = sql.statement("SELECT " + ANY);
        String entries = "SELECT id, collection, key, kind, payload, tombstone, origin FROM mooring_unread WHERE ";
        after = sql.statement(entries + "id > ? AND late = 0 ORDER BY id");
        of = sql.statement(entries + "collection = ? AND key = ?");
        insert =
                sql.statement("INSERT INTO mooring_unread (collection, key, kind, payload, tombstone, reason, late, at,"
                        + " origin) VALUES (?, ?, ?, ?, ?, ?, 0, " + Aside.NOW + ", ?)");
        late = sql.statement("UPDATE mooring_unread SET late = 1 WHERE collection = ? AND key = ?");
        drop = sql.statement("DELETE FROM mooring_unread WHERE collection = ? AND key = ?");
        delete = sql.statement("DELETE FROM mooring_unread WHERE id = ?");
        clear = sql.statement("DELETE FROM mooring_unread");
    }

    /**
     * One of them.
     *
     * @param id its place
     * @param change as it came
     */
    public record Entry(long id, Change change) {}

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

    boolean isAny() {
        return some;
    }

    void put(Change change, String reason) {
        insert.set(1, change.collection())
                .set(2, change.key())
                .set(3, change.kind())
                .set(4, change.payload())
                .set(5, change.tombstone() ? 1 : 0)
                .set(6, Shown.words(reason))
                .set(7, change.origin())
                .run();
        some = true;
    }

    /** A later change of the key says all there is to say. */
    void drop(Change change) {
        if (some) {
            drop.set(1, change.collection()).set(2, change.key()).run();
        }
    }

    /** Some of what came of the key before says nothing any more. */
    void drop(Change change, Predicate<Change> isVoid) {
        if (some) {
            of.set(1, change.collection()).set(2, change.key());
            read(of, Integer.MAX_VALUE).stream()
                    .filter(entry -> isVoid.test(entry.change()))
                    .forEach(this::remove);
        }
    }

    /** A later change of the key could be read. */
    void overtaken(RowChange change) {
        if (some) {
            boolean whole = change.changed == null;
            (whole ? drop : late)
                    .set(1, change.shape.collection)
                    .set(2, change.key)
                    .run();
        }
    }

    /** Some of those that nothing came behind, in the order in which they came. */
    List<Entry> after(long id, int limit) {
        return read(after.set(1, id), limit);
    }

    private static List<Entry> read(SqlStatement select, int limit) {
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < limit && select.next()) {
            Change change = new Change(
                    Change.NO_POSITION,
                    select.text(2),
                    select.text(3),
                    select.text(4),
                    select.text(5),
                    select.number(6) != 0,
                    0,
                    "",
                    select.text(7));
            entries.add(new Entry(select.number(1), change));
        }
        select.reset();
        return entries;
    }

    void remove(Entry entry) {
        delete.set(1, entry.id()).run();
    }

    void clear() {
        clear.run();
        some = false;
    }
}
