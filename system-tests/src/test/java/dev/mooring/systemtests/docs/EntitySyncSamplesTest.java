package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the samples of docs/entity-sync.md. */
@ExtendWith(Quiet.class)
class EntitySyncSamplesTest {
    private final EntitySyncServer server =
            EntitySyncServer.builder().user("u1", "t1").build();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void wholeEntitiesGoOutAndGoalsCanBeDeleted() {
        String baseUrl = server.url();
        String token = "t1";
        InMemoryStorage storage = new InMemoryStorage();
        ChangeHandler<MemoryTables> handler = new Rows();
        // sample: entity-sync
        EntitySyncDialect dialect = EntitySyncDialect.builder("dev_3f9c1b7a") // the same for every run
                .user("anna") // the storage is bound to it; the server goes by the credential
                .build();
        OkHttpTransport transport = OkHttpTransport.builder(baseUrl, dialect)
                .credentials(Credentials.bearer(token))
                .build();
        SyncClient<MemoryTables> client = SyncClient.builder(storage, transport, handler)
                .conflicts(ConflictPolicy.lastWriteWins())
                .pollEvery(Duration.ofMinutes(5)) // every pull is everything
                .build();
        // end
        server.put("u1", EntityType.GOAL, "g2", "{\"id\":\"g2\",\"title\":\"G\"}");
        try (client) {
            // sample: entities
            client.write((tables, outbox) -> {
                outbox.add(Mutation.of("entries", "e1", "put", """
                        {"timestamp":"2026-11-01T10:00:00.000Z","duration":1800,"type":"practice","instrument":"piano",
                         "pieces":[{"title":"Moonlight Sonata","composer":"Beethoven"}],"goalIds":["g1"]}"""));
                outbox.add(Mutation.delete("goals", "g2"));
            });
            // end
            client.syncNow().join();
            assertEquals(0, client.status().pending());
        }
        assertTrue(server.entity("u1", EntityType.LOGBOOK_ENTRY, "e1").isPresent());
        assertTrue(server.entity("u1", EntityType.GOAL, "g2").orElseThrow().deletedAt() != null);
    }

    @Test
    void theSocketAndTheRepertoire() {
        // sample: entity-sync-live
        EntitySyncDialect dialect = EntitySyncDialect.builder("dev_3f9c1b7a")
                .liveAt("wss://sync.example.org/sync/ws") // none by default
                .repertoire() // pieces, too; they need the socket
                .build();
        // end
        assertTrue(dialect.capabilities("s").unlisted().contains("repertoire"));
        assertTrue(dialect.needsChannel("repertoire"));
    }
}
