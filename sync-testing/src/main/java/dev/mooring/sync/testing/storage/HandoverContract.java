package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.BindingTx.Handover;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.Contact;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Handing the storage over to another identity, and what comes back with an identity that returns. */
abstract class HandoverContract<DB> extends BindingContract<DB> {
    @Test
    void aRefusedOneComesBackWhereItLay() throws Exception {
        append(1, 4);
        write(tx -> {
            tx.parked().refuse(sequence(tx).get(1), "no", STAMP);
            tx.parked().refuse(sequence(tx).get(2), "nor that", STAMP);
        });
        assertEquals(new Handover(4, 0), handOver(OTHER, true));
        read(tx -> assertEquals(List.of(), tx.parked().refused(0, 9, 999)));
        append(7, 8);
        assertEquals(new Handover(2, 4), handOver(IDENTITY, true));
        write(tx -> {
            List<Long> pending = sequence(tx);
            List<Long> refused = tx.parked().refused(0, 9, 999).stream()
                    .map(OutboxEntry::seq)
                    .toList();
            assertEquals(List.of(pending.get(0) + 1, pending.get(0) + 3), refused);
            assertEquals(pending.get(0) + 2, pending.get(1));
            assertEquals(refused.get(1) + 1, tx.outbox().append(mutation(9), 10));
        });
        assertEquals(List.of(), storage().check());
    }

    @Test
    void whatIsKeptComesBackInItsOrder() throws Exception {
        append(1, 6);
        write(tx -> {
            tx.outbox().settle(List.of(sequence(tx).get(0)));
            tx.parked().park(sequence(tx).get(1), MutationState.SUPERSEDED, "lost", STAMP);
            tx.parked().park(sequence(tx).get(2), MutationState.QUARANTINED, "no", STAMP.plusSeconds(1));
        });
        List<Mutation> pending = mutations(all());
        assertEquals(new Handover(5, 0), handOver(OTHER, true));
        assertEquals(List.of(), all());
        read(tx -> assertEquals(new OutboxCounts(0, 0, 0, 0), tx.outbox().counts()));
        append(7, 8);
        assertEquals(new Handover(2, 5), handOver(IDENTITY, true));
        assertEquals(pending, mutations(all()));
        read(tx -> {
            assertEquals(new OutboxCounts(3, 0, 1, 1), tx.outbox().counts());
            assertEquals(
                    new ParkedMutation(mutation(3), MutationState.SUPERSEDED, "lost", STAMP),
                    tx.parked().list(MutationState.SUPERSEDED, 9).get(0));
            assertEquals(
                    new ParkedMutation(mutation(5), MutationState.QUARANTINED, "no", STAMP.plusSeconds(1)),
                    tx.parked().list(MutationState.QUARANTINED, 9).get(0));
        });
        assertEquals(new Handover(5, 2), handOver(OTHER, true));
        assertEquals(List.of(mutation(7), mutation(8)), mutations(all()));
    }

    @Test
    void sequenceNumbersGoOnGrowing() throws Exception {
        append(1, 3);
        long before = last(all());
        handOver(OTHER, true);
        append(4, 5);
        assertTrue(all().get(0).seq() > before);
        long others = last(all());
        handOver(IDENTITY, true);
        assertTrue(all().get(0).seq() > others);
        long returned = last(all());
        append(6, 6);
        assertTrue(last(all()) > returned);
        read(tx -> assertEquals(4, tx.outbox().counts().pending()));
        write(tx -> tx.outbox().settle(sequence(tx)));
        read(tx -> assertEquals(0, tx.outbox().counts().pending()));
    }

    @Test
    void theBatchComesBackWithItsMembers() throws Exception {
        append(1, 5);
        Batch batch = BatchContract.batch(sequence().subList(1, 4), 2)
                .withWire("as it was 🚢")
                .orphan();
        write(tx -> tx.outbox().batch(batch));
        handOver(OTHER, true);
        read(tx -> assertNull(tx.outbox().batch()));
        append(6, 7);
        write(tx -> tx.outbox().batch(BatchContract.batch(sequence(tx), 0)));
        handOver(IDENTITY, true);
        read(tx -> {
            assertEquals(batch.of(sequence(tx).subList(1, 4)), tx.outbox().batch());
            assertEquals(
                    List.of(mutation(2), mutation(3), mutation(4)),
                    mutations(tx.outbox().entries(batch(tx).members())));
        });
        handOver(OTHER, true);
        read(tx ->
                assertEquals(BatchContract.batch(sequence(tx), 0), tx.outbox().batch()));
    }

