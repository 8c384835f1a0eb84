package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.WriteException;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus.Light;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A storage that captures writes: they are taken in and sent, and the client knows of them. */
class CaptureTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();

    private Slate started() {
        Slate slate = new Slate(server.transport(), time);
        slate.client.start();
        time.advance(Duration.ofSeconds(1));
        server.asks.clear();
        return slate;
    }

    private static List<String> keys(List<Mutation> mutations) {
        return mutations.stream().map(Mutation::key).toList();
    }

    @Test
    void aWritePastTheClientIsInTheStatusAtOnce() {
        Slate slate = started();
        assertEquals(Light.GREEN, slate.client.status().light());
        InMemoryStorage other = slate.connection();

        Slate.set(other, "a", "1");
        Slate.set(other, "b", "1");

        assertEquals(2, slate.client.status().pending());
        assertEquals(time.now(), slate.client.status().pendingSince());
        assertEquals(State.SYNCING, slate.client.status().state());
        assertEquals(Light.AMBER, slate.client.status().light());
        slate.client.write(
                (tables, outbox) -> assertEquals(2, tables.rows(Slate.TODO).size()));
        slate.sync();
        assertEquals(0, slate.client.status().pending());
        assertEquals(Light.GREEN, slate.client.status().light());
    }

    @Test
    void aStatusInsideAWriteOrOfAClosedClientIsAsItWasSeenLast() {
        Slate slate = started();
        InMemoryStorage other = slate.connection();
        Slate.set(other, "a", "1");
        slate.client.write(
                (tables, outbox) -> assertEquals(0, slate.client.status().pending()));
        slate.client.close();
        assertEquals(1, slate.client.status().pending());
        assertEquals(Light.GREY, slate.client.status().light());
    }

    @Test
    void aWriteThatSaysNothingToTheOutboxIsPendingAtOnceAndSentAfterTheDebounce() {
        Slate slate = started();
        slate.set("a", "1");
        slate.set("b", "2");
        slate.set("a", "3");
        assertEquals(3, slate.client.status().pending());
        assertTrue(server.asks.isEmpty());

        time.advance(Duration.ofMillis(60));

        assertEquals(List.of("a", "b", "a"), server.keys());
        assertEquals(0, slate.client.status().pending());
        assertEquals(Map.of("a", "3", "b", "2"), slate.rows());
    }

    @Test
    void aWriteThatChangesNothingAsksForNothing() {
        Slate slate = started();
        slate.set("a", "1");
        time.advance(Duration.ofSeconds(1));
        server.asks.clear();

        slate.set("a", "1");
        slate.client.write((tables, outbox) -> tables.put("elsewhere", "a", "1"));

        assertEquals(0, slate.client.status().pending());
        time.advance(Duration.ofMinutes(5));
        assertTrue(server.asks.isEmpty());
    }

    @Test
    void aBuilderWithoutAHandlerSaysWhatToDoIfTheStorageBringsNone() {
        InMemoryStorage storage = new InMemoryStorage();
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> SyncClient.builder(storage, server.transport()));
        assertTrue(refusal.getMessage().contains("builder(storage, transport, handler)"), refusal.getMessage());
    }

    @Test
    void theLogIsNotKeptForAStorageThatTakesBackByItselfUnlessAskedFor() {
        Slate slate = new Slate(server.transport(), time);
        Slate keeping = new Slate(server.transport(), time, Slate.storage(time), builder -> builder.keepLog(true));
        server.foreign("a", "1");
        slate.sync();
        keeping.sync();
        assertEquals(List.of(), slate.client.log(0, 9));
        assertEquals(1, keeping.client.log(0, 9).size());
        assertEquals(Map.of("a", "1"), slate.rows());
    }

    @Test
    void explicitMutationsAndCapturedOnesKeepTheOrderInWhichTheyWereMade() {
        Slate slate = started();
        slate.set("0", "0");
        slate.client.write((tables, outbox) -> {
            tables.put(Slate.TODO, "1", "1");
            outbox.add(Mutation.of(Slate.TODO, "2", "told", "2"));
            tables.put(Slate.TODO, "3", "3");
            tables.put(Slate.TODO, "4", "4");
            outbox.add(Mutation.of(Slate.TODO, "5", "told", "5"));
            tables.put(Slate.TODO, "6", "6");
        });
        assertEquals(7, slate.client.status().pending());
        time.advance(Duration.ofSeconds(1));
        assertEquals(List.of("0", "1", "2", "3", "4", "5", "6"), server.keys());
    }

    @Test
    void theTimeOfAMutationIsThatOfItsCaptureButNeverInTheFuture() {
        Instant[] clock = {time.now().minusSeconds(3600)};
        InMemoryStorage storage = new InMemoryStorage().capturing(() -> clock[0], Slate.TODO);
        Slate slate = new Slate(server.transport(), time, storage, builder -> builder);
        slate.set("early", "1");
        clock[0] = time.now().plusSeconds(3600);
        slate.set("late", "1");

        List<Mutation> pending = slate.client.pending(9);
        assertEquals(time.now().minusSeconds(3600), pending.get(0).createdAt());
        assertEquals(time.now(), pending.get(1).createdAt());
    }

    @Test
    void pendingShowsWhatIsCapturedAndTakesItInOnce() {
        Slate slate = new Slate(server.transport(), time);
        slate.set("a", "1");
        Slate.set(slate.connection(), "b", "1");
        List<Mutation> pending = slate.client.pending(9);
        assertEquals(List.of("a", "b"), keys(pending));
        assertEquals(pending, slate.client.pending(9));
        assertEquals(2, slate.client.status().pending());

        assertEquals(new SyncReport.Synced(2, 0, 0, 0, 0), slate.sync());
        assertEquals(List.of(), slate.client.pending(9));
    }

    @Test
    void aRolledBackWriteLeavesTheCountsAsTheyWere() {
        Slate slate = new Slate(server.transport(), time);
        slate.set("a", "1");
        WriteException thrown = assertThrows(
                WriteException.class,
                () -> slate.client.write((tables, outbox) -> {
                    tables.put(Slate.TODO, "b", "1");
                    outbox.add(Mutation.of(Slate.TODO, "c", "told", "1"));
                    throw new InterruptedException("changed its mind");
                }));
        assertEquals(InterruptedException.class, thrown.getCause().getClass());
        assertTrue(Thread.interrupted(), "whoever catches something else than the interruption has to see it");
        assertEquals(1, slate.client.status().pending());
        assertEquals(List.of("a"), keys(slate.client.pending(9)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aCommitThatFailsLeavesTheCountsAsTheyWere(int behind) {
        InMemoryStorage disk = Slate.storage(time);
        CrashingStorage<MemoryTables> dying = new CrashingStorage<>(disk);
        Slate slate = new Slate(server.transport(), time.lane(1), time, disk, dying, builder -> builder);
        slate.set("a", "1");
        dying.refuseCommits("no room");
        assertThrows(
                StorageException.class,
                () -> slate.client.write((tables, outbox) -> {
                    tables.put(Slate.TODO, "b", "1");
                    outbox.add(Mutation.of(Slate.TODO, "c", "told", "1"));
                    for (int i = 0; i < behind; i++) {
                        tables.put(Slate.TODO, "d" + i, "1");
                    }
                }));
        assertEquals(1, slate.client.status().pending());
    }

    @Test
    void aHintOfAnotherConnectionLeadsToASyncWithoutPolling() {
        Slate slate = started();
        InMemoryStorage app = slate.connection();
        Slate.set(app, "a", "1");
        Slate.set(app, "b", "1");
        assertTrue(server.asks.isEmpty());
        time.advance(Duration.ofMillis(60));
        assertEquals(List.of("a", "b"), server.keys());
        assertEquals(1, server.count(Ask.Push.class));
    }

    @Test
    void aHintWithNothingBehindItMakesNoExchange() {
        Slate slate = started();
        Slate.set(slate.connection(), "a", "1");
        slate.sync(); // Takes it along before the look.
        server.asks.clear();
        time.advance(Duration.ofMinutes(5));
        assertTrue(server.asks.isEmpty());
    }

    @Test
    void wheneverAnotherConnectionWritesDuringASyncItIsSentSoon() {
        // The write, the entry with the batch, its answer with the look for more, the counts.
        for (int commit = 1; commit <= 4; commit++) {
            InMemoryStorage disk = Slate.storage(time);
            CrashingStorage<MemoryTables> watched = new CrashingStorage<>(disk);
            Slate slate = new Slate(server.transport(), time.lane(commit), time, disk, watched, builder -> builder);
            slate.client.start();
            time.advance(Duration.ofSeconds(1));
            InMemoryStorage app = slate.connection();
            long moment = watched.commits() + commit;
            watched.onCommit((when, number) -> {
                if (when == Moment.AFTER_COMMIT && number == moment) {
                    Slate.set(app, "b", "1");
                }
            });
            slate.set("a", "1");
            time.advance(Duration.ofSeconds(1));
            assertEquals(List.of("a", "b"), server.keys(), "after commit " + commit);
            slate.client.close();
            server.log.clear();
        }
    }

    @Test
    void aHintUnderABackoffChangesTheStatusButNotTheBackoff() {
        Slate slate = started();
        server.before = ask -> LogServer.throttled(Duration.ofSeconds(20));
        slate.set("a", "1");
        time.advance(Duration.ofSeconds(1));
        server.asks.clear();

        Slate.set(slate.connection(), "b", "1");
        time.advance(Duration.ofSeconds(1));
        assertEquals(2, slate.client.status().pending());
        assertTrue(server.asks.isEmpty());

        server.before = ask -> null;
        time.advance(Duration.ofSeconds(30));
        assertEquals(List.of("a", "b"), server.keys());
    }

    @Test
    void aLostHintIsMadeUpForByTheMopUpAlsoBetweenTwoPolls() {
        Slate slate = new Slate(
                server.transport(), time, Slate.storage(time), builder -> builder.pollEvery(Duration.ofHours(1)));
        slate.client.start();
        time.advance(Duration.ofSeconds(1));

        Slate.set(slate.storage, "a", "1"); // Its own connection, of which the storage tells nobody.
        time.advance(Duration.ofSeconds(31));
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void aClosedClientGetsNoHints() {
        Slate slate = started();
        InMemoryStorage app = slate.connection();
        slate.client.close();
        Slate.set(app, "a", "1");
        time.advance(Duration.ofMinutes(1));
        assertTrue(server.asks.isEmpty());
        assertFalse(app.<Boolean, RuntimeException>read(tx -> tx.captures().waiting() == 0));
    }

    @Test
    void writesWhileABatchIsUnderWayGoOutBehindItOnce() {
        Slate slate = started();
        InMemoryStorage app = slate.connection();
        int[] left = {3};
        server.after = ask -> {
            if (ask instanceof Ask.Push && left[0]-- > 0) {
                Slate.set(app, "a", "\"during " + left[0] + "\"");
            }
            return left[0] == 1 ? LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        };
        slate.set("a", "1");
        time.advance(Duration.ofMinutes(1));
        assertEquals(
                List.of("1", "\"during 2\"", "\"during 1\"", "\"during 0\""),
                server.log.stream().map(each -> each.change().payload()).toList());
        assertEquals(0, slate.client.status().pending());
        assertEquals(Map.of("a", "\"during 0\""), slate.rows());
    }

    @Test
    void aSupersededCaptureIsTakenBackFromItsImageAlsoBelowWhatWaitsToBeTakenIn() {
        Slate slate = new Slate(server.transport(), time);
        slate.set("a", "\"first\"");
        slate.sync();
        server.foreign("b", "\"theirs\"");
        slate.set("a", "\"mine\"");
        slate.client.pending(1); // The first one is taken in, the second one waits for the sync.
        slate.set("a", "\"mine too\"");

        SyncReport.Synced report = assertInstanceOf(SyncReport.Synced.class, slate.sync());

        assertEquals(1, report.superseded());
        assertEquals(Map.of("a", "\"mine too\"", "b", "\"theirs\""), slate.rows());
        assertEquals(List.of("a", "b", "a"), server.keys());
        assertEquals(1, slate.events(SyncEvent.Superseded.class).size());
        Mutation lost = slate.client.parked().superseded(1).get(0).mutation();
        assertEquals("\"mine\"", lost.payload());

        Mutation again = slate.client.parked().reissue(lost.id());
        assertEquals(Map.of("a", "\"mine\"", "b", "\"theirs\""), slate.rows());
        assertEquals(List.of(again), slate.client.pending(9));
    }

    @Test
    void reissuingTakesInFirstSoThatTheAppsOwnNewerWriteStaysBelow() {
        Slate slate = new Slate(server.transport(), time);
        server.foreign("b", "\"theirs\"");
        slate.set("a", "\"mine\"");
        slate.sync();
        Mutation lost = slate.client.parked().superseded(1).get(0).mutation();
        slate.set("a", "\"newer\"");

        slate.client.parked().reissue(lost.id());

        assertEquals(2, slate.client.status().pending());
        assertEquals(
                List.of("\"newer\"", "\"mine\""),
                slate.client.pending(9).stream().map(Mutation::payload).toList());
        assertEquals("\"mine\"", slate.rows().get("a"));
        slate.sync();
        assertEquals("\"mine\"", server.log.get(server.log.size() - 1).change().payload());
    }

    @Test
    void aClientCanBeOpenedBeforeTheAppWritesPastIt() {
        Slate slate = new Slate(server.transport(), time);
        slate.client.open();
        slate.client.open();
        Slate.set(slate.connection(), "a", "1");
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), slate.sync());
        slate.client.close();
        assertThrows(IllegalStateException.class, slate.client::open);
    }

    @Test
    void anotherProcessThatSyncsTakesInWhatThisOneWrites() {
        InMemoryStorage disk = Slate.storage(time);
        Slate one = new Slate(server.transport(), time, disk, builder -> builder);
        Slate other = new Slate(server.transport(), time, disk.reopen(), builder -> builder);
        one.client.start();
        time.advance(Duration.ofSeconds(1));
        other.client.start();
        time.advance(Duration.ofMillis(100));
        other.set("a", "1");
        assertEquals(1, other.client.status().pending());
        time.advance(Duration.ofSeconds(1));
        assertEquals(List.of("a"), server.keys());
        time.advance(Duration.ofMinutes(1));
        assertEquals(0, other.client.status().pending());
    }
}
