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
    private final SqlConnection<?> sql;
    private final RowSql text;
    private final Map<BitSet, SqlStatement> known = new HashMap<>();
    private final Map<BitSet, SqlStatement> blocks = new HashMap<>();

    RowUpdates(SqlConnection<?> sql, RowSql text) {
        this.sql = sql;
        this.text = text;
    }

    /** One that sets these columns of the row that has the key among the values, ready to be executed. */
    SqlStatement bound(BitSet written, @Nullable Object[] values) {
        SqlStatement update = of(written, values);
        int at = RowWriter.bind(update, written, values);
        text.bindKey(update, at, text.keyOf(values));
        return update;
    }

    /** One that sets these columns of whole blocks of rows, whose key is one column, ready to be executed. */
    SqlStatement bound(BitSet written, List<RowChange> rows) {
        SqlStatement update = blocks.get(written);
        if (update == null) {
            update = sql.statement(text.update(written, rows.size()));
            blocks.put((BitSet) written.clone(), update);
        }
        int at = 1;
        for (RowChange row : rows) {
            update.bind(at++, text.keyOf(row.values)[0]);
            for (int i = written.nextSetBit(0); i >= 0; i = written.nextSetBit(i + 1)) {
                update.bind(at++, row.values[i]);
            }
        }
        return update;
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
