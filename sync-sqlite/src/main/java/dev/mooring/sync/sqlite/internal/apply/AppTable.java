package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.SqliteVersion;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a synced table through one connection. Rows are arrays by the columns of the shape, with those that stay local
 * behind them. The class is long as each statement on the rows has a method here.
 */
final class AppTable {
    /** More rows a statement save nothing. */
    private static final int BLOCK = 16;

    /** What {@link #together} says of a whole row. */
    static final BitSet WHOLE = new BitSet();

    final Shape shape;

    /** All columns that hold a value of their own. */
    final List<String> stored;

    private final SqlConnection<?> sql;
    private final RowSql text;
    private final Map<String, Integer> places = new HashMap<>();
    private final int[] blocks;

    /** The captured column for whose NULL SQLite chooses a number; -1 if there is none, or if this SQLite does so without harm. */
    private final int numbered;

    private final RowUpdates updates;
    private final RowWriter writer;
    private final SqlStatement delete;
    private final SqlStatement select;

    /**
     * {@code upserts} says that one statement can write a row that may be there, {@code rowid} for which column's NULL SQLite chooses a
     * number, if there is one, {@code aliases} that the schema may take different keys for one, as without regard to capitals.
     */
    AppTable(
            SqlConnection<?> sql,
            SqliteVersion version,
            boolean upserts,
            Shape shape,
            List<String> allColumns,
            List<String> rowid,
            boolean aliases) {
        this.sql = sql;
        this.shape = shape;
        List<String> columns = new ArrayList<>(shape.columns);
        for (String column : allColumns) {
            if (!columns.contains(column)) {
                columns.add(column);
            }
        }
        stored = Collections.unmodifiableList(columns);
        for (String column : columns) {
            places.put(Constraints.lower(column), places.size());
        }
        numbered = upserts || rowid.isEmpty() ? -1 : shape.column(rowid.get(0));
        blocks = aliases ? RowWriter.ALONE : RowWriter.sizes(BLOCK, shape.size());
        text = new RowSql(shape, stored, aliases);
        updates = new RowUpdates(sql, text, version.hasUpdateFrom());
        writer = upserts ? new UpsertWriter(sql, text) : new UpdateOrInsertWriter(sql, text, updates);
        delete = sql.statement(text.delete(null));
        select = sql.statement(text.select(null));
    }

    boolean aliases() {
        return text.aliases;
    }

