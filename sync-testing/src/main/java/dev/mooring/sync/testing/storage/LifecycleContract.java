package dev.mooring.sync.testing.storage;

import static dev.mooring.sync.testing.storage.StorageContract.STAMP;
import static dev.mooring.sync.testing.storage.StorageContract.change;
import static dev.mooring.sync.testing.storage.StorageContract.mutation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.OutboxCounts;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Storage;
import dev.mooring.sync.spi.SyncState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening, binding, closing, and what a new process finds. */
interface LifecycleContract<DB> extends StorageContract<DB> {
    /** Somebody else's data. */
    ServerIdentity OTHER = new ServerIdentity("https://server.example", "bob");

    @Test
    default void useBeforeOpenAndAfterCloseIsRefused() {
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
    default void openingTwiceIsRefused() {
        assertThrows(IllegalStateException.class, () -> storage().open(IDENTITY, true));
        assertEquals(List.of(), all());
    }

    @Test
    default void closeIsIdempotentAlsoWithoutOpen() {
        storage().close();
        storage().close();
        another().close();
    }

    @Test
    default void closeInsideATransactionIsRefused() throws Exception {
        write(tx -> {
            assertThrows(IllegalStateException.class, storage()::close);
            tx.append(mutation(1), 10);
        });
        read(tx -> assertThrows(IllegalStateException.class, storage()::close));
        assertEquals(1, all().size());
    }

    @Test
    default void aNewProcessSeesEverything() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        fill();
        List<OutboxEntry> pending = all();
        storage().close();
        Storage<DB> next = another();
        next.open(IDENTITY, true);
        next.<Integer, Exception>write(tx -> {
            assertEquals(pending, StorageContract.all(tx));
            assertEquals(new OutboxCounts(3, 1, 1), tx.counts());
            assertEquals(
                    mutation(2), tx.parked(MutationState.SUPERSEDED, 9).get(0).mutation());
            assertEquals(
                    mutation(4), tx.parked(MutationState.QUARANTINED, 9).get(0).mutation());
            assertEquals(new SyncState(new Cursor("c"), 2), tx.state());
            assertNotNull(tx.batch());
            assertEquals(List.of(change(1), change(2)), tx.log(0, 9));
            assertFalse(tx.lease("other", STAMP, Duration.ofSeconds(15)));
            assertEquals("1", fixture().get(tx.handle(), "a"));
            long last = pending.get(pending.size() - 1).seq();
            assertEquals(true, tx.append(mutation(9), 10) > last);
            return 0;
        });
    }

    @Test
    default void sequenceNumbersAreNotUsedAgainByANewProcess() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        append(1, 3);
        long last = all().get(2).seq();
        write(tx -> tx.settle(all(tx)));
        storage().close();
        Storage<DB> next = another();
        next.open(IDENTITY, true);
        long fresh = next.<Long, RuntimeException>write(tx -> tx.append(mutation(4), 10));
        assertEquals(true, fresh > last);
    }

    private static List<Long> all(dev.mooring.sync.spi.StorageTx<?> tx) {
        return StorageContract.all(tx).stream().map(OutboxEntry::seq).toList();
    }

    private void fill() throws Exception {
        append(1, 5);
        write(tx -> {
            List<Long> seqs = all(tx);
            tx.park(seqs.get(1), MutationState.SUPERSEDED, "lost", STAMP);
            tx.park(seqs.get(3), MutationState.QUARANTINED, "no", STAMP);
            tx.batch(BookkeepingContract.batch(List.of(seqs.get(0)), 2));
            tx.state(new SyncState(new Cursor("c"), 2));
            tx.log(List.of(change(1), change(2)));
            tx.lease("owner", STAMP, Duration.ofSeconds(15));
            fixture().put(tx.handle(), "a", "1");
        });
    }

    @Test
    default void anotherIdentityIsRefusedWhileThereAreMutations() throws Exception {
        append(1, 1);
        assertOtherIdentityRefused();
    }

    @Test
    default void anotherIdentityIsRefusedWhileThereAreParkedMutations() throws Exception {
        append(1, 1);
        write(tx -> tx.park(all(tx).get(0), MutationState.SUPERSEDED, "lost", STAMP));
        assertOtherIdentityRefused();
    }

    @Test
    default void anotherIdentityIsRefusedWhileThereIsACursor() throws Exception {
        write(tx -> tx.state(new SyncState(new Cursor("c"), 1)));
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
            OutboxCounts counts = tx.counts();
            assertEquals(1, counts.pending() + counts.superseded() + tx.state().position(), "nothing was touched");
            return 0;
        });
    }

    @Test
    default void anEmptyStorageIsBoundAnew() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        append(1, 1);
        write(tx -> tx.settle(all(tx)));
        storage().close();
        Storage<DB> bobs = another();
        bobs.open(OTHER, true);
        bobs.<Long, RuntimeException>write(tx -> tx.append(mutation(2), 10));
        bobs.close();
        Storage<DB> anns = another();
        assertEquals(
                StorageException.Kind.OTHER_IDENTITY,
                assertThrows(StorageException.class, () -> anns.open(IDENTITY, true))
                        .kind());
    }

    @Test
    default void aStorageWithoutALogKeepsNone() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        write(tx -> tx.log(List.of(change(1), change(2))));
        storage().close();
        Storage<DB> without = another();
        without.open(IDENTITY, false);
        without.<Integer, RuntimeException>write(tx -> {
            assertEquals(List.of(), tx.log(0, 9));
            tx.log(List.of(change(3)));
            tx.log(List.of(change(3)));
            assertEquals(List.of(), tx.log(0, 9));
            return 0;
        });
        without.close();
        Storage<DB> again = another();
        again.open(IDENTITY, true);
        again.<Integer, RuntimeException>write(tx -> {
            assertEquals(List.of(), tx.log(0, 9), "a log with a hole is none");
            tx.log(List.of(change(4)));
            return 0;
        });
    }

    @Test
    default void writesOfTwoStoragesOverTheSameDataBothStay() throws Exception {
        assumeTrue(fixture().shared(), "this storage cannot be open twice");
        Storage<DB> second = another();
        second.open(IDENTITY, true);
        for (int n = 1; n <= 10; n++) {
            int own = n;
            append(n, n);
            second.<Long, RuntimeException>write(tx -> tx.append(mutation(100 + own), 10));
        }
        assertEquals(20, all().stream().map(OutboxEntry::seq).distinct().count());
        read(tx -> assertEquals(20, tx.counts().pending()));
        second.<Integer, RuntimeException>write(tx -> {
            tx.settle(all(tx));
            return 0;
        });
        append(11, 11);
        read(tx -> assertEquals(new OutboxCounts(1, 0, 0), tx.counts()));
        second.close();
        assertEquals(1, all().size());
    }
}
