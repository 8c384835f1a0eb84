package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were there before their table came under sync.
 *
 * <p>Their keys are listed when a table is synced for the first time, and leave the list one by one: when the row is captured,
 * when the server tells of it, or when it is adopted, in the order of the keys, as if it had just been inserted. So nothing is adopted that the server
 * knows or will learn of anyway, a list is never longer than it began, and a crash in between loses nothing.
 *
 * <p>One instance a connection; {@link #begin} at the beginning of each transaction.
 */
public final class Adoption {
    private final SqlConnection<?> sql;
    private final Map<String, Boolean> possible = new HashMap<>();
    private final Map<String, Long> looked = new HashMap<>();
    private final Map<String, Long> looking = new HashMap<>();

    public Adoption(SqlConnection<?> sql) {
        this.sql = sql;
    }

    /** What was known may be wrong in another transaction. */
    public void begin() {
        possible.clear();
        looking.clear();
    }

    /** The transaction has ended well, so that what was looked at need not be looked at again. */
    public void committed() {
        looked.putAll(looking);
    }

    /** Lists the rows of a table that is synced for the first time. */
    public static void list(SqlConnection<?> sql, Table table) {
        List<String> key = table.form().key();
        String rows = "SELECT ?, " + TableText.name(key, column -> Names.quoted(column)) + ", " + quoted(key) + " FROM "
                + Names.quoted(table.name());
        sql.statement("INSERT INTO mooring_adoption (tbl, key, " + TableText.values(1, key.size()) + ") " + rows)
                .set(1, Names.folded(table.name()))
                .run();
    }

    private static String quoted(List<String> columns) {
        return TableText.joined(columns, ", ", Names::quoted);
    }

    /** Forgets the list of a table that is not synced any more. */
    static void unlist(SqlConnection<?> sql, String table) {
        sql.statement("DELETE FROM mooring_adoption WHERE tbl = ?")
                .set(1, Names.folded(table))
                .run();
    }

    /** Whether rows of a table are listed. */
    public boolean isPossible(Table table) {
        return isPossible() && possible.computeIfAbsent(table.name(), name -> isPossible(sql, name));
    }

    /** Whether rows of any table are listed. */
    public boolean isPossible() {
        // No table has an empty name.
        return possible.computeIfAbsent(
                "", any -> isTrue(sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_adoption)")));
    }

    public static boolean isPossible(SqlConnection<?> sql, String table) {
        return isTrue(sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_adoption WHERE tbl = ?)")
                .set(1, Names.folded(table)));
    }

    private static boolean isTrue(SqlStatement question) {
        question.next();
        boolean answer = question.number(1) != 0;
        question.reset();
        return answer;
    }

    /** Takes a row off the list, as the server knows it. Costs nothing where nothing is listed. */
    public void known(Table table, @Nullable Object[] key) {
        if (!isPossible(table)) {
            return;
        }
        int[] next = {0};
        Function<String, String> parameter = column -> key[next[0]++] instanceof RawText ? "CAST(? AS TEXT)" : "?";
        String name = TableText.name(table.form().key(), parameter);
        SqlStatement delete = sql.statement("DELETE FROM mooring_adoption WHERE tbl = ? AND key = " + name)
                .set(1, Names.folded(table.name()));
        for (int i = 0; i < key.length; i++) {
            delete.bind(2 + i, key[i]);
        }
        delete.run();
    }

    /** Takes the rows of captures off the list, from the first that has not been looked at to that number. */
    void captured(Table table, long seq) {
        if (!isPossible(table)) {
            return;
        }
        Long from = looking.getOrDefault(table.name(), looked.getOrDefault(table.name(), 0L));
        for (Form form : new FormTable(sql).all(table.name())) {
            String name = TableText.name(form.key(), column -> TableText.value(form, column));
            sql.statement("DELETE FROM mooring_adoption WHERE tbl = ? AND key IN (SELECT " + name
                            + " FROM mooring_capture WHERE seq > ? AND seq <= ? AND form = ?)")
                    .set(1, Names.folded(table.name()))
                    .set(2, from)
                    .set(3, seq)
                    .set(4, form.id())
                    .run();
        }
    }

    /**
     * Captures the next rows of a table as inserted. One step is one part of a write transaction; {@link #isPossible} says
     * whether another one is needed.
     *
     * @param rows at most so many
     * @return how many were captured; fewer where listed rows have been deleted since
     */
    public int step(Table table, int rows) {
        captured(table, Long.MAX_VALUE);
        Object last = last(table, rows);
        if (last == null) {
            return 0;
        }
        String upTo = " AND key <= " + (last instanceof RawText ? "CAST(? AS TEXT)" : "?");
        int adopted = capture(table, upTo, last);
        sql.statement("DELETE FROM mooring_adoption WHERE tbl = ?" + upTo)
                .set(1, Names.folded(table.name()))
                .bind(2, last)
                .run();
        possible.clear();
        looking.put(table.name(), lastCapture());
        return adopted;
    }

    private long lastCapture() {
        SqlStatement max = sql.statement("SELECT coalesce(max(seq), 0) FROM mooring_capture");
        max.next();
        long last = max.number(1);
        max.reset();
        return last;
    }

    /** The key with which the next slice ends. */
    private @Nullable Object last(Table table, int rows) {
        SqlStatement next = sql.statement("SELECT key FROM mooring_adoption WHERE tbl = ? ORDER BY key")
                .set(1, Names.folded(table.name()));
        Object last = null;
        for (int i = 0; i < rows && next.next(); i++) {
            last = next.value(1);
        }
        next.reset();
        return last;
    }

    private int capture(Table table, String upTo, Object last) {
        Form form = table.form();
        List<String> same = new ArrayList<>();
        for (int i = 0; i < form.key().size(); i++) {
            String column = "r." + Names.quoted(form.key().get(i));
            same.add(column + " = a.v" + (i + 1) + " AND " + column + " IS a.v" + (i + 1) + " COLLATE BINARY");
        }
        // The order of a CROSS JOIN is SQLite's, too: the list first, and the table by its index.
        return sql.statement("INSERT INTO mooring_capture (form, op, at, "
                        + TableText.values(1, form.columns().size()) + ") SELECT " + form.id() + ", " + Journal.ADOPTION
                        + ", " + TableText.NOW
                        + ", " + TableText.joined(form.columns(), ", ", column -> "r." + Names.quoted(column))
                        + " FROM (SELECT * FROM mooring_adoption WHERE tbl = ?" + upTo + ") AS a CROSS JOIN "
                        + Names.quoted(table.name()) + " AS r WHERE " + String.join(" AND ", same) + " ORDER BY a.key")
                .set(1, Names.folded(table.name()))
                .bind(2, last)
                .run();
    }
}
