package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.entitysync.StoredEntity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of SQL over a stand-in for an entity-sync server. */
class EntitySyncTablesTest {
    private static final String SQL = """
        CREATE TABLE IF NOT EXISTS entries (
          id TEXT PRIMARY KEY, timestamp TEXT, duration INTEGER, type TEXT, instrument TEXT, pieces JSON, notes TEXT,
          session_id TEXT, created_at TEXT, updated_at TEXT);
        CREATE TABLE IF NOT EXISTS goals (id TEXT PRIMARY KEY, title TEXT NOT NULL, target_value INTEGER, updated_at TEXT);
        CREATE TABLE IF NOT EXISTS practice_plans (
          id TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT '', schedule JSON, focus_areas JSON, updated_at TEXT);
        CREATE TABLE IF NOT EXISTS plan_occurrences (
          id TEXT PRIMARY KEY, plan_id TEXT NOT NULL REFERENCES practice_plans, status TEXT NOT NULL DEFAULT 'scheduled',
          updated_at TEXT);
        """;

    @TempDir
    Path folder;

    private final EntitySyncServer server =
            EntitySyncServer.builder().user("ada", "t1").build().start();

    @BeforeEach
    void describe() throws IOException {
        Files.writeString(folder.resolve("tables.sql"), SQL);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell device(String name) {
        return new Shell(
                folder.resolve(name + ".db"),
                server.url(),
                "--dialect",
                "entity-sync",
                "--token",
                "t1",
                "--policy",
                "last-write-wins",
                "--tables",
                folder + "/tables.sql");
    }

    @Test
    void rowsAreEntitiesAndBack() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.sql("INSERT INTO entries (id, timestamp, type, duration, instrument, pieces, session_id) VALUES ('e1',"
                + " '2026-11-01T10:00:00.000Z', 'practice', 30, 'piano',"
                + " '[{\"composer\":\"B\",\"id\":\"score_1\",\"title\":\"Sonata\"}]', 's1');"
                + "INSERT INTO practice_plans (id, title, focus_areas) VALUES ('p1', 'Plan', '[\"tone\"]');"
                + "INSERT INTO plan_occurrences (id, plan_id) VALUES ('o1', 'p1');"
                + "INSERT INTO goals (id, title, target_value) VALUES ('g1', 'G', 5)");
        assertEquals(4L, phone.json(0, "sync").get("pushed"));
        StoredEntity stored =
                server.entity("ada", EntityType.LOGBOOK_ENTRY, "e1").orElseThrow();
        assertTrue(stored.data().contains("\"session_id\":\"s1\""), stored.data());
        assertEquals(4L, laptop.json(0, "sync").get("pulled"));
        for (String table : new String[] {"entries", "practice_plans", "plan_occurrences", "goals"}) {
            String rows = "SELECT * FROM " + table;
            String there = phone.run("sql", rows).ended(0).out();
            assertEquals(there, laptop.run("sql", rows).ended(0).out());
        }
        assertEquals(0L, phone.json(0, "sync").get("pulled"));
    }

    @Test
    void aFieldThatIsClearedIsClearedOnTheOtherDeviceAndADeletedRowGoes() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.sql("INSERT INTO entries (id, duration, notes) VALUES ('e1', 30, 'x'), ('e2', 1, NULL)");
        phone.run("sync").ended(0);
        laptop.run("sync").ended(0);
        laptop.sql("UPDATE entries SET duration = NULL WHERE id = 'e1'; DELETE FROM entries WHERE id = 'e2'");
        laptop.run("sync").ended(0);
        phone.run("sync").ended(0);
        phone.run("sql", "SELECT id, duration, notes FROM entries").ended(0).printed("e1||x");
        assertEquals(1, phone.objects(0, "sql", "SELECT * FROM entries").size());
    }

    @Test
    void whatTheServersOwnClientWroteCanBeEditedAndKeepsWhatTheTableHasNoColumnFor() {
        server.putOverSocket(
                "ada",
                EntityType.LOGBOOK_ENTRY,
                "w",
                "{\"id\":\"w\",\"timestamp\":1793527200000,\"duration\":60,\"type\":\"masterclass\",\"instrument\":\"piano\","
                        + "\"mood\":\"proud\",\"pieces\":[{\"title\":\"T\",\"composer\":null,\"measures\":\"1-8\"}],"
                        + "\"scoreId\":\"S\",\"autoTracked\":true,\"updatedAt\":\"2026-11-01T10:00:00Z\"}");
        Shell phone = device("phone");
        phone.run("sync").ended(0);
        phone.sql("UPDATE entries SET duration = 90 WHERE id = 'w'");
        assertEquals(1L, phone.json(0, "sync").get("pushed"));
        String stored = server.entity("ada", EntityType.LOGBOOK_ENTRY, "w")
                .orElseThrow()
                .data();
        for (String field : new String[] {
            "\"duration\":90",
            "\"type\":\"masterclass\"",
            "\"mood\":\"proud\"",
            "\"composer\":null",
            "\"measures\":\"1-8\"",
            "\"scoreId\":\"S\"",
            "\"autoTracked\":true"
        }) {
            assertTrue(stored.contains(field), stored);
        }
        assertEquals(0L, phone.json(0, "sync").get("pulled"));
        phone.run("sql", "SELECT id, duration FROM entries").ended(0).printed("w|90");
    }
}
