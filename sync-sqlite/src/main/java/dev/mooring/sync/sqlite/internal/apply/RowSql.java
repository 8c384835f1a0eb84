package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of a synced table. Every statement says what happens on a conflict, so that no conflict clause of the app's schema makes
 * another row go. A text that is not well-formed is bound as bytes, and its place in the statement makes a text of them.
 */
final class RowSql {
    private final Shape shape;
    private final List<String> stored;

    /** Whether the schema may take different keys for one, as without regard to capitals. */
    final boolean aliases;

    /** The columns that are captured. */
    final BitSet captured = new BitSet();

    RowSql(Shape shape, List<String> stored, boolean aliases) {
        this.shape = shape;
        this.stored = stored;
        this.aliases = aliases;
        captured.set(0, shape.size());
    }

    String name() {
        return quote(shape.name());
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** All rows; a condition may follow. */
    String selectAll() {
        StringBuilder text = new StringBuilder("SELECT ");
        for (String column : stored) {
            text.append(text.length() > 7 ? ", " : "").append(quote(column));
        }
        return text.append(" FROM ").append(name()).toString();
    }

    /** Reads the keys of some rows, behind another one. A row with NULL in its key is as old as its table, and never synced. */
    String selectKeys(@Nullable Object @Nullable [] after) {
        StringBuilder key = new StringBuilder();
        StringBuilder than = new StringBuilder();
        StringBuilder synced = new StringBuilder();
        for (int i = 0; i < shape.key.length; i++) {
            key.append(i == 0 ? "" : ", ").append(quote(stored.get(shape.key[i])));
            than.append(i == 0 ? "" : ", ").append(after == null ? "" : parameter(after[i]));
            synced.append(i == 0 ? " WHERE " : " AND ")
                    .append(quote(stored.get(shape.key[i])))
                    .append(" IS NOT NULL");
        }
        return "SELECT " + key + " FROM " + name() + synced
                + (after == null ? "" : " AND (" + key + ") > (" + than + ')')
                + " ORDER BY " + key + " LIMIT ?";
    }

    /** So many rows with the columns that were told, some of them texts that are not well-formed. */
    String insert(BitSet told, BitSet raw, int rows) {
        StringBuilder columns = new StringBuilder();
        StringBuilder row = new StringBuilder();
        for (int i = told.nextSetBit(0); i >= 0; i = told.nextSetBit(i + 1)) {
            columns.append(columns.length() == 0 ? "" : ", ").append(quote(stored.get(i)));
            row.append(row.length() == 0 ? "(" : ", ").append(raw.get(i) ? "CAST(? AS TEXT)" : "?");
        }
        row.append(')');
        StringBuilder text = new StringBuilder("INSERT OR ABORT INTO " + name() + " (" + columns + ") VALUES ");
        for (int i = 0; i < rows; i++) {
            text.append(i == 0 ? "" : ", ").append(row);
        }
        return text.toString();
    }

    /** The same where rows may be there. Where the schema takes the key of another row for the same, nothing is changed. */
    String upsert(BitSet told, BitSet raw, int rows) {
        StringBuilder key = new StringBuilder();
        for (int column : shape.key) {
            key.append(key.length() == 0 ? "" : ", ").append(quote(stored.get(column)));
        }
        StringBuilder set = new StringBuilder();
        BitSet settable = settable(told);
        for (int i = settable.nextSetBit(0); i >= 0; i = settable.nextSetBit(i + 1)) {
            String column = quote(stored.get(i));
            set.append(set.length() == 0 ? " DO UPDATE SET " : ", ").append(column + " = excluded." + column);
        }
        return insert(told, raw, rows) + " ON CONFLICT (" + key + ')'
                + (set.length() == 0 ? " DO NOTHING" : set)
                + (aliases ? sameKey() : "");
    }

    /** What of a row is set where it is there: all that was told but the key, or a part of the key to have something to look at. */
    BitSet settable(BitSet told) {
        BitSet settable = (BitSet) told.clone();
        for (int column : shape.key) {
            settable.clear(column);
        }
        if (aliases && settable.isEmpty()) {
            settable.set(shape.key[0]);
        }
        return settable;
    }

    private String sameKey() {
        StringBuilder text = new StringBuilder();
        for (int i : shape.key) {
            String column = quote(stored.get(i));
            text.append(text.length() == 0 ? " WHERE " : " AND ")
                    .append(column + " = excluded." + column + " COLLATE BINARY AND typeof(" + column
                            + ") = typeof(excluded." + column + ")");
        }
        return text.toString();
    }

    /** Sets some columns of a row. */
    String update(BitSet written, @Nullable Object[] values) {
        StringBuilder text = new StringBuilder("UPDATE OR ABORT " + name() + " SET ");
        int start = text.length();
        for (int i = written.nextSetBit(0); i >= 0; i = written.nextSetBit(i + 1)) {
            text.append(text.length() == start ? "" : ", ")
                    .append(quote(stored.get(i)))
                    .append(" = ")
                    .append(parameter(values[i]));
        }
        return text.append(keyIs(keyOf(values))).toString();
    }

    /**
     * Sets some columns of so many rows, for a key of one column. Each row has its key and then its values as parameters. As one statement
     * fires a trigger for many rows, SQLite makes room for the trigger once, which costs more than the trigger where that does nothing.
     */
    String update(BitSet written, int rows) {
        String key = quote(shape.columns.get(shape.key[0]));
        int width = written.cardinality() + 1;
        StringBuilder text = new StringBuilder("UPDATE OR ABORT " + name());
        int place = 1;
        for (int i = written.nextSetBit(0); i >= 0; i = written.nextSetBit(i + 1), place++) {
            text.append(place == 1 ? " SET " : ", ")
                    .append(quote(stored.get(i)))
                    .append(" = CASE ")
                    .append(key);
            for (int row = 0; row < rows; row++) {
                text.append(" WHEN ?").append(row * width + 1);
                text.append(" THEN ?").append(row * width + 1 + place);
            }
            text.append(" END");
        }
        text.append(" WHERE ").append(key).append(" IN (");
        for (int row = 0; row < rows; row++) {
            text.append(row == 0 ? "?" : ", ?").append(row * width + 1);
        }
        return text.append(')').toString();
    }

    /** The same from a list of rows, which takes no longer a row if there are many. */
    String updateFrom(BitSet written, int rows) {
        StringBuilder columns = new StringBuilder("k");
        StringBuilder set = new StringBuilder();
        StringBuilder row = new StringBuilder("(?");
        for (int i = written.nextSetBit(0); i >= 0; i = written.nextSetBit(i + 1)) {
            columns.append(", c").append(i);
            set.append(set.length() == 0 ? "" : ", ")
                    .append(quote(stored.get(i)))
                    .append(" = told.c")
                    .append(i);
            row.append(", ?");
        }
        row.append(')');
        StringBuilder text = new StringBuilder("WITH told(" + columns + ") AS (VALUES ");
        for (int i = 0; i < rows; i++) {
            text.append(i == 0 ? "" : ", ").append(row);
        }
        String key = quote(shape.columns.get(shape.key[0]));
        return text.append(") UPDATE OR ABORT " + name() + " SET " + set + " FROM told WHERE " + name() + '.' + key
                        + " = told.k")
                .toString();
    }

    /** Deletes the row of a key. */
    String delete(@Nullable Object @Nullable [] key) {
        return "DELETE FROM " + name() + keyIs(key);
    }

    /** Reads the row of a key. */
    String select(@Nullable Object @Nullable [] key) {
        return selectAll() + keyIs(key);
    }

    /** Looks for a row whose key is the same to the schema. */
    String selectSame(@Nullable Object[] key) {
        List<String> columns = new ArrayList<>();
        for (int column : shape.key) {
            columns.add(quote(stored.get(column)));
        }
        return "SELECT 1 FROM " + name() + where(columns, key);
    }

    /** The key of a row. */
    @Nullable
    Object[] keyOf(@Nullable Object[] row) {
        @Nullable Object[] key = new @Nullable Object[shape.key.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = row[shape.key[i]];
        }
        return key;
    }

    /** Binds the key that the end of a statement asks for. */
    void bindKey(SqlStatement statement, int first, @Nullable Object[] key) {
        int at = first;
        for (Object value : key) {
            statement.bind(at++, value);
            if (aliases) {
                statement.bind(at++, value).set(at++, storageClass(value));
            }
        }
    }

    private static String storageClass(@Nullable Object value) {
        if (value instanceof Long) {
            return "integer";
        }
        return value instanceof Double ? "real" : value instanceof byte[] ? "blob" : "text";
    }

    static String where(List<String> terms, @Nullable Object[] values) {
        StringBuilder text = new StringBuilder(" WHERE ");
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : " AND ")
                    .append(terms.get(i))
                    .append(" = ")
                    .append(parameter(values[i]));
        }
        return text.toString();
    }

    /** The very key, if the schema would take others for it as well. */
    private String keyIs(@Nullable Object @Nullable [] values) {
        StringBuilder text = new StringBuilder(" WHERE ");
        for (int i = 0; i < shape.key.length; i++) {
            String column = quote(shape.columns.get(shape.key[i]));
            String value = values == null ? "?" : parameter(values[i]);
            text.append(i == 0 ? "" : " AND ").append(column).append(" = ").append(value);
            if (aliases) {
                text.append(" AND " + column + " = " + value + " COLLATE BINARY AND typeof(" + column + ") = ?");
            }
        }
        return text.toString();
    }

    private static String parameter(@Nullable Object value) {
        return value instanceof RawText ? "CAST(? AS TEXT)" : "?";
    }
}
