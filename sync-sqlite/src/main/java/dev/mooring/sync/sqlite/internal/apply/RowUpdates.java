package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The updates of a table, by the columns that they write. */
final class RowUpdates {
    private static final int MOST_FROM = 64;

    /** Without FROM, SQLite looks for the key of each row among those of the block, one by one, for each column. */
    private static final int MOST = 16;

    private static final int MOST_COLUMNS = 12;

    private final SqlConnection<?> sql;
    private final RowSql text;
    private final Map<BitSet, SqlStatement> known = new HashMap<>();
    private final Map<BitSet, Map<Integer, SqlStatement>> blocks = new HashMap<>();
    private final boolean from;

    /** {@code from} says that an UPDATE may say FROM. */
    RowUpdates(SqlConnection<?> sql, RowSql text, boolean from) {
        this.sql = sql;
        this.from = from;
        this.text = text;
    }

    /** One that sets these columns of the row that has the key among the values, ready to be executed. */
    SqlStatement bound(BitSet written, @Nullable Object[] values) {
        SqlStatement update = of(written, values);
        int at = RowWriter.bind(update, written, values);
        text.bindKey(update, at, text.keyOf(values));
        return update;
    }

    /** Sizes of blocks that set so many columns, the largest first. */
    int[] blocks(int columns) {
        if (from) {
            return RowWriter.sizes(MOST_FROM, columns + 1);
        }
        return columns > MOST_COLUMNS ? RowWriter.ALONE : RowWriter.sizes(MOST, columns + 1);
    }

    /** One that sets these columns of whole blocks of rows, whose key is one column, ready to be executed. */
    SqlStatement bound(BitSet written, List<RowChange> rows) {
        SqlStatement update = block(written, rows.size());
        int at = 1;
        for (RowChange row : rows) {
            update.bind(at++, text.keyOf(row.values)[0]);
            for (int i = written.nextSetBit(0); i >= 0; i = written.nextSetBit(i + 1)) {
                update.bind(at++, row.values[i]);
            }
        }
        return update;
    }

    private SqlStatement block(BitSet written, int rows) {
        Map<Integer, SqlStatement> sizes = blocks.get(written);
        if (sizes == null) {
            sizes = new HashMap<>();
            blocks.put((BitSet) written.clone(), sizes);
        }
        return sizes.computeIfAbsent(
                rows, n -> sql.statement(from ? text.updateFrom(written, n) : text.update(written, n)));
    }

    private SqlStatement of(BitSet written, @Nullable Object[] values) {
        if (hasRaw(values)) {
            return sql.statement(text.update(written, values));
        }
        SqlStatement update = known.get(written);
        if (update == null) {
            update = sql.statement(text.update(written, values));
            known.put((BitSet) written.clone(), update);
        }
        return update;
    }

    static boolean hasRaw(@Nullable Object[] values) {
        for (Object value : values) {
            if (value instanceof RawText) {
                return true;
            }
        }
        return false;
    }
}
