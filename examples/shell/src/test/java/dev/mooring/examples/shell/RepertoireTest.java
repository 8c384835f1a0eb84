package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pieces of the repertoire, which come and go over the socket of entity-sync alone. */
@Timeout(60)
class RepertoireTest {
    private static final String TOKEN = "e30." + base64("{\"sub\":\"ada\"}") + ".s";
    private static final String KEY = "sonata-bach";
    private static final String PIECE = "{\"title\":\"Sonata\",\"composer\":\"Bach\",\"status\":\"learning\"}";

    @TempDir
    Path folder;

    private final EntitySyncServer server =
            EntitySyncServer.builder().user("ada", TOKEN).build().start();

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        server.channels().cut();
        server.close();
    }

    private Shell device(String name, String path) {
        return new Shell(
                folder.resolve(name + ".db"),
                server.url(),
                "--dialect",
                "entity-sync",
                "--device",
                name,
                "--token",
                TOKEN,
                "--repertoire",
                server.url().replace("http:", "ws:") + path);
    }

    private Shell device(String name) {
        return device(name, "/sync/ws");
    }

    @Test
    void syncSendsAndFetchesPieces() {
        Shell phone = device("phone");
        Shell laptop = device("laptop");
        phone.run("put", "repertoire", KEY, PIECE).ended(0);
        phone.run("put", "entries", "e1", "{}").ended(0);
        Map<String, Object> sync = phone.json(0, "sync");
        assertEquals("synced", sync.get("outcome"));
        assertEquals(2L, sync.get("pushed"));
        assertEquals("green", sync.get("light"));
        assertTrue(server.entity("ada", EntityType.REPERTOIRE_ITEM, KEY).isPresent());
        assertEquals(2L, laptop.json(0, "sync").get("pulled"));
        assertEquals(1, laptop.objects(0, "list", "repertoire").size());
        laptop.run("rm", "repertoire", KEY).ended(0);
        laptop.run("sync").ended(0);
        phone.run("sync").ended(0);
        assertEquals(false, phone.json(0, "get", "repertoire", KEY).get("found"));
    }

    @Test
    void watchShowsThePiecesOfOthers() {
        Shell phone = device("phone");
        phone.run("put", "repertoire", KEY, PIECE).ended(0);
        try (Watching laptop = new Watching(device("laptop"), "--every", "100000")) {
            assertEquals("entities", laptop.until("channel", "state", "live").get("channel"));
            phone.run("sync").ended(0);
            assertEquals("synced", laptop.until("sync", "pulled", 1L).get("outcome"));
        }
    }

    @Test
    void aSocketThatIsNotThereIsNamed() {
        Shell phone = device("phone", "/no/socket");
        phone.run("put", "repertoire", KEY, PIECE).ended(0);
        Map<String, Object> sync = phone.json(3, "sync");
        assertEquals("offline", sync.get("outcome"));
        assertEquals(1L, sync.get("pending"));
        assertTrue(String.valueOf(sync.get("message")).contains("repertoire comes over the live channel alone"));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        device("phone").run("watch", "--live", "http://localhost:1/hints").ended(2);
        new Shell(folder.resolve("a.db"), server.url(), "--repertoire", "ws://localhost:1")
                .run("status")
                .ended(2);
    }
}
