package dev.mooring.sync.testing.storage;

import static dev.mooring.sync.testing.storage.StorageContract.STAMP;
import static dev.mooring.sync.testing.storage.StorageContract.change;
import static dev.mooring.sync.testing.storage.StorageContract.mutation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.LogExtent;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening, binding, closing, and what a new process finds. */
abstract class LifecycleContract<DB> extends LeaseContract<DB> {
    /** Somebody else's data. */
    static final ServerIdentity OTHER = new ServerIdentity("https://server.example", "bob");

    @Test
    void useBeforeOpenAndAfterCloseIsRefused() {
        Storage<DB> storage = another();
        assertThrows(IllegalStateException.class, () -> storage.<Integer, RuntimeException>write(tx -> 1));
        assertThrows(IllegalStateException.class, () -> storage.<Integer, RuntimeException>read(tx -> 1));
        storage.open(IDENTITY, true);
        storage.close();
        assertThrows(IllegalStateException.class, () -> storage.<Integer, RuntimeException>write(tx -> 1));
        assertThrows(IllegalStateException.class, () -> storage.<Integer, RuntimeException>read(tx -> 1));
        assertThrows(IllegalStateException.class, () -> storage.open(IDENTITY, true));
    }

    @Test
    void openingTwiceIsRefused() {
        assertThrows(IllegalStateException.class, () -> storage().open(IDENTITY, true));
        assertEquals(List.of(), all());
    }

    @Test
    void closeIsIdempotentAlsoWithoutOpen() {
        storage().close();
        storage().close();
        another().close();
    }

    @Test
    void closeInsideATransactionIsRefused() throws Exception {
        write(tx -> {
            assertThrows(IllegalStateException.class, storage()::close);
            tx.outbox().append(mutation(1), 10);
        });
        read(tx -> assertThrows(IllegalStateException.class, storage()::close));
        assertEquals(1, all().size());
    }

