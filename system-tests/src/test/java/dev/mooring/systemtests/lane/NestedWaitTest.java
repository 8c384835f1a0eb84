package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Nobody can wait for the lane where the lane would wait for them: it is refused at once, on real threads. */
@Timeout(30)
class NestedWaitTest {
    private final LogServer server = new LogServer();
    private final InMemoryStorage storage = new InMemoryStorage();
    private final AtomicReference<Runnable> onLane = new AtomicReference<>(() -> {});
    private final SyncClient<MemoryTables> client = SyncClient.builder(
                    storage,
                    server.transport(),
                    new Wired.Handler(new Phone(server, new VirtualScheduler(1)), new Tripwire()))
            .listener(event -> onLane.get().run())
            .debounce(Duration.ofMillis(1))
            .build();

    @AfterEach
    void close() {
        client.close();
    }

    /** Every way to wait that there is. */
    private List<Executable> waits() {
        return List.of(
                () -> client.syncNow().join(),
                () -> client.syncNow().get(),
                () -> client.syncNow().get(1, TimeUnit.HOURS),
                () -> client.syncNow().thenApply(SyncReport::pending).join(),
                () -> client.flush(Duration.ofHours(1)).join(),
                () -> client.calls().make(ApiCall.post("http://api/x", "{}")).join(),
                () -> client.recovery().rebuild(RebuildPlan.withoutExport()).join(),
                () -> {
                    LogServer another = new LogServer();
                    another.user = "v";
                    client.recovery().switchUser(another.transport(), UserSwitch.park());
                });
    }

    @Test
    void insideAWriteEveryWaitIsRefusedAndTheWriteGoesOn() throws Exception {
        client.start();
        client.write((tables, outbox) -> {
            for (Executable wait : waits()) {
                String words = assertThrows(RuntimeException.class, wait).getMessage();
                assertTrue(words.contains("inside a"), words);
            }
            outbox.add(Mutation.of("todo", "a", "set", "1"));
        });
        assertInstanceOf(SyncReport.Synced.class, client.syncNow().get(20, TimeUnit.SECONDS));
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void aWriteOfAnotherClientMayWait() throws Exception {
        LogServer other = new LogServer();
        try (SyncClient<MemoryTables> second = SyncClient.builder(
                        new InMemoryStorage(), other.transport(), new Phone(other, new VirtualScheduler(2)))
                .build()) {
            second.write((tables, outbox) ->
                    assertInstanceOf(SyncReport.Synced.class, client.syncNow().join()));
        }
    }

    @Test
    void onTheLaneEveryWaitIsRefusedAndTheLaneGoesOn() throws Exception {
        List<Throwable> refusals = new CopyOnWriteArrayList<>();
        boolean[] once = {true};
        onLane.set(() -> {
            if (once[0]) {
                once[0] = false;
                for (Executable wait : waits()) {
                    try {
                        wait.execute();
                        refusals.add(new AssertionError("it waited"));
                    } catch (Throwable refusal) {
                        refusals.add(refusal);
                    }
                }
            }
        });
        client.start();
        assertInstanceOf(SyncReport.Synced.class, client.syncNow().get(20, TimeUnit.SECONDS));
        assertEquals(8, refusals.size());
        for (Throwable refusal : refusals) {
            assertInstanceOf(IllegalStateException.class, refusal);
        }
    }

    @Test
    void aListenerThatIsToldBetweenTurnsIsRefusedAsWell() throws Exception {
        client.start();
        assertInstanceOf(SyncReport.Synced.class, client.syncNow().get(20, TimeUnit.SECONDS));
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        onLane.set(() -> {
            try {
                client.syncNow().join();
            } catch (Throwable thrown) {
                refusal.compareAndSet(null, thrown);
            }
        });
        client.recovery().check(); // Tells the listener by a task that is no turn.
        client.write((tables, outbox) -> outbox.add(Mutation.of("todo", "b", "set", "1")));
        assertInstanceOf(SyncReport.Synced.class, client.syncNow().get(20, TimeUnit.SECONDS));
        assertInstanceOf(IllegalStateException.class, refusal.get());
        assertEquals(List.of("b"), server.keys());
    }

    @Test
    void whatIsCompleteCanBeAskedForAnywhere() throws Exception {
        var done = client.syncNow();
        done.get(20, TimeUnit.SECONDS);
        client.write((tables, outbox) -> assertInstanceOf(SyncReport.Synced.class, done.join()));
    }
}
