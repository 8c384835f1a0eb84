package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The updates of a table, by the columns that they write. */
final class RowUpdates {
    private final SqlConnection<?> sql;
    private final RowSql text;
    private final Map<BitSet, SqlStatement> known = new HashMap<>();

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
