package dev.mooring.systemtests.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.SetAside;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Synced tables as an app sees them: what it writes by plain SQL, and what is in its tables then. */
class AppTest {
    private static final String LIST = "CREATE TABLE IF NOT EXISTS list (id TEXT PRIMARY KEY, name TEXT UNIQUE)";
    private static final String TODO = "CREATE TABLE IF NOT EXISTS todo (id TEXT PRIMARY KEY,"
            + " list_id TEXT REFERENCES list ON DELETE CASCADE, title TEXT NOT NULL, done INTEGER DEFAULT 0)";
    private static final SyncedTables TABLES = SyncedTables.builder()
            .table(SyncedTable.named("list"))
            .table(SyncedTable.named("todo").parent("list", "list_id"))
            .build();
    private static final String ALL =
            "SELECT list.name, title, done FROM todo JOIN list ON list.id = list_id ORDER BY 2";

    @TempDir
    Path folder;

    private final EventLogServer server = EventLogServer.builder().build();

    private Desk desk(String name) throws Exception {
        return desk(name, ConflictPolicy.rebase());
    }

    private Desk desk(String name, ConflictPolicy policy) throws Exception {
        return Desk.open(folder.resolve(name), server, policy, TABLES, LIST, TODO);
    }

    @Test
    void editsOfDifferentColumnsOfARowAreBothKept() throws Exception {
        try (Desk phone = desk("phone");
                Desk laptop = desk("laptop")) {
            phone.run("INSERT INTO list VALUES ('l', 'home')");
            phone.run("INSERT INTO todo VALUES ('t', 'l', 'milk', 0)");
            phone.sync();
            laptop.sync();
            phone.run("UPDATE todo SET title = 'oat milk'");
            laptop.run("UPDATE todo SET done = 1");
            phone.sync();
            laptop.sync();
            phone.sync();

            assertEquals(List.of("home oat milk 1"), phone.rows(ALL));
            assertEquals(phone.rows(ALL), laptop.rows(ALL));
        }
    }

    @Test
    void whatLosesIsPutBackOverSeveralTablesAndCanBeWrittenAgain() throws Exception {
        try (Desk phone = desk("phone", ConflictPolicy.serverWins());
                Desk laptop = desk("laptop")) {
            phone.run("INSERT INTO list VALUES ('l', 'home')");
            phone.run("INSERT INTO todo VALUES ('t', 'l', 'milk', 0)");
            phone.sync();
            laptop.sync();
            phone.run("UPDATE list SET name = 'house'");
            phone.run("UPDATE todo SET title = 'oat milk', done = 1");
            phone.run("DELETE FROM todo");
            laptop.run("INSERT INTO list VALUES ('a', 'a')");
            laptop.run("INSERT INTO list VALUES ('b', 'b')");
            laptop.run("INSERT INTO list VALUES ('c', 'c')");
            laptop.sync();

            assertEquals(3, phone.sync().superseded());
            assertEquals(List.of("home milk 0"), phone.rows(ALL));
            assertEquals(0, phone.client.status().pending());

            phone.client
                    .parked()
                    .superseded(10)
                    .forEach(lost ->
                            phone.client.parked().reissue(lost.mutation().id()));
            assertEquals(List.of("house"), phone.rows("SELECT name FROM list WHERE id = 'l'"));
            assertEquals(List.of(), phone.rows(ALL));
            phone.sync();
            laptop.sync();
            assertEquals(phone.rows("SELECT * FROM list ORDER BY id"), laptop.rows("SELECT * FROM list ORDER BY id"));
            assertEquals(List.of(), laptop.rows(ALL));
        }
    }

