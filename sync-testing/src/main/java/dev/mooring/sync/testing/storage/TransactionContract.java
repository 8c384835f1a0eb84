package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Commit, roll-back, isolation, and what is refused. */
abstract class TransactionContract<DB> extends StorageContract<DB> {
    @Test
    void appRowsAndMutationsAreCommittedTogether() throws Exception {
        write(tx -> {
            fixture().put(tx.handle(), "a", "1");
            tx.outbox().append(StorageContract.mutation(1), 10);
        });
        assertEquals("1", row("a"));
        assertEquals(1, all().size());
    }

    @Test
    void writeReturnsWhatTheBodyReturns() {
        assertEquals("done", storage().<String, RuntimeException>write(tx -> "done"));
        assertEquals("seen", storage().<String, RuntimeException>read(tx -> "seen"));
    }

    @Test
    void theWritersOwnTransactionSeesWhatItWrote() throws Exception {
        write(tx -> {
            fixture().put(tx.handle(), "a", "1");
            tx.outbox().append(StorageContract.mutation(1), 10);
            assertEquals("1", fixture().get(tx.handle(), "a"));
            assertEquals(1, StorageContract.all(tx).size());
            assertEquals(1, tx.outbox().counts().pending());
        });
    }

    @Test
    void aThrowingBodyRollsBothBackAndItsExceptionReachesTheCallerUnchanged() throws Exception {
        for (Throwable thrown :
                List.of(new Exception("checked"), new IllegalStateException("own"), new Error("error"))) {
            Throwable caught = assertThrows(
                    thrown.getClass(),
                    () -> write(tx -> {
                        fixture().put(tx.handle(), "a", "1");
                        tx.outbox().append(StorageContract.mutation(1), 10);
                        tx.confirmed().log(List.of(StorageContract.change(1)));
                        Throwing.sneak(thrown);
                    }));
            assertSame(thrown, caught);
            assertNull(row("a"));
            assertEquals(List.of(), all());
            read(tx -> assertEquals(List.of(), tx.confirmed().log(0, 10)));
            read(tx -> assertEquals(0, tx.outbox().counts().pending()));
        }
    }

    @Test
    void aReadersExceptionReachesTheCallerUnchanged() throws Exception {
        Exception thrown = new Exception("checked");
        assertSame(thrown, assertThrows(Exception.class, () -> read(tx -> Throwing.sneak(thrown))));
        append(1, 1);
        assertEquals(1, all().size());
    }

    @Test
    void nestedUseIsRefusedAndTheOuterTransactionLivesOn() throws Exception {
        write(tx -> {
            tx.outbox().append(StorageContract.mutation(1), 10);
            assertThrows(IllegalStateException.class, () -> write(inner -> {}));
            assertThrows(IllegalStateException.class, () -> read(inner -> {}));
            tx.outbox().append(StorageContract.mutation(2), 10);
        });
        read(tx -> {
            assertThrows(IllegalStateException.class, () -> write(inner -> {}));
            assertThrows(IllegalStateException.class, () -> read(inner -> {}));
        });
        assertEquals(2, all().size());
    }

    @Test
    void useFromASecondThreadIsRefused() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            write(tx -> {
                DB handle = tx.handle();
                other.submit(() -> assertAllRefused(tx, handle)).get();
                tx.outbox().append(StorageContract.mutation(1), 10);
            });
            read(tx -> {
                DB handle = tx.handle();
                other.submit(() -> assertAllRefused(tx, handle)).get();
            });
        } finally {
            other.shutdown();
        }
        assertEquals(1, all().size());
    }

    @Test
    void useAfterTheTransactionIsRefused() throws Exception {
        List<StorageTx<DB>> kept = new ArrayList<>();
        List<DB> handles = new ArrayList<>();
        write(tx -> keep(tx, kept, handles));
        read(tx -> keep(tx, kept, handles));
        assertThrows(
                Exception.class,
                () -> write(tx -> {
                    keep(tx, kept, handles);
                    throw new Exception("rolls back");
                }));
        for (int i = 0; i < kept.size(); i++) {
            assertAllRefused(kept.get(i), handles.get(i));
        }
        write(tx -> {
            for (int i = 0; i < kept.size(); i++) {
                assertAllRefused(kept.get(i), handles.get(i));
            }
        });
        assertEquals(List.of(), all());
        assertNull(row("late"));
    }

    private static <DB> void keep(StorageTx<DB> tx, List<StorageTx<DB>> kept, List<DB> handles) {
        kept.add(tx);
        handles.add(tx.handle());
    }

    private void assertAllRefused(StorageTx<DB> tx, DB handle) {
        Refusals.assertRefused(tx);
        if (fixture().guards()) {
            assertThrows(IllegalStateException.class, () -> fixture().put(handle, "late", "1"));
            assertThrows(IllegalStateException.class, () -> fixture().get(handle, "late"));
        }
    }

    @Test
    void writingInsideAReadIsRefused() throws Exception {
        append(1, 1);
        read(tx -> {
            Refusals.assertWritesRefused(tx);
            assertThrows(Exception.class, () -> fixture().put(tx.handle(), "a", "1"));
        });
        assertNull(row("a"));
        assertEquals(1, all().size());
    }

    @Test
    void whatTheDatabaseRefusesToCommitIsNotThere() throws Exception {
        assumeTrue(fixture().constrains(), "this storage checks nothing at the commit");
        StorageException refusal = assertThrows(
                StorageException.class,
                () -> write(tx -> {
                    tx.outbox().append(StorageContract.mutation(1), 10);
                    fixture().put(tx.handle(), "a", "1");
                    fixture().breakConstraint(tx.handle());
                }));
        assertEquals(StorageException.Kind.CONSTRAINT, refusal.kind(), refusal.getMessage());
        assertEquals(List.of(), all());
        assertNull(row("a"));
        append(1, 1);
        assertEquals(1, all().size());
    }

    @Test
    void theHandleIsTheSameDuringATransaction() throws Exception {
        write(tx -> assertSame(tx.handle(), tx.handle()));
    }

    @Test
    void readersSeeTheLastCommitAndAreNotBlockedByTheWriter() throws Exception {
        write(tx -> fixture().put(tx.handle(), "a", "old"));
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            write(tx -> {
                fixture().put(tx.handle(), "a", "new");
                tx.outbox().append(StorageContract.mutation(1), 10);
                Future<String> seen = reader.submit(() -> row("a") + " " + all().size());
                assertEquals("old 0", seen.get(30, TimeUnit.SECONDS));
            });
        } finally {
            reader.shutdown();
        }
        assertEquals("new", row("a"));
    }

    @Test
    void aReaderKeepsItsSnapshotWhileOthersCommit() throws Exception {
        append(1, 1);
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            read(tx -> {
                assertEquals(1, StorageContract.all(tx).size());
                writer.submit(() -> append(2, 3)).get(30, TimeUnit.SECONDS);
                assertEquals(1, StorageContract.all(tx).size());
                assertEquals(1, tx.outbox().counts().pending());
            });
        } finally {
            writer.shutdown();
        }
        assertEquals(3, all().size());
    }

    @Test
    void writersOfSeveralThreadsTakeTurns() throws Exception {
        int threads = 4;
        int each = 25;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> ends = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int base = t * 1000;
            ends.add(pool.submit(() -> {
                go.await();
                for (int i = 0; i < each; i++) {
                    append(base + i, base + i);
                }
                return null;
            }));
        }
        go.countDown();
        for (Future<?> end : ends) {
            end.get(60, TimeUnit.SECONDS);
        }
        pool.shutdown();
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(100, all().stream().map(e -> e.seq()).distinct().count());
    }
}
