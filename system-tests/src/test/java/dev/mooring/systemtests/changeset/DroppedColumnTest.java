package dev.mooring.systemtests.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns that a device drops and gets, while the server has them all the time. */
class DroppedColumnTest {
    private static final String COLOURS = "SELECT id, colour FROM note ORDER BY id";

    @TempDir
    Path folder;

    private final ChangesetServer server =
            ChangesetServer.builder().schema("init", CellDevice.SCHEMA).build().start();
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("phone.db");
    }

    @AfterEach
    void stop() {
        server.close();
        assertEquals(0, server.deaths(), "the server's process died");
    }

    private CellDevice phone() {
        return new CellDevice(file, server.url());
    }

    private void serverWrites(String id, String colour) {
        server.database(CellDevice.ROOM).write(write -> write.put("note", List.of(id), Map.of("colour", colour)));
    }

    private static void synced(CellDevice device) {
        SyncReport report = device.sync();
        assertTrue(report instanceof SyncReport.Synced, report::toString);
        assertEquals(0, device.client.status().pending());
    }

    private void alter(String statement) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement alter = db.createStatement()) {
            JdbcSqliteStorage.release(db, "note");
            alter.execute(statement);
        }
    }

    @Test
    void oneThatWasDroppedComesAgainWithWhatThisDeviceAndOthersWrote() throws Exception {
        try (CellDevice phone = phone()) {
            phone.write("INSERT INTO note (id, colour) VALUES ('mine', 'red')");
            synced(phone);
            serverWrites("theirs", "blue");
            synced(phone);
            assertEquals("mine|red\ntheirs|blue", phone.read(COLOURS));
        }
        alter("ALTER TABLE note DROP COLUMN colour");
        try (CellDevice phone = phone()) {
            synced(phone);
        }
        alter("ALTER TABLE note ADD COLUMN colour TEXT");
        try (CellDevice phone = phone()) {
            synced(phone);
            assertEquals("mine|red\ntheirs|blue", phone.read(COLOURS));
            phone.write("UPDATE note SET colour = 'green'");
            synced(phone);
        }
        server.database(CellDevice.ROOM)
                .rows("note")
                .forEach((key, row) -> assertEquals("green", row.get("colour"), key::toString));
    }

    @Test
    void oneThatIsAddedWhileTheClientRunsCountsAtOnce() throws Exception {
        try (CellDevice phone = phone()) {
            synced(phone);
        }
        alter("ALTER TABLE note DROP COLUMN colour");
        try (CellDevice phone = phone()) {
            serverWrites("theirs", "blue");
            synced(phone);
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement alter = db.createStatement()) {
                alter.execute("ALTER TABLE note ADD COLUMN colour TEXT");
            }
            phone.write("INSERT INTO note (id, colour) VALUES ('mine', 'red')");
            synced(phone);
            assertEquals("mine|red\ntheirs|blue", phone.read(COLOURS));
            serverWrites("mine", "pink");
            synced(phone);
            assertEquals("mine|pink\ntheirs|blue", phone.read(COLOURS));
        }
    }
}
