package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.systemtests.simulation.Cuts;
import dev.mooring.systemtests.simulation.Garbage;
import dev.mooring.systemtests.simulation.InProcessTransport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text that is no well-formed Unicode, captured in a file that keeps UTF-16, on its way to other files. */
class IllFormedTextTest {
    /** An {@code a}, the first half of a character outside of the BMP, and a {@code b}. */
    private static final String LE = "X'61003dd86200'";

    private static final String UTF_8 = "X'61eda0bd62'";

    private static final String BE = "X'0061d83d0062'";

    @TempDir
    private Path folder;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final EventLogServer server = EventLogServer.builder().build();
    private int devices;

    @AfterEach
    void close() {
        server.close();
    }

    private SyncClient<Connection> device(String encoding) throws SQLException {
        String name = "d" + ++devices;
        String url = "jdbc:sqlite:" + folder.resolve(name + ".db");
        try (Connection db = DriverManager.getConnection(url);
                Statement statement = db.createStatement()) {
            statement.execute("PRAGMA encoding = '" + encoding + "'");
            statement.execute("CREATE TABLE v (id TEXT PRIMARY KEY, x)");
        }
        SqliteStorage<Connection> storage = JdbcSqliteStorage.on(
                        (JdbcSqliteStorage.ConnectionSource) () -> DriverManager.getConnection(url))
                .syncedTables(SyncedTables.builder()
                        .table(SyncedTable.named("v").key("id"))
                        .build())
                .build();
        InProcessTransport transport = new InProcessTransport(
                EventLogDialect.builder("u").device(name).build(),
                server::handle,
                (ask, body) -> Cuts.eventLog(ask, body, 100),
                new Garbage());
        return SyncClient.builder(storage, transport)
                .scheduler(time.lane(devices))
                .build();
    }

    private SyncReport.Synced sync(SyncClient<Connection> client) {
        CompletableFuture<SyncReport> future = client.syncNow();
        time.runUntil(future::isDone, Duration.ofMinutes(10));
        SyncReport report = future.getNow(null);
        return assertInstanceOf(SyncReport.Synced.class, report, String.valueOf(report));
    }

    private static void run(SyncClient<Connection> client, String sql) throws SQLException {
        client.write((db, outbox) -> {
            try (Statement statement = db.createStatement()) {
                statement.execute(sql);
            }
        });
    }

    private static String hex(SyncClient<Connection> client, String id) throws SQLException {
        return client.writeReturning((db, outbox) -> {
            try (Statement select = db.createStatement();
                    ResultSet row = select.executeQuery(
                            "SELECT typeof(x) || ' ' || hex(CAST(x AS BLOB)) FROM v WHERE id = '" + id + "'")) {
                return row.next() ? row.getString(1) : "none";
            }
        });
    }

    /** The text in the bytes of a file. */
    private static String stored(String encoding, String more) {
        StringBuilder hex = new StringBuilder();
        for (char c : ("a\ud83db" + more).toCharArray()) {
            hex.append(
                    switch (encoding) {
                        case "UTF-16le" -> String.format("%02X%02X", c & 0xff, c >> 8);
                        case "UTF-16be" -> String.format("%04X", (int) c);
                        default -> c == 0xd83d ? "EDA0BD" : String.format("%02X", (int) c);
                    });
        }
        return "text " + hex;
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16le, UTF-16le",
        "UTF-16le, UTF-16be",
        "UTF-16le, UTF-8",
        "UTF-16be, UTF-16le",
        "UTF-16be, UTF-8",
        "UTF-8, UTF-16le"
    })
    void itIsTheSameTextInEveryFile(String from, String to) throws Exception {
        try (SyncClient<Connection> one = device(from);
                SyncClient<Connection> other = device(to)) {
            String text = "CAST(" + (from.equals("UTF-8") ? UTF_8 : from.equals("UTF-16be") ? BE : LE) + " AS TEXT)";
            run(one, "INSERT INTO v VALUES ('1', " + text + "), ('2', 'whole')");
            assertEquals(2, sync(one).pushed());
            assertEquals(2, sync(other).pulled());
            run(one, "UPDATE v SET x = " + text + " || x WHERE id = '2'");
            assertEquals(1, sync(one).pushed());
            assertEquals(1, sync(other).pulled());
            assertEquals(stored(from, ""), hex(one, "1"));
            assertEquals(stored(to, ""), hex(other, "1"));
            assertEquals(stored(from, "whole"), hex(one, "2"));
            assertEquals(stored(to, "whole"), hex(other, "2"));
            assertEquals(0, other.status().counts().setAside());
            assertEquals(0, one.recovery().check().faults().size());
        }
    }

    @Test
    void whatNoUtf16CanHoldIsSetAsideThereWithTheReason() throws Exception {
        try (SyncClient<Connection> one = device("UTF-8");
                SyncClient<Connection> other = device("UTF-16le")) {
            run(one, "INSERT INTO v VALUES ('1', CAST(X'61ff62' AS TEXT)), ('2', 'whole')");
            sync(one);
            sync(other);
            assertEquals("text 61FF62", hex(one, "1"));
            assertEquals("none", hex(other, "1"));
            assertEquals("text 770068006F006C006500", hex(other, "2"));
            assertEquals(1, other.status().counts().setAside());
            assertEquals(SyncStatus.Light.AMBER, other.status().light());
        }
    }
}
