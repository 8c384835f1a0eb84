package com.example.service;

import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Plain Jdbi. What it commits is sent; what is rolled back is not. */
final class Tasks {
    static final SyncedTables SYNCED = SyncedTables.builder()
            .format(RowFormat.ROWS)
            .table(SyncedTable.named("task").booleans("done").stamp("updated_at"))
            .build();

    record Task(String id, String title, boolean done) {}

    private final Jdbi jdbi;

    Tasks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    static void create(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS task (id TEXT PRIMARY KEY, title TEXT NOT NULL,"
                    + " done INTEGER NOT NULL DEFAULT 0, updated_at TEXT)");
        }
    }

    List<Task> all() {
        return jdbi.withHandle(sql -> sql.createQuery("SELECT * FROM task ORDER BY title")
                .map((row, context) -> new Task(row.getString("id"), row.getString("title"), row.getBoolean("done")))
                .list());
    }

    String add(String title) {
        String id = UUID.randomUUID().toString(); // No other device chooses it.
        jdbi.useHandle(sql -> sql.execute("INSERT INTO task (id, title) VALUES (?, ?)", id, title));
        return id;
    }

    /** Both or neither: the transaction is the app's own, on a connection of its pool. */
    void split(String id, String one, String other) {
        jdbi.useTransaction(sql -> {
            sql.execute("UPDATE task SET title = ? WHERE id = ?", one, id);
            sql.execute(
                    "INSERT INTO task (id, title) VALUES (?, ?)",
                    UUID.randomUUID().toString(),
                    other);
        });
    }
}
