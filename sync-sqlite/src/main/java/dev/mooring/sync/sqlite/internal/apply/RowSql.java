package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.spi.RawText;
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
    private final boolean aliases;

    /** {@code aliases} says that the schema may take different keys for one, as without regard to capitals. */
    RowSql(Shape shape, List<String> stored, boolean aliases) {
        this.shape = shape;
        this.stored = stored;
        this.aliases = aliases;
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

    /** So many rows with the columns that were told, some of them texts that are not well-formed. */
    String upsert(BitSet told, BitSet raw, int rows) {
        StringBuilder columns = new StringBuilder();
        StringBuilder row = new StringBuilder();
        StringBuilder set = new StringBuilder();
        for (int i = told.nextSetBit(0); i >= 0; i = told.nextSetBit(i + 1)) {
            String column = quote(stored.get(i));
            columns.append(columns.length() == 0 ? "" : ", ").append(column);
            row.append(row.length() == 0 ? "(" : ", ").append(raw.get(i) ? "CAST(? AS TEXT)" : "?");
            if (i >= shape.size() || !shape.isKey[i]) {
                set.append(set.length() == 0 ? " DO UPDATE SET " : ", ")
                        .append(column)
                        .append(" = excluded.")
                        .append(column);
            }
        }
        row.append(')');
        StringBuilder text = new StringBuilder("INSERT OR ABORT INTO " + name() + " (" + columns + ") VALUES ");
        for (int i = 0; i < rows; i++) {
            text.append(i == 0 ? "" : ", ").append(row);
        }
        StringBuilder key = new StringBuilder();
        for (int column : shape.key) {
            key.append(key.length() == 0 ? "" : ", ").append(quote(stored.get(column)));
        }
        if (aliases && set.length() == 0) {
            String column = quote(stored.get(shape.key[0]));
            set.append(" DO UPDATE SET " + column + " = excluded." + column);
        }
        return text.append(" ON CONFLICT (")
                .append(key)
                .append(')')
                .append(set.length() == 0 ? " DO NOTHING" : set)
                .append(aliases ? sameKey() : "")
                .toString();
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
        @Nullable Object[] key = new @Nullable Object[shape.key.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = values[shape.key[i]];
        }
        return text.append(keyIs(key)).toString();
    }

    /** Deletes the row of a key. */
    String delete(@Nullable Object @Nullable [] key) {
        return "DELETE FROM " + name() + keyIs(key);
    }

    /** Reads the row of a key. */
    String select(@Nullable Object @Nullable [] key) {
        return selectAll() + keyIs(key);
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
