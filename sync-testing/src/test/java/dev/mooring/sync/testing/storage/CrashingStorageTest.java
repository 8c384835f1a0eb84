package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import org.junit.jupiter.api.Test;

class CrashingStorageTest {
    private final InMemoryStorage disk = new InMemoryStorage();
    private final CrashingStorage<MemoryTables> storage = new CrashingStorage<>(disk);
    private final Error death = new Error("dead");

    @Test
    void deathBeforeACommitLeavesNothingOfIt() {
        storage.crashAt(3, Moment.BEFORE_COMMIT, death);
        assertEquals(1, committedUntilDeath());
        assertEquals(2, storage.commits());
    }

    @Test
    void deathAfterACommitLeavesAllOfItAndTellsNobody() {
        storage.crashAt(3, Moment.AFTER_COMMIT, death);
        assertEquals(2, committedUntilDeath());
        assertEquals(3, storage.commits());
    }

    @Test
    void openingIsTheFirstCommit() {
        storage.crashAt(1, Moment.AFTER_COMMIT, death);
        assertSame(death, assertThrows(Error.class, () -> storage.open(StorageContract.IDENTITY, true)));
    }

    @Test
    void aRolledBackWriteIsNoCommit() {
        storage.open(StorageContract.IDENTITY, true);
        assertThrows(
                IllegalStateException.class,
                () -> storage.<Integer, RuntimeException>write(tx -> {
                    throw new IllegalStateException();
                }));
        assertEquals(1, storage.commits());
        assertFalse(storage.crashed());
    }

    private int committedUntilDeath() {
        storage.open(StorageContract.IDENTITY, true);
        append();
        assertSame(death, assertThrows(Error.class, this::append));
        assertTrue(storage.crashed());
        assertSame(death, assertThrows(Error.class, this::append), "a dead process does no more");
        storage.close();
        Storage<MemoryTables> next = disk.reopen();
        next.open(StorageContract.IDENTITY, true);
        return next.<Integer, RuntimeException>read(
                tx -> StorageContract.all(tx).size());
    }

    private void append() {
        storage.<Long, RuntimeException>write(tx -> tx.outbox().append(StorageContract.mutation(1), 10));
    }
}
