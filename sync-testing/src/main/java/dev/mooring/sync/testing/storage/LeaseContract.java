package dev.mooring.sync.testing.storage;

import static dev.mooring.sync.testing.storage.StorageContract.STAMP;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.spi.Storage;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The right to sync. */
abstract class LeaseContract<DB> extends ConfirmedContract<DB> {
    /** How long the suite's leases last. */
    static final Duration TTL = Duration.ofSeconds(15);

    private static boolean lease(Storage<?> storage, String owner, Instant now) {
        return storage.<Boolean, RuntimeException>write(tx -> tx.lease(owner, now, TTL));
    }

    @Test
    void aFreeLeaseIsTakenAndAHeldOneIsRefused() {
        assertTrue(lease(storage(), "a", STAMP));
        assertFalse(lease(storage(), "b", STAMP));
        assertFalse(lease(storage(), "b", STAMP.plus(TTL).minusMillis(1)));
    }

    @Test
    void aLeaseEndsWhenItsTimeIsOver() {
        assertTrue(lease(storage(), "a", STAMP));
        assertTrue(lease(storage(), "b", STAMP.plus(TTL)));
        assertFalse(lease(storage(), "a", STAMP.plus(TTL)));
    }

    @Test
    void renewingExtendsTheLease() {
        assertTrue(lease(storage(), "a", STAMP));
        assertTrue(lease(storage(), "a", STAMP.plusSeconds(10)));
        assertFalse(lease(storage(), "b", STAMP.plusSeconds(20)));
        assertTrue(lease(storage(), "b", STAMP.plusSeconds(25)));
    }

    @Test
    void aReleasedLeaseIsFree() throws Exception {
        assertTrue(lease(storage(), "a", STAMP));
        write(tx -> tx.release("a"));
        write(tx -> tx.release("a"));
        assertTrue(lease(storage(), "b", STAMP));
    }

    @Test
    void onlyTheHolderCanRelease() throws Exception {
        assertTrue(lease(storage(), "a", STAMP));
        write(tx -> tx.release("b"));
        assertFalse(lease(storage(), "b", STAMP));
    }

    @Test
    void aLeaseOfAnotherStorageOverTheSameDataIsRefused() throws Exception {
        assumeTrue(fixture().shared(), "this storage cannot be open twice");
        Storage<DB> second = another();
        second.open(IDENTITY, true);
        assertTrue(lease(storage(), "a", STAMP));
        assertFalse(lease(second, "b", STAMP));
        assertTrue(lease(second, "b", STAMP.plus(TTL)));
        assertFalse(lease(storage(), "a", STAMP.plus(TTL)));
    }

    @Test
    void aLongLeaseDoesNotOverflow() throws Exception {
        Duration ages = Duration.ofDays(365_000);
        write(tx -> assertTrue(tx.lease("a", STAMP, ages)));
        write(tx -> assertFalse(tx.lease("b", STAMP.plus(Duration.ofDays(36_500)), ages)));
        write(tx -> assertTrue(tx.lease("a", STAMP, ages)));
    }

    @Test
    void aClockSetBackALittleTakesTheLeaseFromNobody() {
        assertTrue(lease(storage(), "a", STAMP));
        assertFalse(lease(storage(), "b", STAMP.minusSeconds(10)));
    }

    @Test
    void aClockSetBackByMuchDoesNotBlockForLong() {
        assertTrue(lease(storage(), "a", STAMP));
        assertTrue(lease(storage(), "b", STAMP.minus(Duration.ofHours(5))));
        assertFalse(lease(storage(), "a", STAMP.minus(Duration.ofHours(5))));
    }
}
