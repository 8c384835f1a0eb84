package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** By one statement. */
final class UpsertWriter implements RowWriter {
    private final SqlConnection<?> sql;
    private final RowSql text;
    private final SqlStatement whole;
    private final Map<Integer, SqlStatement> blocks = new HashMap<>();

    UpsertWriter(SqlConnection<?> sql, RowSql text) {
        this.sql = sql;
        this.text = text;
        this.whole = sql.statement(text.upsert(text.captured, new BitSet(0), 1));
    }

    @Override
    public boolean write(List<RowChange> rows) {
        SqlStatement block =
                blocks.computeIfAbsent(rows.size(), n -> sql.statement(text.upsert(text.captured, new BitSet(0), n)));
        RowWriter.bind(block, rows);
        return block.attempt() == null;
    }

    @Override
    public @Nullable String write(BitSet told, BitSet raw, @Nullable Object[] values) {
        boolean plain = raw.isEmpty() && told.equals(text.captured);
        SqlStatement upsert = plain ? whole : sql.statement(text.upsert(told, raw, 1));
        RowWriter.bind(upsert, told, values);
        String constraint = upsert.attempt();
        return constraint == null && text.aliases && upsert.changed() == 0 ? ALIAS : constraint;
    }
}
