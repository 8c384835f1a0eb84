package dev.mooring.sync.testing.changeset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction of the server does to its rows: own writes, or the merge of what a client sent. The merge was written from the
 * description of the protocol alone. Used under the server's lock.
 */
final class Transaction {
    /** It cannot be done, and nothing of it stays. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String words) {
            super(words);
        }
    }

    private static final String NO_SUCH = "SQL logic error";

    private final ServerDatabase database;
    private final Bytes site;
    private final Map<ServerRow, ServerRow> before = new LinkedHashMap<>();
    private long version;
    private int seq;

    Transaction(ServerDatabase database, Bytes site) {
        this.database = database;
        this.site = site;
    }

    /** Zero if no clock was set. */
    long version() {
        return version;
    }

    /** Everything is as it was before. */
    void rollBack() {
        before.forEach(database::restore);
    }

    // ---- own writes

    void put(String table, List<? extends @Nullable Object> key, Map<String, ? extends @Nullable Object> values) {
        ServerRow row = database.row(table, key);
        boolean fresh = !row.there;
        touch(row);
        if (fresh) {
            long causal = row.causal();
            row.there = true;
            row.table.columns().forEach(column -> row.values.put(column.name(), column.otherwise()));
            if (causal > 0 || row.table.columns().isEmpty()) {
                stampOwn(row, Cell.ROW, causal + 1);
            }
        }
        for (ServerTable.Column column : row.table.columns()) {
            boolean named = values.containsKey(column.name());
            Object value = column.affinity().stored(named ? values.get(column.name()) : row.values.get(column.name()));
            if (fresh || Values.compare(value, row.values.get(column.name())) != 0) {
                row.values.put(column.name(), value);
                stampOwn(row, column.name(), colVersion(row, column.name()) + 1);
            }
        }
    }

    void delete(String table, List<? extends @Nullable Object> key) {
        ServerRow row = database.row(table, key);
        if (row.there) {
            touch(row);
            long causal = row.causal();
            empty(row);
            stampOwn(row, Cell.ROW, causal + 1);
        }
    }

    private void stampOwn(ServerRow row, String column, long colVersion) {
        version = Math.max(version, database.version() + 1);
        database.stamp(row, column, new ServerRow.Clock(colVersion, version, seq++, site));
    }

    // ---- what a client sent

    void merge(Cell cell) throws Refused {
        ServerRow row = database.find(cell);
        if (row == null) {
            throw new Refused(NO_SUCH);
        }
        long local = row.causal();
        if (cell.causal() < local) {
            return;
        }
        if (cell.causal() % 2 == 0) {
            if (cell.causal() > local) {
                touch(row);
                empty(row);
                stamp(row, cell, Cell.ROW, cell.causal());
            }
            return;
        }
        boolean revived = cell.causal() > local;
        if (cell.column().equals(Cell.ROW)) {
            if (revived) {
                touch(row);
                revive(row, cell);
            }
            database.check(row);
            return;
        }
        ServerTable.Column column = row.table.column(cell.column());
        if (column == null) {
            throw new Refused(NO_SUCH);
        }
        touch(row);
        if (revived) {
            revive(row, cell);
        }
        if (revived || wins(row, cell)) {
            row.values.put(column.name(), column.affinity().stored(cell.value()));
            stamp(row, cell, column.name(), cell.colVersion());
        }
        database.check(row);
    }

    private static boolean wins(ServerRow row, Cell cell) {
        ServerRow.Clock clock = row.clocks.get(cell.column());
        if (clock == null || cell.colVersion() != clock.colVersion()) {
            return clock == null || cell.colVersion() > clock.colVersion();
        }
        return Values.compare(cell.value(), row.values.get(cell.column())) > 0;
    }

    /** A first life has no clock of the row itself where a column tells of it. */
    private void revive(ServerRow row, Cell cell) {
        empty(row);
        row.there = true;
        row.table.columns().forEach(column -> row.values.put(column.name(), column.otherwise()));
        if (cell.causal() > 1 || cell.column().equals(Cell.ROW)) {
            stamp(row, cell, Cell.ROW, cell.causal());
        }
    }

    /** A number that is larger than all of the server's, and not below the sender's. */
    private void stamp(ServerRow row, Cell cell, String column, long colVersion) {
        version = Math.max(Math.max(version, database.version() + 1), cell.dbVersion());
        database.stamp(row, column, new ServerRow.Clock(colVersion, version, cell.seq(), site));
    }

    private void empty(ServerRow row) {
        row.there = false;
        row.values.clear();
        database.dropClocks(row);
    }

    private void touch(ServerRow row) {
        before.computeIfAbsent(row, ServerRow::copy);
    }

    private static long colVersion(ServerRow row, String column) {
        ServerRow.Clock clock = row.clocks.get(column);
        return clock == null ? 0 : clock.colVersion();
    }
}
