package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rebuild of synced tables with captured writes below it, and the process dies behind or before each of its commits in turn. */
class RebuildTablesCrashTest {
    private final VirtualScheduler time = new VirtualScheduler(1);

    @TempDir
    Path folder;

    private int devices;

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void whereverItDiesTheRowsEndAsTheServersWithThePendingOnTop(ServerKind kind) throws Exception {
        for (Moment moment : Moment.values()) {
            int deaths = 0;
            for (int commit = 1; diesAt(commit, kind, moment); commit++) {
                deaths++;
            }
            assertTrue(deaths >= 6, "only " + deaths + " commits");
        }
    }

    /** Returns false if there was no such commit. */
    private boolean diesAt(int commit, ServerKind kind, Moment moment) throws Exception {
        StandInServer<?> server = kind.server();
        Path file = Files.createDirectory(folder.resolve("device-" + ++devices)).resolve("app.db");
        SyncClient<Connection> first = client(kind, server, storage(kind, file));
        first.open();
        run(file, kind.insert(1, "a"), kind.insert(2, "b"));
        synced(sync(first));
        first.close();
        run(file, "INSERT INTO mooring_applying VALUES (1)", "UPDATE item SET title = 'spoilt' WHERE title = 'b'");
        run(file, "DELETE FROM mooring_applying", kind.insert(3, "pending"));

        CrashingStorage<Connection> dying =
                new CrashingStorage<>(storage(kind, file)).crashAt(commit, moment, new VirtualScheduler.Killed());
        boolean begun = false;
        try {
            SyncClient<Connection> client = client(kind, server, dying);
            client.recovery().rebuild(RebuildPlan.withoutExport());
            begun = true;
            run(file, kind.insert(4, "later"));
            time.advance(Duration.ofMinutes(1));
        } catch (VirtualScheduler.Killed died) {
            assertTrue(dying.crashed());
        }
        dying.close();
        time.advance(Duration.ofMinutes(1)); // until its lease is over
        SyncClient<Connection> after = client(kind, server, storage(kind, file));
        after.open();
        boolean swaps =
                begun || after.recovery().preview(RebuildPlan.withoutExport()).underWay();
        synced(sync(after));

        String at = kind + " " + moment + " " + commit;
        assertEquals(0, after.status().pending(), at);
        assertTrue(after.recovery().check().isSound(), at);
        List<String> expected = new ArrayList<>(swaps ? List.of("a", "b") : List.of("a", "spoilt"));
        if (begun) {
            expected.add("later");
        }
        expected.add("pending");
        expected.sort(null);
        assertEquals(expected, titles(file), at);
        Path otherFile = file.resolveSibling("other.db");
        SyncClient<Connection> other = client(kind, server, storage(kind, otherFile));
        synced(sync(other));
        assertEquals(begun ? 4 : 3, titles(otherFile).size(), at);
        other.close();
        after.close();
        return dying.crashed();
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void whatTheAppWritesBetweenAnyTwoOfItsTransactionsIsOnTop(ServerKind kind) throws Exception {
        int writes = 0;
        for (int write = 1; isWrittenBefore(write, kind); write++) {
            writes++;
        }
        assertTrue(writes >= 6, "only " + writes + " transactions");
    }

    /** Returns false if there was no such transaction. */
    private boolean isWrittenBefore(int write, ServerKind kind) throws Exception {
        StandInServer<?> server = kind.server();
        Path file = Files.createDirectory(folder.resolve("device-" + ++devices)).resolve("app.db");
        CrashingStorage<Connection> storage = new CrashingStorage<>(storage(kind, file));
        SyncClient<Connection> client = client(kind, server, storage);
        client.open();
        run(file, kind.insert(1, "a"), kind.insert(2, "b"), kind.insert(3, "c"));
        synced(sync(client));
        int[] left = {write};
        storage.beforeWrites(() -> {
            if (--left[0] == 0) {
                write(file, kind);
            }
        });
        var rebuilt = client.recovery().rebuild(RebuildPlan.withoutExport());
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        boolean was = left[0] <= 0;
        storage.beforeWrites(() -> {});
        String at = kind + " " + write;
        assertTrue(rebuilt.join().complete(), at);
        synced(sync(client));
        List<String> expected = was ? List.of("a", "edited", "new") : List.of("a", "b", "c");
        assertEquals(expected, titles(file), at);
        assertTrue(client.recovery().check().isSound(), at);
        client.close();
        Path otherFile = file.resolveSibling("other.db");
        SyncClient<Connection> other = client(kind, server, storage(kind, otherFile));
        synced(sync(other));
        assertEquals(expected, titles(otherFile), at);
        other.close();
        return was;
    }

    @ParameterizedTest
    @EnumSource(ServerKind.class)
    void oneThatIsBegunAnewBetweenAnyTwoOfItsTransactionsShowsNoPart(ServerKind kind) throws Exception {
        for (boolean resends : new boolean[] {false, true}) {
            int writes = 0;
            for (int write = 1; isBegunAnewBefore(write, kind, resends); write++) {
                writes++;
            }
            assertTrue(writes >= 4, "only " + writes + " transactions");
        }
    }

    /** Returns false if there was no such transaction. */
    private boolean isBegunAnewBefore(int write, ServerKind kind, boolean resends) throws Exception {
        StandInServer<?> server = kind.server();
        Path file = Files.createDirectory(folder.resolve("device-" + ++devices)).resolve("app.db");
        CrashingStorage<Connection> storage = new CrashingStorage<>(storage(kind, file));
        SyncClient<Connection> client = client(kind, server, storage);
        client.open();
        run(file, kind.insert(1, "a"), kind.insert(2, "b"), kind.insert(3, "c"));
        synced(sync(client));
        RebuildPlan plan = resends ? RebuildPlan.withoutExport().resendingConfirmed() : RebuildPlan.withoutExport();
        String at = kind + " " + write + (resends ? ", sends back" : "");
        int[] left = {write};
        List<String> seen = new ArrayList<>();
        storage.beforeWrites(() -> {
            seen.addAll(unlessAll(file));
            if (--left[0] == 0 && client.recovery().cancelRebuild()) {
                client.recovery().rebuild(plan);
            }
        });
        var rebuilt = client.recovery().rebuild(plan);
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        boolean was = left[0] <= 0;
        synced(sync(client));
        storage.beforeWrites(() -> {});
        assertEquals(List.of(), seen, at);
        assertEquals(List.of("a", "b", "c"), titles(file), at);
        assertTrue(client.recovery().check().isSound(), at);
        client.close();
        return was;
    }

    private List<String> unlessAll(Path file) {
        try {
            List<String> titles = titles(file);
            return titles.equals(List.of("a", "b", "c")) ? List.of() : List.of(titles.toString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, ServerKind kind) {
        try {
            String gone = kind == ServerKind.ROW_SYNC ? "UPDATE item SET title = 'new'" : "DELETE FROM item";
            run(file, "UPDATE item SET title = 'edited' WHERE title = 'b'", gone + " WHERE title = 'c'");
            if (kind != ServerKind.ROW_SYNC) { // There a row that is deleted stays in the other table, with a mark.
                run(file, kind.insert(4, "new"));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private SqliteStorage<Connection> storage(ServerKind kind, Path file) {
        return JdbcSqliteStorage.at(file)
                .onOpen(db -> {
                    try (Statement statement = db.createStatement()) {
                        statement.execute(kind.ddl());
                    }
                })
                .syncedTables(kind.tables())
                .watchEvery(Duration.ZERO)
                .build();
    }

    private SyncClient<Connection> client(ServerKind kind, StandInServer<?> server, Storage<Connection> storage) {
        devices++;
        return SyncClient.builder(storage, kind.transport("d" + devices, server.interceptor()))
                .scheduler(time.lane(devices))
                .build();
    }

    private SyncReport sync(SyncClient<?> client) {
        var future = client.syncNow();
        time.sleep(Duration.ofMinutes(1), future::isDone);
        return future.getNow(null);
    }

    private static void synced(SyncReport report) {
        assertInstanceOf(SyncReport.Synced.class, report, String.valueOf(report));
    }

    private static void run(Path file, String... statements) throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static List<String> titles(Path file) throws Exception {
        List<String> titles = new ArrayList<>();
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet row = db.createStatement().executeQuery("SELECT title FROM item ORDER BY title")) {
            while (row.next()) {
                titles.add(row.getString(1));
            }
        }
        return titles;
    }
}