    @Test
    void aRowWithoutItsParentWaitsForIt() throws Exception {
        try (Desk phone = desk("phone");
                Desk laptop = desk("laptop")) {
            server.append("anna", "list", foreign("list", "l", "{\"id\":\"l\",\"name\":\"home\"}"));
            laptop.sync();
            laptop.run("INSERT INTO todo VALUES ('t', 'l', 'milk', 0)");
            phone.sync();
            phone.run("DELETE FROM list");
            phone.sync();
            laptop.sync();
            phone.sync();

            assertEquals(List.of(), laptop.rows("SELECT * FROM todo"));
            assertEquals(List.of(), phone.rows("SELECT * FROM todo"));
            for (Desk desk : List.of(phone, laptop)) {
                SetAside waiting = desk.storage.setAside(10).get(0);
                assertEquals(
                        "todo/t waits for list/l",
                        waiting.collection() + "/" + waiting.key() + " waits for " + waiting.waitsFor() + "/"
                                + waiting.waitsForKey());
                assertTrue(!waiting.reason().isEmpty());
            }

            laptop.run("INSERT INTO list VALUES ('l', 'again')");
            laptop.sync();
            phone.sync();
            assertEquals(List.of("again milk 0"), laptop.rows(ALL));
            assertEquals(List.of("again milk 0"), phone.rows(ALL));
            assertEquals(List.of(), phone.storage.setAside(10));
        }
    }

    private static String foreign(String collection, String key, String row) {
        return "{\"mooring\":{\"v\":1,\"id\":\"01970000-0000-7000-8000-00000000"
                + String.format("%04x", (int) key.charAt(0))
                + "\",\"device\":\"x\",\"collection\":\"" + collection + "\",\"key\":\"" + key
                + "\",\"kind\":\"insert\"},\"data\":{\"op\":\"insert\",\"row\":" + row + "}}";
    }

    @Test
    void whatTheAppWritesAnewIsNotOverwrittenByWhatWasSetAside() throws Exception {
        try (Desk phone = desk("phone");
                Desk laptop = desk("laptop")) {
            for (String key : List.of("t", "u")) {
                String row = "{\"id\":\"" + key + "\",\"list_id\":\"l\",\"title\":\"theirs\",\"done\":0}";
                server.append("anna", "todo", foreign("todo", key, row));
            }
            phone.sync();
            assertEquals(2, phone.storage.setAside(10).size());

            phone.client.write((db, outbox) -> {
                try (Statement sql = db.createStatement()) {
                    sql.execute("INSERT INTO list VALUES ('l', 'home')");
                    sql.execute("INSERT INTO todo WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                            + " WHERE i < 600) SELECT 'n' || i, 'l', 'n', 0 FROM n");
                    sql.execute("INSERT INTO todo VALUES ('t', 'l', 'mine', 0), ('u', 'l', 'mine', 0)");
                    sql.execute("DELETE FROM todo WHERE id = 'u'");
                }
            });
            phone.sync();
            laptop.sync();
            String others = "SELECT id, title FROM todo WHERE id IN ('t', 'u')";
            assertEquals(List.of("t mine"), phone.rows(others));
            assertEquals(List.of("t mine"), laptop.rows(others));
            assertEquals(List.of(), phone.storage.setAside(10));
            assertEquals(List.of(), laptop.storage.setAside(10));
        }
    }

    @Test
    void twoRowsThatExcludeEachOtherAreTheSameTwoEverywhere() throws Exception {
        try (Desk phone = desk("phone");
                Desk laptop = desk("laptop")) {
            phone.run("INSERT INTO list VALUES ('p', 'home')");
            laptop.run("INSERT INTO list VALUES ('l', 'home')");
            phone.sync();
            laptop.sync();
            phone.sync();
            laptop.sync();

            String lists = "SELECT * FROM list";
            assertEquals(phone.rows(lists), laptop.rows(lists));
            assertEquals(1, phone.storage.setAside(10).size());
            assertEquals(1, laptop.storage.setAside(10).size());

            phone.run("UPDATE list SET name = 'house'");
            phone.sync();
            laptop.sync();
            String ordered = "SELECT name FROM list ORDER BY 1";
            assertEquals(List.of("home", "house"), phone.rows(ordered));
            assertEquals(List.of("home", "house"), laptop.rows(ordered));
        }
    }

