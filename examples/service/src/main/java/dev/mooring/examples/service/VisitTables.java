package dev.mooring.examples.service;

import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of a user's file, and which of them sync. */
final class VisitTables {
    /** The backend keeps rows. The time of the last edit is kept by the storage, in {@code updated_at}. */
    static final SyncedTables SYNCED = SyncedTables.builder()
            .format(RowFormat.ROWS)
            .table(SyncedTable.named("visit").booleans("done").stamp("updated_at"))
            .table(SyncedTable.named("part").stamp("updated_at"))
            .build();

    private VisitTables() {}

    /** Runs whenever a file is opened. What an older version of the service has made is there already. */
    static void create(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS visit (id TEXT PRIMARY KEY, customer TEXT NOT NULL,"
                    + " note TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0, updated_at TEXT)");
            sql.execute("CREATE TABLE IF NOT EXISTS part (id TEXT PRIMARY KEY,"
                    + " visit_id TEXT NOT NULL REFERENCES visit (id) ON DELETE CASCADE,"
                    + " name TEXT NOT NULL, quantity INTEGER NOT NULL, updated_at TEXT)");
            sql.execute("CREATE INDEX IF NOT EXISTS part_of_visit ON part (visit_id)");
        }
    }
}
