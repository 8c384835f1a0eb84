package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was captured and could never be sent: the app's write stands already, so it is quarantined as it is taken in. */
class CaptureRefusalTest {
    private static final String TOO_LARGE = '"' + "x".repeat(200) + '"';

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final Slate slate = new Slate(server.transport(), time);
    private final Slate takingBack = takingBack(server.transport());

    private Slate takingBack(Transport transport) {
        return new Slate(
                transport, time, Slate.storage(time), builder -> builder.refusedWrites(RefusedWrites.TAKE_BACK));
    }

    private static UUID refused(Slate slate, int place) {
        return slate.client.parked().quarantined(9).get(place).mutation().id();
    }

    private static List<String> payloads(List<Mutation> mutations) {
        return mutations.stream().map(Mutation::payload).toList();
    }

    private void counts(long pending, long quarantined) {
        assertEquals(pending, slate.client.status().pending(), "pending");
        assertEquals(quarantined, slate.client.status().counts().quarantined(), "quarantined");
        assertEquals(pending, slate.client.pending(1000).size());
        assertEquals(quarantined, slate.client.parked().quarantined(1000).size());
    }

    @Test
    void itStaysWhereItWasWrittenAndIsListedToldAndCounted() {
        slate.set("a", "1");
        slate.sync();
        slate.set("a", TOO_LARGE);
        slate.set("b", "1");

        assertEquals(new SyncReport.Synced(1, 0, 0, 1, 0), slate.sync());

        counts(0, 1);
        ParkedMutation parked = slate.client.parked().quarantined(1).get(0);
        assertEquals("too large", parked.reason());
        assertEquals(TOO_LARGE, parked.mutation().payload());
        assertEquals(
                List.of(new SyncEvent.Quarantined(parked.mutation(), parked.reason())),
                slate.events(SyncEvent.Quarantined.class));
        assertEquals(Map.of("a", TOO_LARGE, "b", "1"), slate.rows());
        assertEquals(List.of("a", "b"), server.keys());
        assertEquals(SyncStatus.Light.AMBER, slate.client.status().light());

        assertTrue(slate.client.parked().drop(parked.mutation().id()));
        assertEquals(Map.of("a", "1", "b", "1"), slate.rows());
        counts(0, 0);
    }

    @Test
    void itIsTakenBackWhereTheAppWantsThat() {
        takingBack.set("a", "1");
        takingBack.sync();
        takingBack.set("a", TOO_LARGE);
        takingBack.set("b", "1");
        takingBack.sync();
        assertEquals(Map.of("a", "1", "b", "1"), takingBack.rows());
        assertTrue(takingBack.client.parked().drop(refused(takingBack, 0)));
        assertEquals(Map.of("a", "1", "b", "1"), takingBack.rows());
    }

    @Test
    void aTextThatIsNoJsonIsRefusedLikeWhatTheDialectRefuses() {
        slate.set("a", "{");
        slate.sync();
        String reason = slate.client.parked().quarantined(1).get(0).reason();
        assertTrue(reason.contains("not JSON"), reason);
        assertEquals(Map.of("a", "{"), slate.rows());
    }