    @Test
    void anOlderAppKeepsTheColumnsOfANewerOneForLater() throws Exception {
        String newer = "ALTER TABLE todo ADD COLUMN due TEXT";
        try (Desk phone = desk("phone")) {
            phone.run("INSERT INTO todo VALUES ('t', NULL, 'milk', 0)");
        }
        try (Desk phone = Desk.open(folder.resolve("phone"), server, ConflictPolicy.rebase(), TABLES, newer);
                Desk laptop = desk("laptop")) {
            phone.run("UPDATE todo SET due = 'today'");
            phone.sync();
            assertEquals(0, phone.client.status().pending());
            laptop.sync();
            assertEquals(List.of("t milk"), laptop.rows("SELECT id, title FROM todo"));
            laptop.run("UPDATE todo SET done = 1");
            laptop.sync();
        }
        try (Desk laptop = Desk.open(folder.resolve("laptop"), server, ConflictPolicy.rebase(), TABLES, newer)) {
            assertEquals(List.of("t milk 1 today"), laptop.rows("SELECT id, title, done, due FROM todo"));
            assertEquals(0, laptop.client.status().pending());
        }
    }

    @Test
    void aColumnWithPendingChangesCannotGo() throws Exception {
        TestedSqlite.require(TestedSqlite.DROP_COLUMN, "a column that is renamed and dropped");
        try (Desk phone = desk("phone")) {
            phone.run("INSERT INTO todo VALUES ('t', NULL, 'milk', 0)");
        }
        Path file = folder.resolve("phone");
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = db.createStatement()) {
            sql.execute("ALTER TABLE todo RENAME COLUMN done TO finished");
        }
        Exception refusal = assertThrows(
                IllegalStateException.class, () -> Desk.open(file, server, ConflictPolicy.rebase(), TABLES));
        assertTrue(refusal.getMessage().contains("todo"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("done"), refusal.getMessage());

        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = db.createStatement()) {
            sql.execute("ALTER TABLE todo RENAME COLUMN finished TO done");
        }
        try (Desk phone = desk("phone")) {
            phone.sync();
        }
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = db.createStatement()) {
            JdbcSqliteStorage.release(db, "todo");
            sql.execute("ALTER TABLE todo DROP COLUMN done");
        }
        Desk.open(file, server, ConflictPolicy.rebase(), TABLES).close();
    }

    @Test
    void rowsFromBeforeStayHereUntilTheyAreAdopted() throws Exception {
        Path file = folder.resolve("phone");
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = db.createStatement()) {
            sql.execute(LIST);
            sql.execute(TODO);
            sql.execute(
                    "INSERT INTO todo WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
                            + " SELECT 't' || i, NULL, 'x', 0 FROM n");
        }
        try (Desk phone = desk("phone");
                Desk laptop = desk("laptop")) {
            phone.run("UPDATE todo SET title = 'y' WHERE id = 't7'");
            phone.sync();
            laptop.sync();
            assertEquals(List.of("t7 y"), laptop.rows("SELECT id, title FROM todo"));

            assertEquals(1199, phone.storage.adopt("todo"));
            assertEquals(0, phone.storage.adopt("todo"));
            phone.sync();
            laptop.sync();
            String rows = "SELECT * FROM todo ORDER BY id";
            assertEquals(phone.rows(rows), laptop.rows(rows));
            assertEquals(1200, server.latest("anna"));
        }
    }

    @Test
    void aMutationOfTheAppsOwnKeepsItsPlaceAmongCapturedOnes() throws Exception {
        try (Desk phone = desk("phone")) {
            phone.client.write((db, outbox) -> {
                try (Statement sql = db.createStatement()) {
                    sql.execute("INSERT INTO todo VALUES ('t', NULL, 'milk', 0)");
                    outbox.add(Mutation.of("visits", "t", "seen", "1"));
                    sql.execute("DELETE FROM todo");
                }
            });
            assertEquals(3, phone.client.status().pending());
            assertEquals(
                    List.of("insert", "seen", "delete"),
                    phone.client.pending(10).stream().map(Mutation::kind).toList());
        }
    }
}
