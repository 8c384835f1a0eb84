package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.rowsync.RowSyncServer;
import dev.mooring.sync.testing.rowsync.StoredRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell against a stand-in for a row-sync server. */
class RowSyncTest {
    private static final String META = "{\"tables\":["
            + "{\"name\":\"tune\",\"softDelete\":\"deleted\",\"columns\":[\"title\",\"privateFor\"]},"
            + "{\"name\":\"user_genre_selection\",\"key\":[\"userId\",\"genreId\"]}]}";
    private static final String ID = "00000000-0000-4000-8000-000000000001";
    private static final String ROW =
            "{\"id\":\"" + ID + "\",\"title\":\"a\",\"privateFor\":\"" + RowSyncServer.USER + "\"}";
    private static final String GENRE = "{\"userId\":\"" + RowSyncServer.USER + "\",\"genreId\":\"ITRAD\"}";

    @TempDir
    Path folder;

    private final RowSyncServer server = RowSyncServer.builder().build().start();

    @BeforeEach
    void describe() throws IOException {
        Files.writeString(folder.resolve("meta.json"), META);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell device(String name) {
        return device(name, folder.resolve("meta.json"));
    }

    private Shell device(String name, Path meta) {
        return new Shell(
                folder.resolve(name + ".db"),
                server.url(),
                "--dialect",
                "row-sync",
                "--token",
                "token",
                "--meta",
                meta.toString());
    }

    @Test
    void aRowThatIsPutIsListedByAnotherDeviceAndItsDeletionArrives() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.run("put", "tune", ID, ROW).ended(0);
        phone.run("put", "user_genre_selection", GENRE, GENRE).ended(0);
        assertEquals(2L, phone.json(0, "sync").get("pushed"));
        laptop.run("sync").ended(0);
        String payload = (String) laptop.json(0, "get", "tune", ID).get("payload");
        assertTrue(payload.contains("\"title\":\"a\""), payload);
        assertEquals(
                GENRE, laptop.objects(0, "list", "user_genre_selection").get(0).get("key"));
        laptop.run("rm", "tune", ID).ended(0);
        laptop.run("sync").ended(0);
        StoredRow row = server.row("tune", ID);
        assertNotNull(row);
        assertTrue(row.deleted());
        phone.run("sync").ended(0);
        assertEquals(false, phone.json(0, "get", "tune", ID).get("found"));
    }

    @Test
    void aRowThatIsNotWholeIsRefusedWhenItIsRecorded() {
        Shell.Result result = device("phone")
                .run("put", "tune", ID, "{\"id\":\"" + ID + "\"}")
                .ended(5);
        assertTrue(result.err().contains("title, privateFor"), result::toString);
    }

    @Test
    void aMetaFileThatMakesNoSenseIsAFaultOfTheCommandLine() throws IOException {
        Path meta = folder.resolve("bad.json");
        for (String bad : List.of("", "[]", "{\"tables\":[{}]}", "{\"tables\":[{\"name\":\"t\",\"kee\":\"id\"}]}")) {
            Files.writeString(meta, bad);
            device("phone", meta).run("sync").ended(2);
        }
        device("phone", folder.resolve("none.json")).run("sync").ended(2);
    }

    @Test
    void aTokenThatIsRefusedKeepsWhatIsQueued() {
        server.expire("token");
        Shell phone = device("phone");
        phone.run("put", "tune", ID, ROW).ended(0);
        assertEquals("AUTH_REQUIRED", phone.json(5, "sync").get("fault"));
        assertEquals(1L, phone.json(0, "status").get("pending"));
    }
}