    /** Why the database cannot keep a value as it is; null if it can. */
    private @Nullable String unheld(@Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof RawText raw && !sql.holds(raw)) {
                return "a text of it is no well-formed UTF-8, and this database keeps UTF-16, which has no place for"
                        + " its bytes";
            }
        }
        return null;
    }

    /**
     * What a change is written together with.
     *
     * @return the columns that it sets, as others that set the same go by one statement; {@link #WHOLE} for a whole row; null if it goes by
     *     itself
     */
    @Nullable
    BitSet together(RowChange change) {
        if (aliases()) {
            return null;
        }
        if (change.changed != null) {
            return updated(change, change.changed);
        }
        return isTold(change) && !isNumbered(change) ? WHOLE : null;
    }

    /**
     * Whether an old SQLite chooses a number for the row. Before 3.19, it puts rows in wrong places that come behind such a one in the
     * same statement, and takes other rows for those that have their numbers.
     */
    private boolean isNumbered(RowChange change) {
        return numbered >= 0 && change.values[numbered] == null;
    }

    private static boolean isTold(RowChange change) {
        for (Object value : change.values) {
            if (value == RowChange.UNTOLD || value instanceof RawText) {
                return false;
            }
        }
        return true;
    }

    private @Nullable BitSet updated(RowChange change, BitSet changed) {
        if (shape.key.length != 1 || RowUpdates.hasRaw(change.values)) {
            return null;
        }
        BitSet written = written(changed, change);
        return written.isEmpty() ? null : written;
    }

    /** How many changes that are written {@linkplain #together together} one statement takes: any of these, the largest first. */
    int[] blocks(BitSet together) {
        return together.equals(WHOLE) ? blocks : updates.blocks(together.cardinality());
    }

    /**
     * Writes as many changes that are written {@linkplain #together together}.
     *
     * @return those whose rows are not there to be updated; null if a constraint was in the way, and then nothing is written
     */
    @Nullable
    List<RowChange> writeBlock(BitSet together, List<RowChange> rows) {
        if (together.equals(WHOLE)) {
            return writer.write(rows) ? Collections.emptyList() : null;
        }
        return updateBlock(together, rows);
    }

    private BitSet written(BitSet changed, RowChange change) {
        BitSet written = changed;
        for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
            if (change.values[i] == RowChange.UNTOLD || shape.isKey[i]) {
                written = written.equals(changed) ? (BitSet) changed.clone() : written;
                written.clear(i);
            }
        }
        return written;
    }

    private @Nullable List<RowChange> updateBlock(BitSet written, List<RowChange> rows) {
        SqlStatement update = updates.bound(written, rows);
        if (update.attempt() != null) {
            return null;
        }
        if (update.changed() == rows.size()) {
            return Collections.emptyList();
        }
        List<RowChange> missing = new ArrayList<>();
        for (RowChange change : rows) {
            if (row(change.keyValues()) == null) {
                missing.add(change);
            }
        }
        return missing;
    }

    /** Writes what was told of a row; returns the constraint that was in the way, or null. */
    @Nullable
    String upsert(@Nullable Object[] values) {
        String unheld = unheld(values);
        if (unheld != null) {
            return unheld;
        }
        BitSet told = new BitSet(values.length);
        BitSet raw = new BitSet(0);
        for (int i = 0; i < values.length; i++) {
            told.set(i, values[i] != RowChange.UNTOLD);
            if (values[i] instanceof RawText) {
                raw.set(i);
            }
        }
        return writer.write(told, raw, values);
    }

    /** Writes a change that makes no row go; returns the constraint that was in the way, or null. */
    @Nullable
    String write(RowChange change) {
        BitSet changed = change.changed;
        if (changed == null) {
            return upsert(change.values);
        }
        BitSet written = written(changed, change);
        String unheld = unheld(change.values);
        if (unheld != null) {
            return unheld;
        }
        if (!written.isEmpty()) {
            SqlStatement update = updates.bound(written, change.values);
            String constraint = update.attempt();
            if (constraint != null || update.changed() > 0) {
                return constraint;
            }
        } else if (row(change.keyValues()) != null) {
            return null;
        }
        return change.onlyIfThere ? null : upsert(change.values);
    }

    /** Deletes a row if it is there; returns the constraint that was in the way, or null. */
    @Nullable
    String delete(@Nullable Object[] key) {
        if (unheld(key) != null) {
            return null; // It cannot be there.
        }
        SqlStatement statement = RowUpdates.hasRaw(key) ? sql.statement(text.delete(key)) : delete;
        text.bindKey(statement, 1, key);
        return statement.attempt();
    }

    /** The row of a key by the stored columns, or null. */
    @Nullable
    Object @Nullable [] row(@Nullable Object[] key) {
        if (unheld(key) != null) {
            return null;
        }
        SqlStatement statement = RowUpdates.hasRaw(key) ? sql.statement(text.select(key)) : select;
        text.bindKey(statement, 1, key);
        if (!statement.next()) {
            return null;
        }
        @Nullable Object[] row = current(statement);
        statement.reset();
        return row;
    }

    private @Nullable Object[] current(SqlStatement statement) {
        @Nullable Object[] row = new @Nullable Object[stored.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = statement.value(i + 1);
        }
        return row;
    }

    /**
     * The rows that have these values, none of them NULL.
     *
     * @param terms one a value, such as {@code "a" COLLATE "NOCASE"}
     * @param more another condition, or empty
     */
    List<@Nullable Object[]> rows(List<String> terms, @Nullable Object[] values, String more) {
        if (unheld(values) != null) {
            return Collections.emptyList();
        }
        SqlStatement statement = sql.statement(text.selectAll() + RowSql.where(terms, values) + more);
        for (int i = 0; i < values.length; i++) {
            statement.bind(i + 1, values[i]);
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        while (statement.next()) {
            rows.add(current(statement));
        }
        return rows;
    }

    /** All rows, or those whose key is behind another, in the order of the key. */
    List<@Nullable Object[]> everything() {
        SqlStatement statement = sql.statement(text.selectAll());
        List<@Nullable Object[]> rows = new ArrayList<>();
        while (statement.next()) {
            rows.add(current(statement));
        }
        return rows;
    }

    /** The keys of some rows, behind another one; all at once if the schema may take different keys for one. */
    List<@Nullable Object[]> keys(@Nullable Object @Nullable [] after, int limit) {
        if (aliases() && after != null) {
            return Collections.emptyList();
        }
        SqlStatement statement = sql.statement(text.selectKeys(after));
        int at = 1;
        for (Object value : after == null ? new Object[0] : after) {
            statement.bind(at++, value);
        }
        statement.set(at, aliases() ? -1 : limit);
        List<@Nullable Object[]> keys = new ArrayList<>();
        while (statement.next()) {
            @Nullable Object[] key = new @Nullable Object[shape.key.length];
            for (int i = 0; i < key.length; i++) {
                key[i] = statement.value(i + 1);
            }
            keys.add(key);
        }
        statement.reset();
        return keys;
    }

    boolean isEmpty() {
        SqlStatement any = sql.statement("SELECT EXISTS (SELECT 1 FROM " + text.name() + ")");
        any.next();
        boolean empty = any.number(1) == 0;
        any.reset();
        return empty;
    }

    /** Deletes all rows; returns the constraint that was in the way, or null. */
    @Nullable
    String clear() {
        return sql.statement("DELETE FROM " + text.name()).attempt();
    }

    @Nullable
    Object[] keyOf(@Nullable Object[] row) {
        return text.keyOf(row);
    }

    /** Values of some columns by name; null if one of them is NULL or was not told. */
    @Nullable
    Object @Nullable [] values(List<String> columns, @Nullable Object[] row) {
        @Nullable Object[] some = new @Nullable Object[columns.size()];
        for (int i = 0; i < some.length; i++) {
            Integer column = places.get(Constraints.lower(columns.get(i)));
            Object value = column == null || column >= row.length ? null : row[column];
            if (value == null || value == RowChange.UNTOLD) {
                return null;
            }
            some[i] = value;
        }
        return some;
    }

    /** Padded to all stored columns. */
    @Nullable
    Object[] padded(@Nullable Object[] row) {
        if (row.length == stored.size()) {
            return row;
        }
        @Nullable Object[] padded = Arrays.copyOf(row, stored.size());
        Arrays.fill(padded, row.length, padded.length, RowChange.UNTOLD);
        return padded;
    }
}
