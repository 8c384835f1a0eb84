package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;

/** The confirmed log. */
final class LogTable {
    static final String COLUMNS = "position, collection, key, kind, payload, tombstone, schema_version, at, origin";

    private static final int COLUMN_COUNT = 10;

    private final BlockInsert<Change> insert;
    private final SqlStatement after;
    private final SqlStatement clear;

    LogTable(SqlConnection<?> sql) {
        insert = new BlockInsert<>(sql, "INSERT INTO mooring_log (" + COLUMNS + ", crc)", COLUMN_COUNT, LogTable::bind);
        after = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN
                + " FROM mooring_log WHERE position > ? ORDER BY position");
        clear = sql.statement("DELETE FROM mooring_log");
    }

    void add(List<Change> changes) {
        insert.each(changes, (statement, part) -> {
            if (!statement.insert()) {
                throw new IllegalStateException(
                        "the log has a position of " + part.get(0) + " to " + part.get(part.size() - 1)
                                + " already, or they name one twice; they cannot be added, roll back");
            }
        });
    }

    private static void bind(SqlStatement insert, int first, Change change) {
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
