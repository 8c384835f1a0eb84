package dev.mooring.sync.sqlite;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import java.util.ArrayList;
import java.util.List;

/** The confirmed log. */
final class LogTable {
    static final String COLUMNS = "position, collection, key, kind, payload, tombstone, schema_version, at, origin";

    private static final int COLUMN_COUNT = 10;

    /** Rows in one insert: a fifth faster than one by one, and far from the 999 parameters of an older SQLite. */
    private static final int BLOCK = 25;

    private final SqlStatement insertOne;
    private final SqlStatement insertBlock;
    private final SqlStatement after;
    private final SqlStatement clear;

    LogTable(SqlConnection<?> sql) {
        insertOne = sql.statement(insert(1));
        insertBlock = sql.statement(insert(BLOCK));
        after = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN
                + " FROM mooring_log WHERE position > ? ORDER BY position");
        clear = sql.statement("DELETE FROM mooring_log");
    }

    private static String insert(int rows) {
        String row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        StringBuilder text = new StringBuilder("INSERT INTO mooring_log (" + COLUMNS + ", crc) VALUES " + row);
        for (int i = 1; i < rows; i++) {
            text.append(", ").append(row);
        }
        return text.toString();
    }

    void add(List<Change> changes) {
        int from = 0;
        for (; changes.size() - from >= BLOCK; from += BLOCK) {
            add(changes.subList(from, from + BLOCK), insertBlock);
        }
        for (; from < changes.size(); from++) {
            add(changes.subList(from, from + 1), insertOne);
        }
    }

    private static void add(List<Change> rows, SqlStatement insert) {
        int first = 1;
        for (Change change : rows) {
            insert.set(first, change.position())
                    .set(first + 1, change.collection())
                    .set(first + 2, change.key())
                    .set(first + 3, change.kind())
                    .set(first + 4, change.payload())
                    .set(first + 5, change.tombstone() ? 1 : 0)
                    .set(first + 6, change.schemaVersion())
                    .set(first + 7, change.at())
                    .set(first + 8, change.origin())
                    .set(first + 9, Checksum.of(change));
            first += COLUMN_COUNT;
        }
        if (!insert.insert()) {
            throw new IllegalStateException("the log has a position of " + rows.get(0) + " to "
                    + rows.get(rows.size() - 1) + " already, or they name one twice; they cannot be added, roll back");
        }
    }

    List<Change> after(long position, int limit) {
        List<Change> changes = new ArrayList<>();
        after.set(1, position);
        while (changes.size() < limit && after.next()) {
            changes.add(Checksum.checked(
                    "mooring_log",
                    () -> after.value(1) + Columns.named(after, 1),
                    after.number(10),
                    Columns.change(after, 2, 1, 9)));
        }
        after.reset();
        return changes;
    }

    void clear() {
        clear.run();
    }
}
