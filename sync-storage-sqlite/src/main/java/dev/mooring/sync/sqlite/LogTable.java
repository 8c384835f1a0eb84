package dev.mooring.sync.sqlite;

import dev.mooring.sync.Change;
import java.util.ArrayList;
import java.util.List;

/** The confirmed log. */
final class LogTable {
    private static final String COLUMNS =
            "position, collection, key, kind, payload, tombstone, schema_version, at, origin";

    private final SqlStatement insert;
    private final SqlStatement after;

    LogTable(SqlConnection<?> sql) {
        insert = sql.statement("INSERT INTO mooring_log (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        after = sql.statement("SELECT " + COLUMNS + " FROM mooring_log WHERE position > ? ORDER BY position LIMIT ?");
    }

    void add(List<Change> changes) {
        for (Change change : changes) {
            boolean added = insert.set(1, change.position())
                    .set(2, change.collection())
                    .set(3, change.key())
                    .set(4, change.kind())
                    .set(5, change.payload())
                    .set(6, change.tombstone() ? 1 : 0)
                    .set(7, change.schemaVersion())
                    .set(8, change.at())
                    .set(9, change.origin())
                    .insert();
            if (!added) {
                throw new IllegalStateException(
                        "the log has position " + change.position() + " already; it cannot take " + change);
            }
        }
    }

    List<Change> after(long position, int limit) {
        List<Change> changes = new ArrayList<>();
        after.set(1, position).set(2, limit);
        while (after.next()) {
            changes.add(new Change(
                    after.number(1),
                    after.text(2),
                    after.text(3),
                    after.text(4),
                    after.text(5),
                    after.number(6) != 0,
                    (int) after.number(7),
                    after.text(8),
                    after.text(9)));
        }
        return changes;
    }
}
