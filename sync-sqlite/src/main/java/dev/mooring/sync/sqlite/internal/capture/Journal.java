package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The captures that triggers have written and nobody has taken in.
 *
 * <p>They are numbered without gaps, as SQLite gives each the number after the highest. The last row is emptied rather than
 * deleted, or its number would be given again; so what is waiting is counted without being read. Another process may take in,
 * too: everything is read anew in each transaction, and only a write transaction may take.
 */
public final class Journal {
    /** How many are waiting, as SQL. */
    public static final String WAITING =
            "SELECT coalesce((SELECT max(seq) FROM mooring_capture), 0) - taken FROM mooring_scope";

    private static final int INSERT = 1;
    static final int UPDATE = 2;
    static final int DELETE = 3;

    /** As an insert, of a row that was there before. */
    static final int ADOPTION = 4;

    /** Besides the values. */
    private static final int ROW_BYTES = 50;

    private final SqlConnection<?> sql;
    private final Tables tables;
    private final Adoption adoption;
    private final FormTable forms;
    private final Map<Long, Form> known = new HashMap<>();
    private int width;

    public Journal(SqlConnection<?> sql, Tables tables, Adoption adoption) {
        this.sql = sql;
        this.tables = tables;
        this.adoption = adoption;
        forms = new FormTable(sql);
    }

    /**
     * Some captures in order.
     *
     * @param captures with what belongs together folded into one
     * @param last the number up to which the journal was read
     */
    public record Slice(List<Capture> captures, long last) {}

    /** How many are waiting, on any connection. */
    public static long waiting(SqlConnection<?> sql) {
        return number(sql, WAITING);
    }

    /** The last number that was given. */
    public long last() {
        return number("SELECT coalesce(max(seq), 0) FROM mooring_capture");
    }

    /** The last number that was taken in. */
    public long taken() {
        return number("SELECT taken FROM mooring_scope");
    }

    private long number(String query) {
        return number(sql, query);
    }

    private static long number(SqlConnection<?> sql, String query) {
        return sql.statement(query).onlyNumber();
    }

    /** What was captured after that number, at least one if there is any; the slice's last number is that one if there is none. */
    public Slice after(long seq, int maxCount, long maxBytes) {
        if (width == 0) {
            width = TriggerTable.width(sql, "mooring_capture");
        }
        Folding folding = new Folding(tables, adoption);
        SqlStatement rows = sql.statement("SELECT seq, form, op, at, " + TableText.values(1, width)
                        + " FROM mooring_capture WHERE seq > ? ORDER BY seq")
                .set(1, seq);
        long last = seq;
        long bytes = 0;
        for (int count = 0; count < Math.max(1, maxCount) && rows.next(); count++) {
            Form form = form(rows.number(2), rows.number(1));
            int values = (rows.number(3) == UPDATE ? 2 : 1) * form.columns().size();
            if (values > width) {
                // Another process has synced a wider table since.
                rows.reset();
                width = 0;
                return after(seq, maxCount, maxBytes);
            }
            Capture capture = capture(rows, form);
            bytes += bytes(capture.row()) + bytes(capture.before());
            if (count > 0 && bytes > maxBytes) {
                break;
            }
            folding.add(capture);
            last = capture.seq();
        }
        rows.reset();
        return new Slice(folding.captures(), last);
    }

    private Form form(long id, long seq) {
        Form form = known.get(id);
        if (form == null) {
            form = forms.form(id);
        }
        if (form == null) {
            throw new StorageException(
                    Kind.CORRUPT, "capture " + seq + " has the form " + id + ", which is not there; it was left", null);
        }
        known.put(id, form);
        return form;
    }

    private static Capture capture(SqlStatement row, Form form) {
        long op = row.number(3);
        int columns = form.columns().size();
        @Nullable Object[] first = values(row, 5, columns);
        if (op == INSERT || op == ADOPTION) {
            return new Capture(row.number(1), form, row.number(4), first, null, op == ADOPTION);
        }
        return op == UPDATE
                ? new Capture(row.number(1), form, row.number(4), first, values(row, 5 + columns, columns))
                : new Capture(row.number(1), form, row.number(4), null, first);
    }

    private static @Nullable Object[] values(SqlStatement row, int from, int count) {
        @Nullable Object[] values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = row.value(from + i);
        }
        return values;
    }

    private static long bytes(@Nullable Object @Nullable [] values) {
        long bytes = ROW_BYTES;
        for (Object value : values == null ? new @Nullable Object[0] : values) {
            if (value instanceof String text) {
                bytes += text.length();
            } else if (value instanceof byte[] blob) {
                bytes += blob.length;
            } else {
                bytes += value instanceof RawText raw ? raw.utf8().length : Long.BYTES;
            }
        }
        return bytes;
    }

    /** Removes what was taken in, up to that number; in the transaction in which it became mutations. */
    public void taken(long seq) {
        for (Table table : tables.parentsFirst()) {
            adoption.captured(table, seq);
        }
        long last = number("SELECT coalesce(max(seq), 0) FROM mooring_capture");
        sql.statement("DELETE FROM mooring_capture WHERE seq < ?")
                .set(1, Math.min(seq + 1, last))
                .run();
        if (seq >= last) {
            sql.statement("INSERT OR REPLACE INTO mooring_capture (seq, form, op, at) VALUES (?, 0, 0, 0)")
                    .set(1, last)
                    .run();
        }
        sql.statement("UPDATE mooring_scope SET taken = ?").set(1, seq).run();
        // With a condition, as SQLite would rewrite even an empty table without.
        sql.statement("DELETE FROM mooring_replaced WHERE form <> 0").run();
    }
}
