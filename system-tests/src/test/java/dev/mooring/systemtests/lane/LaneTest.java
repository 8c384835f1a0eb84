package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.WriteException;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();

    @Test
    void aWriteIsSentByItselfAfterTheDebounceAndTogetherWithItsNeighbours() {
        Phone phone = new Phone(server, time);
        phone.client.start();
        time.advance(Duration.ofSeconds(1));
        server.asks.clear();

        phone.set("a", "1");
        phone.set("b", "2");
        assertNotNull(phone.client.status().nextAttempt());
        assertTrue(server.asks.isEmpty());
        time.advance(Duration.ofMillis(60));

        assertEquals(List.of("a", "b"), server.keys());
        assertEquals(1, server.count(Ask.Push.class));
        assertEquals(0, phone.client.status().pending());
    }

    @Test
    void aWriteDuringASyncGoesAlongWithItAndWaitsForNoDebounce() {
        Phone phone = new Phone(server, time);
        phone.client.start();
        time.advance(Duration.ofSeconds(1));
        server.asks.clear();
        server.before = ask -> {
            if (server.count(Ask.Push.class) == 1) {
                phone.set("b", "2");
            }
            return null;
        };

        phone.set("a", "1");
        time.advance(Duration.ofMillis(49));
        assertTrue(server.asks.isEmpty());
        time.advance(Duration.ofMillis(2));
        assertEquals(List.of("a", "b"), server.keys());

        time.advance(Duration.ofSeconds(1));
        assertEquals(2, server.asks.size(), () -> "more than it takes: " + server.asks);
    }

    @Test
    void aClientThatIsNotStartedSyncsWhenTold() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        time.advance(Duration.ofHours(1));
        assertTrue(server.asks.isEmpty());

        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.sync());
    }

    @Test
    void offlineAWriteSucceedsAndOnReturnTheWholeDeltaGoesInOrderInBoundedBatches() {
        Phone phone = new Phone(server, time);
        phone.client.start();
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        for (int i = 0; i < 7; i++) {
            phone.set("k" + i, "1");
            time.advance(Duration.ofSeconds(1));
        }
        SyncReport.Offline offline = assertInstanceOf(SyncReport.Offline.class, phone.sync());
        assertTrue(offline.queued());
        assertEquals(7, offline.pending());
        assertNotNull(offline.nextAttempt());
        assertEquals(State.DISCONNECTED, phone.client.status().state());

        server.before = ask -> null;
        server.asks.clear();
        phone.client.wakeUp();
        time.advance(Duration.ofMillis(10));

        assertEquals(List.of("k0", "k1", "k2", "k3", "k4", "k5", "k6"), server.keys());
        assertEquals(3, server.count(Ask.Push.class));
    }

    @Test
    void aWriteDoesNotCutABackoffShortButSyncNowDoes() {
        Phone phone = new Phone(server, time);
        phone.client.start();
        server.before = ask -> LogServer.throttled(Duration.ofSeconds(40));
        phone.set("a", "1");
        time.advance(Duration.ofSeconds(1));
        int asked = server.asks.size();

        phone.set("b", "1");
        time.advance(Duration.ofSeconds(30));
        assertEquals(asked, server.asks.size());
        assertEquals(State.CONNECTING, phone.client.status().state());

        server.before = ask -> null;
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
    }

    @Test
    void retryAfterIsHonouredAndThenTriedByItself() {
        Phone phone = new Phone(server, time);
        phone.client.start();
        server.before = ask -> LogServer.throttled(Duration.ofSeconds(40));
        phone.set("a", "1");
        time.advance(Duration.ofSeconds(1));
        server.before = ask -> null;

        time.advance(Duration.ofSeconds(38));
        assertTrue(server.log.isEmpty());
        time.advance(Duration.ofSeconds(3));
        assertEquals(List.of("a"), server.keys());
    }

    private Phone sentAwayForAnHour() {
        Phone phone = new Phone(server, time);
        phone.client.start();
        server.before = ask -> LogServer.throttled(Duration.ofHours(1));
        phone.set("a", "1");
        time.advance(Duration.ofSeconds(1));
        server.before = ask -> null;
        phone.client.close();
        time.advance(Duration.ofMinutes(10));
        return new Phone(server, time, phone.storage.reopen(), builder -> builder);
    }

    @Test
    void retryAfterOutlivesTheProcess() {
        Phone next = sentAwayForAnHour();
        next.client.start();
        next.set("b", "1");
        time.advance(Duration.ofMinutes(48));
        assertTrue(server.log.isEmpty());
        SyncStatus status = next.client.status();
        assertEquals(Cause.THROTTLED, status.reason().cause());
        assertTrue(status.nextAttempt().isAfter(time.now().plusSeconds(60)), status.toString());
        assertTrue(status.explain().contains("left alone until"), status.explain());

        time.advance(Duration.ofMinutes(3));
        assertEquals(List.of("a", "b"), server.keys());
        assertNull(next.client.status().contact().retryAt());
    }

    @Test
    void whoAsksForASyncIsServedAtOnceAlsoAfterARestart() {
        Phone next = sentAwayForAnHour();
        assertInstanceOf(SyncReport.Synced.class, next.sync());
        assertEquals(List.of("a"), server.keys());
        next.client.start();
        next.set("b", "1");
        time.advance(Duration.ofSeconds(5));
        assertEquals(List.of("a", "b"), server.keys());
    }

    @Test
    void whatAServerAsksForIsBoundedAlsoAfterARestart() {
        Phone phone = new Phone(server, time);
        server.before = ask -> LogServer.throttled(Duration.ofDays(30));
        phone.set("a", "1");
        phone.sync();
        server.before = ask -> null;
        phone.client.close();
        Phone next = new Phone(server, time, phone.storage.reopen(), builder -> builder);
        next.client.start();
        time.advance(Duration.ofMinutes(59));
        assertTrue(server.log.isEmpty());
        time.advance(Duration.ofMinutes(2));
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void aLostAckIsHealedByEvidenceAndTheMutationIsThereOnce() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        loseFirstPushAnswer();

        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.sync());
        assertEquals(List.of("a"), server.keys());
        assertTrue(phone.applied.isEmpty());
        assertEquals(1, phone.client.status().position());
    }

    @Test
    void aLostAckIsHealedByTheNextProcess() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        loseFirstPushAnswer();
        server.before = ask -> ask instanceof Ask.Pull ? failure(Kind.OFFLINE, Delivery.NOT_SENT) : null;
        assertInstanceOf(SyncReport.Offline.class, phone.sync());
        server.before = ask -> null;
        server.asks.clear();
        phone.client.close();

        Phone next = new Phone(server, time, phone.storage.reopen(), b -> b);
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), next.sync());
        assertInstanceOf(Ask.Pull.class, server.asks.get(0));
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void aRequestThatNeverArrivedIsSentAgainAsItWas() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        boolean[] lost = {false};
        server.before = ask -> {
            boolean lose = ask instanceof Ask.Push && !lost[0];
            lost[0] |= lose;
            return lose ? failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        };

        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.sync());
        List<Ask.Push> pushes = server.asks.stream()
                .filter(Ask.Push.class::isInstance)
                .map(Ask.Push.class::cast)
                .toList();
        assertEquals(pushes.get(0), pushes.get(1));
    }

    @Test
    void anAppThatRefusesMovesNothingAndIsAskedAgain() {
        Phone phone = new Phone(server, time);
        server.foreign("a", "1");
        phone.refuses = true;
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertEquals(Fault.HANDLER, failed.fault());
        assertEquals(0, phone.client.status().position());

        phone.refuses = false;
        phone.sync();
        assertEquals(List.of(1L), phone.applied);
        assertEquals("1", phone.row("a"));
    }

    @Test
    void aCutPullGoesOnWhereItWasCut() {
        Phone phone = new Phone(server, time);
        for (int i = 1; i <= 5; i++) {
            server.foreign("k" + i, "1");
        }
        int[] slices = {0};
        server.after = ask -> slices[0]++ == 0 ? failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;

        assertInstanceOf(SyncReport.Offline.class, phone.sync());
        assertEquals(5, phone.client.status().position());
        phone.sync();
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), phone.applied);
    }

    @Test
    void anIncompatibleHistoryIsNamedAndNeverPushedOnto() {
        server.checks = true;
        Phone phone = new Phone(server, time);
        server.foreign("a", "1");
        server.foreign("b", "1");
        phone.sync();
        server.log.clear();
        phone.client.close();

        Phone next = new Phone(server, time, phone.storage.reopen(), b -> b);
        next.set("c", "1");
        SyncReport.Incompatible unsafe = assertInstanceOf(SyncReport.Incompatible.class, next.sync());
        assertTrue(unsafe.reason().startsWith("the log ends at 0; 1 mutation stays queued"), unsafe.reason());
        assertEquals(State.INCOMPATIBLE, next.client.status().state());
        assertEquals(1, unsafe.pending());
        assertTrue(server.log.isEmpty());
    }

    @Test
    void beforeTheFirstPushTheHistoryIsCheckedAndPulledAndThenOnlyNowAndThen() {
        server.checks = true;
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        phone.sync();
        assertEquals(List.of("Check", "Pull", "Push"), kinds());

        server.asks.clear();
        phone.set("b", "1");
        phone.sync();
        assertEquals(List.of("Push"), kinds());

        time.advance(Duration.ofSeconds(11));
        server.asks.clear();
        phone.set("c", "1");
        phone.sync();
        assertEquals(List.of("Check", "Pull", "Push"), kinds(), "a check counts only: another log may be as long");
    }

    @Test
    void garbageMovesNothingAndIsNamed() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        server.before = ask -> new ProtocolException("a login page", null);

        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertEquals(Fault.GARBAGE, failed.fault());
        assertEquals(List.of("a login page"), phone.client.status().trouble().answers());
        assertEquals(1, failed.pending());
    }

    @Test
    void aRefusedCredentialQuarantinesNothing() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        server.before = ask -> failure(Kind.AUTH, Delivery.ANSWERED);
        for (int i = 0; i < 10; i++) {
            SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, phone.sync());
            assertEquals(Fault.AUTH_REQUIRED, failed.fault());
        }
        assertEquals(1, phone.client.status().pending());
        assertEquals(0, phone.client.status().counts().quarantined());
    }

    @Test
    void pollingPullsAtTheInterval() {
        Phone phone = new Phone(server, time, new InMemoryStorage(), b -> b.pollEvery(Duration.ofSeconds(10)));
        phone.client.start();
        time.advance(Duration.ofSeconds(1));
        server.foreign("a", "1");
        time.advance(Duration.ofSeconds(10));
        assertEquals("1", phone.row("a"));
    }

    @Test
    void theMopUpFindsWhatAnotherProcessWrote() {
        InMemoryStorage storage = new InMemoryStorage();
        Phone phone = new Phone(server, time, storage, b -> b);
        phone.client.start();
        time.advance(Duration.ofSeconds(1));
        Phone writer = new Phone(server, time, storage.reopen(), b -> b);
        writer.set("a", "1");

        time.advance(Duration.ofSeconds(31));
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void onlyOneProcessSyncsAStorageUntilItsLeaseIsOver() {
        InMemoryStorage storage = new InMemoryStorage();
        Phone first = new Phone(server, time, storage, b -> b);
        Phone second = new Phone(server, time, storage.reopen(), b -> b);
        first.sync();
        second.set("a", "1");
        assertEquals(new SyncReport.Elsewhere(1), second.sync());
        assertEquals(List.of(Cause.ELSEWHERE), second.client.status().trouble().causes());

        time.advance(Duration.ofSeconds(16));
        assertInstanceOf(SyncReport.Synced.class, second.sync());
    }

    @Test
    void closingGivesTheLeaseBackAndCompletesEveryFuture() {
        InMemoryStorage storage = new InMemoryStorage();
        Phone first = new Phone(server, time, storage, b -> b);
        first.sync();
        first.set("a", "1");
        var waiting = first.client.syncNow();
        first.client.close();
        first.client.close();
        assertEquals(new SyncReport.Interrupted(1), waiting.getNow(null));
        assertEquals(Cause.CLOSED, first.client.status().reason().cause());
        assertThrows(IllegalStateException.class, () -> first.set("b", "1"));

        Phone second = new Phone(server, time, storage.reopen(), b -> b);
        assertInstanceOf(SyncReport.Synced.class, second.sync());
        assertEquals(List.of("a"), server.keys());
    }

    @Test
    void aFlushDrainsAndSaysWhatIsLeftAtTheDeadline() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        var drained = phone.client.flush(Duration.ofSeconds(2));
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), phone.await(drained));

        phone.set("b", "1");
        server.before = ask -> {
            time.sleep(Duration.ofSeconds(10));
            return failure(Kind.CANCELLED, Delivery.MAYBE_SENT);
        };
        var late = phone.client.flush(Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(3));
        assertEquals(new SyncReport.Interrupted(1), late.getNow(null));
    }

    @Test
    void whatCannotLeaveTheOutboxDoesNotEnterIt() {
        Phone phone = new Phone(server, time);
        for (Mutation bad : List.of(
                Mutation.of("", "k", "set", "1"),
                Mutation.of("todo", "k", "", "1"),
                Mutation.of("todo", "k", "set", "{nope"),
                Mutation.of("todo", "k", "set", "\"\ud800\""),
                Mutation.of("todo", "\udc00", "set", "1"),
                Mutation.of("todo", "k", "set", '"' + "x".repeat(200) + '"'))) {
            assertThrows(IllegalArgumentException.class, () -> phone.client.write((tables, outbox) -> outbox.add(bad)));
        }
        Mutation once = phone.set("a", "1");
        assertThrows(IllegalArgumentException.class, () -> phone.client.write((tables, outbox) -> outbox.add(once)));
        assertEquals(1, phone.client.status().pending());
    }

    @Test
    void anOutboxIsDeadAfterItsWrite() {
        Phone phone = new Phone(server, time);
        var leaked = phone.client.writeReturning((tables, outbox) -> outbox);
        assertThrows(IllegalStateException.class, () -> leaked.add(Mutation.of("todo", "k", "set", "1")));
    }

    @Test
    void aWriteThatThrowsLeavesNeitherRowsNorMutations() {
        Phone phone = new Phone(server, time);
        IOException no = new IOException("no");
        WriteException thrown = assertThrows(
                WriteException.class,
                () -> phone.client.write((tables, outbox) -> {
                    tables.put(Phone.ROWS, "a", "1");
                    outbox.add(Mutation.of("todo", "a", "set", "1"));
                    throw no;
                }));
        assertSame(no, thrown.getCause());
        assertEquals("null", phone.row("a"));
        assertTrue(phone.client.pending(10).isEmpty());
        assertNull(phone.client.status().nextAttempt());
    }

    @Test
    void whatIsUncheckedLeavesAWriteAsItIs() {
        Phone phone = new Phone(server, time);
        for (Throwable unchecked : List.of(new IllegalArgumentException("mine"), new AssertionError("mine"))) {
            Throwable thrown = assertThrows(
                    unchecked.getClass(),
                    () -> phone.client.writeReturning((tables, outbox) -> {
                        outbox.add(Mutation.of("todo", "a", "set", "1"));
                        if (unchecked instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) unchecked;
                    }));
            assertSame(unchecked, thrown);
        }
        assertEquals(0, phone.client.status().pending());
    }

    @Test
    void aWriteThatIsInterruptedTellsItsThread() {
        Phone phone = new Phone(server, time);
        InterruptedException stop = new InterruptedException();
        WriteException thrown = assertThrows(
                WriteException.class,
                () -> phone.client.write((tables, outbox) -> {
                    throw stop;
                }));
        assertTrue(Thread.interrupted());
        assertSame(stop, thrown.getCause());
    }

    @Test
    void idsAscendEvenWhenTheClockDoesNot() {
        Phone phone = new Phone(server, time);
        String last = "";
        for (int i = 0; i < 5000; i++) {
            Mutation mutation = phone.set("k", "1");
            assertEquals(7, mutation.id().version());
            assertEquals(2, mutation.id().variant());
            assertTrue(mutation.id().toString().compareTo(last) > 0);
            last = mutation.id().toString();
        }
    }

    @Test
    void listenersSeeStartAndEndAroundWhatHappened() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        phone.sync();
        List<String> kinds =
                phone.events.stream().map(e -> e.getClass().getSimpleName()).toList();
        assertEquals("Started", kinds.get(0));
        assertTrue(kinds.indexOf("Progressed") < kinds.indexOf("Finished"));
        assertFalse(phone.events.isEmpty());
    }

    private List<String> kinds() {
        return server.asks.stream().map(a -> a.getClass().getSimpleName()).toList();
    }

    private void loseFirstPushAnswer() {
        boolean[] lost = {false};
        server.after = ask -> {
            boolean lose = ask instanceof Ask.Push && !lost[0];
            lost[0] |= lose;
            return lose ? failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        };
    }
}
