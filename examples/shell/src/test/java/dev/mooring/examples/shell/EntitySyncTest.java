package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.entitysync.StoredEntity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell against a stand-in for an entity-sync server. */
class EntitySyncTest {
    @TempDir
    Path folder;

    private final EntitySyncServer server =
            EntitySyncServer.builder().user("ada", "t1").build().start();

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell device(String name, String... credential) {
        List<String> options =
                new ArrayList<>(List.of("--dialect", "entity-sync", "--device", name, "--policy", "last-write-wins"));
        options.addAll(List.of(credential));
        return new Shell(folder.resolve(name + ".db"), server.url(), options.toArray(String[]::new));
    }

    @Test
    void whatOneDevicePutsAnotherGetsAndDeletionsArrive() {
        Shell phone = device("phone", "--token", "t1");
        Shell laptop = device("laptop", "--cookie", "auth-token=t1");
        phone.run("put", "entries", "e1", "{\"notes\":\"one\",\"instrument\":\"PIANO\"}")
                .ended(0);
        phone.run("put", "goals", "g1", "{\"title\":\"G\"}").ended(0);
        assertEquals(2L, phone.json(0, "sync").get("pushed"));
        StoredEntity stored =
                server.entity("ada", EntityType.LOGBOOK_ENTRY, "e1").orElseThrow();
        assertEquals("phone", stored.deviceId());
        laptop.run("sync").ended(0);
        String payload = (String) laptop.json(0, "get", "entries", "e1").get("payload");
        assertTrue(payload.startsWith("{\"id\":\"e1\",\"instrument\":\"piano\",\"notes\":\"one\","), payload);
        laptop.run("rm", "goals", "g1").ended(0);
        laptop.run("sync").ended(0);
        phone.run("sync").ended(0);
        assertEquals(false, phone.json(0, "get", "goals", "g1").get("found"));
        assertEquals(1, phone.objects(0, "list", "entries").size());
    }

    @Test
    void whatTheServerWouldCutIsRefusedByName() {
        Shell phone = device("phone", "--token", "t1");
        Shell.Result refused =
                phone.run("put", "entries", "e1", "{\"mood\":\"angry\"}").ended(5);
        assertTrue(refused.err().contains("mood"), refused::toString);
    }

    @Test
    void withoutACredentialNothingIsLostAndTheFaultIsNamed() {
        Shell phone = device("phone");
        phone.run("put", "entries", "e1", "{}").ended(0);
        assertEquals("AUTH_REQUIRED", phone.json(5, "sync").get("fault"));
        Map<String, Object> sync =
                device("phone", "--header", "Authorization: Bearer t1").json(0, "sync");
        assertEquals(1L, sync.get("pushed"));
    }
}
