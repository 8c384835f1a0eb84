package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncEvent.LostCell;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A server that keeps cells with clocks: the storage merges, and nothing is superseded. */
abstract class CellsContract {
    private static final String OTHER = "00112233445566778899aabbccddeeff";

    final VirtualScheduler time = new VirtualScheduler(1);
    private final CellServer server = new CellServer();

    abstract CellHome<?> home();

    private CellDevice<?> device() {
        return new CellDevice<>(server, time, home());
    }

    private static void synced(SyncReport report) {
        assertInstanceOf(SyncReport.Synced.class, report);
    }

    // ---- what is refused at once

    @Test
    void noPolicyIsAskedSoNoneIsTaken() {
        var builder = SyncClient.builder(home().storage(), server.transport());
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.conflicts(ConflictPolicy.rebase()).build());
    }

    @Test
    void aStorageWithoutClocksIsRefused() {
        Tablet tablet = new Tablet(new KeyServer().transport(), time, ConflictPolicy.serverWins());
        assertThrows(
                IllegalArgumentException.class,
                () -> SyncClient.builder(new InMemoryStorage(), server.transport(), tablet)
                        .build());
        var client = SyncClient.builder(new InMemoryStorage().capturing(time::now, "cells"), server.transport())
                .scheduler(time.lane(5))
                .build();
        assertThrows(IllegalStateException.class, client::start);
    }

    @Test
    void whatIsNoCellIsNotTakenIntoTheOutbox() {
        CellDevice<?> phone = device();
        assertThrows(
                IllegalStateException.class,
                () -> phone.client.write((tables, outbox) -> outbox.add(Mutation.of("cells", "[1]", "update", "{}"))));
        synced(phone.sync());
        assertTrue(server.pushes.isEmpty());
    }

    // ---- back and forth

    @Test
    void twoDevicesEditCellsOfOneRowAndBothStay() {
        CellDevice<?> phone = device();
        CellDevice<?> tablet = device();
        phone.set("[1]", "{\"a\":\"milk\",\"b\":1}");
        synced(phone.sync());
        synced(tablet.sync());
        assertEquals("{\"a\":\"milk\",\"b\":1}", tablet.row("[1]"));
        phone.set("[1]", "{\"a\":\"bread\",\"b\":1}");
        tablet.set("[1]", "{\"a\":\"milk\",\"b\":2}");
        synced(phone.sync());
        synced(tablet.sync());
        synced(phone.sync());
        assertEquals("{\"a\":\"bread\",\"b\":2}", phone.row("[1]"));
        assertEquals(phone.row("[1]"), tablet.row("[1]"));
        assertTrue(phone.told(SyncEvent.Outdone.class).isEmpty());
        assertTrue(tablet.told(SyncEvent.Superseded.class).isEmpty());
    }

    @Test
    void anEditThatLosesIsToldAndSentAllTheSame() {
        CellDevice<?> phone = device();
        phone.set("[1]", "{\"a\":\"mine\"}");
        server.tell(OTHER, "[1]", "a \"theirs\" 1 1");
        synced(phone.sync());
        assertEquals("{\"a\":\"theirs\"}", phone.row("[1]"));
        SyncEvent.Outdone told = phone.told(SyncEvent.Outdone.class).get(0);
        assertEquals(List.of(new LostCell("cells", "[1]", "a", true)), told.cells());
        assertEquals(1, server.pushes.size());
        assertEquals(0, phone.client.status().counts().pending());
        assertEquals(0, phone.client.status().counts().superseded());
    }

    @Test
    void aLostAnswerIsHealedByTheSameCells() {
        CellDevice<?> phone = device();
        phone.set("[1]", "{\"a\":1}");
        server.lost = new TransportException(Kind.OFFLINE, Delivery.MAYBE_SENT, null, "cut", null);
        synced(phone.sync());
        assertEquals(2, server.pushes.size());
        assertEquals(server.pushes.get(0).key(), server.pushes.get(1).key());
        assertEquals(server.pushes.get(0).mutations(), server.pushes.get(1).mutations());
        assertEquals(0, phone.client.status().counts().pending());
    }

    @Test
    void theCursorHoldsWhatTheServerHasOfOurs() {
        CellDevice<?> phone = device();
        phone.set("[1]", "{\"a\":1}");
        phone.set("[1]", "{\"a\":2}");
        synced(phone.sync());
        String cursor = phone.cursor();
        assertTrue(cursor.startsWith("1:" + phone.site() + ":"), cursor);
        assertTrue(cursor.endsWith(":2"), cursor);
    }

    // ---- what is refused by the server

    @Test
    void aPoisonedCellIsFoundByHalvesAndStaysUntilItIsDropped() {
        CellDevice<?> phone = device();
        server.refuse = push ->
                push.mutations().stream().anyMatch(each -> each.payload().contains("poison"))
                        ? new TransportException(Kind.INVALID, Delivery.ANSWERED, null, "apply_failed", null)
                        : null;
        phone.set("[1]", "{\"a\":\"good\"}");
        phone.set("[2]", "{\"a\":\"poison\"}");
        phone.set("[2]", "{\"a\":\"poison\",\"b\":1}");
        phone.set("[3]", "{\"a\":\"good\"}");
        synced(phone.sync());
        assertEquals(1, phone.client.status().counts().quarantined());
        assertEquals(1, phone.client.status().counts().pending(), "its key waits");
        assertEquals("{\"a\":\"poison\",\"b\":1}", phone.row("[2]"));
        server.tell(OTHER, "[2]", "a \"late\" 1 1");
        synced(phone.sync());
        assertEquals("{\"a\":\"poison\",\"b\":1}", phone.row("[2]"), "it wins as long as it stands");
        var refused = phone.client.parked().quarantined(9).get(0).mutation();
        assertTrue(phone.client.parked().drop(refused.id()));
        assertEquals("{\"a\":\"late\",\"b\":1}", phone.row("[2]"), "as if it had never been written");
        synced(phone.sync());
        assertEquals(0, phone.client.status().counts().pending());
    }

    @Test
    void aRefusedOneIsRetriedAsItWas() {
        CellDevice<?> phone = device();
        server.judge = mutation -> new Outcome.Rejected(mutation.id(), "no");
        phone.set("[1]", "{\"a\":1}");
        synced(phone.sync());
        server.judge = mutation -> null;
        var refused = phone.client.parked().quarantined(9).get(0).mutation();
        assertTrue(phone.client.parked().retry(refused.id()));
        synced(phone.sync());
        assertEquals(refused, server.pushes.get(1).mutations().get(0));
        assertEquals(0, phone.client.status().counts().quarantined());
    }

    @Test
    void aRefusedOneThatWasTakenBackIsWrittenAgainBelowWhatCameLater() {
        CellDevice<?> phone = new CellDevice<>(server, time, home(), RefusedWrites.TAKE_BACK);
        server.judge =
                mutation -> mutation.payload().contains("bad") ? new Outcome.Rejected(mutation.id(), "no") : null;
        server.tell(OTHER, "[1]", "a \"theirs\" 1 1");
        synced(phone.sync());
        phone.set("[1]", "{\"a\":\"bad\",\"b\":1}");
        synced(phone.sync());
        assertEquals("{\"a\":\"theirs\"}", phone.row("[1]"));
        phone.set("[1]", "{\"a\":\"later\"}");
        var refused = phone.client.parked().quarantined(9).get(0).mutation();
        server.judge = mutation -> null;
        assertTrue(phone.client.parked().retry(refused.id()));
        assertEquals("{\"a\":\"later\",\"b\":1}", phone.row("[1]"));
        synced(phone.sync());
        List<String> sent = server.pushes.get(server.pushes.size() - 1).mutations().stream()
                .map(Mutation::payload)
                .collect(Collectors.toList());
        assertTrue(sent.get(0).contains("bad") && sent.get(1).contains("later"), sent.toString());
        CellDevice<?> tablet = device();
        synced(tablet.sync());
        assertEquals(phone.row("[1]"), tablet.row("[1]"));
    }

    @Test
    void whatCouldNeverBeSentIsQuarantinedAsItIsTakenIn() {
        CellDevice<?> phone = new CellDevice<>(server, time, home(), RefusedWrites.TAKE_BACK);
        server.tell(OTHER, "[1]", "a \"theirs\" 1 1");
        synced(phone.sync());
        phone.set("[1]", "{\"a\":\"unsendable\"}");
        phone.set("[1]", "{\"a\":\"unsendable\",\"b\":1}");
        phone.set("[2]", "{\"a\":\"good\"}");
        synced(phone.sync());
        assertEquals(1, phone.client.status().counts().quarantined());
        assertEquals("{\"a\":\"theirs\",\"b\":1}", phone.row("[1]"));
        assertEquals(1, phone.client.status().pending(), "its key waits");
        var refused = phone.client.parked().quarantined(9).get(0).mutation();
        assertTrue(phone.client.parked().drop(refused.id()));
        synced(phone.sync());
        assertEquals(0, phone.client.status().pending());
        CellDevice<?> tablet = device();
        synced(tablet.sync());
        assertEquals(phone.row("[1]"), tablet.row("[1]"));
        assertEquals(phone.row("[2]"), tablet.row("[2]"));
    }

    // ---- another history

    @Test
    void aServerThatWasBuiltAnewIsNotTakenForTheOldOne() {
        CellDevice<?> phone = device();
        phone.set("[1]", "{\"a\":1}");
        synced(phone.sync());
        phone.set("[1]", "{\"a\":2}");
        server.restore(new CellServer());
        server.identity = OTHER;
        assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertEquals(1, phone.client.status().counts().pending());
        assertNotEquals("", phone.site());
        assertNull(phone.row("[2]"));
    }

    @Test
    void whatWasWrittenInOneTransactionGoesInOneBatch() {
        CellDevice<?> phone = device();
        for (int i = 0; i < 4; i++) {
            int first = 10 * i;
            phone.setAll(
                    List.of(
                            "[" + first + "]",
                            "[" + (first + 1) + "]",
                            "[" + (first + 2) + "]",
                            "[" + (first + 3) + "]"),
                    "{\"a\":1}");
        }
        phone.setAll(IntStream.range(100, 125).mapToObj(row -> "[" + row + "]").toList(), "{\"a\":1}");
        synced(phone.sync());
        assertEquals(
                List.of(8, 8, 10, 10, 5),
                server.pushes.stream().map(push -> push.mutations().size()).toList());
        assertEquals(0, phone.client.status().counts().pending());
    }

    @Test
    void aCopyThatTheServerHasOutgrownGoesOnUnderANewName() {
        CellDevice<?> phone = device();
        phone.set("[1]", "{\"a\":\"one\"}");
        synced(phone.sync());
        phone.set("[2]", "{\"a\":\"pending\"}");
        CellHome<?> backup = phone.home.copied();
        phone.set("[2]", "{\"a\":\"later\"}");
        phone.set("[3]", "{\"a\":\"lost\"}");
        synced(phone.sync());
        server.tell(OTHER, "[4]", "a \"theirs\" 1 1");
        phone.client.close();
        time.sleep(Duration.ofMinutes(1), () -> false); // The lease that the copy has is over.

        CellDevice<?> restored = new CellDevice<>(server, time, backup);
        restored.set("[5]", "{\"a\":\"new\"}");
        String old = restored.site();
        synced(restored.sync());

        assertNotEquals(old, restored.site());
        assertEquals("{\"a\":\"later\"}", restored.row("[2]"), "what it has written later is not undone by the copy");
        assertEquals("{\"a\":\"lost\"}", restored.row("[3]"));
        assertEquals("{\"a\":\"theirs\"}", restored.row("[4]"));
        assertEquals(1, restored.told(SyncEvent.HistoryDoubted.class).size());
        assertEquals(
                List.of(new LostCell("cells", "[2]", "a", true)),
                restored.told(SyncEvent.Outdone.class).get(0).cells());
        assertEquals(0, restored.client.status().counts().pending());
        CellDevice<?> tablet = device();
        synced(tablet.sync());
        for (String key : List.of("[1]", "[2]", "[3]", "[4]", "[5]")) {
            assertEquals(restored.row(key), tablet.row(key));
        }
    }
}