    @Test
    void aMemberThatWasSettledStaysSettled() throws Exception {
        for (int gap = 0; gap < 4; gap++) {
            int first = 1 + 10 * gap;
            append(first, first + 3);
            List<Long> members = sequence();
            long settled = members.get(gap);
            write(tx -> {
                tx.outbox().batch(BatchContract.batch(members, 0));
                tx.outbox().settle(List.of(settled));
            });
            List<Mutation> left = mutations(all());
            handOver(OTHER, true);
            handOver(IDENTITY, true);
            append(first + 4, first + 4);
            read(tx -> {
                Batch back = batch(tx);
                assertEquals(4, back.members().size());
                assertEquals(
                        left,
                        mutations(tx.outbox().entries(back.members())),
                        "what came later must not take the place");
                assertEquals(4, tx.outbox().counts().pending());
            });
            write(tx -> {
                tx.outbox().batch(null);
                tx.outbox().settle(sequence(tx));
                assertEquals(0, tx.outbox().counts().pending());
            });
        }
    }

    @Test
    void aBatchOfWhichAllIsSettledComesBackAsOne() throws Exception {
        append(1, 2);
        write(tx -> {
            tx.outbox().batch(BatchContract.batch(sequence(tx), 0));
            tx.outbox().settle(sequence(tx));
        });
        handOver(OTHER, true);
        handOver(IDENTITY, true);
        append(3, 3);
        read(tx -> {
            assertEquals(List.of(), tx.outbox().entries(batch(tx).members()));
            assertEquals(1, tx.outbox().counts().pending());
        });
    }

    @Test
    void whatIsDroppedIsGone() throws Exception {
        append(1, 4);
        write(tx -> {
            tx.parked().park(sequence(tx).get(0), MutationState.QUARANTINED, "no", STAMP);
            tx.outbox().batch(BatchContract.batch(sequence(tx), 0));
        });
        assertEquals(new Handover(4, 0), handOver(OTHER, false));
        assertEquals(new Handover(0, 0), handOver(IDENTITY, true));
        read(tx -> {
            assertEquals(new OutboxCounts(0, 0, 0, 0), tx.outbox().counts());
            assertNull(tx.outbox().batch());
            assertEquals(List.of(), tx.outbox().sendable(0, 9, 9));
        });
    }

    @Test
    void nothingConfirmedIsHandedOver() throws Exception {
        write(tx -> {
            tx.cursor().state(CursorContract.listed().of("generation"));
            tx.confirmed().log(List.of(change(1), change(2)));
            tx.confirmed().put(List.of(ConfirmedContract.row("k", 1, 1)));
            tx.cursor().contact(new Contact(STAMP, STAMP, STAMP, STAMP));
            StagingTx staging = tx.staging();
            if (staging != null) {
                staging.rebuild(Rebuild.begun(STAMP, Rebuild.Drops.NONE));
            }
        });
        handOver(OTHER, true);
        read(tx -> {
            assertEquals(SyncState.START, tx.cursor().state());
            assertEquals(List.of(), tx.confirmed().log(0, 9));
            assertNull(tx.confirmed().get("todo", "k"));
            assertEquals(Contact.NONE, tx.cursor().contact());
            StagingTx staging = tx.staging();
            assertNull(staging == null ? null : staging.rebuild());
        });
    }

    @Test
    void aHandoverRollsBack() throws Exception {
        append(1, 2);
        List<OutboxEntry> before = all();
        write(tx -> tx.cursor().state(CursorContract.listed()));
        assertThrows(
                Exception.class,
                () -> write(tx -> {
                    tx.binding().handOver(OTHER, true);
                    tx.outbox().append(mutation(3), 10);
                    throw new Exception("rolls back");
                }));
        assertEquals(before, all());
        read(tx -> {
            assertEquals(IDENTITY, tx.binding().identity());
            assertEquals(CursorContract.listed(), tx.cursor().state());
        });
    }

