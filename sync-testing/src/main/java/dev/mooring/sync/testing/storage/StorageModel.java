package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Change;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.OutboxCounts;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.SyncState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a storage must hold, kept in the simplest way that can be right. */
final class StorageModel {
    final TreeMap<Long, OutboxEntry> outbox;
    final List<ParkedMutation> parked;
    final TreeMap<Long, Change> log;
    final Map<String, String> rows;
    SyncState state;

    @Nullable
    Batch batch;

    long lastSeq;

    StorageModel() {
        outbox = new TreeMap<>();
        parked = new ArrayList<>();
        log = new TreeMap<>();
        rows = new TreeMap<>();
        state = SyncState.START;
    }

    StorageModel(StorageModel other) {
        outbox = new TreeMap<>(other.outbox);
        parked = new ArrayList<>(other.parked);
        log = new TreeMap<>(other.log);
        rows = new TreeMap<>(other.rows);
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
        assertEquals(List.copyOf(outbox.values()), tx.entries(List.copyOf(outbox.keySet())));
        List<ParkedMutation> superseded = parked(MutationState.SUPERSEDED);
        List<ParkedMutation> quarantined = parked(MutationState.QUARANTINED);
        assertEquals(superseded, tx.parked(MutationState.SUPERSEDED, Integer.MAX_VALUE));
        assertEquals(quarantined, tx.parked(MutationState.QUARANTINED, Integer.MAX_VALUE));
        assertEquals(new OutboxCounts(outbox.size(), superseded.size(), quarantined.size()), tx.counts());
        assertEquals(state, tx.state());
        assertEquals(batch, tx.batch());
        assertEquals(List.copyOf(log.values()), tx.log(-1, Integer.MAX_VALUE));
        for (int key = 0; key < 5; key++) {
            assertEquals(rows.get("row-" + key), fixture.get(tx.handle(), "row-" + key));
        }
    }
}
