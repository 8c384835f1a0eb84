package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.rowsync.RowSyncServer;
import dev.mooring.sync.testing.rowsync.StoredRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of SQL over a stand-in for a row-sync server, from two devices with a file each. */
class RowSyncTablesTest {
    private static final String USER = RowSyncServer.USER;
    private static final String TUNE = "00000000-0000-4000-8000-000000000001";
    private static final String TUNE_2 = "00000000-0000-4000-8000-000000000002";
    private static final String TUNE_3 = "00000000-0000-4000-8000-000000000003";
    private static final String REPERTOIRE = "00000000-0000-4000-8000-00000000000a";
    private static final String ALL = "SELECT id, title, deleted FROM tune ORDER BY id";
    private static final String SQL = """
        CREATE TABLE IF NOT EXISTS tune (
          id TEXT PRIMARY KEY,
          title TEXT,
          genre TEXT,
          private_for TEXT DEFAULT '%s',
          structure TEXT,
          release_year INTEGER,
          deleted INTEGER NOT NULL DEFAULT 0,
          updated_at TEXT,
          last_modified_at TEXT);
        CREATE TABLE IF NOT EXISTS repertoire (
          repertoire_id TEXT PRIMARY KEY,
          user_ref TEXT NOT NULL DEFAULT '%s',
          name TEXT UNIQUE,
          deleted INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS repertoire_tune (
          repertoire_ref TEXT NOT NULL REFERENCES repertoire DEFERRABLE INITIALLY DEFERRED,
          tune_ref TEXT NOT NULL REFERENCES tune DEFERRABLE INITIALLY DEFERRED,
          goal TEXT,
          deleted INTEGER NOT NULL DEFAULT 0,
          PRIMARY KEY (repertoire_ref, tune_ref)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS tag (
          tag_id TEXT PRIMARY KEY,
          user_ref TEXT NOT NULL DEFAULT '%s',
          tune_ref TEXT NOT NULL REFERENCES tune,
          tag_text TEXT NOT NULL,
          UNIQUE (user_ref, tune_ref, tag_text));
        """.formatted(USER, USER, USER);
    private static final String META =
            "{\"tables\":[{\"name\":\"tag\",\"unique\":[\"userRef\",\"tuneRef\",\"tagText\"],"
                    + "\"withoutDelete\":true},{\"name\":\"tune\",\"edited\":\"structure\"}]}";

    @TempDir
    Path folder;

    private final RowSyncServer server = RowSyncServer.builder().build().start();

    @BeforeEach
    void describe() throws IOException {
        Files.writeString(folder.resolve("tables.sql"), SQL);
        Files.writeString(folder.resolve("meta.json"), META);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell device(String name, String... more) {
        List<String> options = new ArrayList<>(List.of("--dialect", "row-sync", "--token", "token"));
        options.addAll(List.of("--tables", folder + "/tables.sql", "--meta", folder + "/meta.json"));
        options.addAll(List.of(more));
        return new Shell(folder.resolve(name + ".db"), server.url(), options.toArray(String[]::new));
    }

    private static String tunes(Shell shell) {
        String lines = shell.run("sql", ALL).ended(0).out();
        return lines.replace(TUNE.substring(0, 35), "")
                .lines()
                .reduce((one, next) -> one + "\n" + next)
                .orElse("");
    }

    /** A tune that both devices have, and both have edited, the second one later. */
    private List<Shell> twoEdits(String policy) {
        Shell phone = device("phone", "--policy", policy);
        Shell laptop = device("laptop", "--policy", policy);
        phone.sql("INSERT INTO tune (id, title) VALUES ('" + TUNE + "', 'new')");
        phone.run("sync").ended(0);
        laptop.run("sync").ended(0);
        laptop.sql("UPDATE tune SET title = 'laptop', structure = '2026-11-20T12:00:00.000Z'");
        phone.sql("UPDATE tune SET title = 'phone', structure = '2026-11-20T11:00:00.000Z'");
        phone.run("sync").ended(0);
        return List.of(phone, laptop);
    }

    @Test
    void rowsGoOutParentsFirstAndComeInToTheOtherDevice() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.sql("BEGIN; INSERT INTO repertoire_tune VALUES ('" + REPERTOIRE + "', '" + TUNE + "', 'recall', 0);"
                + "INSERT INTO tune (id, title) VALUES ('" + TUNE + "', 'Flute');"
                + "INSERT INTO tag (tag_id, tune_ref, tag_text) VALUES ('" + TUNE_3 + "', '" + TUNE + "', 'x');"
                + "INSERT INTO repertoire (repertoire_id, name) VALUES ('" + REPERTOIRE + "', 'R'); COMMIT");
        assertEquals(4L, phone.json(0, "status").get("pending"));
        assertEquals(4L, phone.json(0, "sync").get("pushed"));
        assertEquals(4L, laptop.json(0, "sync").get("pulled"));
        for (String table : List.of("tune", "repertoire", "repertoire_tune", "tag")) {
            String rows = "SELECT * FROM " + table;
            assertEquals(
                    phone.run("sql", rows).ended(0).out(),
                    laptop.run("sql", rows).ended(0).out());
        }
        assertEquals(0L, phone.json(0, "sync").get("pulled"));

        laptop.sql("UPDATE tune SET title = 'Ffluté \uD83D\uDE00', release_year = 1871");
        assertEquals(1L, laptop.json(0, "sync").get("pushed"));
        phone.run("sync").ended(0);
        Map<?, ?> row = (Map<?, ?>)
                phone.json(0, "sql", "SELECT title, release_year FROM tune").get("row");
        assertEquals("Ffluté \uD83D\uDE00", row.get("title"));
        assertEquals(1871L, row.get("release_year"));
    }

