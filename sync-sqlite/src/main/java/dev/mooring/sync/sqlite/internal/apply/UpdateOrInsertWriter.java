package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By an update, and an insert if there was nothing to update. It ends as an upsert does, but fires the triggers of the one that
 * was done alone.
 */
final class UpdateOrInsertWriter implements RowWriter {
    private final SqlConnection<?> sql;
    private final RowSql text;
    private final RowUpdates updates;
    private final SqlStatement whole;
    private final Map<Integer, SqlStatement> blocks = new HashMap<>();

    /** Whether the last row was new, as the next ones are then likely to be. */
    private boolean isNew = true;

    UpdateOrInsertWriter(SqlConnection<?> sql, RowSql text, RowUpdates updates) {
        this.sql = sql;
        this.text = text;
        this.updates = updates;
        this.whole = sql.statement(text.insert(text.captured, new BitSet(0), 1));
    }

    /** Only rows that are all new go in at once. */
    @Override
    public boolean write(List<RowChange> rows) {
        if (!isNew) {
            return false;
        }
        SqlStatement block =
                blocks.computeIfAbsent(rows.size(), n -> sql.statement(text.insert(text.captured, new BitSet(0), n)));
        RowWriter.bind(block, rows);
        return block.attempt() == null;
    }

    @Override
    public @Nullable String write(BitSet told, BitSet raw, @Nullable Object[] values) {
        isNew = false;
        BitSet set = text.settable(told);
        if (!set.isEmpty()) {
            SqlStatement update = updates.bound(set, values);
            String constraint = update.attempt();
            if (constraint != null || update.changed() > 0) {
                return constraint;
            }
        }
        boolean plain = raw.isEmpty() && told.equals(text.captured);
        SqlStatement insert = plain ? whole : sql.statement(text.insert(told, raw, 1));
        RowWriter.bind(insert, told, values);
        String constraint = insert.attempt();
        isNew = constraint == null;
        if (constraint == null || !isThere(values)) {
            return constraint;
        }
        // Another key that is the same to the schema; or there was nothing to set, or a trigger of the app's would not
        // have it.
        return text.aliases ? ALIAS : null;
    }

    /** Whether the schema takes the key of a row that is there for this one. */
    private boolean isThere(@Nullable Object[] values) {
        @Nullable Object[] key = text.keyOf(values);
        SqlStatement select = sql.statement(text.selectSame(key));
        for (int i = 0; i < key.length; i++) {
            select.bind(i + 1, key[i]);
        }
        boolean there = select.next();
        select.reset();
        return there;
    }
}