    @Test
    void toOneselfItIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> handOver(IDENTITY, true));
    }

    @Test
    void manyIdentitiesAreKeptApart() throws Exception {
        for (int n = 1; n <= 5; n++) {
            append(10 * n, 10 * n + n);
            handOver(new ServerIdentity("https://server.example", "user-" + n), true);
        }
        for (int n = 4; n >= 1; n--) {
            Handover moved = handOver(new ServerIdentity("https://server.example", "user-" + n), true);
            assertEquals(n + 2, moved.returned());
        }
        assertEquals(2, handOver(IDENTITY, true).returned());
        assertEquals(List.of(mutation(10), mutation(11)), mutations(all()));
    }

    @Test
    void aStorageWithNothingButWhatTheNextOneLeftIsNotBoundAnew() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        append(1, 2);
        handOver(OTHER, true);
        storage().close();
        Storage<DB> anns = another();
        StorageException refusal = assertThrows(StorageException.class, () -> anns.open(IDENTITY, true));
        assertEquals(StorageException.Kind.OTHER_IDENTITY, refusal.kind());
        Storage<DB> bobs = another();
        bobs.open(OTHER, true);
        bobs.<Handover, RuntimeException>write(tx -> tx.binding().handOver(IDENTITY, true));
        assertEquals(
                List.of(mutation(1), mutation(2)),
                bobs.<List<Mutation>, RuntimeException>read(tx -> mutations(StorageContract.all(tx))));
        bobs.close();
    }

    @Test
    void theRefusalSaysWhoseItIsAndHowManyAreWaiting() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        append(1, 6);
        write(tx -> {
            tx.parked().park(sequence(tx).get(0), MutationState.SUPERSEDED, "lost", STAMP);
            tx.parked().park(sequence(tx).get(1), MutationState.QUARANTINED, "no", STAMP);
            tx.parked().park(sequence(tx).get(2), MutationState.QUARANTINED, "no", STAMP);
        });
        storage().close();
        Storage<DB> bobs = another();
        StorageException refusal = assertThrows(StorageException.class, () -> bobs.open(OTHER, true));
        String words = String.valueOf(refusal.getMessage());
        for (String part : List.of(
                IDENTITY.toString(),
                "3 pending",
                "1 superseded",
                "2 quarantined",
                "not touched",
                "switch users there",
                "say what becomes of them")) {
            assertTrue(words.contains(part), words);
        }
        assertFalse(words.contains("payload"), words);
    }

    @Test
    void whatIsLeftSurvivesANewProcess() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        append(1, 3);
        write(tx -> tx.outbox().batch(BatchContract.batch(sequence(tx), 1)));
        handOver(OTHER, true);
        storage().close();
        Storage<DB> next = another();
        next.open(OTHER, true);
        next.<Integer, Exception>write(tx -> {
            assertEquals(new Handover(0, 3), tx.binding().handOver(IDENTITY, true));
            assertEquals(List.of(mutation(1), mutation(2), mutation(3)), mutations(StorageContract.all(tx)));
            assertEquals(BatchContract.batch(sequence(tx), 1), tx.outbox().batch());
            return 0;
        });
    }

    private static Batch batch(StorageTx<?> tx) {
        return Objects.requireNonNull(tx.outbox().batch());
    }

    private List<Long> sequence() {
        return storage().<List<Long>, RuntimeException>read(HandoverContract::sequence);
    }

    private static List<Long> sequence(StorageTx<?> tx) {
        return StorageContract.all(tx).stream().map(OutboxEntry::seq).toList();
    }

    private static long last(List<OutboxEntry> entries) {
        return entries.get(entries.size() - 1).seq();
    }

    private static List<Mutation> mutations(List<OutboxEntry> entries) {
        List<Mutation> mutations = new ArrayList<>();
        entries.forEach(entry -> mutations.add(entry.mutation()));
        return mutations;
    }
}
