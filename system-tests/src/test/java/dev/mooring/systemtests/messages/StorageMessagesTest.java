package dev.mooring.systemtests.messages;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage.ConnectionSource;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorageBuilder;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a local file that cannot be used, or is damaged, and of files beside it: each such file is made. */
class StorageMessagesTest {
    private static final ServerIdentity ANNA = new ServerIdentity("home", "anna");

    @TempDir
    private Path folder;

    private int files;

    private Path file() {
        return folder.resolve("f" + ++files + ".db");
    }

    private static String thrown(Executable attempt) {
        try {
            attempt.execute();
            return "NOTHING THROWN";
        } catch (Throwable e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void run(Connection db, String... statements) throws SQLException {
        try (Statement statement = db.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void tamper(Path file, String... statements) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            run(db, statements);
        }
    }

    /** A file of Anna's with two mutations in it. */
    private Path annas() {
        Path file = file();
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(ANNA, true);
            storage.<Long, RuntimeException>write(tx -> {
                tx.outbox().append(mutation(1), 10);
                return tx.outbox().append(mutation(2), 10);
            });
        }
        return file;
    }

    private static Mutation mutation(int n) {
        return Mutation.of("todo", "k" + n, "set", "{\"n\":" + n + "}").recorded(new UUID(1, n), Instant.EPOCH);
    }

    private static String opening(Path file) {
        return opening(JdbcSqliteStorage.at(file), ANNA);
    }

    private static String opening(JdbcSqliteStorageBuilder builder, ServerIdentity identity) {
        try (SqliteStorage<Connection> storage = builder.build()) {
            return thrown(() -> storage.open(identity, true));
        }
    }

    private String checked(String... damage) throws SQLException {
        Path file = annas();
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(ANNA, true);
            tamper(file, damage);
            return String.join("; ", storage.check());
        }
    }

    private String salvaged(String... damage) throws SQLException {
        Path file = annas();
        tamper(file, damage);
        return String.join(
                "; ",
                JdbcSqliteStorage.salvage(file, folder.resolve("out" + files), ANNA)
                        .faults());
    }

    private static SyncClient<Connection> client(SqliteStorage<Connection> storage) {
        OkHttpTransport nowhere = OkHttpTransport.builder(
                        "http://127.0.0.1:1", EventLogDialect.builder("anna").build())
                .serverName("home")
                .build();
        return SyncClient.builder(storage, nowhere, new Nothing()).build();
    }

