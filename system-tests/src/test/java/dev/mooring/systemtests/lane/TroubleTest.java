package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Several things going wrong together. */
class TroubleTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();

    @Test
    void aServerThatPromisesMoreAndSendsNothingEndsInAReportAndNotInASpin() {
        Phone phone = new Phone(server, time);
        server.promisesMore = true;
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertEquals(Fault.GARBAGE, failed.fault());
    }

    @Test
    void anEmptyAnswerIsNotBelievedAgainstTheLengthThatTheServerHasTold() {
        server.checks = true;
        server.foreign("x", "1");
        server.foreign("y", "2");
        server.showsNothing = true;
        Phone phone = new Phone(server, time);
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertEquals(Fault.GARBAGE, failed.fault());
        assertNotEquals(SyncStatus.State.SYNCED, phone.status().state());

        server.showsNothing = false;
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(List.of(1L, 2L), phone.applied);
    }

    @Test
    void aPoisonousMutationIsFoundThoughOthersWriteAllTheTime() {
        Phone phone = new Phone(server, time, new InMemoryStorage(), b -> b.conflicts(ConflictPolicy.rebase()));
        phone.set("p", "1");
        phone.set("a", "2");
        server.before = ask -> {
            if (holds(ask, "p")) {
                server.foreign("x", "9");
                return failure(Kind.SERVER, Delivery.ANSWERED);
            }
            return null;
        };
        SyncReport report = phone.sync();
        assertTrue(server.count(Ask.Push.class) < 12, () -> "pushes in one run: " + server.count(Ask.Push.class));
        for (int runs = 1; runs < 20 && !(report instanceof SyncReport.Synced); runs++) {
            report = phone.sync();
        }
        assertInstanceOf(SyncReport.Synced.class, report);
        assertEquals(1, phone.client.status().counts().quarantined());
        assertEquals(1, server.keys().stream().filter("a"::equals).count());
    }

    @Test
    void anAnswerThatIsLostWhileOneIsHeldBackIsFoundInTheSmallestSlices() {
        Phone phone = new Phone(server, time);
        server.slice = 1;
        server.batchCount = 8;
        server.before = ask -> holds(ask, "p") ? failure(Kind.SERVER, Delivery.ANSWERED) : null;
        phone.set("p", "1");
        phone.set("a", "2");
        phone.set("b", "3");
        boolean[] lost = {false};
        server.after = ask -> {
            // The first batch that got through: its answer is lost, and so is the one of the pull behind it, half-way.
            boolean lose = ask instanceof Ask.Push && !lost[0] && server.batchCount == 8;
            lost[0] |= lose;
            return lose ? failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        };
        SyncReport report = phone.sync();
        for (int runs = 1; runs < 20 && !(report instanceof SyncReport.Synced); runs++) {
            report = phone.sync();
        }
        assertEquals(List.of("a", "b"), server.keys());
        assertTrue(phone.applied.isEmpty(), () -> "own echoes applied: " + phone.applied);
    }

    @Test
    void oneThatIsHeldBackAndLosesMeanwhileIsNotQuarantinedAsWell() {
        Phone phone = new Phone(server, time);
        boolean[] faster = {false};
        server.before = ask -> {
            if (holds(ask, "p")) {
                return failure(Kind.SERVER, Delivery.ANSWERED);
            }
            if (ask instanceof Ask.Push && !faster[0]) {
                faster[0] = true;
                server.foreign("x", "9");
            }
            return null;
        };
        phone.set("p", "1");
        phone.set("a", "2");
        SyncReport report = phone.sync();
        for (int runs = 1; runs < 20 && !faster[0]; runs++) {
            report = phone.sync();
        }
        assertInstanceOf(SyncReport.Synced.class, report);
        assertEquals(List.of("x", "a"), server.keys());
        assertEquals(1, phone.client.status().counts().superseded());
        assertEquals(0, phone.client.status().counts().quarantined());
    }

    @Test
    void whatIsWrittenInTheMiddleOfARunIsNotPushedUncheckedEither() {
        server.checks = true;
        Phone phone = new Phone(server, time);
        phone.sync();
        time.advance(Duration.ofMinutes(1));
        server.asks.clear();
        server.after = ask -> {
            if (ask instanceof Ask.Pull
                    && server.log.isEmpty()
                    && phone.client.pending(1).isEmpty()) {
                phone.set("a", "1");
            }
            return null;
        };
        phone.sync();
        List<String> kinds =
                server.asks.stream().map(ask -> ask.getClass().getSimpleName()).toList();
        assertEquals(List.of("Pull", "Check", "Pull", "Push"), kinds);
    }

    @Test
    void aListenerThatDiesLeavesNobodyWaiting() {
        Phone phone = new Phone(
                server,
                time,
                new InMemoryStorage(),
                b -> b.listener(event -> {
                    throw new AssertionError("the listener is broken");
                }));
        phone.set("a", "1");
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
    }

    @Test
    void aFlushMayTakeForEver() {
        Phone phone = new Phone(server, time);
        assertNotNull(phone.await(phone.client.flush(Duration.ofSeconds(Long.MAX_VALUE))));
    }

    @Test
    void anInterruptedSyncDoesNotMakeTheNextWaitShort() {
        Phone phone = new Phone(server, time);
        phone.client.start();
        phone.set("a", "1");
        server.before = ask -> failure(Kind.SERVER, Delivery.ANSWERED);
        time.advance(Duration.ofMinutes(20));
        server.before = ask -> {
            time.sleep(Duration.ofSeconds(3));
            return failure(Kind.CANCELLED, Delivery.MAYBE_SENT);
        };
        phone.await(phone.client.flush(Duration.ofSeconds(1)));
        server.before = ask -> failure(Kind.SERVER, Delivery.ANSWERED);
        time.advance(Duration.ofSeconds(3));
        int asked = server.asks.size();
        phone.set("b", "1");
        time.advance(Duration.ofMillis(100));
        assertEquals(asked, server.asks.size());
    }

    @Test
    void aWriteInTheMiddleOfAFailingRunDoesNotCutTheWaitBehindItShort() {
        Phone phone = new Phone(server, time);
        phone.client.start();
        phone.set("a", "1");
        server.before = ask -> {
            if (phone.client.pending(2).size() == 1) {
                phone.set("b", "1");
            }
            return LogServer.throttled(Duration.ofSeconds(40));
        };
        time.advance(Duration.ofSeconds(30));
        assertEquals(1, server.asks.size());
    }

    @Test
    void aServerThatTakesAPartOfABatchGetsTheRestInOrder() {
        Phone phone = new Phone(server, time);
        server.takes = 2;
        for (int i = 0; i < 7; i++) {
            phone.set("k" + i, "1");
        }
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(List.of("k0", "k1", "k2", "k3", "k4", "k5", "k6"), server.keys());
    }

    @Test
    void afterAFailureTheHistoryIsCheckedAgainBeforeAnythingIsPushed() {
        server.checks = true;
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        phone.sync();
        phone.set("b", "1");
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        assertInstanceOf(SyncReport.Offline.class, phone.sync());
        server.before = ask -> null;
        server.asks.clear();
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertInstanceOf(Ask.Check.class, server.asks.get(0));
    }

    @Test
    void aDatabaseRestoredFromAnOlderCopyFindsWhatItHasSentSinceAndSendsNothingTwice() {
        server.slice = 1;
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        phone.sync();
        phone.set("b", "2");
        phone.set("c", "3");
        InMemoryStorage backup = phone.storage.copy();
        phone.sync();
        server.foreign("x", "9");
        phone.set("d", "4");
        phone.sync();
        phone.set("d", "5");
        phone.sync();
        phone.client.close();

        time.advance(Duration.ofMinutes(1));
        Phone restored = new Phone(server, time, backup, b -> b);
        assertInstanceOf(SyncReport.Synced.class, restored.sync());
        assertEquals(List.of("a", "b", "c", "x", "d"), server.keys());
        assertEquals(List.of(4L, 5L), restored.applied);
        assertEquals("5", restored.row("d"));
        assertEquals(0, restored.client.status().pending());
        restored.set("b", "6");
        assertInstanceOf(SyncReport.Synced.class, restored.sync());
        assertEquals("26", restored.row("b"));
    }

    /** As when a phone's files were copied to the next one, and the old one is used on. */
    @Test
    void twoDevicesWithCopiesOfOneDatabaseSendNothingTwiceAndMissNothing() {
        Phone old = new Phone(server, time, new InMemoryStorage(), b -> b.conflicts(ConflictPolicy.rebase()));
        old.set("a", "1");
        old.sync();
        old.set("b", "2");
        Phone next = new Phone(server, time, old.storage.copy(), b -> b.conflicts(ConflictPolicy.rebase()));
        time.advance(Duration.ofMinutes(1)); // The copy holds the lease of the old one.
        assertInstanceOf(SyncReport.Synced.class, old.sync());
        assertInstanceOf(SyncReport.Synced.class, next.sync());
        assertEquals(List.of("a", "b"), server.keys());

        for (int i = 0; i < 3; i++) {
            old.set("old" + i, "1");
            next.set("next" + i, "1");
            old.set("b", "3");
            assertInstanceOf(SyncReport.Synced.class, next.sync());
            old.sync();
            assertInstanceOf(SyncReport.Synced.class, old.sync());
        }
        next.sync();
        for (Phone phone : List.of(old, next)) {
            assertEquals(0, phone.status().pending());
            for (String key : server.keys()) {
                String all = server.log.stream()
                        .filter(i -> i.change().key().equals(key))
                        .map(i -> i.change().payload())
                        .collect(Collectors.joining());
                assertEquals(all, phone.row(key), key);
            }
        }
        assertEquals(
                3, server.keys().stream().filter(key -> key.startsWith("old")).count());
        assertEquals(
                3, server.keys().stream().filter(key -> key.startsWith("next")).count());
    }

    private static boolean holds(Ask ask, String key) {
        return ask instanceof Ask.Push push
                && push.mutations().stream().anyMatch(mutation -> mutation.key().equals(key));
    }
}
