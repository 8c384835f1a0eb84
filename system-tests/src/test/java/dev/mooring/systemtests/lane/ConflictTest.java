package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConflictTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();

    @Test
    void serverWinsUndoesWhatLostKeepsItAndSendsTheRest() {
        Phone phone = new Phone(server, time);
        phone.set("a", "1");
        phone.set("b", "2");
        server.foreign("a", "9");

        assertEquals(new SyncReport.Synced(1, 1, 1, 0, 0), phone.sync());
        assertEquals("9", phone.row("a"));
        assertEquals("2", phone.row("b"));
        assertEquals(List.of("a", "b"), server.keys());
        ParkedMutation lost = phone.client.parked().superseded(10).get(0);
        assertEquals("a", lost.mutation().key());
        assertEquals("the server has set todo/a at 1 in its place", lost.reason());
    }

    @Test
    void whatGoesOutBehindAChangeOfItsKeyLiesOnTopOfItHereToo() {
        Phone phone = new Phone(server, time);
        phone.set("x", "1");
        phone.set("a", "2");
        server.foreign("a", "9");

        phone.sync();
        assertEquals(List.of("a", "a"), server.keys());
        assertEquals("92", phone.row("a"));
    }

    @Test
    void rebaseSendsEverythingAgainAndEndsAsEveryOtherDeviceWill() {
        Phone phone = new Phone(server, time, new InMemoryStorage(), b -> b.conflicts(ConflictPolicy.rebase()));
        phone.set("a", "1");
        phone.set("b", "2");
        phone.set("a", "3");
        server.foreign("a", "9");
        server.foreign("a", "8");

        assertEquals(new SyncReport.Synced(3, 2, 0, 0, 0), phone.sync());
        Phone other = new Phone(server, time);
        other.sync();
        assertEquals("9813", phone.row("a"));
        assertEquals("9813", other.row("a"));
        assertEquals(List.of(1L, 2L), phone.applied);
    }

    @Test
    void aKeyWithMorePendingThanIsHeldInMemoryIsUndoneAndRedoneInOrder() {
        Phone phone = new Phone(server, time, new InMemoryStorage(), b -> b.conflicts(ConflictPolicy.rebase()));
        StringBuilder inOrder = new StringBuilder("-1");
        for (int i = 0; i < 600; i++) {
            phone.set("a", Integer.toString(i));
            inOrder.append(i);
        }
        server.batchCount = 500;
        server.foreign("a", "-1");

        assertEquals(new SyncReport.Synced(600, 1, 0, 0, 0), phone.sync());
        assertEquals(inOrder.toString(), phone.row("a"));
    }

    @Test
    void theAppDecidesOneByOne() {
        ConflictPolicy keepsB =
                ConflictPolicy.decide(c -> c.mutation().key().equals("b") ? Resolution.RESEND : Resolution.SUPERSEDE);
        Phone phone = new Phone(server, time, new InMemoryStorage(), b -> b.conflicts(keepsB));
        phone.set("a", "1");
        phone.set("b", "2");
        server.foreign("x", "9");
        server.foreign("x", "9");

        assertEquals(new SyncReport.Synced(1, 2, 1, 0, 0), phone.sync());
        assertEquals(List.of("x", "x", "b"), server.keys());
    }

    @Test
    void aWriterWhoIsAlwaysFasterEndsInAReportAndNotInASpin() {
        Phone phone = new Phone(server, time, new InMemoryStorage(), b -> b.conflicts(ConflictPolicy.rebase()));
        phone.set("a", "1");
        server.before = ask -> {
            if (ask instanceof Ask.Push) {
                server.foreign("x", "9");
            }
            return null;
        };

        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertEquals(Fault.CONTENDED, failed.fault());
        assertTrue(server.count(Ask.Push.class) < 12);
        assertEquals(1, failed.pending());
    }

    @Test
    void reissuedItIsAnotherMutationOnTopOfTheServers() {
        Phone phone = new Phone(server, time);
        Mutation lost = phone.set("a", "1");
        server.foreign("a", "9");
        phone.sync();

        Mutation again = phone.client.parked().reissue(lost.id());
        assertNotNull(again);
        assertNotEquals(lost.id(), again.id());
        assertEquals("91", phone.row("a"));
        assertNull(phone.client.parked().reissue(lost.id()));
        assertFalse(phone.client.parked().retry(again.id()));
        phone.sync();
        assertEquals(List.of("a", "a"), server.keys());
        assertEquals(0, phone.client.status().counts().superseded());
    }

    @Test
    void droppedItIsForgotten() {
        Phone phone = new Phone(server, time);
        Mutation lost = phone.set("a", "1");
        server.foreign("a", "9");
        phone.sync();

        assertTrue(phone.client.parked().drop(lost.id()));
        assertFalse(phone.client.parked().drop(lost.id()));
        assertEquals(0, phone.client.status().counts().superseded());
        assertEquals("9", phone.row("a"));
    }

    private Phone phone(RefusedWrites way) {
        return new Phone(server, time, new InMemoryStorage(), builder -> builder.refusedWrites(way));
    }

    @ParameterizedTest
    @EnumSource(RefusedWrites.class)
    void aBatchThatIsTooLargeGoesInSmallerOnesAndOneThatIsTooLargeAloneIsQuarantined(RefusedWrites way) {
        Phone phone = phone(way);
        server.before = ask -> ask instanceof Ask.Push push
                        && (push.mutations().size() > 1
                                || push.mutations().get(0).key().equals("b"))
                ? failure(Kind.TOO_LARGE, Delivery.ANSWERED)
                : null;
        phone.set("a", "1");
        Mutation large = phone.set("b", "2");
        phone.set("c", "3");

        assertEquals(new SyncReport.Synced(2, 0, 0, 1, 0), phone.sync());
        assertEquals(List.of("a", "c"), server.keys());
        assertEquals(way == RefusedWrites.STAY ? "2" : "", phone.row("b"));

        server.before = ask -> null;
        assertTrue(phone.client.parked().retry(large.id()));
        assertEquals("2", phone.row("b"));
        phone.sync();
        assertEquals(List.of("a", "c", "b"), server.keys());
        assertEquals(large.id().toString(), server.log.get(2).echo());
    }

    @ParameterizedTest
    @EnumSource(RefusedWrites.class)
    void aPoisonousMutationIsFoundAndHoldsUpItsOwnKeyOnly(RefusedWrites way) {
        Phone phone = phone(way);
        server.batchCount = 8;
        poison("p");
        phone.set("a", "1");
        phone.set("p", "2");
        phone.set("b", "3");
        phone.set("p", "4");
        phone.set("c", "5");

        SyncReport report = phone.sync();
        for (int runs = 1; runs < 20 && !(report instanceof SyncReport.Synced); runs++) {
            report = phone.sync();
        }
        assertInstanceOf(SyncReport.Synced.class, report);
        assertEquals(List.of("a", "b", "c"), server.keys());
        assertEquals(1, phone.client.status().counts().quarantined());
        assertEquals(1, report.pending(), "the later one of the same key waits");
        assertEquals(way == RefusedWrites.STAY ? "24" : "4", phone.row("p"));
        assertEquals(
                "SERVER ANSWERED", phone.client.parked().quarantined(10).get(0).reason());

        server.before = ask -> null;
        assertTrue(phone.client
                .parked()
                .retry(phone.client.parked().quarantined(10).get(0).mutation().id()));
        assertEquals("24", phone.row("p"), "the one that comes back goes before the one that waited");
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(List.of("a", "b", "c", "p", "p"), server.keys());
        assertEquals("2", server.log.get(3).change().payload());
    }

    @Test
    void aServerThatRecoversInTheMiddleOfTheSearchBlamesNobody() {
        Phone phone = new Phone(server, time);
        int[] failures = {0};
        // Sick for as long as it takes to suspect the first mutation alone.
        server.before = ask -> {
            boolean sick = ask instanceof Ask.Push push
                    && push.mutations().get(0).key().equals("k0")
                    && failures[0]++ < 4;
            return sick ? failure(Kind.SERVER, Delivery.ANSWERED) : null;
        };
        for (int i = 0; i < 4; i++) {
            phone.set("k" + i, "1");
        }
        SyncReport report = phone.sync();
        for (int runs = 1; runs < 20 && !(report instanceof SyncReport.Synced); runs++) {
            report = phone.sync();
        }
        assertInstanceOf(SyncReport.Synced.class, report);
        assertEquals(0, phone.client.status().counts().quarantined());
        assertEquals(List.of("k1", "k0", "k2", "k3"), server.keys());
    }

    @Test
    void aSickServerQuarantinesNobody() {
        Phone phone = new Phone(server, time);
        server.before = ask -> ask instanceof Ask.Push ? failure(Kind.SERVER, Delivery.ANSWERED) : null;
        for (int i = 0; i < 6; i++) {
            phone.set("k" + i, "1");
        }
        for (int i = 0; i < 30; i++) {
            assertInstanceOf(SyncReport.Failed.class, phone.sync());
        }
        assertEquals(0, phone.client.status().counts().quarantined());

        server.before = ask -> null;
        assertInstanceOf(SyncReport.Synced.class, phone.sync());
        assertEquals(List.of("k0", "k1", "k2", "k3", "k4", "k5"), server.keys());
    }

    private void poison(String key) {
        server.before = ask -> ask instanceof Ask.Push push
                        && push.mutations().stream().anyMatch(m -> m.key().equals(key))
                ? failure(Kind.SERVER, Delivery.ANSWERED)
                : null;
    }
}
