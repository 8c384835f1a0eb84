package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs the samples of the README and of docs/getting-started.md and docs/conflicts.md. */
@ExtendWith(Quiet.class)
class GettingStartedTest {
    private final EventLogServer server = EventLogServer.builder().build();
    private final TodoHandler todos = new TodoHandler();
    private final List<String> shown = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theProgramCarriesANoteFromOneFileToAnother() throws Exception {
        assertTrue(runProgram("laptop.db", "milk").startsWith("Synced[pushed=1, pulled=0"));
        assertTrue(runProgram("phone.db", "bread").startsWith("Synced[pushed=1, pulled=1"));
        assertTrue(runProgram("laptop.db", "tea").startsWith("Synced[pushed=1, pulled=1"));
        assertEquals("bread milk tea ", notes("laptop.db"));
        assertEquals("bread milk ", notes("phone.db"));
    }

    private String runProgram(String file, String text) throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Notes.main(new String[] {folder.resolve(file).toString(), server.url(), text});
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private String notes(String file) throws SQLException {
        return text(folder.resolve(file), "SELECT text FROM note ORDER BY text");
    }

    private static String text(Path file, String query) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                text.append(row.getString(1)).append(' ');
            }
        }
        return text.toString();
    }

    @Test
    void twoDevicesMeetAConflictAndEndAlike() throws Exception {
        SyncClient<Connection> phone = todoClient("phone");
        SyncClient<Connection> laptop = todoClient("laptop");
        String milk = add(phone, "milk");
        phone.syncNow().join();
        laptop.syncNow().join();

        toggle(phone, milk);
        phone.syncNow().join(); // Before the laptop writes, as it may push at once.
        String bread = add(laptop, "bread");
        report(laptop);
        assertEquals(1, laptop.status().counts().superseded());
        assertEquals("milk=1 ", text(folder.resolve("laptop.db"), "SELECT title || '=' || done FROM todo"));
        sendAgain(laptop);
        report(laptop);
        phone.syncNow().join();
        background(phone);
        background(laptop);

        assertEquals(
                1, shown.stream().filter(line -> line.contains("todo/" + bread)).count());
        String expected = "bread=0 milk=1 ";
        assertEquals(
                expected, text(folder.resolve("phone.db"), "SELECT title || '=' || done FROM todo ORDER BY title"));
        assertEquals(
                expected, text(folder.resolve("laptop.db"), "SELECT title || '=' || done FROM todo ORDER BY title"));
    }

    private SyncClient<Connection> todoClient(String device) throws SQLException {
        String url = server.url();
        Path file = folder.resolve(device + ".db");
        // sample: wiring
        EventLogDialect dialect = EventLogDialect.builder("anna").device(device).build();
        SyncClient<Connection> client = SyncClient.builder(
                        JdbcSqliteStorage.at(file).build(),
                        OkHttpTransport.builder(url, dialect).build(),
                        todos)
                .pollEvery(Duration.ofSeconds(30))
                .listener(this::show)
                .build();
        // end
        // sample: schema
        client.write((db, outbox) -> {
            try (Statement sql = db.createStatement()) {
                sql.execute("CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY, title TEXT, done INTEGER)");
                sql.execute("CREATE INDEX IF NOT EXISTS todo_log ON mooring_log (collection, key)");
            }
        });
        client.start();
        // end
        return client;
    }

    private String add(SyncClient<Connection> client, String title) throws Exception {
        String id = UUID.randomUUID().toString();
        // sample: write
        client.write((db, outbox) -> {
            Mutation added = outbox.add(Mutation.of("todo", id, "added", "{\"title\":\"" + title + "\"}"));
            todos.redo(db, List.of(added)); // The app's rows, by the same reducer as the server's changes.
        });
        // end
        return id;
    }

    private void toggle(SyncClient<Connection> client, String id) throws Exception {
        client.write((db, outbox) -> {
            todos.redo(db, List.of(outbox.add(Mutation.of("todo", id, "toggled", "{}"))));
        });
    }

    private static void report(SyncClient<Connection> client) {
        // sample: report
        SyncReport report = client.syncNow().join();
        SyncStatus status = client.status();
        if (report instanceof SyncReport.Offline offline) {
            System.out.println(
                    offline.pending() + " changes wait for the network; next try at " + offline.nextAttempt());
        } else if (report instanceof SyncReport.Failed failed) {
            System.out.println(failed.fault() + ": " + failed.message());
        } else if (status.counts().superseded() + status.counts().quarantined() > 0) {
            System.out.println("some changes did not get through and wait for you");
        }
        // end
        assertInstanceOf(SyncReport.Synced.class, report);
    }

    // sample: listener
    private void show(SyncEvent event) {
        if (event instanceof SyncEvent.Superseded lost) {
            lost.mutations().forEach(mutation -> shown.add("the server won against " + mutation));
        } else if (event instanceof SyncEvent.Quarantined refused) {
            shown.add(refused.mutation() + " was refused: " + refused.reason());
        } else if (event instanceof SyncEvent.StatusChanged changed) {
            shown.add(changed.status().state() + ", pending " + changed.status().pending());
        }
    }
    // end

    private static void sendAgain(SyncClient<Connection> client) {
        // sample: parked
        for (ParkedMutation lost : client.parked().superseded(100)) {
            client.parked().reissue(lost.mutation().id()); // or drop(id): the app decides
        }
        for (ParkedMutation refused : client.parked().quarantined(100)) {
            System.out.println(refused.mutation() + ": " + refused.reason());
            client.parked().retry(refused.mutation().id()); // or drop(id), once it is exported or written anew
        }
        // end
    }

    private static void background(SyncClient<Connection> client) {
        // sample: background
        SyncReport last = client.flush(Duration.ofSeconds(3)).join();
        System.out.println(last.pending() + " changes left for the next time");
        client.close();
        // end
        assertEquals(0, last.pending());
    }
}
