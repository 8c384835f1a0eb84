package dev.mooring.examples.todo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two apps with different mappers write one synced table, from several threads each, over connections that the library knows nothing
 * of, while a started client syncs the file and another device takes in what comes.
 */
class MappersTest {
    private static final int THREADS = 3;
    private static final int ROUNDS = 30;
    private static final Pattern DONE = Pattern.compile("\"done\":(\\d+)");

    @TempDir
    Path folder;

    private final EventLogServer server = EventLogServer.builder().build();
    private final ExecutorService threads = Executors.newFixedThreadPool(2 * THREADS);

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        server.close();
    }

    private Path file(String device) {
        return folder.resolve(device + ".db");
    }

    private SyncClient<Connection> client(String device) {
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file(device))
                .onOpen(TodoList::createTable)
                .syncedTables(TodoList.TABLES)
                .watchEvery(Duration.ofMillis(10))
                .build();
        EventLogDialect dialect = EventLogDialect.builder("ada").device(device).build();
        return SyncClient.builder(
                        storage, OkHttpTransport.builder(server.url(), dialect).build())
                .conflicts(ConflictPolicy.rebase())
                .keepLog(true)
                .pollEvery(Duration.ofMillis(20))
                .build();
    }

    @RepeatedTest(2)
    void noWriteFailsAndNoChangeIsLostOrCapturedTwice() throws Exception {
        try (SyncClient<Connection> here = client("here");
                SyncClient<Connection> there = client("there")) {
            here.start();
            there.start();
            List<String> written = new ArrayList<>();
            written.add(Writer.change("insert", Writer.SHARED, "new"));
            here.write((db, outbox) -> insertShared(db));
            for (Future<List<String>> thread : threads.invokeAll(writers())) {
                written.addAll(thread.get()); // What a writer met, such as SQLITE_BUSY, fails the test here.
            }
            settle(here);
            settle(there);
            List<String> told = told(there);
            assertEquals(LongStream.rangeClosed(1, 2 * THREADS * ROUNDS).boxed().toList(), counts(told));
            assertEquals(sorted(written), sorted(told));
            assertEquals(written.size(), server.events("ada").size());
            assertEquals(rows("here"), rows("there"));
            assertEquals(
                    0,
                    here.parked().superseded(1).size()
                            + here.parked().quarantined(1).size());
        }
    }

    private static void insertShared(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("INSERT INTO todo (id, title) VALUES ('shared', 'shared')");
        }
    }

    private List<Callable<List<String>>> writers() {
        List<Callable<List<String>>> writers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String number = i + "-";
            writers.add(() -> write(new JdbcWriter(file("here")), "jdbc" + number));
            writers.add(() -> write(new JdbiWriter(file("here")), "jdbi" + number));
        }
        return writers;
    }

    /** Writes until it is done; what is changed in a table, an update that finds nothing does not change. */
    private static List<String> write(Writer writer, String name) throws Exception {
        try (writer) {
            List<String> changes = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                writer.rollBack(name, round);
                changes.addAll(writer.commit(name, round));
                writer.touch(name);
            }
            changes.remove(Writer.change("update", name + -1, "old"));
            changes.remove(Writer.change("delete", name + -2, ""));
            changes.remove(Writer.change("delete", name + -1, ""));
            return changes;
        }
    }

    private static void settle(SyncClient<Connection> client) {
        SyncReport report = client.syncNow().join();
        assertTrue(report instanceof SyncReport.Synced, report::toString);
        assertEquals(0, client.status().pending());
    }

    /** The log as the other device has it, in its order. */
    private static List<String> told(SyncClient<Connection> client) {
        List<String> told = new ArrayList<>();
        for (Change change : client.log(0, Integer.MAX_VALUE)) {
            Matcher done = DONE.matcher(change.payload());
            boolean shared = change.key().equals(Writer.SHARED) && change.kind().equals("update") && done.find();
            String value = change.kind().equals("insert") ? "new" : "old";
            value = change.kind().equals(Mutation.DELETE) ? "" : value;
            told.add(Writer.change(change.kind(), change.key(), shared ? done.group(1) : value));
        }
        return told;
    }

    private static List<Long> counts(List<String> told) {
        String prefix = "update " + Writer.SHARED + " ";
        return told.stream()
                .filter(change -> change.startsWith(prefix))
                .map(change -> Long.valueOf(change.substring(prefix.length())))
                .toList();
    }

    private static List<String> sorted(Collection<String> changes) {
        List<String> sorted = new ArrayList<>(changes);
        Collections.sort(sorted);
        return sorted;
    }

    private List<Map<String, Object>> rows(String device) {
        return Jdbi.create(JdbiWriter.source(file(device)))
                .withHandle(handle -> handle.select("SELECT * FROM todo ORDER BY id")
                        .mapToMap()
                        .list());
    }
}
