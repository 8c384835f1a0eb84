package dev.mooring.systemtests.docs.guides;

import dev.mooring.sync.sqlite.OpenStep;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of each version of the app. A step is never changed once it was released; another one is added. */
final class NotesSchema {
    private static final List<String> STEPS = List.of(
            "CREATE TABLE note (id TEXT PRIMARY KEY, text TEXT NOT NULL)",
            "ALTER TABLE note ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
            "CREATE TABLE tag (id TEXT PRIMARY KEY, note_id TEXT NOT NULL, name TEXT NOT NULL)");

    private NotesSchema() {}

    /** For {@code onOpen}: runs in the transaction of the opening, so a step is done whole or not at all. */
    static OpenStep<Connection> upTo(int version) {
        return db -> {
            for (int i = versionOf(db); i < version; i++) {
                try (Statement sql = db.createStatement()) {
                    sql.execute(STEPS.get(i));
                    sql.execute("PRAGMA user_version = " + (i + 1));
                }
            }
        };
    }

    static int versionOf(Connection db) throws SQLException {
        try (Statement sql = db.createStatement();
                ResultSet row = sql.executeQuery("PRAGMA user_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** What syncs in a version. */
    static SyncedTables tables(int version) {
        SyncedTables.Builder tables = SyncedTables.builder().table(SyncedTable.named("note"));
        if (version >= 3) {
            tables.table(SyncedTable.named("tag").parent("note", "note_id"));
        }
        return tables.build();
    }
}
