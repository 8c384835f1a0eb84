package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.RefusedRow;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncStatus.Light;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was refused stays in its table, on top of what the server has, and is shown to be refused. */
final class RefusedRowsTest {
    /** More than this client's dialect carries in what is not done. */
    private static final String WIDE = "x".repeat(300);

    @TempDir
    private Path folder;

    private final EventLogServer server = EventLogServer.builder().build().start();
    private SqliteStorage<Connection> storage;
    private SyncClient<Connection> client;
    private SyncClient<Connection> other;

    @BeforeEach
    void open() throws Exception {
        open(RefusedWrites.STAY);
        other = client(storage("other.db"), transport("anna", "other", 9_999), RefusedWrites.STAY);
        write(client, "INSERT INTO todo VALUES ('1', 'milk', 0), ('2', 'bread', 0)");
        synced(client);
        synced(other);
    }

    private void open(RefusedWrites way) {
        storage = storage("home.db");
        client = client(storage, transport("anna", "home", 250), way);
    }

    @AfterEach
    void close() {
        client.close();
        other.close();
        server.close();
    }

    private SqliteStorage<Connection> storage(String name) {
        return JdbcSqliteStorage.at(folder.resolve(name))
                .onOpen(db ->
                        run(db, "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, title TEXT, done INTEGER)"))
                .syncedTables(SyncedTables.builder()
                        .table(SyncedTable.named("todo").key("id"))
                        .build())
                .build();
    }

    private static SyncClient<Connection> client(
            SqliteStorage<Connection> storage, Transport transport, RefusedWrites way) {
        return SyncClient.builder(storage, transport)
                .conflicts(ConflictPolicy.rebase())
                .refusedWrites(way)
                .build();
    }

