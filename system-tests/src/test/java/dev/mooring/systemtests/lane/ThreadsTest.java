package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** The lane on real threads, with the system's own scheduler: everything at once, and nothing lost, doubled or left waiting. */
@Timeout(60)
class ThreadsTest {
    private static final int WRITERS = 4;
    private static final int WRITES = 150;

    private final LogServer server = new LogServer();
    private final InMemoryStorage storage = new InMemoryStorage();
    private final List<CompletableFuture<?>> futures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger completions = new AtomicInteger();
    private final AtomicInteger releases = new AtomicInteger();

    private SyncClient<MemoryTables> client(Random random) {
        server.batchCount = 50;
        server.before = ask -> random.nextInt(6) == 0
                ? LogServer.failure(Kind.OFFLINE, random.nextBoolean() ? Delivery.NOT_SENT : Delivery.MAYBE_SENT)
                : null;
        server.after = ask -> random.nextInt(6) == 0 ? LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        server.onClose = releases::incrementAndGet;
        return SyncClient.builder(storage, server.transport(), new Appending())
                .debounce(Duration.ofMillis(1))
                .closeWithin(Duration.ofSeconds(20))
                .build();
    }

    @RepeatedTest(3)
    void everyWriteArrivesOnceAndTheCountsAreRight() throws Exception {
        SyncClient<MemoryTables> client = client(new Random(1));
        client.start();
        inParallel(client, new CountDownLatch(0));

        SyncReport last = null;
        for (int i = 0; i < 200 && !(last instanceof SyncReport.Synced synced && synced.pending() == 0); i++) {
            last = client.syncNow().get(20, TimeUnit.SECONDS);
        }
        assertInstanceOf(SyncReport.Synced.class, last);
        assertEquals(0, client.status().pending());
        assertEquals(0, client.pending(1).size());
        client.close();
        arrivedOnce(WRITERS * WRITES);
        allOver();
    }

    @RepeatedTest(5)
    void closedInTheMiddleItLeavesNobodyWaitingAndTheRestIsInTheOutbox() throws Exception {
        SyncClient<MemoryTables> client = client(new Random(2));
        client.start();
        CountDownLatch half = new CountDownLatch(WRITERS * WRITES / 2);
        Thread closer = new Thread(() -> {
            try {
                half.await();
                client.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        closer.start();
        int written = inParallel(client, half);
        closer.join();
        assertEquals(Cause.CLOSED, client.status().reason().cause());
        allOver();

        server.before = ask -> null;
        server.after = ask -> null;
        SyncClient<MemoryTables> next = SyncClient.builder(storage.reopen(), server.transport(), new Appending())
                .build();
        assertInstanceOf(SyncReport.Synced.class, next.syncNow().get(20, TimeUnit.SECONDS));
        next.close();
        arrivedOnce(written);
    }

    /** Writers and everybody else at once; returns how many writes have returned. */
    private int inParallel(SyncClient<MemoryTables> client, CountDownLatch progress) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 2);
        List<Future<Integer>> work = new ArrayList<>();
        for (int w = 0; w < WRITERS; w++) {
            int writer = w;
            work.add(threads.submit(() -> write(client, writer, progress)));
        }
        for (int s = 0; s < 2; s++) {
            Random random = new Random(s);
            threads.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    ask(client, random.nextInt(5));
                }
            });
        }
        int written = 0;
        for (Future<Integer> each : work) {
            written += each.get(40, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(20, TimeUnit.SECONDS));
        return written;
    }

    private static int write(SyncClient<MemoryTables> client, int writer, CountDownLatch progress) {
        for (int i = 0; i < WRITES; i++) {
            String key = "w" + writer;
            String payload = Integer.toString(i);
            try {
                client.write((tables, outbox) -> outbox.add(Mutation.of("todo", key, "set", payload)));
            } catch (IllegalStateException closed) {
                return i;
            }
            progress.countDown();
        }
        return WRITES;
    }

    private void ask(SyncClient<MemoryTables> client, int what) {
        switch (what) {
            case 0 -> watch(client.syncNow());
            case 1 -> watch(client.flush(Duration.ofMillis(5)));
            case 2 -> watch(client.calls().make(ApiCall.post("http://api/x", "{}")));
            case 3 -> client.wakeUp();
            default -> assertTrue(client.status().pending() >= 0);
        }
    }

    private void watch(CompletableFuture<?> future) {
        futures.add(future);
        future.whenComplete((report, failure) -> completions.incrementAndGet());
    }

    private void allOver() {
        assertTrue(futures.stream().allMatch(future -> future.isDone() && !future.isCompletedExceptionally()));
        assertEquals(futures.size(), completions.get());
        assertEquals(1, releases.get());
    }

    private void arrivedOnce(int written) {
        Set<String> ids = new HashSet<>();
        int[] next = new int[WRITERS];
        server.log.forEach(incoming -> {
            assertTrue(ids.add(incoming.echo()), "twice on the server");
            int writer = incoming.change().key().charAt(1) - '0';
            assertEquals(Integer.toString(next[writer]++), incoming.change().payload(), "out of order");
        });
        assertEquals(written, ids.size());
    }

    private static final class Appending implements ChangeHandler<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) {}

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}
    }
}
