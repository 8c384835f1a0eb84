package dev.mooring.sync.testing.changeset;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row and its clocks; also one that was deleted, of which the clock of the row itself is left. */
final class ServerRow {
    /** Who wrote a cell last, and when. */
    record Clock(long colVersion, long dbVersion, int seq, Bytes site) {}

    final ServerTable table;
    final Bytes key;
    final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    final Map<String, Clock> clocks = new LinkedHashMap<>();
    boolean there;

    ServerRow(ServerTable table, Bytes key) {
        this.table = table;
        this.key = key;
    }

    ServerRow copy() {
        ServerRow copy = new ServerRow(table, key);
        copy.values.putAll(values);
        copy.clocks.putAll(clocks);
        copy.there = there;
        return copy;
    }

    /** Zero for a row that nobody has ever written. */
    long causal() {
        Clock own = clocks.get(Cell.ROW);
        if (own != null) {
            return own.colVersion();
        }
        return clocks.isEmpty() ? 0 : 1;
    }

    Cell cell(String column) {
        Clock clock = clocks.get(column);
        if (clock == null) {
            throw new IllegalStateException("no clock of " + column);
        }
        return new Cell(
                table.name(),
                key,
                column,
                column.equals(Cell.ROW) ? null : values.get(column),
                clock.colVersion(),
                clock.dbVersion(),
                causal(),
                clock.seq());
    }
}
