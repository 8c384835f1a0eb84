package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Change;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a storage must hold, kept in the simplest way that can be right. */
final class StorageModel {
    final TreeMap<Long, OutboxEntry> outbox;
    final List<ParkedMutation> parked;
    final TreeMap<Long, Change> log;
    final Map<String, String> rows;
    final Map<String, Confirmed> confirmed;
    SyncState state;

    @Nullable
    Batch batch;

    long lastSeq;

    StorageModel() {
        outbox = new TreeMap<>();
        parked = new ArrayList<>();
        log = new TreeMap<>();
        rows = new TreeMap<>();
        confirmed = new TreeMap<>();
        state = SyncState.START;
    }

    StorageModel(StorageModel other) {
        outbox = new TreeMap<>(other.outbox);
        parked = new ArrayList<>(other.parked);
        log = new TreeMap<>(other.log);
        rows = new TreeMap<>(other.rows);
        confirmed = new TreeMap<>(other.confirmed);
        state = other.state;
        batch = other.batch;
        lastSeq = other.lastSeq;
    }

    List<ParkedMutation> parked(MutationState which) {
        return parked.stream().filter(p -> p.state() == which).toList();
    }

    /** Compares everything. */
    <DB> void assertSame(StorageTx<DB> tx, StorageFixture<DB> fixture) throws Exception {
        assertEquals(List.copyOf(outbox.values()), StorageContract.all(tx));
        assertEquals(List.copyOf(outbox.values()), tx.outbox().entries(List.copyOf(outbox.keySet())));
        List<ParkedMutation> superseded = parked(MutationState.SUPERSEDED);
        List<ParkedMutation> quarantined = parked(MutationState.QUARANTINED);
        assertEquals(superseded, tx.parked().list(MutationState.SUPERSEDED, Integer.MAX_VALUE));
        assertEquals(quarantined, tx.parked().list(MutationState.QUARANTINED, Integer.MAX_VALUE));
        assertEquals(
                new OutboxCounts(outbox.size(), 0, superseded.size(), quarantined.size()),
                tx.outbox().counts());
        assertEquals(state, tx.cursor().state());
        assertEquals(batch, tx.outbox().batch());
        assertEquals(List.copyOf(log.values()), tx.confirmed().log(-1, Integer.MAX_VALUE));
        for (int key = 0; key < 5; key++) {
            assertEquals(rows.get("row-" + key), fixture.get(tx.handle(), "row-" + key));
        }
        assertSameByKey(tx);
        assertSameConfirmed(tx);
    }

    private void assertSameByKey(StorageTx<?> tx) {
        Set<String> held = parked(MutationState.QUARANTINED).stream()
                .map(each -> each.mutation().key())
                .filter(key -> !key.isEmpty())
                .collect(Collectors.toSet());
        assertEquals(
                outbox.values().stream()
                        .filter(entry -> !held.contains(entry.mutation().key()))
                        .toList(),
                tx.outbox().sendable(0, Integer.MAX_VALUE, Long.MAX_VALUE));
        for (String key : ModelContract.KEYS) {
            assertEquals(
                    outbox.values().stream()
                            .filter(entry -> entry.mutation().key().equals(key))
                            .toList(),
                    tx.outbox().unsettled(ModelContract.COLLECTION, key, 0, Integer.MAX_VALUE, Long.MAX_VALUE));
        }
    }

    private void assertSameConfirmed(StorageTx<?> tx) {
        for (String key : ModelContract.KEYS) {
            assertEquals(confirmed.get(key), tx.confirmed().get(ModelContract.COLLECTION, key));
        }
        assertEquals(Set.copyOf(confirmed.values()), Set.copyOf(tx.confirmed().behind("", "", Integer.MAX_VALUE)));
        for (long listing = 0; listing <= ModelContract.LISTINGS; listing++) {
            long before = listing;
            Set<Confirmed> unseen = confirmed.values().stream()
                    .filter(row -> !row.change().tombstone() && row.listing() < before)
                    .collect(Collectors.toSet());
            assertEquals(unseen, Set.copyOf(tx.confirmed().unseen(listing, Integer.MAX_VALUE)));
            assertEquals(
                    Math.min(unseen.size(), 2),
                    tx.confirmed().unseen(listing, 2).size());
            assertEquals(unseen.size(), tx.confirmed().count(listing));
        }
    }
}
