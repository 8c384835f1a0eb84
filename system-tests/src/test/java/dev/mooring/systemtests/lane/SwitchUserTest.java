package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One user goes and another comes. */
final class SwitchUserTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final Household.InMemory home = new Household.InMemory();
    private final Person ann = new Person("ann", Order.KEYS);
    private final Person bob = new Person("bob", Order.KEYS);
    private final List<SyncEvent> events = new ArrayList<>();
    private final List<SyncClient<?>> made = new ArrayList<>();

    @AfterEach
    void nobodyIsEverMistaken() {
        assertEquals(List.of(), ann.strangers);
        assertEquals(List.of(), bob.strangers);
        made.forEach(SyncClient::close);
    }

    @Test
    void whatIsParkedComesBackWithItsUser() {
        ann.elsewhere("ann-0", "there");
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        synced(client);
        set(client, "ann-1");
        set(client, "ann-2");
        List<Mutation> pending = client.pending(9);

        assertEquals(
                new UserSwitch.Report(true, new ServerIdentity("here", "bob"), 2, 0),
                client.recovery().switchUser(bob.transport(), UserSwitch.park()));
        assertTrue(ann.closed);
        assertEquals(List.of(), client.pending(9));
        assertEquals(Map.of(), rows(client), "what came from ann's server is not bob's to see");
        set(client, "bob-1");
        synced(client);
        assertEquals(Set.of("bob-1"), bob.rows().keySet());

        assertEquals(
                2,
                client.recovery().switchUser(ann.transport(), UserSwitch.park()).returned());
        assertEquals(pending, client.pending(9), "under their own ids, in their order");
        assertEquals(Set.of("ann-1", "ann-2"), rows(client).keySet(), "as they were written");
        synced(client);
        assertEquals(Set.of("ann-0", "ann-1", "ann-2"), ann.rows().keySet());
        assertEquals(ann.rows(), rows(client));
    }

    @Test
    void theParkedComeBackParked() {
        ann.judge(mutation -> mutation.key().equals("ann-bad") ? new Outcome.Rejected(mutation.id(), "no") : null);
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        set(client, "ann-bad");
        set(client, "ann-lost");
        ann.elsewhere("ann-lost", "theirs");
        synced(client);
        assertEquals(1, client.status().counts().superseded());
        assertEquals(1, client.status().counts().quarantined());
        set(client, "ann-bad");
        assertEquals(
                3,
                client.recovery().switchUser(bob.transport(), UserSwitch.park()).left());
        assertEquals(0, client.status().counts().quarantined());
        assertEquals(
                3,
                client.recovery().switchUser(ann.transport(), UserSwitch.park()).returned());
        assertEquals(1, client.status().counts().superseded());
        assertEquals(1, client.status().counts().quarantined());
        synced(client);
        assertEquals(1, client.status().pending(), "it waits behind the one that was refused");
        ann.judge(mutation -> null);
        assertTrue(client.parked()
                .retry(client.parked().quarantined(1).get(0).mutation().id()));
        synced(client);
        assertEquals(0, client.status().pending());
        assertEquals("mine", ann.rows().get("ann-bad"));
    }

    @Test
    void whatIsDroppedIsNobodys() {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        set(client, "ann-1");
        assertEquals(
                1,
                client.recovery().switchUser(bob.transport(), UserSwitch.drop()).left());
        synced(client);
        assertEquals(
                0,
                client.recovery().switchUser(ann.transport(), UserSwitch.park()).returned());
        synced(client);
        assertEquals(Map.of(), ann.rows());
        assertEquals(Map.of(), rows(client));
    }

    @Test
    void aDrainSendsFirst() throws Exception {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        set(client, "ann-1");
        UserSwitch.Report report =
                elsewhere(() -> client.recovery().switchUser(bob.transport(), UserSwitch.drain(minute())));
        assertTrue(report.switched());
        assertEquals(0, report.left());
        assertEquals(Set.of("ann-1"), ann.rows().keySet());
    }

    @Test
    void whatCannotBeDrainedSwitchesNobody() throws Exception {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        set(client, "ann-1");
        ann.outages = 99;
        UserSwitch.Report report =
                elsewhere(() -> client.recovery().switchUser(bob.transport(), UserSwitch.drain(minute())));
        assertEquals(new UserSwitch.Report(false, new ServerIdentity("here", "ann"), 1, 0), report);
        assertTrue(bob.closed);
        assertFalse(ann.closed);
        ann.outages = 0;
        synced(client);
        assertEquals(Set.of("ann-1"), ann.rows().keySet());
    }

    @Test
    void aDrainDoesNotForgetTheParked() throws Exception {
        ann.judge(mutation -> new Outcome.Rejected(mutation.id(), "no"));
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        set(client, "ann-1");
        assertFalse(elsewhere(() -> client.recovery().switchUser(bob.transport(), UserSwitch.drain(minute())))
                .switched());
        assertEquals(1, client.status().counts().quarantined());
    }

    @Test
    void aStartedClientGoesOnByItselfWithTheSameListeners() {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        List<SyncEvent> later = new ArrayList<>();
        client.listen(later::add);
        client.start();
        time.advance(minute());
        assertTrue(
                client.recovery().switchUser(bob.transport(), UserSwitch.park()).switched());
        events.clear();
        later.clear();
        set(client, "bob-1");
        time.advance(minute());
        assertEquals(Set.of("bob-1"), bob.rows().keySet());
        assertTrue(events.stream().anyMatch(SyncEvent.Finished.class::isInstance), "the listener hears on");
        assertEquals(events, later);
        client.stop();
        assertTrue(
                client.recovery().switchUser(ann.transport(), UserSwitch.park()).switched());
        set(client, "ann-1");
        time.advance(minute());
        assertEquals(Map.of(), ann.rows(), "a stopped one stays stopped");
    }

    @Test
    void whoeverWaitsIsToldThatItWasInterrupted() {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        client.open();
        CompletableFuture<SyncReport> waiting = client.syncNow();
        client.recovery().switchUser(bob.transport(), UserSwitch.park());
        assertInstanceOf(SyncReport.Interrupted.class, waiting.getNow(null));
    }

    @Test
    void aRebuildThatIsUnderWayIsCalledOff() {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        set(client, "ann-1");
        synced(client);
        ann.outages = 1;
        var rebuild = client.recovery().rebuild(RebuildPlan.withoutExport());
        time.sleep(minute(), rebuild::isDone);
        client.recovery().switchUser(bob.transport(), UserSwitch.park());
        assertFalse(client.recovery().preview(RebuildPlan.withoutExport()).underWay());
        set(client, "bob-1");
        synced(client);
        assertEquals(Set.of("bob-1"), bob.rows().keySet());
    }

    @Test
    void anotherClientOfTheFirstUserIsRefusedFromThenOn() {
        InMemoryStorage disk = (InMemoryStorage) home.storage();
        SyncClient<MemoryTables> client = client(disk, ann);
        SyncClient<MemoryTables> other = client(disk.reopen(), ann);
        set(client, "ann-1");
        set(other, "ann-2");
        client.recovery().switchUser(bob.transport(), UserSwitch.park());
        StorageException refusal = assertThrows(StorageException.class, () -> set(other, "ann-3"));
        assertEquals(StorageException.Kind.OTHER_IDENTITY, refusal.kind());
        assertInstanceOf(SyncReport.Failed.class, sync(other));
        synced(client);
        assertEquals(Map.of(), bob.rows());
    }

    @Test
    void anotherProcessThatSyncsIsNotDisturbed() {
        InMemoryStorage disk = (InMemoryStorage) home.storage();
        SyncClient<MemoryTables> client = client(disk, ann);
        SyncClient<MemoryTables> other = client(disk.reopen(), ann);
        set(client, "ann-1");
        synced(other);
        StorageException refusal = assertThrows(
                StorageException.class, () -> client.recovery().switchUser(bob.transport(), UserSwitch.park()));
        assertEquals(StorageException.Kind.BUSY, refusal.kind());
        assertTrue(bob.closed);
        other.close();
        set(client, "ann-2");
        synced(client);
        assertEquals(Set.of("ann-1", "ann-2"), ann.rows().keySet(), "all is as it was");
    }

    @Test
    void aHandlerThatFailsLeavesAllAsItWas() {
        SyncClient<MemoryTables> client = SyncClient.builder(home.storage(), ann.transport(), new Stubborn())
                .scheduler(time.lane(1))
                .build();
        made.add(client);
        set(client, "ann-1");
        assertThrows(
                IllegalStateException.class, () -> client.recovery().switchUser(bob.transport(), UserSwitch.park()));
        assertTrue(bob.closed);
        synced(client);
        assertEquals(Set.of("ann-1"), ann.rows().keySet());
    }

    /** An app that has left the screen goes on polling otherwise, as the next user. */
    @Test
    void whoIsAboutToStopDoesNotGoOnAsTheNextUser() {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        client.start();
        set(client, "ann-1");
        CompletableFuture<SyncReport> leaving = client.flushAndStop(minute());
        client.recovery().switchUser(bob.transport(), UserSwitch.park());
        assertInstanceOf(SyncReport.Interrupted.class, leaving.getNow(null));
        set(client, "bob-1");
        time.advance(Duration.ofHours(1));
        assertEquals(Map.of(), bob.rows());
        client.start();
        time.advance(minute());
        assertEquals(Set.of("bob-1"), bob.rows().keySet());
    }

    @Test
    void whoIsBackBeforeItStopsGoesOnAsTheNextUser() {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        client.start();
        client.flushAndStop(minute());
        client.start();
        client.recovery().switchUser(bob.transport(), UserSwitch.park());
        set(client, "bob-1");
        time.advance(minute());
        assertEquals(Set.of("bob-1"), bob.rows().keySet());
    }

    @Test
    void itIsRefusedWhereItCannotBe() {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        assertThrows(
                IllegalArgumentException.class,
                () -> client.recovery().switchUser(new Person("ann", Order.KEYS).transport(), UserSwitch.park()),
                "the same user");
        assertThrows(
                IllegalArgumentException.class,
                () -> client.recovery().switchUser(new Person("bob", Order.ARRIVAL).transport(), UserSwitch.park()),
                "another dialect");
        client.write((db, outbox) -> assertThrows(
                IllegalStateException.class, () -> client.recovery().switchUser(bob.transport(), UserSwitch.park())));
        SyncClient<MemoryTables> plain = SyncClient.builder(new InMemoryStorage(), ann.transport(), new WithoutReset())
                .scheduler(time.lane(2))
                .build();
        made.add(plain);
        assertThrows(
                IllegalStateException.class, () -> plain.recovery().switchUser(bob.transport(), UserSwitch.park()));
        client.close();
        assertThrows(
                IllegalStateException.class, () -> client.recovery().switchUser(bob.transport(), UserSwitch.park()));
    }

    @Test
    void aStorageOfAnotherUserIsNotOpenedUnlessTheAppSaysWhatBecomesOfIt() {
        Storage<MemoryTables> disk = home.storage();
        SyncClient<MemoryTables> anns = client(disk, ann);
        set(anns, "ann-1");
        anns.close();
        SyncClient<MemoryTables> refused = client(home.storage(), bob);
        StorageException refusal = assertThrows(StorageException.class, refused::open);
        assertEquals(StorageException.Kind.OTHER_IDENTITY, refusal.kind());
        assertTrue(String.valueOf(refusal.getMessage()).contains("1 pending"), refusal.getMessage());

        SyncClient<MemoryTables> bobs = client(home.storage(), bob, it -> it.otherUser(UserSwitch.park()));
        set(bobs, "bob-1");
        synced(bobs);
        assertEquals(Set.of("bob-1"), bob.rows().keySet());
        bobs.close();
        SyncClient<MemoryTables> again = client(home.storage(), ann, it -> it.otherUser(UserSwitch.drop()));
        synced(again);
        assertEquals(Set.of("ann-1"), ann.rows().keySet());
        assertEquals(ann.rows(), rows(again));
    }

    @Test
    void whoIsTheSameUserNeedsNoHandover() {
        SyncClient<MemoryTables> client = client(home.storage(), ann, it -> it.otherUser(UserSwitch.drop()));
        set(client, "ann-1");
        client.close();
        SyncClient<MemoryTables> again = client(home.storage(), ann, it -> it.otherUser(UserSwitch.drop()));
        assertEquals(1, again.pending(9).size());
    }

    @Test
    void aClientCannotDrainForAnother() {
        assertThrows(
                IllegalArgumentException.class,
                () -> client(home.storage(), ann, it -> it.otherUser(UserSwitch.drain(minute()))));
    }

    @Test
    void closingBehindASwitchClosesTheNextOne() {
        SyncClient<MemoryTables> client = client(home.storage(), ann);
        client.recovery().switchUser(bob.transport(), UserSwitch.park());
        client.close();
        assertTrue(bob.closed);
        assertThrows(IllegalStateException.class, () -> set(client, "bob-1"));
        assertInstanceOf(SyncReport.Interrupted.class, sync(client));
    }

    @Test
    void whatTheDatabaseHasCapturedIsItsWriters() {
        InMemoryStorage disk = new InMemoryStorage().capturing(time::now, "todo");
        SyncClient<MemoryTables> client = SyncClient.builder(disk, ann.transport())
                .scheduler(time.lane(3))
                .build();
        made.add(client);
        client.open();
        Storage<MemoryTables> app = disk.reopen();
        app.open(new ServerIdentity("here", "ann"), false);
        capture(app, "ann-1");
        assertEquals(
                1,
                client.recovery().switchUser(bob.transport(), UserSwitch.park()).left());
        capture(app, "bob-1");
        synced(client);
        assertEquals(Set.of("bob-1"), bob.rows().keySet());
        assertEquals(
                1,
                client.recovery().switchUser(ann.transport(), UserSwitch.park()).returned());
        synced(client);
        assertEquals(Set.of("ann-1"), ann.rows().keySet());
        assertNull(rows(client).get("bob-1"));
    }

    private static void capture(Storage<MemoryTables> app, String key) {
        app.<Boolean, RuntimeException>write(tx -> {
            tx.handle().put("todo", key, "\"mine\"");
            return Boolean.TRUE;
        });
    }

    // ---- the hands

    private SyncClient<MemoryTables> client(Storage<MemoryTables> storage, Person person) {
        return client(storage, person, it -> it);
    }

    private SyncClient<MemoryTables> client(
            Storage<MemoryTables> storage, Person person, UnaryOperator<SyncClientBuilder<MemoryTables>> wiring) {
        SyncClient<MemoryTables> client = wiring.apply(SyncClient.builder(storage, person.transport(), home)
                        .scheduler(time.lane(made.size()))
                        .listener(events::add))
                .build();
        made.add(client);
        return client;
    }

    private void set(SyncClient<MemoryTables> client, String key) {
        client.write((db, outbox) -> {
            home.put(db, key, "mine");
            outbox.add(Mutation.of("todo", key, "set", KeyServer.quoted("mine")));
        });
    }

    private Map<String, String> rows(SyncClient<MemoryTables> client) {
        return client.writeReturning((db, outbox) -> home.rows(db));
    }

    private SyncReport sync(SyncClient<?> client) {
        CompletableFuture<SyncReport> future = client.syncNow();
        time.sleep(minute(), future::isDone);
        return future.getNow(null);
    }

    private void synced(SyncClient<?> client) {
        SyncReport report = sync(client);
        assertInstanceOf(SyncReport.Synced.class, report, String.valueOf(report));
    }

    /** On another thread, while time passes here. */
    private UserSwitch.Report elsewhere(Callable<UserSwitch.Report> call) throws Exception {
        CompletableFuture<UserSwitch.Report> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(call.call());
            } catch (Exception | Error e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        while (thread.isAlive()) {
            time.runNext();
            Thread.onSpinWait();
        }
        return done.get();
    }

    private static Duration minute() {
        return Duration.ofMinutes(1);
    }

    /** Has never thought of a new history. */
    private static class WithoutReset implements ChangeHandler<MemoryTables> {
        @Override
        public void apply(MemoryTables db, List<Change> changes) {}

        @Override
        public void undo(MemoryTables db, List<Mutation> mutations) {}
    }

    /** Refuses to be reset. */
    private static final class Stubborn extends WithoutReset implements ChangeHandler.Resetting<MemoryTables> {
        @Override
        public void reset(MemoryTables db, Snapshot snapshot) {
            throw new IllegalStateException("not now");
        }
    }
}
