package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.recovery.AsideRow;
import dev.mooring.sync.recovery.Comparison;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.recovery.Unsettled;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits in synced tables over a log, page by page and beside what the server has confirmed. */
final class InspectionTest {
    @TempDir
    private Path folder;

    private final EventLogServer server = EventLogServer.builder().build().start();
    private SyncClient<Connection> home;
    private SyncClient<Connection> other;

    @BeforeEach
    void open() throws SQLException {
        home = client("home", "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, title TEXT UNIQUE, done INTEGER)");
        other = client("other", "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, title TEXT, done INTEGER)");
        write(home, "INSERT INTO todo VALUES ('1', 'milk', 0), ('2', 'bread', 0)");
        synced(home);
        synced(other);
    }

    @AfterEach
    void close() {
        home.close();
        other.close();
        server.close();
    }

    private SyncClient<Connection> client(String device, String sql) {
        var storage = JdbcSqliteStorage.at(folder.resolve(device + ".db"))
                .onOpen(db -> run(db, sql))
                .syncedTables(SyncedTables.builder()
                        .table(SyncedTable.named("todo").key("id"))
                        .build())
                .build();
        var dialect = EventLogDialect.builder("anna").device(device).build();
        return SyncClient.builder(
                        storage, OkHttpTransport.builder(server.url(), dialect).build())
                .build();
    }

    private static void run(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void write(SyncClient<Connection> by, String sql) {
        by.write((db, outbox) -> run(db, sql));
    }

    private static void synced(SyncClient<?> client) {
        SyncReport report = client.syncNow().join();
        assertInstanceOf(SyncReport.Synced.class, report, report.toString());
    }

    private static Comparison compare(SyncClient<?> client, Mutation mutation) {
        return client.inspection().compare(mutation);
    }

    @Test
    void eachThatWaitsStandsBesideTheConfirmedRow() {
        write(home, "INSERT INTO todo VALUES ('3', 'salt', 0)");
        write(home, "UPDATE todo SET done = 1 WHERE id = '1'");
        write(home, "UPDATE todo SET title = 'oat milk' WHERE id = '1'");
        write(home, "DELETE FROM todo WHERE id = '2'");
        List<Unsettled> all = home.inspection().unsettled(0, 10);
        assertEquals(
                List.of("3", "1", "1", "2"),
                all.stream().map(it -> it.mutation().key()).toList());
        assertEquals(
                List.of(
                        new Comparison(null, "{\"id\":\"3\",\"title\":\"salt\",\"done\":0}"),
                        new Comparison(
                                "{\"id\":\"1\",\"title\":\"milk\",\"done\":0}",
                                "{\"id\":\"1\",\"title\":\"milk\",\"done\":1}"),
                        new Comparison(
                                "{\"id\":\"1\",\"title\":\"milk\",\"done\":0}",
                                "{\"id\":\"1\",\"title\":\"oat milk\",\"done\":0}"),
                        new Comparison("{\"id\":\"2\",\"title\":\"bread\",\"done\":0}", null)),
                all.stream().map(it -> compare(home, it.mutation())).toList());
        assertEquals(all.subList(1, 3), home.inspection().unsettled(all.get(0).number(), 2));
        assertEquals(List.of(), home.inspection().unsettled(all.get(3).number(), 10));
        assertNull(compare(home, Mutation.of("elsewhere", "1", "put", "1")));
        synced(home);
        assertEquals(List.of(), home.inspection().unsettled(0, 10));
    }

    @Test
    void whatLostStandsBesideWhatHasWon() {
        write(home, "UPDATE todo SET done = 1 WHERE id = '1'");
        write(other, "UPDATE todo SET title = 'soy milk' WHERE id = '1'");
        synced(other);
        synced(home);
        List<ParkedMutation> lost = home.inspection().parked(MutationState.SUPERSEDED, 0, 10);
        assertEquals(1, lost.size());
        assertEquals(
                new Comparison(
                        "{\"id\":\"1\",\"title\":\"soy milk\",\"done\":0}",
                        "{\"id\":\"1\",\"title\":\"soy milk\",\"done\":1}"),
                compare(home, lost.get(0).mutation()));
        assertEquals(List.of(), home.inspection().parked(MutationState.SUPERSEDED, 1, 10));
        assertEquals(List.of(), home.inspection().parked(MutationState.QUARANTINED, 0, 10));
    }

    @Test
    void aBatchWhoseAnswerIsLostIsInFlight() {
        write(home, "UPDATE todo SET done = 1 WHERE id = '1'");
        server.close();
        home.syncNow().join();
        write(home, "UPDATE todo SET done = 1 WHERE id = '2'");
        List<MutationState> states = home.inspection().unsettled(0, 10).stream()
                .map(Unsettled::state)
                .toList();
        assertEquals(
                home.status().counts().inFlight(),
                states.stream().filter(MutationState.IN_FLIGHT::equals).count());
        assertEquals(2, states.size());
    }

    @Test
    void aRowThatIsSetAsideTellsWhy() {
        write(other, "INSERT INTO todo VALUES ('9', 'milk', 0)");
        synced(other);
        synced(home);
        List<AsideRow> aside = home.inspection().setAside(10);
        assertEquals(1, aside.size());
        assertEquals("todo/9", aside.get(0).collection() + "/" + aside.get(0).key());
        assertEquals("todo/1", aside.get(0).waitsFor() + "/" + aside.get(0).waitsForKey());
    }
}
