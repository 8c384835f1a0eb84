package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Jwt;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A row that a listing over HTTP lacks, and which the socket then shows to be gone. */
@Timeout(30)
class HeldBackSocketTest {
    private static final String TOKEN = Jwt.of("x", 1);

    private final EntitySyncServer server =
            EntitySyncServer.builder().user("x", TOKEN).build().start();
    private final BlockingQueue<String> applied = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> held = new LinkedBlockingQueue<>();

    private final SyncClient<MemoryTables> client = SyncClient.builder(
                    new InMemoryStorage(),
                    OkHttpTransport.builder(
                                    server.url(),
                                    EntitySyncDialect.builder("phone")
                                            .liveAt(server.url().replace("http", "ws") + "/sync/ws")
                                            .build())
                            .credentials(Credentials.bearer(TOKEN))
                            .build(),
                    new Applying())
            .live(Live.DEFAULT.settle(Duration.ZERO, Duration.ZERO).beatEvery(Duration.ofMillis(400)))
            .pollEvery(Duration.ofMinutes(10))
            .listener(this::note)
            .build();

    @AfterEach
    void stop() {
        client.close();
        server.channels().cut(); // Whoever hangs up in order waits for the other side.
        server.close();
    }

    private final class Applying implements ChangeHandler<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) {
            changes.forEach(each -> applied.add((each.tombstone() ? "-" : "+") + each.key()));
        }

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}
    }

    private void note(SyncEvent event) {
        if (event instanceof SyncEvent.StatusChanged changed) {
            held.add(changed.status().counts().heldBack());
        }
    }

    private static <T> void awaits(BlockingQueue<T> queue, T what) throws InterruptedException {
        T next;
        do {
            next = queue.poll(10, TimeUnit.SECONDS);
            assertNotNull(next, () -> what + " did not come");
        } while (!next.equals(what));
    }

    @Test
    void whatAListingLacksIsHeldBackUntilTheSocketShowsItGone() throws Exception {
        server.put("x", EntityType.LOGBOOK_ENTRY, "e1", LiveDevice.entry("e1"));
        server.put("x", EntityType.LOGBOOK_ENTRY, "e2", LiveDevice.entry("e2"));
        client.start();
        awaits(applied, "+e2");
        server.hide("x", 1);
        client.syncNow().get(10, TimeUnit.SECONDS);
        awaits(held, 1L);
        assertEquals(SyncStatus.Light.AMBER, client.status().light());

        server.delete("x", EntityType.LOGBOOK_ENTRY, "e1"); // Over HTTP, of which the socket says nothing by itself.
        awaits(applied, "-e1"); // By the socket: a pull cannot settle it, as listings still lack a row.
        server.hide("x", 0);
        client.syncNow().get(10, TimeUnit.SECONDS);
        awaits(held, 0L);
        assertEquals(
                1,
                server.entities("x").stream()
                        .filter(row -> row.deletedAt() == null)
                        .count());
    }
}
