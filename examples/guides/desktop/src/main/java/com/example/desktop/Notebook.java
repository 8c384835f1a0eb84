package com.example.desktop;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.sqlite.SQLiteDataSource;

/** The notes in a file, and the client that syncs them. It knows nothing of a screen. */
final class Notebook implements AutoCloseable {
    record Note(String id, String text) {}

    private final SyncClient<Connection> client;
    private final SQLiteDataSource file = new SQLiteDataSource();

    Notebook(Path path, Transport transport) {
        file.setUrl("jdbc:sqlite:" + path);
        client = SyncClient.builder(
                        JdbcSqliteStorage.at(path)
                                .onOpen(Notebook::create)
                                .syncedTables(SyncedTables.builder()
                                        .format(RowFormat.ROWS)
                                        .table(SyncedTable.named("note").stamp("updated_at"))
                                        .build())
                                .build(),
                        transport)
                .conflicts(ConflictPolicy.lastWriteWins())
                .pollEvery(Duration.ofSeconds(10))
                .build();
    }

    private static void create(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, text TEXT NOT NULL, updated_at TEXT)");
        }
    }

    /** Opens the file, and syncs it from now on. Both listeners are called on threads of Mooring's. */
    void start(Runnable rowsChanged, Consumer<SyncStatus> statusChanged) {
        client.onTablesChanged(change -> rowsChanged.run()); // Whoever wrote: this window, or the backend.
        client.listen(event -> {
            if (event instanceof SyncEvent.StatusChanged changed) {
                statusChanged.accept(changed.status());
            }
        });
        client.start();
    }

    List<Note> all() throws SQLException {
        try (Connection db = file.getConnection();
                Statement sql = db.createStatement();
                ResultSet row = sql.executeQuery("SELECT id, text FROM note ORDER BY updated_at, id")) {
            List<Note> notes = new ArrayList<>();
            while (row.next()) {
                notes.add(new Note(row.getString(1), row.getString(2)));
            }
            return notes;
        }
    }

    void add(String text) {
        client.write((db, outbox) -> {
            try (PreparedStatement sql = db.prepareStatement("INSERT INTO note (id, text) VALUES (?, ?)")) {
                sql.setString(1, UUID.randomUUID().toString());
                sql.setString(2, text);
                sql.execute();
            }
        });
    }

    void delete(String id) {
        client.write((db, outbox) -> {
            try (PreparedStatement sql = db.prepareStatement("DELETE FROM note WHERE id = ?")) {
                sql.setString(1, id);
                sql.execute();
            }
        });
    }

    /** For a button that says "sync now"; nothing else needs it. */
    void sync() {
        client.wakeUp();
    }

    @Override
    public void close() {
        client.flush(Duration.ofSeconds(2)).join(); // What is left goes out after the next start.
        client.close();
    }
}
