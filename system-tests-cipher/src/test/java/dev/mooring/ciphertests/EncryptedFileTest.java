package dev.mooring.ciphertests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorageBuilder;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.mc.SQLiteMCChacha20Config;

/** The storage over an SQLite that encrypts: the driver is the app's, and the library notices nothing. */
class EncryptedFileTest {
    private static final String KEY = "correct horse";
    private static final String PAYLOAD = "{\"title\":\"a secret of the app\"}";

    @TempDir
    private Path folder;

    private final EventLogServer server = EventLogServer.builder().build();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatWasWrittenIsReadWithTheKeyAlone() throws Exception {
        SyncClient<Connection> client = handled(KEY);
        client.write((db, outbox) -> outbox.add(Mutation.of("todo", "t1", "added", PAYLOAD)));
        assertUnreadable();
        client.close();
        assertUnreadable();

        SyncClient<Connection> again = handled(KEY);
        assertEquals(PAYLOAD, again.pending(1).get(0).payload());
        again.close();
        for (String wrong : new String[] {"", "correct horsf"}) {
            SqliteStorage<Connection> storage = storage(wrong).build();
            assertThrows(StorageException.class, () -> storage.open(new ServerIdentity("s", "u"), true), wrong);
            storage.close();
        }
        SyncClient<Connection> untouched = handled(KEY);
        assertEquals(1, untouched.pending(9).size());
        untouched.close();
    }

    @Test
    void aSyncGoesOn() throws Exception {
        SyncClient<Connection> client = handled(KEY);
        client.write((db, outbox) -> outbox.add(Mutation.of("todo", "t1", "added", PAYLOAD)));
        assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
        assertEquals(1, server.events("anna").size());
        assertUnreadable();
        client.close();
    }

    @Test
    void syncedTablesAreEncryptedAsWell() throws Exception {
        SyncClient<Connection> one = tables(folder.resolve("one.db"), "one");
        one.write((db, outbox) -> run(db, "INSERT INTO todo (id, title) VALUES ('t1', 'a secret of the app')"));
        assertInstanceOf(SyncReport.Synced.class, one.syncNow().join());
        SyncClient<Connection> two = tables(folder.resolve("two.db"), "two");
        assertInstanceOf(SyncReport.Synced.class, two.syncNow().join());
        assertEquals(List.of("a secret of the app"), two.writeReturning((db, outbox) -> titles(db)));
        assertUnreadable();
        one.close();
        two.close();
        assertUnreadable();
    }

    // ---- the hands

    /** No file of any database says what it is, or anything of what is in it, its journals included. */
    private void assertUnreadable() throws Exception {
        int files = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.db*")) {
            for (Path file : all) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(bytes.startsWith("SQLite format 3"), file + " has the header of a plain database");
                assertFalse(bytes.contains("secret of the app"), file.toString());
                assertFalse(bytes.contains("mooring_outbox"), file.toString());
                files++;
            }
        }
        assertTrue(files > 0);
        assertThrows(SQLException.class, this::readWithoutTheKey);
    }

    private void readWithoutTheKey() throws Exception {
        try (Connection keyless = DriverManager.getConnection("jdbc:sqlite:" + anyDatabase())) {
            run(keyless, "SELECT count(*) FROM sqlite_master");
        }
    }

    private Path anyDatabase() throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.db")) {
            return all.iterator().next();
        }
    }

    private JdbcSqliteStorageBuilder storage(String key) {
        return storage(folder.resolve("app.db"), key);
    }

    private static JdbcSqliteStorageBuilder storage(Path file, String key) {
        // sample: encrypted
        Properties encryption =
                SQLiteMCChacha20Config.getDefault().withKey(key).build().toProperties();
        var storage = JdbcSqliteStorage.on(() -> DriverManager.getConnection("jdbc:sqlite:" + file, encryption));
        // end
        return storage;
    }

    private Transport transport(String device) {
        return OkHttpTransport.builder(
                        server.url(),
                        EventLogDialect.builder("anna").device(device).build())
                .build();
    }

    private SyncClient<Connection> handled(String key) {
        return SyncClient.builder(storage(key).build(), transport("one"), new Quiet())
                .build();
    }

    private SyncClient<Connection> tables(Path file, String device) {
        SyncedTables tables = SyncedTables.builder()
                .table(SyncedTable.named("todo").key("id"))
                .build();
        SqliteStorage<Connection> storage = storage(file, KEY)
                .onOpen(db -> run(db, "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, title TEXT)"))
                .syncedTables(tables)
                .build();
        return SyncClient.builder(storage, transport(device)).build();
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> titles(Connection db) throws SQLException {
        List<String> titles = new ArrayList<>();
        try (Statement statement = db.createStatement();
                ResultSet rows = statement.executeQuery("SELECT title FROM todo")) {
            while (rows.next()) {
                titles.add(rows.getString(1));
            }
        }
        return titles;
    }

    /** An app that shows nothing. */
    private static final class Quiet implements ChangeHandler<Connection> {
        @Override
        public void apply(Connection db, List<Change> changes) {}

        @Override
        public void undo(Connection db, List<Mutation> mutations) {}
    }
}