    @Test
    void whatWasWrittenToTheKeyBeforeAndAfterItStays() {
        slate.set("a", "1");
        slate.client.pending(1);
        slate.set("a", "2");
        slate.set("a", TOO_LARGE);
        slate.set("b", "1");
        slate.set("a", "3");
        assertEquals(List.of("1", "2", "1", "3"), payloads(slate.client.pending(9)));
        counts(4, 1);
        assertEquals(Map.of("a", "3", "b", "1"), slate.rows());

        // Its key waits for the app, the earlier ones of it as well.
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 3), slate.sync());
        slate.client
                .parked()
                .drop(slate.client.parked().quarantined(1).get(0).mutation().id());
        slate.sync();
        assertEquals(List.of("b", "a", "a", "a"), server.keys());
        assertEquals(Map.of("a", "3", "b", "1"), slate.rows());
        counts(0, 0);
    }

    @Test
    void anotherOneOfItsKeyThatIsInFlightStaysInPlace() {
        server.after = ask -> ask instanceof Ask.Push ? LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        server.before = ask -> server.log.isEmpty() ? null : LogServer.failure(Kind.OFFLINE, Delivery.NOT_SENT);
        slate.set("a", "1");
        slate.sync();
        assertEquals(List.of("a"), server.keys());
        server.before = ask -> null;
        server.after = ask -> null;

        slate.set("a", TOO_LARGE);
        assertEquals(2, slate.client.status().pending());
        slate.client.pending(1); // Takes it in.
        counts(1, 1);
        assertEquals(Map.of("a", TOO_LARGE), slate.rows());
        assertEquals(new SyncReport.Synced(1, 0, 0, 0, 0), slate.sync());
        assertEquals(List.of("a"), server.keys());
        assertEquals(Map.of("a", TOO_LARGE), slate.rows());
        slate.client.parked().drop(refused(slate, 0));
        assertEquals(Map.of("a", "1"), slate.rows());
    }

    private static void severalOfAKey(Slate slate) {
        slate.set("a", TOO_LARGE);
        slate.set("a", "1");
        slate.set("a", TOO_LARGE);
        slate.set("a", TOO_LARGE.replace('x', 'y'));
        slate.sync();
        assertEquals(1, slate.client.status().pending());
        assertEquals(3, slate.client.status().counts().quarantined());
    }

    @Test
    void severalOfAKeyAreTakenBackTogether() {
        severalOfAKey(takingBack);
        assertEquals(Map.of("a", "1"), takingBack.rows());
    }

    @Test
    void severalOfAKeyLieInTheOrderInWhichTheyWereWrittenAndGoOneByOne() {
        severalOfAKey(slate);
        assertEquals(Map.of("a", TOO_LARGE.replace('x', 'y')), slate.rows());
        slate.client.parked().drop(refused(slate, 0));
        assertEquals(Map.of("a", TOO_LARGE.replace('x', 'y')), slate.rows());
        slate.client.parked().drop(refused(slate, 1));
        assertEquals(Map.of("a", TOO_LARGE), slate.rows());
        slate.client.parked().drop(refused(slate, 0));
        assertEquals(Map.of("a", "1"), slate.rows());
        slate.sync();
        assertEquals(List.of("a"), server.keys());
        assertEquals(Map.of("a", "1"), slate.rows());
    }

    @Test
    void inAWriteThatRecordsNothingChangesUnderTheAppsHandsUntilItsEnd() {
        slate.client.write((tables, outbox) -> {
            tables.put(Slate.TODO, "a", TOO_LARGE);
            outbox.add(Mutation.of(Slate.TODO, "b", "told", "1"));
            assertEquals(TOO_LARGE, tables.get(Slate.TODO, "a"));
            tables.put(Slate.TODO, "a", "2");
        });
        assertEquals(Map.of("a", "2"), slate.rows());
        assertEquals(2, slate.client.status().pending());
        counts(2, 1);
        slate.sync();
        assertEquals(1, slate.events(SyncEvent.Quarantined.class).size());
    }

    @Test
    void whatAnAppThreadRefusedIsToldByAStartedClientWithoutAnExchange() {
        slate.client.start();
        time.advance(Duration.ofSeconds(1));
        server.asks.clear();
        Slate.set(slate.connection(), "a", TOO_LARGE);
        slate.client.pending(1);
        counts(0, 1);
        time.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), server.asks);
        assertEquals(1, slate.events(SyncEvent.Quarantined.class).size());
    }

    @Test
    void retryingItIsRefusedAndLeavesItWhereItIs() {
        slate.set("a", TOO_LARGE);
        slate.sync();
        Mutation refused = slate.client.parked().quarantined(1).get(0).mutation();
        assertThrows(IllegalArgumentException.class, () -> slate.client.parked().retry(refused.id()));
        counts(0, 1);
        assertEquals(Map.of("a", TOO_LARGE), slate.rows());
    }

    @Test
    void oneThatIsDroppedLeavesNoRowWhereNoneWas() {
        slate.set("a", TOO_LARGE);
        slate.sync();
        assertTrue(slate.client.parked().drop(refused(slate, 0)));
        assertEquals(Map.of(), slate.rows());
    }

    @Test
    void moreThanCanBeToldOneByOneAreCountedAndListed() {
        InMemoryStorage app = slate.connection();
        for (int i = 0; i < 700; i++) {
            Slate.set(app, "k" + i % 350, i % 2 == 0 ? TOO_LARGE.replace("xx", "" + i) : "" + i);
        }
        SyncReport.Synced report = assertInstanceOf(SyncReport.Synced.class, slate.sync());
        assertEquals(350, report.quarantined());
        assertEquals(256, slate.events(SyncEvent.Quarantined.class).size());
        counts(0, 350);
        assertEquals(350, server.log.size());
        assertEquals(350, slate.rows().size());
    }

    @Test
    void whereTheServerKeepsKeysTheConfirmedStateComesBack() {
        KeyServer keys = new KeyServer();
        Slate keyed = takingBack(narrow(keys));
        refuseTwoOfThree(keyed, keys);
        assertEquals(Map.of("a", "\"theirs\"", "b", "\"mine\""), keyed.rows());
    }

    @Test
    void whereTheServerKeepsKeysTheConfirmedStateLiesBelowUntilItIsDropped() {
        KeyServer keys = new KeyServer();
        Slate keyed = new Slate(narrow(keys), time);
        refuseTwoOfThree(keyed, keys);
        assertEquals(Map.of("a", TOO_LARGE, "new", TOO_LARGE, "b", "\"mine\""), keyed.rows());

        keys.rows.put("a", new KeyServer.Row("\"later\"", time.now(), 9));
        keyed.sync();
        assertEquals(TOO_LARGE, keyed.rows().get("a"));
        keyed.client.parked().drop(refused(keyed, 0));
        keyed.client.parked().drop(refused(keyed, 0));
        assertEquals(Map.of("a", "\"later\"", "b", "\"mine\""), keyed.rows());
    }

    private static Transport narrow(KeyServer keys) {
        return new ForwardingTransport(keys.transport()) {
            @Override
            public int measure(Mutation mutation) {
                if (mutation.payload().length() > 100) {
                    throw new IllegalArgumentException("too large");
                }
                return super.measure(mutation);
            }
        };
    }

    private void refuseTwoOfThree(Slate keyed, KeyServer keys) {
        keys.rows.put("a", new KeyServer.Row("\"theirs\"", time.now(), 1));
        keyed.sync();
        keyed.set("a", TOO_LARGE);
        keyed.set("new", TOO_LARGE);
        keyed.set("b", "\"mine\"");
        SyncReport.Synced report = assertInstanceOf(SyncReport.Synced.class, keyed.sync());
        assertEquals(2, report.quarantined());
        assertEquals("mine", keys.payload("b"));
        assertNull(keys.payload("new"));
    }
}