    private String imported(String text) throws IOException {
        Path export = Files.writeString(folder.resolve("e" + ++files), text);
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file()).build();
                SyncClient<Connection> client = client(storage)) {
            return thrown(() -> client.recovery().importFrom(export)).replace(export.toString(), "FILE");
        }
    }

    private static Callable<String> withoutFolder(Callable<String> situation, Path folder) {
        return () -> situation.call().replaceAll(Pattern.quote(folder.toString()) + "/\\w+(\\.db)?", "FILE");
    }

    @Test
    void eachFileIsSaidToBeWhatItIs() throws Exception {
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        all.put(
                "the file is another user's",
                () -> opening(JdbcSqliteStorage.at(annas()), new ServerIdentity("home", "berta")));
        all.put("a newer version of the library wrote it", () -> {
            Path file = annas();
            tamper(file, "UPDATE mooring_schema SET version = 99");
            return opening(file);
        });
        all.put(
                "it is no database",
                () -> opening(
                        Files.write(file(), "no database, but text".repeat(99).getBytes(StandardCharsets.UTF_8))));
        all.put("its counts do not add up", () -> {
            Path file = annas();
            tamper(file, "DELETE FROM mooring_outbox WHERE seq = 1");
            return opening(file);
        });
        all.put("nothing says whose it is", () -> {
            Path file = annas();
            tamper(file, "DELETE FROM mooring_scope");
            return opening(file);
        });
        all.put("its folder is not there", () -> opening(folder.resolve("none/f.db")));
        all.put("somebody else holds it for too long", () -> {
            Path file = annas();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                run(other, "BEGIN IMMEDIATE");
                return opening(JdbcSqliteStorage.at(file).busyTimeout(Duration.ofMillis(1)), ANNA);
            }
        });
        all.put("its connections are EXCLUSIVE", () -> {
            Path file = file();
            return opening(
                    JdbcSqliteStorage.on((ConnectionSource) () -> {
                        Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                        run(db, "PRAGMA locking_mode = EXCLUSIVE");
                        return db;
                    }),
                    ANNA);
        });
        all.put(
                "it is in memory",
                () -> opening(
                        JdbcSqliteStorage.on(
                                (ConnectionSource) () -> DriverManager.getConnection("jdbc:sqlite::memory:")),
                        ANNA));
        all.put("a pool lends too few connections", () -> {
            Path file = file();
            int[] lent = {0};
            InvocationHandler pool = (proxy, method, arguments) -> {
                if (++lent[0] > 1) {
                    throw new SQLException("the pool is empty");
                }
                return DriverManager.getConnection("jdbc:sqlite:" + file);
            };
            Class<?>[] types = {DataSource.class};
            DataSource source = (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(), types, pool);
            return opening(JdbcSqliteStorage.on(source), ANNA);
        });
        all.put(
                "the app's own step of the opening fails",
                () -> opening(JdbcSqliteStorage.at(file()).onOpen(db -> run(db, "CREATE TABEL t (x)")), ANNA));
        all.put("a stored mutation is another than was written", () -> {
            Path file = annas();
            tamper(file, "UPDATE mooring_outbox SET payload = '{}' WHERE seq = 1");
            try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build();
                    SyncClient<Connection> client = client(storage)) {
                return thrown(() -> client.pending(10));
            }
        });
        all.put("a stored mutation cannot be one", () -> {
            Path file = annas();
            tamper(file, "UPDATE mooring_outbox SET id = 'x' WHERE seq = 1");
            try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build();
                    SyncClient<Connection> client = client(storage)) {
                return thrown(() -> client.pending(10));
            }
        });
        all.put("a check finds a mutation missing", () -> checked("DELETE FROM mooring_outbox WHERE seq = 1"));
        all.put(
                "a check finds a mutation twice",
                () -> checked("UPDATE mooring_outbox SET id = (SELECT id FROM mooring_outbox WHERE seq = 1)"));
        all.put("a salvage finds nothing that says whose it is", () -> salvaged("DELETE FROM mooring_scope"));
        all.put("a salvage finds a table missing", () -> salvaged("DROP TABLE mooring_parked"));
        all.put(
                "a salvage finds a damaged mutation",
                () -> salvaged("UPDATE mooring_outbox SET payload = '{}' WHERE seq = 1"));
        all.put(
                "a salvage finds what is no mutation",
                () -> salvaged("UPDATE mooring_outbox SET id = 'x', crc = -1 WHERE seq = 1"));
        all.put(
                "there is no file to salvage",
                () -> thrown(() -> JdbcSqliteStorage.salvage(folder.resolve("none"), folder.resolve("out"), ANNA)));
        all.put("an export has no place", () -> {
            try (SqliteStorage<Connection> storage =
                            JdbcSqliteStorage.at(file()).build();
                    SyncClient<Connection> client = client(storage)) {
                return thrown(() -> client.recovery().exportTo(folder.resolve("none/out")));
            }
        });
        all.put("there is no file to import", () -> {
            try (SqliteStorage<Connection> storage =
                            JdbcSqliteStorage.at(file()).build();
                    SyncClient<Connection> client = client(storage)) {
                return thrown(() -> client.recovery().importFrom(folder.resolve("none")));
            }
        });
        all.put("the import is empty", () -> imported(""));
        all.put("the import is of something else", () -> imported("a letter\n"));
        all.put("the import was cut", () -> imported("{\"mooring\""));
        all.put(
                "the import is of another user",
                () -> imported("{\"mooring\":\"export\",\"v\":1,\"server\":\"home\",\"user\":\"berta\"}\n"));
        Map<String, Callable<String>> shown = new LinkedHashMap<>();
        all.forEach((situation, says) -> shown.put(situation, withoutFolder(says, folder)));
        MessagePage.read().check("The local database, and files", shown);
    }

    private String aside(String... payloads) throws Exception {
        JdbcSqliteStorageBuilder builder = JdbcSqliteStorage.at(file())
                .onOpen(db -> run(
                        db,
                        "CREATE TABLE p (id TEXT PRIMARY KEY, x UNIQUE)",
                        "CREATE TABLE c (id TEXT PRIMARY KEY, p REFERENCES p (id))"))
                .syncedTables(SyncedTables.builder()
                        .table(SyncedTable.named("p").key("id"))
                        .table(SyncedTable.named("c").key("id").parent("p", "p"))
                        .build());
        try (SqliteStorage<Connection> storage = builder.build()) {
            storage.open(ANNA, true);
            int position = 0;
            for (String payload : payloads) {
                String[] parts = payload.split(" ", 2);
                Change change = new Change(
                        ++position, parts[0].substring(0, 1), parts[0].substring(1), "put", parts[1], false, 1, "", "");
                storage.<Boolean, Exception>write(tx -> {
                    storage.handler().apply(tx.handle(), List.of(change));
                    return true;
                });
            }
            return storage.setAside(10).get(0).reason();
        }
    }

    @Test
    void whyARowIsSetAsideIsSaid() throws Exception {
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        all.put(
                "its parent has not come yet",
                () -> aside("ca {\"op\":\"insert\",\"row\":{\"id\":\"a\",\"p\":\"b\"}}"));
        all.put(
                "another row has its unique value",
                () -> aside(
                        "pb {\"op\":\"insert\",\"row\":{\"id\":\"b\",\"x\":1}}",
                        "pc {\"op\":\"insert\",\"row\":{\"id\":\"c\",\"x\":1}}"));
        all.put("it says nothing of a row", () -> aside("pa {}"));
        all.put("its row is another one", () -> aside("pa {\"op\":\"insert\",\"row\":{\"id\":\"b\"}}"));
        all.put("it is a change of an unknown kind", () -> aside("pa {\"op\":\"x\",\"row\":{\"id\":\"a\"}}"));
        all.put("it does not say what changed", () -> aside("pa {\"op\":\"update\",\"row\":{\"id\":\"a\"}}"));
        all.put("it is no object", () -> aside("pa [1]"));
        all.put("it has no key", () -> aside("pa {\"op\":\"insert\",\"row\":{\"id\":null}}"));
        MessagePage.read().check("Why a row is set aside", all);
    }

    /** An app without rows. */
    private static final class Nothing implements ChangeHandler<Connection> {
        @Override
        public void apply(Connection db, List<Change> changes) {}

        @Override
        public void undo(Connection db, List<Mutation> mutations) {}
    }
}