    private Transport transport(String user, String device, int most) {
        Transport transport = OkHttpTransport.builder(
                        server.url(),
                        EventLogDialect.builder(user).device(device).build())
                .build();
        return new ForwardingTransport(transport) {
            @Override
            public int measure(Mutation mutation) {
                if (mutation.payload().length() > most && !mutation.payload().contains("\"done\":1")) {
                    throw new IllegalArgumentException("too wide");
                }
                return super.measure(mutation);
            }
        };
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void write(SyncClient<Connection> by, String sql) throws SQLException {
        by.write((db, outbox) -> run(db, sql));
    }

    private static void synced(SyncClient<?> client) {
        SyncReport report = client.syncNow().join();
        assertInstanceOf(SyncReport.Synced.class, report, report.toString());
    }

    private static List<String> query(SyncClient<Connection> by, String sql) throws SQLException {
        return by.writeReturning((db, outbox) -> {
            List<String> rows = new ArrayList<>();
            try (Statement statement = db.createStatement();
                    ResultSet found = statement.executeQuery(sql)) {
                while (found.next()) {
                    rows.add(found.getString(1));
                }
            }
            return rows;
        });
    }

    private static List<String> rows(SyncClient<Connection> by) throws SQLException {
        return query(
                by, "SELECT id || ' ' || replace(title, '" + WIDE + "', 'WIDE') || ' ' || done FROM todo ORDER BY id");
    }

    private UUID refused(int place) {
        return client.parked().quarantined(9).get(place).mutation().id();
    }

    @Test
    void aRefusedEditStaysIsShownAndGoesWhenItIsDropped() throws Exception {
        write(client, "UPDATE todo SET title = '" + WIDE + "' WHERE id = '1'");
        write(client, "INSERT INTO todo VALUES ('3', '" + WIDE + "', 0)");
        write(client, "DELETE FROM todo WHERE id = '2'");
        synced(client);

        assertEquals(List.of("1 WIDE 0", "3 WIDE 0"), rows(client));
        assertEquals(Light.AMBER, client.status().light());
        List<RefusedRow> refused = storage.refusedRows(9);
        assertEquals(List.of("1", "3"), refused.stream().map(RefusedRow::key).toList());
        assertEquals("too wide", refused.get(0).reason());
        assertEquals(
                List.of("1 too wide", "3 too wide"),
                query(
                        client,
                        "SELECT todo.id || ' ' || refused.reason FROM todo LEFT JOIN mooring_refused AS refused"
                                + " ON refused.collection = 'todo' AND refused.key = todo.id ORDER BY todo.id"));

        write(other, "UPDATE todo SET done = 1 WHERE id = '1'");
        synced(other);
        synced(client);
        assertEquals(List.of("1 WIDE 1", "3 WIDE 0"), rows(client), "the server's change lies below");

        assertTrue(client.parked().drop(refused.get(0).mutation()));
        assertTrue(client.parked().drop(refused.get(1).mutation()));
        assertEquals(List.of("1 milk 1"), rows(client));
        assertEquals(List.of(), storage.refusedRows(9));
        synced(client);
        assertEquals(Light.GREEN, client.status().light());
        assertEquals(List.of(), client.recovery().check().faults());
    }

    @Test
    void laterEditsOfTheRowWaitOnTopOfIt() throws Exception {
        write(client, "UPDATE todo SET title = '" + WIDE + "' WHERE id = '1'");
        client.pending(1);
        write(client, "UPDATE todo SET done = 1 WHERE id = '1'");
        synced(client);
        assertEquals(1, client.status().pending());
        write(other, "UPDATE todo SET title = 'cream' WHERE id = '1'");
        synced(other);
        synced(client);
        assertEquals(List.of("1 WIDE 1", "2 bread 0"), rows(client));

        client.parked().drop(refused(0));
        assertEquals(List.of("1 cream 1", "2 bread 0"), rows(client));
        synced(client);
        synced(other);
        assertEquals(List.of("1 cream 1", "2 bread 0"), rows(other));
    }

    @Test
    void aRowThatIsGoneAtTheServerStaysWhileItsWriteIsRefused() throws Exception {
        write(client, "UPDATE todo SET title = '" + WIDE + "' WHERE id = '1'");
        synced(client);
        write(other, "DELETE FROM todo WHERE id = '1'");
        synced(other);
        synced(client);
        List<String> with = rows(client);
        client.parked().drop(refused(0));
        assertEquals(List.of("2 bread 0"), rows(client), "it showed " + with);
    }

    @Test
    void itStaysOverARebuildAndOverAnotherUsersVisit() throws Exception {
        write(client, "UPDATE todo SET title = '" + WIDE + "' WHERE id = '1'");
        client.pending(1);
        write(client, "UPDATE todo SET done = 1 WHERE id = '1'");
        synced(client);
        assertTrue(client.recovery().rebuild(RebuildPlan.withoutExport()).join().complete());
        assertEquals(List.of("1 WIDE 1", "2 bread 0"), rows(client));

        client.recovery().switchUser(transport("berta", "home", 250), UserSwitch.park());
        assertEquals(List.of(), rows(client));
        synced(client);
        client.recovery().switchUser(transport("anna", "home", 250), UserSwitch.park());
        synced(client);
        assertEquals(List.of("1 WIDE 1", "2 bread 0"), rows(client));
        client.parked().drop(refused(0));
        assertEquals(List.of("1 milk 1", "2 bread 0"), rows(client));
        assertEquals(List.of(), client.recovery().check().faults());
    }

    @Test
    void itIsBelowWhatWaitsForItWhereAnExportIsTakenIn() throws Exception {
        write(client, "UPDATE todo SET title = '" + WIDE + "' WHERE id = '1'");
        client.pending(1);
        write(client, "UPDATE todo SET title = 'cream' WHERE id = '1'");
        synced(client);
        Path export = folder.resolve("export");
        client.recovery().exportTo(export);
        SyncClient<Connection> third = client(storage("third.db"), transport("anna", "third", 250), RefusedWrites.STAY);
        try {
            synced(third);
            third.recovery().importFrom(export);
            assertEquals(List.of("1 cream 0", "2 bread 0"), rows(third));
            third.parked().drop(third.parked().quarantined(1).get(0).mutation().id());
            assertEquals(List.of("1 cream 0", "2 bread 0"), rows(third));
        } finally {
            third.close();
        }
    }

    @Test
    void oneThatIsSentAgainGoesBeforeWhatHasWaitedAndTouchesNoRow() throws Exception {
        write(client, "UPDATE todo SET title = '" + WIDE + "' WHERE id = '1'");
        client.pending(1);
        write(client, "UPDATE todo SET done = 1 WHERE id = '1'");
        synced(client);
        client.close();
        storage = storage("home.db");
        client = client(storage, transport("anna", "home", 9_999), RefusedWrites.STAY); // A later version carries more.
        List<String> before = rows(client);
        assertTrue(client.parked().retry(refused(0)));
        assertEquals(before, rows(client));
        assertEquals(List.of(), storage.refusedRows(9));
        synced(client);
        synced(other);
        assertEquals(List.of("1 WIDE 1", "2 bread 0"), rows(other));
        assertEquals(Light.GREEN, client.status().light());
    }

    @Test
    void itIsTakenBackWhereTheAppWantsThatAndWrittenAgainByARetry() throws Exception {
        client.close();
        open(RefusedWrites.TAKE_BACK);
        write(client, "UPDATE todo SET title = '" + WIDE + "' WHERE id = '1'");
        synced(client);
        assertEquals(List.of("1 milk 0", "2 bread 0"), rows(client));
        assertEquals(
                List.of("1"),
                storage.refusedRows(9).stream().map(RefusedRow::key).toList());

        client.close();
        storage = storage("home.db");
        client = client(storage, transport("anna", "home", 9_999), RefusedWrites.STAY);
        assertEquals(List.of("1 milk 0", "2 bread 0"), rows(client), "another setting changes no row");
        assertTrue(client.parked().retry(refused(0)));
        assertEquals(List.of("1 WIDE 0", "2 bread 0"), rows(client));
    }
}