    @Test
    void aNewProcessSeesEverything() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        fill();
        List<OutboxEntry> pending = all();
        storage().close();
        Storage<DB> next = another();
        next.open(IDENTITY, true);
        next.<Integer, Exception>write(tx -> {
            assertEquals(pending, StorageContract.all(tx));
            assertEquals(new OutboxCounts(3, 0, 1, 1), tx.outbox().counts());
            assertEquals(
                    mutation(2),
                    tx.parked().list(MutationState.SUPERSEDED, 9).get(0).mutation());
            assertEquals(
                    mutation(4),
                    tx.parked().list(MutationState.QUARANTINED, 9).get(0).mutation());
            assertEquals(CursorContract.listed(), tx.cursor().state());
            assertEquals(frozen(pending), tx.outbox().batch());
            assertEquals(ConfirmedContract.row("k", 1, 1), tx.confirmed().get("todo", "k"));
            assertEquals(
                    ConfirmedContract.row("gone", 2, 1, true), tx.confirmed().get("todo", "gone"));
            assertEquals(List.of(change(1), change(2)), tx.confirmed().log(0, 9));
            assertNull(tx.lease().take("other", STAMP, Duration.ofSeconds(15), Duration.ofSeconds(15)));
            assertEquals("1", fixture().get(tx.handle(), "a"));
            long last = pending.get(pending.size() - 1).seq();
            assertEquals(true, tx.outbox().append(mutation(9), 10) > last);
            return 0;
        });
    }

    @Test
    void sequenceNumbersAreNotUsedAgainByANewProcess() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        append(1, 3);
        long last = all().get(2).seq();
        write(tx -> tx.outbox().settle(sequence(tx)));
        storage().close();
        Storage<DB> next = another();
        next.open(IDENTITY, true);
        long fresh = next.<Long, RuntimeException>write(tx -> tx.outbox().append(mutation(4), 10));
        assertEquals(true, fresh > last);
    }

    private static List<Long> sequence(StorageTx<?> tx) {
        return StorageContract.all(tx).stream().map(OutboxEntry::seq).toList();
    }

    private static Batch frozen(List<OutboxEntry> outbox) {
        return BatchContract.batch(List.of(outbox.get(0).seq()), 2)
                .withWire("frozen 🚢")
                .orphan();
    }

    private void fill() throws Exception {
        append(1, 5);
        write(tx -> {
            List<Long> seqs = sequence(tx);
            tx.parked().park(seqs.get(1), MutationState.SUPERSEDED, "lost", STAMP);
            tx.parked().park(seqs.get(3), MutationState.QUARANTINED, "no", STAMP);
            tx.outbox().batch(frozen(StorageContract.all(tx)));
            tx.cursor().state(CursorContract.listed());
            tx.confirmed().log(List.of(change(1), change(2)));
            tx.confirmed().put(List.of(ConfirmedContract.row("k", 1, 1), ConfirmedContract.row("gone", 2, 1, true)));
            tx.lease().take("owner", STAMP, Duration.ofSeconds(15), Duration.ofSeconds(15));
            fixture().put(tx.handle(), "a", "1");
        });
    }

    @Test
    void anotherIdentityIsRefusedWhileThereAreMutations() throws Exception {
        append(1, 1);
        assertOtherIdentityRefused();
    }

    @Test
    void anotherIdentityIsRefusedWhileThereAreParkedMutations() throws Exception {
        append(1, 1);
        write(tx -> tx.parked().park(sequence(tx).get(0), MutationState.SUPERSEDED, "lost", STAMP));
        assertOtherIdentityRefused();
    }

    @Test
    void anotherIdentityIsRefusedWhileThereIsACursor() throws Exception {
        write(tx -> tx.cursor().state(new SyncState(new Cursor("c"), 1)));
        assertOtherIdentityRefused();
    }

    @Test
    void anotherIdentityIsRefusedWhileThereAreConfirmedRows() throws Exception {
        write(tx -> tx.confirmed().put(List.of(ConfirmedContract.row("k", 1, 1))));
        assertOtherIdentityRefused();
    }

    @Test
    void anotherIdentityIsRefusedWhileThereIsATombstone() throws Exception {
        write(tx -> tx.confirmed().put(List.of(ConfirmedContract.row("k", 1, 1, true))));
        assertOtherIdentityRefused();
    }

    private void assertOtherIdentityRefused() {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        storage().close();
        Storage<DB> next = another();
        StorageException refusal = assertThrows(StorageException.class, () -> next.open(OTHER, true));
        assertEquals(StorageException.Kind.OTHER_IDENTITY, refusal.kind());
        Storage<DB> back = another();
        back.open(IDENTITY, true);
        back.<Integer, RuntimeException>read(tx -> {
            OutboxCounts counts = tx.outbox().counts();
            long rows = tx.confirmed().get("todo", "k") == null ? 0 : 1;
            assertEquals(
                    1,
                    counts.pending() + counts.superseded() + tx.cursor().state().position() + rows,
                    "nothing was touched");
            return 0;
        });
    }

    @Test
    void anEmptyStorageIsBoundAnew() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        append(1, 1);
        write(tx -> {
            tx.outbox().settle(sequence(tx));
            tx.cursor().state(new SyncState(Cursor.START, 0, 4, STAMP));
        });
        storage().close();
        Storage<DB> bobs = another();
        bobs.open(OTHER, true);
        bobs.<Integer, RuntimeException>read(tx -> {
            assertEquals(SyncState.START, tx.cursor().state(), "what ann's listings found is nothing to bob");
            return 0;
        });
        bobs.<Long, RuntimeException>write(tx -> tx.outbox().append(mutation(2), 10));
        bobs.close();
        Storage<DB> anns = another();
        assertEquals(
                StorageException.Kind.OTHER_IDENTITY,
                assertThrows(StorageException.class, () -> anns.open(IDENTITY, true))
                        .kind());
    }

    @Test
    void aStorageWithoutALogKeepsNone() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        write(tx -> tx.confirmed().log(List.of(change(1), change(2))));
        storage().close();
        Storage<DB> without = another();
        without.open(IDENTITY, false);
        without.<Integer, RuntimeException>write(tx -> {
            assertEquals(List.of(), tx.confirmed().log(0, 9));
            tx.confirmed().log(List.of(change(3)));
            tx.confirmed().log(List.of(change(3)));
            assertEquals(List.of(), tx.confirmed().log(0, 9));
            tx.cursor().state(tx.cursor().state().moved(new Cursor("3"), 3));
            return 0;
        });
        without.close();
        Storage<DB> again = another();
        again.open(IDENTITY, true);
        again.<Integer, RuntimeException>write(tx -> {
            assertEquals(List.of(), tx.confirmed().log(0, 9), "a log with a hole is none");
            assertEquals(new LogExtent(3, List.of()), tx.confirmed().logExtent());
            tx.confirmed().log(List.of(change(4)));
            return 0;
        });
    }

    @Test
    void aStorageWithoutALogKeepsItsConfirmedRows() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        write(tx -> tx.confirmed().put(List.of(ConfirmedContract.row("k", 1, 1))));
        storage().close();
        Storage<DB> without = another();
        without.open(IDENTITY, false);
        without.<Integer, RuntimeException>write(tx -> {
            assertEquals(ConfirmedContract.row("k", 1, 1), tx.confirmed().get("todo", "k"));
            tx.confirmed().put(List.of(ConfirmedContract.row("l", 2, 1)));
            assertEquals(2, tx.confirmed().count(Long.MAX_VALUE));
            return 0;
        });
    }

    @Test
    void writesOfTwoStoragesOverTheSameDataBothStay() throws Exception {
        assumeTrue(fixture().shared(), "this storage cannot be open twice");
        Storage<DB> second = another();
        second.open(IDENTITY, true);
        for (int n = 1; n <= 10; n++) {
            int own = n;
            append(n, n);
            second.<Long, RuntimeException>write(tx -> tx.outbox().append(mutation(100 + own), 10));
        }
        assertEquals(20, all().stream().map(OutboxEntry::seq).distinct().count());
        read(tx -> assertEquals(20, tx.outbox().counts().pending()));
        second.<Integer, RuntimeException>write(tx -> {
            tx.outbox().settle(sequence(tx));
            return 0;
        });
        append(11, 11);
        read(tx -> assertEquals(new OutboxCounts(1, 0, 0, 0), tx.outbox().counts()));
        second.close();
        assertEquals(1, all().size());
    }

    @Test
    void aSoundStorageHasNoFaults() throws Exception {
        append(1, 9);
        write(tx -> {
            tx.parked().park(2, MutationState.QUARANTINED, "refused", STAMP);
            tx.outbox().settle(List.of(1L, 3L));
            tx.outbox().batch(batch(List.of(3L, 4L, 5L), 0));
            StagingTx staging = tx.staging();
            if (staging != null) {
                staging.rebuild(fresh().moved(new Cursor("c"), 2, 9));
                staging.stage(incoming(1, 3));
            }
        });
        assertEquals(List.of(), storage().check());
    }
}