    @Test
    void deletionsArriveAsTheFlagWhetherTheRowIsFlaggedOrGone() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.sql("INSERT INTO tune (id, title) VALUES ('" + TUNE + "', 'a'), ('" + TUNE_2 + "', 'b')");
        phone.run("sync").ended(0);
        laptop.run("sync").ended(0);
        laptop.sql("UPDATE tune SET deleted = 1 WHERE title = 'a'; DELETE FROM tune WHERE title = 'b'");
        laptop.run("outbox").ended(0).printed("delete  tune/" + TUNE);
        assertEquals(2L, laptop.json(0, "sync").get("pushed"));
        StoredRow stored = server.row("tune", TUNE_2);
        assertNotNull(stored);
        assertTrue(stored.deleted());
        phone.run("sync").ended(0);
        assertEquals("1|a|1\n2|b|1", tunes(phone));
    }

    @Test
    void aChangedKeyIsADeleteAndAnInsert() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.sql("INSERT INTO tune (id, title) VALUES ('" + TUNE + "', 'a')");
        phone.run("sync").ended(0);
        laptop.run("sync").ended(0);
        phone.sql("UPDATE tune SET id = '" + TUNE_2 + "'");
        assertEquals(2, phone.objects(0, "outbox").size());
        phone.run("sync").ended(0);
        laptop.run("sync").ended(0);
        assertEquals("1|a|1\n2|a|0", tunes(laptop));
    }

    @Test
    void underServerWinsTheLaterEditIsPutBackAndCanBeReissued() {
        Shell laptop = twoEdits("server-wins").get(1);
        assertEquals(1L, laptop.json(4, "sync").get("superseded"));
        assertEquals("1|phone|0", tunes(laptop));
        Object id = laptop.json(0, "superseded").get("id");
        laptop.run("reissue", String.valueOf(id)).ended(0);
        assertEquals("1|laptop|0", tunes(laptop));
        laptop.run("sync").ended(0);
        assertTrue(title().contains("\"title\":\"laptop\""), title());
    }

    @Test
    void underLastWriteWinsTheLaterEditStands() {
        List<Shell> devices = twoEdits("last-write-wins");
        devices.get(1).run("sync").ended(0);
        devices.get(0).run("sync").ended(0);
        assertEquals("1|laptop|0", tunes(devices.get(0)));
        assertEquals("1|laptop|0", tunes(devices.get(1)));
    }

    @Test
    void underRebaseThePendingEditGoesOutBehindTheOther() {
        List<Shell> devices = twoEdits("rebase");
        devices.get(1).run("sync").ended(0);
        devices.get(0).run("sync").ended(0);
        assertEquals("1|laptop|0", tunes(devices.get(0)));
    }

    private String title() {
        StoredRow stored = server.row("tune", TUNE);
        assertNotNull(stored);
        return stored.data();
    }

    @Test
    void aRefusedRowIsQuarantinedWithItsReasonAndStaysAndTheRestGoesOn() {
        Shell phone = device("phone");
        phone.sql("INSERT INTO tune (id, title, genre) VALUES ('" + TUNE + "', 'a', NULL), ('" + TUNE_2
                + "', 'b', 'none')");
        Map<String, Object> sync = phone.json(5, "sync");
        assertEquals(1L, sync.get("pushed"));
        assertEquals(1L, sync.get("quarantined"));
        assertEquals(2, phone.objects(0, "sql", ALL).size());
        Map<String, Object> parked = phone.json(0, "quarantined");
        assertTrue(parked.get("reason").toString().contains("23503"), parked::toString);
        server.put("genre", "{\"id\":\"none\",\"name\":\"N\"}");
        phone.run("retry", parked.get("id").toString()).ended(0);
        phone.run("sync").ended(0);
        assertNotNull(server.row("tune", TUNE_2));
        assertEquals(2, phone.objects(0, "sql", ALL).size());
    }

    private static void dropRefused(Shell shell) {
        for (Map<String, Object> refused : shell.objects(0, "quarantined")) {
            shell.run("drop", refused.get("id").toString()).ended(0);
        }
    }

    @Test
    void aDeleteThatTheServerWouldSkipIsRefusedAtOnceAndTakenBackWhenItIsDropped() {
        Shell phone = device("phone");
        phone.sql("INSERT INTO tune (id) VALUES ('" + TUNE + "');"
                + "INSERT INTO tag (tag_id, tune_ref, tag_text) VALUES ('" + TUNE_3 + "', '" + TUNE
                + "', 'x')");
        phone.run("sync").ended(0);
        Shell.Result refused = phone.run("sql", "DELETE FROM tag").ended(5);
        assertTrue(refused.err().contains("quarantined"), refused::toString);
        assertEquals(0, phone.objects(0, "sql", "SELECT * FROM tag").size());
        dropRefused(phone);
        assertEquals(1, phone.objects(0, "sql", "SELECT * FROM tag").size());
    }

    @Test
    void aUniqueKeyThatTheServerDoesNotRenameIsAsItWas() {
        Shell phone = device("phone");
        phone.sql("INSERT INTO tune (id) VALUES ('" + TUNE + "');"
                + "INSERT INTO tag (tag_id, tune_ref, tag_text) VALUES ('" + TUNE_3 + "', '" + TUNE
                + "', 'x')");
        phone.run("sync").ended(0);
        phone.run("sql", "UPDATE tag SET tag_text = 'y'").ended(5);
        assertEquals(1L, phone.json(5, "sync").get("quarantined"));
        assertEquals(2, phone.objects(0, "quarantined").size());
        assertEquals(
                "y", phone.run("sql", "SELECT tag_text FROM tag").ended(0).out().trim());
        dropRefused(phone);
        assertEquals(
                "x", phone.run("sql", "SELECT tag_text FROM tag").ended(0).out().trim());
        assertEquals(List.of(), phone.objects(0, "aside"));
    }

    @Test
    void aTimeInAKeyIsTheSameInWhateverShapeTheServerTellsIt() throws IOException {
        Files.writeString(
                folder.resolve("practice.sql"),
                "CREATE TABLE repertoire (repertoire_id TEXT PRIMARY KEY, user_ref TEXT DEFAULT '" + USER + "');CREATE"
                        + " TABLE"
                        + " practice_record"
                        + " (id TEXT"
                        + " PRIMARY"
                        + " KEY,"
                        + " tune_ref"
                        + " TEXT NOT"
                        + " NULL,"
                        + " repertoire_ref"
                        + " TEXT NOT"
                        + " NULL"
                        + " REFERENCES"
                        + " repertoire,"
                        + " practiced"
                        + " TIMESTAMP"
                        + " NOT NULL,"
                        + " quality"
                        + " INTEGER,"
                        + " UNIQUE"
                        + " (tune_ref,"
                        + " repertoire_ref,"
                        + " practiced))");
        Files.writeString(
                folder.resolve("meta.json"),
                "{\"tables\":[{\"name\":\"practice_record\",\"withoutDelete\":true,"
                        + "\"unique\":[\"tuneRef\",\"repertoireRef\",\"practiced\"]}]}");
        Shell phone = bare("phone", "practice.sql", "--meta", folder + "/meta.json");
        Shell laptop = bare("laptop", "practice.sql", "--meta", folder + "/meta.json");
        phone.sql("INSERT INTO repertoire (repertoire_id) VALUES ('" + REPERTOIRE + "');"
                + "INSERT INTO practice_record VALUES ('" + TUNE_3 + "', '" + TUNE + "', '" + REPERTOIRE
                + "', '2026-11-20T10:00:00.000Z', 3)");
        phone.run("sync").ended(0);
        laptop.run("sync").ended(0);
        laptop.sql("UPDATE practice_record SET quality = 5");
        laptop.run("sync").ended(0);
        phone.run("sync").ended(0);
        for (Shell shell : List.of(phone, laptop)) {
            shell.run("sql", "SELECT practiced, quality FROM practice_record")
                    .ended(0)
                    .printed("2026-11-20T10:00:00.000Z|5");
        }
    }

    @Test
    void aRowWithoutItsParentIsSetAsideUntilThatComes() {
        Shell phone = device("phone");
        String row = "{\"id\":\"" + TUNE + "\",\"title\":\"a\",\"privateFor\":\"" + USER + "\"}";
        server.put(
                "tag",
                "{\"tagId\":\"" + TUNE_3 + "\",\"userRef\":\"" + USER + "\",\"tuneRef\":\"" + TUNE
                        + "\",\"tagText\":\"x\"}");
        phone.run("sync").ended(0);
        assertEquals(0, phone.objects(0, "sql", "SELECT * FROM tag").size());
        Map<String, Object> aside = phone.json(0, "aside");
        assertEquals("tag", aside.get("collection"));
        assertEquals("tune", aside.get("waits_for"));
        assertEquals(TUNE, aside.get("waits_for_key"));
        assertEquals(1L, phone.json(0, "status").get("aside"));
        server.put("tune", row);
        phone.run("sync").ended(0);
        assertEquals(1, phone.objects(0, "sql", "SELECT * FROM tag").size());
        assertEquals(List.of(), phone.objects(0, "aside"));
    }

    @Test
    void aColumnThatThisAppDoesNotKnowIsNotWrittenOverAndIsThereForALaterOne() throws IOException {
        Files.writeString(
                folder.resolve("old.sql"),
                "CREATE TABLE tune (id TEXT PRIMARY KEY, title TEXT, private_for TEXT DEFAULT '" + USER + "',"
                        + " deleted INTEGER NOT NULL DEFAULT 0)");
        Files.writeString(
                folder.resolve("new.sql"),
                "ALTER TABLE tune ADD COLUMN structure TEXT; ALTER TABLE tune ADD COLUMN release_year INTEGER;"
                        + "CREATE TABLE IF NOT EXISTS tune (id)");
        Shell phone = device("phone");
        Shell old = bare("old", "old.sql");
        phone.sql("INSERT INTO tune (id, title, structure) VALUES ('" + TUNE + "', 'a', 'AABB')");
        phone.run("sync").ended(0);
        old.run("sync").ended(0);
        phone.sql("UPDATE tune SET structure = 'AAB'");
        phone.run("sync").ended(0);
        old.sql("UPDATE tune SET title = 'b'");
        old.run("sync").ended(0);
        assertTrue(title().contains("\"structure\":\"AAB\"") && title().contains("\"title\":\"b\""), title());
        Shell renewed = bare("old", "new.sql");
        renewed.run("sync").ended(0);
        renewed.run("sql", "SELECT title, structure FROM tune").ended(0).printed("b|AAB");
    }

    private Shell bare(String name, String sql, String... more) {
        List<String> options = new ArrayList<>(List.of("--dialect", "row-sync", "--token", "token"));
        options.addAll(List.of("--tables", folder.resolve(sql).toString()));
        options.addAll(List.of(more));
        return new Shell(folder.resolve(name + ".db"), server.url(), options.toArray(String[]::new));
    }

    @Test
    void withoutMetaTheTablesAreWhatTheSqlSaysAndTheStampStaysHere() {
        Shell phone = bare("phone", "tables.sql");
        phone.sql("INSERT INTO tune (id, title) VALUES ('" + TUNE + "', 'a')");
        phone.run("sync").ended(0);
        assertEquals(0L, phone.json(0, "sync").get("pulled"));
        phone.sql("UPDATE tune SET last_modified_at = 'mine', updated_at = 'now'");
        assertEquals(0L, phone.json(0, "status").get("pending"));
        assertFalse(title().contains("mine"), title());
        assertNull(server.row("tune", TUNE_2));
    }
}
