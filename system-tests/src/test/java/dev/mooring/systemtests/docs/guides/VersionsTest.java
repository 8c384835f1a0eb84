package dev.mooring.systemtests.docs.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/guides/versions.md: devices with different versions of an app sync one log. */
class VersionsTest {
    @TempDir
    Path folder;

    private final EventLogServer server = EventLogServer.builder().build();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private SyncClient<Connection> app(String device, int version) {
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(folder.resolve(device))
                .onOpen(NotesSchema.upTo(version))
                .syncedTables(NotesSchema.tables(version))
                .build();
        EventLogDialect dialect = EventLogDialect.builder("anna").device(device).build();
        return SyncClient.builder(
                        storage, OkHttpTransport.builder(server.url(), dialect).build())
                .conflicts(ConflictPolicy.rebase())
                .build();
    }

    private void run(String device, int version, String... statements) {
        try (SyncClient<Connection> app = app(device, version)) {
            app.write((db, outbox) -> {
                for (String statement : statements) {
                    try (Statement sql = db.createStatement()) {
                        sql.execute(statement);
                    }
                }
            });
            assertInstanceOf(SyncReport.Synced.class, app.syncNow().join());
        }
    }

    private String read(String device, String query) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(device));
                Statement sql = db.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            return row.next() ? row.getString(1) : "nothing";
        }
    }

    @Test
    void anOlderAppEditsRowsOfANewerOneAndLosesNoneOfItsColumns() throws SQLException {
        run("phone", 2, "INSERT INTO note VALUES ('n', 'milk', 1)");
        run("tablet", 1, "UPDATE note SET text = 'none'");
        run("tablet", 1, "UPDATE note SET text = 'oat milk'");
        run("phone", 2);
        assertEquals("oat milk 1", read("phone", "SELECT text || ' ' || pinned FROM note"));
        run("tablet", 2);
        assertEquals("oat milk 1", read("tablet", "SELECT text || ' ' || pinned FROM note"));
    }

    @Test
    void aTableThatComesWithALaterVersionHasWhatWasSkippedOnceItIsFetched() throws SQLException {
        run("phone", 3, "INSERT INTO note VALUES ('n', 'milk', 1)", "INSERT INTO tag VALUES ('t', 'n', 'shop')");
        run("tablet", 1);
        run("tablet", 3, "UPDATE note SET text = 'oat milk'");
        assertEquals("nothing", read("tablet", "SELECT name FROM tag"));
        try (SyncClient<Connection> tablet = app("tablet", 3)) {
            AfterUpgrade.fetchWhatWasSkipped(tablet, 3);
            AfterUpgrade.fetchWhatWasSkipped(tablet, 3);
        }
        assertEquals("shop", read("tablet", "SELECT name FROM tag"));
        assertEquals("oat milk", read("tablet", "SELECT text FROM note"));
    }

    @Test
    void changesOfEveryVersionAreReadAndThoseOfALaterOneAreReplayed() {
        try (SyncClient<MemoryTables> phone = tasks("phone", new TaskChanges())) {
            phone.write((tables, outbox) -> {
                outbox.add(Mutation.of("task", "a", "put", "\"old\""));
                outbox.add(TaskChanges.put("b", new TaskChanges.Task("new", 1)));
            });
            phone.syncNow().join();
        }
        ChangeHandler<MemoryTables> readsNothing = new ChangeHandler<>() {
            @Override
            public void apply(MemoryTables tables, List<Change> changes) {}

            @Override
            public void undo(MemoryTables tables, List<Mutation> mutations) {}
        };
        try (SyncClient<MemoryTables> tv = tasks("tv", readsNothing)) {
            tv.syncNow().join();
            assertEquals(Map.of(), tv.writeReturning((tables, outbox) -> Map.copyOf(tables.rows("task"))));
            TaskChanges.replay(tv, new TaskChanges());
            assertEquals(
                    Map.of("a", "old", "b", "new"),
                    tv.writeReturning((tables, outbox) -> Map.copyOf(tables.rows("task"))));
        }
    }

    private SyncClient<MemoryTables> tasks(String device, ChangeHandler<MemoryTables> handler) {
        EventLogDialect dialect = EventLogDialect.builder("anna").device(device).build();
        Transport transport = OkHttpTransport.builder(server.url(), dialect).build();
        return SyncClient.builder(new InMemoryStorage(), transport, handler).build();
    }
}
