package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.oplog.OpLogServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of SQL over logs that look at nothing. */
class TablesTest {
    private static final String NOWHERE = "http://localhost:1";
    private static final String SQL = """
            PRAGMA journal_mode = WAL;
            CREATE TABLE IF NOT EXISTS list (id TEXT PRIMARY KEY, name TEXT);
            CREATE TABLE IF NOT EXISTS todo (
              id TEXT PRIMARY KEY, list_id TEXT REFERENCES list, title TEXT NOT NULL, done INTEGER DEFAULT 0, picture BLOB);
            -- local
            CREATE VIRTUAL TABLE IF NOT EXISTS todo_words USING fts5(title);
            CREATE TRIGGER IF NOT EXISTS todo_words_in AFTER INSERT ON todo BEGIN
              INSERT INTO todo_words (rowid, title) VALUES (NEW.rowid, NEW.title);
            END;
            CREATE TRIGGER IF NOT EXISTS todo_words_out AFTER DELETE ON todo BEGIN
              DELETE FROM todo_words WHERE rowid = OLD.rowid;
            END;
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void describe() throws IOException {
        tables("tables.sql", SQL);
    }

    private String tables(String file, String sql) throws IOException {
        return Files.writeString(folder.resolve(file), sql).toString();
    }

    private Shell device(String name, String url, String... more) {
        List<String> options = new java.util.ArrayList<>(List.of("--tables", folder + "/tables.sql", "--device", name));
        options.addAll(List.of(more));
        return new Shell(folder.resolve(name + ".db"), url, options.toArray(String[]::new));
    }

    @Test
    void rowsGoOverAnEventLogAsRowChangesAndTriggersOfTheAppSeeThem() {
        try (EventLogServer server = EventLogServer.builder().build()) {
            server.start();
            Shell phone = device("phone", server.url(), "--policy", "rebase");
            Shell laptop = device("laptop", server.url(), "--policy", "rebase");
            phone.sql("INSERT INTO list VALUES ('l', 'shop');"
                    + "INSERT INTO todo (id, list_id, title, picture) VALUES ('t', 'l', 'milk \uD83D\uDE00', x'00FF')");
            assertEquals(
                    "{\"op\":\"insert\",\"row\":{\"id\":\"l\",\"name\":\"shop\"}}",
                    phone.objects(0, "outbox").get(0).get("payload"));
            phone.run("sync").ended(0);
            assertEquals(2L, laptop.json(0, "sync").get("pulled"));
            assertEquals(2, laptop.objects(0, "log").size());
            laptop.run("sql", "SELECT rowid FROM todo_words WHERE todo_words MATCH 'milk'")
                    .ended(0)
                    .printed("1");
            phone.sql("UPDATE todo SET done = 1");
            laptop.sql("UPDATE todo SET title = 'oat milk'");
            phone.run("sync").ended(0);
            laptop.run("sync").ended(0);
            phone.run("sync").ended(0);
            for (Shell shell : List.of(phone, laptop)) {
                shell.run("sql", "SELECT * FROM todo").ended(0).printed("t|l|oat milk|1|X'00ff'");
            }
        }
    }

    @Test
    void underServerWinsAConflictIsPutBackAndReported() {
        try (EventLogServer server = EventLogServer.builder().build()) {
            server.start();
            Shell phone = device("phone", server.url());
            Shell laptop = device("laptop", server.url());
            phone.sql("INSERT INTO todo (id, title) VALUES ('t', 'milk')");
            phone.run("sync").ended(0);
            laptop.sql("INSERT INTO todo (id, title) VALUES ('t', 'bread')");
            assertEquals(1L, laptop.json(4, "sync").get("superseded"));
            laptop.run("sql", "SELECT title FROM todo").ended(0).printed("milk");
            String id = String.valueOf(laptop.json(0, "superseded").get("id"));
            laptop.run("drop", id).ended(0);
            assertEquals(List.of(), laptop.objects(0, "superseded"));
        }
    }

    @Test
    void rowsGoOverAnOpLog() {
        try (OpLogServer server = OpLogServer.builder().sessions(true).build()) {
            server.start();
            server.logIn("session=s", "ada");
            String[] options = {"--dialect", "op-log", "--cookie", "session=s"};
            Shell phone = device("phone", server.url(), options);
            Shell laptop = device("laptop", server.url(), options);
            phone.sql(
                    "INSERT INTO list VALUES ('l', 'shop'); INSERT INTO todo (id, list_id, title) VALUES (7, 'l', 'a')");
            phone.run("sync").ended(0);
            laptop.run("sync").ended(0);
            laptop.sql("DELETE FROM todo; UPDATE list SET name = 'mall'");
            laptop.run("sync").ended(0);
            phone.run("sync").ended(0);
            assertEquals(List.of(), phone.objects(0, "sql", "SELECT * FROM todo"));
            phone.run("sql", "SELECT name FROM list").ended(0).printed("mall");
        }
    }

    @Test
    void whatAnotherProgramWritesIsCapturedAndWatchTellsOfChangedRows() throws SQLException {
        try (EventLogServer server = EventLogServer.builder().build()) {
            server.start();
            Shell phone = device("phone", server.url());
            phone.run("status").ended(0);
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("phone.db"));
                    Statement statement = db.createStatement()) {
                statement.execute("INSERT INTO list VALUES ('l', 'shop')");
            }
            Map<String, Object> status = phone.json(0, "status");
            assertEquals(1L, status.get("pending"));
            assertEquals(0L, status.get("aside"));
            phone.run("sync").ended(0);
            assertEquals(1, server.latest("ada"));
            Shell laptop = device("laptop", server.url());
            List<Map<String, Object>> lines = laptop.objects(0, "watch", "--every", "0.3", "--count", "3");
            Map<String, Object> rows = lines.stream()
                    .filter(line -> "rows".equals(line.get("event")))
                    .findFirst()
                    .orElseThrow();
            assertEquals("list", rows.get("table"));
            assertEquals(List.of("l"), rows.get("keys"));
        }
    }

    @Test
    void sqlPrintsRowsAndCountsAndEndsWhatItBegins() {
        Shell shell = device("phone", NOWHERE);
        assertEquals(
                2L,
                shell.json(0, "sql", "INSERT INTO list VALUES ('a', 'A'), ('b', NULL)")
                        .get("changed"));
        assertEquals(0L, shell.json(0, "sql", "CREATE TABLE mine (x)").get("changed"));
        Map<String, Object> row = shell.json(
                0,
                "sql",
                "SELECT *, 9007199254740993 AS i, 1.0 AS r, 0.5 AS h, x'01' AS b, 'x' AS id FROM list WHERE id = 'b'");
        assertEquals(
                Shell.parse("{\"row\":{\"id\":\"b\",\"name\":null,\"i\":{\"i\":\"9007199254740993\"},"
                                + "\"r\":{\"r\":\"1.0\"},\"h\":0.5,\"b\":{\"b\":\"AQ==\"}}}")
                        .get("row"),
                row.get("row"));
        shell.run("sql", "UPDATE list SET name = 'B' WHERE id = 'b'; SELECT name FROM list")
                .ended(0)
                .printed("changed 1");
        shell.run("sql", "BEGIN; DELETE FROM list").ended(5);
        shell.run("sql", "BEGIN; DELETE FROM list WHERE id = 'a'; ROLLBACK").ended(0);
        assertEquals(2, shell.objects(0, "sql", "SELECT * FROM list").size());
        shell.run("sql", "DELETE FORM list").ended(5);
        shell.run("sql", "INSERT INTO todo (id, list_id, title) VALUES ('t', 'none', '')")
                .ended(5);
        shell.run("sql", " -- nothing").ended(2);
        assertEquals(3L, shell.json(0, "status").get("pending"));
    }

    @Test
    void sqlNeedsNoTablesButWhatIsForTablesDoes() {
        Shell bare = new Shell(folder.resolve("a.db"), NOWHERE);
        bare.run("sql", "CREATE TABLE x (a); INSERT INTO x VALUES (1); SELECT * FROM x")
                .ended(0)
                .printed("1");
        bare.run("aside").ended(2);
        bare.run("adopt", "x").ended(2);
        assertFalse(bare.json(0, "status").containsKey("aside"));
        for (List<String> item : List.of(List.of("get", "list", "a"), List.of("list", "list"))) {
            device("phone", NOWHERE).run(item.toArray(String[]::new)).ended(2);
        }
    }

    @Test
    void rowsThatWereThereBeforeAreAdopted() throws IOException {
        Shell bare = new Shell(folder.resolve("phone.db"), NOWHERE);
        bare.run("sql", "CREATE TABLE list (id TEXT PRIMARY KEY, name TEXT); INSERT INTO list VALUES ('a', 'A')")
                .ended(0);
        Shell shell = device("phone", NOWHERE);
        assertEquals(0L, shell.json(0, "status").get("pending"));
        Map<String, Object> adopted = shell.json(0, "adopt", "list");
        assertEquals(Set.of("command", "table", "adopted", "pending"), adopted.keySet());
        assertEquals(1L, adopted.get("adopted"));
        assertEquals(1L, adopted.get("pending"));
        assertEquals(0L, shell.json(0, "adopt", "list").get("adopted"));
        shell.run("adopt", "none").ended(5);
    }

    @Test
    void theSqlOfTheFileRunsOnceAndAChangedOneAgain() throws IOException {
        Shell shell = device("phone", NOWHERE);
        shell.sql("INSERT INTO list VALUES ('a', 'A')");
        String more = tables("more.sql", SQL + "ALTER TABLE list ADD COLUMN colour TEXT;");
        Shell newer = new Shell(folder.resolve("phone.db"), NOWHERE, "--tables", more, "--device", "phone");
        newer.run("sql", "UPDATE list SET colour = 'red'").ended(0);
        assertEquals(2, newer.objects(0, "outbox").size());
        newer.run("outbox").ended(0).printed("\"colour\":\"red\"");
        String less = tables("less.sql", "ALTER TABLE list RENAME TO lists; CREATE TABLE IF NOT EXISTS todo (id);");
        Shell.Result refused = new Shell(folder.resolve("phone.db"), NOWHERE, "--tables", less)
                .run("status")
                .ended(5);
        assertTrue(refused.err().contains("list"), refused::toString);
        assertEquals(2, newer.objects(0, "outbox").size());
    }

    @Test
    void whatCannotSyncIsRefusedByNameAndNothingIsLeftBehind() throws IOException {
        Map<String, Integer> files = Map.of(
                "CREATE TABLE bare (a, b)", 5,
                "CREATE VIRTUAL TABLE words USING fts5(title)", 5,
                "CREATE TABLE a (id TEXT PRIMARY KEY); CREATE TABLE", 5,
                "CREATE TABLE a (id TEXT PRIMARY KEY); CREATE UNIQUE INDEX i ON a (lower(id))", 5,
                "SELECT 1", 2);
        int number = 0;
        for (Map.Entry<String, Integer> file : files.entrySet()) {
            Path database = folder.resolve("refused" + number + ".db");
            String sql = tables("refused" + number++ + ".sql", file.getKey());
            Shell.Result result = new Shell(database, NOWHERE, "--tables", sql).run("status");
            assertEquals(file.getValue(), result.exit(), () -> file.getKey() + result);
            assertEquals(1, result.err().lines().count(), result::toString);
        }
        new Shell(folder.resolve("x.db"), NOWHERE, "--tables", folder + "/none.sql")
                .run("status")
                .ended(2);
        assertFalse(Files.exists(folder.resolve("x.db")));
    }
}
