package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Captured writes on real threads: through the client, past it, and with told ones between, while a sync runs. */
@Timeout(60)
class CaptureThreadsTest {
    private static final int WRITERS = 4;
    private static final int WRITES = 100;
    private static final String TOO_LARGE = '"' + "x".repeat(200) + '"';

    private final LogServer server = new LogServer();
    private final InMemoryStorage storage = new InMemoryStorage().capturing(Instant::now, Slate.TODO);

    @RepeatedTest(5)
    void everyWriteHasOneFateAndTheCountsAreRight() throws Exception {
        Random random = new Random(1);
        server.batchCount = 50;
        server.before = ask -> random.nextInt(6) == 0 ? LogServer.failure(Kind.OFFLINE, Delivery.NOT_SENT) : null;
        server.after = ask -> random.nextInt(6) == 0 ? LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        SyncClient<MemoryTables> client = SyncClient.builder(storage, server.transport())
                .debounce(Duration.ofMillis(1))
                .closeWithin(Duration.ofSeconds(20))
                .build();
        client.start();
        InMemoryStorage app = storage.reopen();
        app.open(new ServerIdentity("here", "u"), false);

        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> work = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            int writer = w;
            work.add(threads.submit(() -> {
                for (int i = 0; i < WRITES; i++) {
                    write(client, app, writer, i);
                }
            }));
        }
        for (Future<?> each : work) {
            each.get(20, TimeUnit.SECONDS);
        }
        threads.shutdown();

        SyncReport last = null;
        for (int i = 0; i < 200 && !(last instanceof SyncReport.Synced synced && synced.pending() == 0); i++) {
            last = client.syncNow().get(20, TimeUnit.SECONDS);
        }
        assertInstanceOf(SyncReport.Synced.class, last);
        assertEquals(0, client.status().pending());
        assertEquals(WRITERS * WRITES / 5, client.status().counts().quarantined());
        client.close();
        assertEquals(WRITERS * WRITES * 4 / 5, server.log.size());
        assertEquals(server.log.size(), new HashSet<>(server.keys()).size());
    }

    /** Each writes a key of its own. */
    private static void write(SyncClient<MemoryTables> client, InMemoryStorage app, int writer, int i) {
        String key = writer + "/" + i;
        switch (i % 5) {
            case 0 -> Slate.set(app, key, "1");
            case 1 -> client.write((tables, outbox) -> outbox.add(Mutation.of(Slate.TODO, key, "told", "1")));
            case 2 -> Slate.set(app, key, TOO_LARGE);
            default -> client.write((tables, outbox) -> tables.put(Slate.TODO, key, "1"));
        }
    }
}
