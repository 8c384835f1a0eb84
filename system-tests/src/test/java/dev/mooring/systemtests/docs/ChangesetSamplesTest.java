package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.changeset.ChangesetDialect;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs the sample of docs/changeset.md. */
@ExtendWith(Quiet.class)
class ChangesetSamplesTest {
    private static final String SCHEMA = "CREATE TABLE note (id TEXT PRIMARY KEY NOT NULL, title TEXT, colour TEXT);";

    @TempDir
    Path folder;

    private final ChangesetServer server =
            ChangesetServer.builder().schema("init", SCHEMA).build().start();

    /** What the app's schema would be. */
    private static final class Notes {
        static void create(Connection db) throws SQLException {
            run(db, SCHEMA.replace("TABLE note", "TABLE IF NOT EXISTS note"));
        }
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void cellsOfOneRowAreEditedOnTwoDevices() throws Exception {
        try (SyncClient<Connection> phone = device("phone.db");
                SyncClient<Connection> laptop = device("laptop.db")) {
            phone.write((db, outbox) -> run(db, "INSERT INTO note VALUES ('a', 'milk', 'red')"));
            phone.syncNow().join();
            laptop.syncNow().join();
            phone.write((db, outbox) -> run(db, "UPDATE note SET title = 'oats'"));
            laptop.write((db, outbox) -> run(db, "UPDATE note SET colour = 'green'"));
            phone.syncNow().join();
            laptop.syncNow().join();
            phone.syncNow().join();
            assertEquals(0, phone.status().pending() + laptop.status().pending());
        }
        for (String file : new String[] {"phone.db", "laptop.db"}) {
            assertEquals("oats green", text(folder.resolve(file)));
        }
    }

    private static String text(Path file) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT title || ' ' || colour FROM note")) {
            return row.getString(1);
        }
    }

    private SyncClient<Connection> device(String name) {
        Path file = folder.resolve(name);
        String url = server.url();
        String schemaText = SCHEMA;
        // sample: changeset
        ChangesetDialect dialect = ChangesetDialect.builder("notes.sqlite3") // the database's file at the server
                .schema("init", schemaText) // the server's schema file, to the byte; or its number
                .build();
        SyncedTables tables = SyncedTables.builder()
                .format(RowFormat.CELLS)
                .table(SyncedTable.named("note"))
                .build();
        SyncClient<Connection> client = SyncClient.builder(
                        JdbcSqliteStorage.at(file)
                                .syncedTables(tables)
                                .onOpen(Notes::create)
                                .build(),
                        OkHttpTransport.builder(url, dialect).build())
                .build();
        // end
        return client;
    }
}
