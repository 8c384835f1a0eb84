package dev.mooring.sync.testing.storage;

import static dev.mooring.sync.testing.storage.StorageContract.STAMP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The outbox by key: what has to wait for a quarantined mutation, and what is unsettled of one key. */
abstract class KeyContract<DB> extends OutboxContract<DB> {
    /** Beyond what a storage may think short. */
    private static final int MANY = 2500;

    /** The n-th mutation, of a key of one's choice. */
    static Mutation mutation(int n, String collection, String key) {
        Mutation any = StorageContract.mutation(n);
        return new Mutation(any.id(), collection, key, any.kind(), any.payload(), any.schemaVersion(), any.createdAt());
    }

    /** Appends one mutation a key, of collection "c", size 10 each. */
    private List<OutboxEntry> append(String... keys) throws Exception {
        write(tx -> {
            for (int n = 0; n < keys.length; n++) {
                tx.outbox().append(mutation(n, "c", keys[n]), 10);
            }
        });
        return all();
    }

    private static List<OutboxEntry> sendable(StorageTx<?> tx) {
        return tx.outbox().sendable(0, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private static List<OutboxEntry> of(StorageTx<?> tx, String collection, String key) {
        return tx.outbox().unsettled(collection, key, 0, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    private static List<OutboxEntry> pick(List<OutboxEntry> entries, int... places) {
        return IntStream.of(places).mapToObj(entries::get).toList();
    }

    @Test
    void everythingIsSendableWhileNothingIsQuarantined() throws Exception {
        List<OutboxEntry> entries = append("a", "", "b", "a");
        read(tx -> assertEquals(entries, sendable(tx)));
        write(tx -> tx.parked().park(entries.get(0).seq(), MutationState.SUPERSEDED, "lost", STAMP));
        read(tx -> assertEquals(pick(entries, 1, 2, 3), sendable(tx), "a superseded mutation holds nothing up"));
    }

    @Test
    void theEntriesOfAKeyWaitForItsQuarantinedMutation() throws Exception {
        List<OutboxEntry> entries = append("a", "b", "a", "", "b", "A", "a\u0000");
        write(tx -> {
            tx.outbox().append(mutation(50, "d", "a"), 10);
            tx.parked().park(entries.get(0).seq(), MutationState.QUARANTINED, "no", STAMP);
            assertEquals(6, sendable(tx).size(), "in the same transaction");
        });
        read(tx -> {
            List<OutboxEntry> now = StorageContract.all(tx);
            assertEquals(pick(now, 0, 2, 3, 4, 5, 6), sendable(tx), "the key of another collection is another key");
            assertEquals(7, tx.outbox().counts().pending(), "what waits is pending");
        });
        write(tx -> tx.parked().unpark(entries.get(0).mutation().id()));
        read(tx -> assertEquals(StorageContract.all(tx), sendable(tx)));
    }

    @Test
    void nothingWaitsForAQuarantinedMutationWithoutAKey() throws Exception {
        List<OutboxEntry> entries = append("", "a", "");
        write(tx -> tx.parked().park(entries.get(0).seq(), MutationState.QUARANTINED, "no", STAMP));
        read(tx -> assertEquals(pick(entries, 1, 2), sendable(tx)));
        write(tx -> tx.parked().park(entries.get(1).seq(), MutationState.QUARANTINED, "no", STAMP));
        read(tx -> assertEquals(pick(entries, 2), sendable(tx)));
    }

    @Test
    void aKeyWaitsForTheLastOfItsQuarantinedMutations() throws Exception {
        List<OutboxEntry> entries = append("a", "a", "a");
        write(tx -> {
            tx.parked().park(entries.get(0).seq(), MutationState.QUARANTINED, "no", STAMP);
            tx.parked().park(entries.get(1).seq(), MutationState.QUARANTINED, "no", STAMP);
        });
        write(tx -> tx.parked().unpark(entries.get(0).mutation().id()));
        read(tx -> assertEquals(List.of(), sendable(tx)));
        write(tx -> tx.parked().unpark(entries.get(1).mutation().id()));
        read(tx -> assertEquals(pick(entries, 2), sendable(tx)));
    }

    @Test
    void sendableKeepsTheBoundsAndCountsOnlyWhatItGives() throws Exception {
        List<OutboxEntry> entries = append("a", "a", "b", "a", "c", "d", "e");
        write(tx -> tx.parked().park(entries.get(0).seq(), MutationState.QUARANTINED, "no", STAMP));
        read(tx -> {
            assertEquals(pick(entries, 2, 4), tx.outbox().sendable(0, 2, Long.MAX_VALUE));
            assertEquals(pick(entries, 2, 4), tx.outbox().sendable(0, 10, 29));
            assertEquals(pick(entries, 2), tx.outbox().sendable(0, 10, 1), "at least one");
            assertEquals(
                    pick(entries, 5, 6), tx.outbox().sendable(entries.get(4).seq(), 10, 1000));
            assertEquals(List.of(), tx.outbox().sendable(entries.get(6).seq(), 10, 1000));
        });
    }

    @Test
    void theUnsettledEntriesOfOneKeyAreFoundInOrder() throws Exception {
        List<OutboxEntry> entries = append("a", "b", "a", "", "b\u0000", "a", "");
        write(tx -> tx.outbox().settle(List.of(entries.get(2).seq())));
        read(tx -> {
            assertEquals(pick(entries, 0, 5), of(tx, "c", "a"));
            assertEquals(pick(entries, 1), of(tx, "c", "b"));
            assertEquals(pick(entries, 3, 6), of(tx, "c", ""));
            assertEquals(List.of(), of(tx, "c", "A"));
            assertEquals(List.of(), of(tx, "d", "a"));
        });
    }

    @Test
    void theUnsettledEntriesOfOneKeyKeepTheBounds() throws Exception {
        List<OutboxEntry> entries = append("a", "b", "a", "a", "b", "a");
        read(tx -> {
            assertEquals(pick(entries, 0, 2), tx.outbox().unsettled("c", "a", 0, 2, 1000));
            assertEquals(
                    pick(entries, 3, 5),
                    tx.outbox().unsettled("c", "a", entries.get(2).seq(), 2, 1000));
            assertEquals(pick(entries, 0, 2), tx.outbox().unsettled("c", "a", 0, 10, 29));
            assertEquals(
                    pick(entries, 3),
                    tx.outbox().unsettled("c", "a", entries.get(2).seq(), 10, 1),
                    "at least one");
            assertEquals(
                    List.of(), tx.outbox().unsettled("c", "a", entries.get(5).seq(), 10, 1000));
        });
    }

    @Test
    void aKeyIsFoundRightAfterItWasAppendedAndNotAfterItWasSettledOrParked() throws Exception {
        write(tx -> {
            assertEquals(List.of(), of(tx, "c", "a"));
            long first = tx.outbox().append(mutation(1, "c", "a"), 10);
            assertEquals(1, of(tx, "c", "a").size());
            long second = tx.outbox().append(mutation(2, "c", "a"), 10);
            tx.outbox().settle(List.of(first));
            assertEquals(List.of(second), seqs(of(tx, "c", "a")));
            tx.parked().park(second, MutationState.SUPERSEDED, "lost", STAMP);
            assertEquals(List.of(), of(tx, "c", "a"));
        });
    }

    @Test
    void keysOfALongOutboxAreFoundUntilItIsEmptyAndAfter() throws Exception {
        List<Long> ofKey7 = new ArrayList<>();
        write(tx -> {
            for (int n = 0; n < MANY; n++) {
                long seq = tx.outbox().append(mutation(n, "c", "key-" + n % 100), 10);
                if (n % 100 == 7) {
                    ofKey7.add(seq);
                }
            }
        });
        read(tx -> assertEquals(ofKey7, seqs(of(tx, "c", "key-7"))));
        write(tx -> {
            assertEquals(ofKey7, seqs(of(tx, "c", "key-7")));
            assertEquals(List.of(), of(tx, "c", "other"));
            ofKey7.add(tx.outbox().append(mutation(MANY + 7, "c", "key-7"), 10));
            assertEquals(ofKey7, seqs(of(tx, "c", "key-7")));
        });
        write(tx -> tx.outbox().settle(seqs(StorageContract.all(tx))));
        write(tx -> {
            assertEquals(List.of(), of(tx, "c", "key-7"));
            long fresh = tx.outbox().append(mutation(MANY + 8, "c", "key-7"), 10);
            assertEquals(List.of(fresh), seqs(of(tx, "c", "key-7")));
        });
    }
}
