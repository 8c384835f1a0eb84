package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.ForwardingStorage;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How many write transactions a batch costs that is pushed: one stores what became of it together with the next batch. The wire waits for
 * each of them.
 */
final class BatchTransactionsTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final Counting storage = new Counting(new InMemoryStorage());

    private static final class Counting extends ForwardingStorage<MemoryTables> {
        private final InMemoryStorage memory;
        private int writes;

        Counting(InMemoryStorage memory) {
            super(memory);
            this.memory = memory;
        }

        @Override
        public <T, X extends Exception> T write(TxBody<MemoryTables, T, X> body) throws X {
            writes++;
            return super.write(body);
        }
    }

    private Tablet tablet(Transport transport) {
        return new Tablet(transport, time, storage.memory, storage, ConflictPolicy.serverWins());
    }

    private int writes(Tablet tablet, int mutations) {
        tablet.client.write((tables, outbox) -> {
            for (int i = 0; i < mutations; i++) {
                outbox.add(Mutation.of("todo", "k" + i, "set", "\"1\""));
            }
        });
        int before = storage.writes;
        SyncReport.Synced synced = assertInstanceOf(SyncReport.Synced.class, tablet.sync());
        assertEquals(mutations, synced.pushed());
        return storage.writes - before;
    }

    private List<Integer> ofBatchesOf(Transport transport, int size) {
        Tablet tablet = tablet(transport);
        writes(tablet, size);
        int one = writes(tablet, size);
        return List.of(one, writes(tablet, 2 * size) - one, (writes(tablet, 12 * size) - one) / 11);
    }

    @Test
    void aBatchOfASequenceCostsOneTransactionAndASyncTwoMore() {
        LogServer server = new LogServer();
        assertEquals(List.of(3, 1, 1), ofBatchesOf(server.transport(), server.batchCount));
    }

    @Test
    void soDoesABatchForAServerThatKeepsKeysWhereAPullComesFirst() {
        KeyServer server = new KeyServer();
        assertEquals(List.of(7, 1, 1), ofBatchesOf(server.transport(), server.batchCount));
    }

    @Test
    void aBatchThatOnlyAPullConfirmsCostsOneAndOneForEachSliceOfThatPull() {
        assertEquals(List.of(2 + 4, 4, 4), ofBatchesOf(new ArrivalServer(), 3));
    }

    /** What is wrong with the next batch must not roll back what the server has said of this one. */
    @Test
    void theAnswerIsCommittedThoughTheNextBatchCannotBeFrozen() {
        LogServer server = new LogServer();
        boolean[] broken = {false};
        Tablet tablet = tablet(new ForwardingTransport(server.transport()) {
            @Override
            public String freeze(Ask.Push push) {
                if (broken[0] && push.mutations().get(0).key().equals("bad")) {
                    throw new IllegalStateException("this cannot be frozen");
                }
                return super.freeze(push);
            }
        });
        tablet.sync();
        for (int i = 0; i < server.batchCount; i++) {
            tablet.set("k" + i, "1");
        }
        tablet.set("bad", "1");
        broken[0] = true;

        assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        assertEquals(1, tablet.client.status().pending());
        broken[0] = false;
        assertEquals(1, assertInstanceOf(SyncReport.Synced.class, tablet.sync()).pushed());
        assertEquals(server.batchCount + 1, server.log.size());
    }
}
