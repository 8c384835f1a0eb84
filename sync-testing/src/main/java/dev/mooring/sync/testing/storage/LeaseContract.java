package dev.mooring.sync.testing.storage;

import static dev.mooring.sync.testing.storage.StorageContract.STAMP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.storage.LeaseTx.Lease;
import dev.mooring.sync.spi.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The right to sync. */
abstract class LeaseContract<DB> extends AsideContract<DB> {
    /** How long the suite's leases last. */
    static final Duration TTL = Duration.ofSeconds(15);

    private static boolean lease(Storage<?> storage, String owner, Instant now) {
        return storage.<Boolean, RuntimeException>write(
                tx -> tx.lease().take(owner, now, TTL.dividedBy(2), TTL) != null);
    }

    /** Under which epoch it is held; 0 if another one holds it. */
    private static long epoch(Storage<?> storage, String owner, Instant now) {
        return storage.<Long, RuntimeException>write(tx -> {
            Lease lease = tx.lease().take(owner, now, TTL.dividedBy(2), TTL);
            return lease == null ? 0 : lease.epoch();
        });
    }

    private static long lastEpoch(Storage<?> storage) {
        return storage.<Long, RuntimeException>read(tx -> tx.lease().epoch());
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
        write(tx -> tx.lease().release("a"));
        write(tx -> tx.lease().release("a"));
        assertTrue(lease(storage(), "b", STAMP));
    }

    @Test
    void onlyTheHolderCanRelease() throws Exception {
        assertTrue(lease(storage(), "a", STAMP));
        write(tx -> tx.lease().release("b"));
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
        write(tx -> assertNotNull(tx.lease().take("a", STAMP, ages, ages)));
        write(tx -> assertNull(tx.lease().take("b", STAMP.plus(Duration.ofDays(36_500)), ages, ages)));
        write(tx -> assertNotNull(tx.lease().take("a", STAMP, ages, ages)));
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

    @Test
    void aLongLeaseIsNotTakenForAClockThatWasSetBack() throws Exception {
        write(tx -> assertNotNull(tx.lease().take("a", STAMP, TTL.multipliedBy(5), TTL.multipliedBy(5))));
        assertFalse(
                lease(storage(), "b", STAMP.plusSeconds(1)), "b asks for a shorter one, and takes none all the same");
        assertTrue(lease(storage(), "b", STAMP.plus(TTL.multipliedBy(5))));
    }

    @Test
    void atLeastWhatIsAskedForIsLeft() throws Exception {
        write(tx -> {
            Lease first = tx.lease().take("a", STAMP, TTL, TTL);
            assertNotNull(first);
            assertEquals(STAMP.plus(TTL), first.until());
            Lease later = tx.lease().take("a", STAMP.plusSeconds(5), TTL, TTL);
            assertNotNull(later);
            assertEquals(STAMP.plus(TTL).plusSeconds(5), later.until());
            Lease longer = tx.lease().take("a", STAMP.plusSeconds(6), TTL.multipliedBy(4), TTL.multipliedBy(4));
            assertNotNull(longer);
            assertEquals(STAMP.plus(TTL.multipliedBy(4)).plusSeconds(6), longer.until());
            Lease some = tx.lease().take("a", STAMP.plusSeconds(7), Duration.ofSeconds(1), TTL.multipliedBy(4));
            assertNotNull(some);
            assertFalse(some.until().isBefore(STAMP.plusSeconds(8)));
        });
    }

    @Test
    void eachTakingHasAnEpochOfItsOwn() throws Exception {
        assertEquals(0, lastEpoch(storage()), "it was never taken");
        assertEquals(1, epoch(storage(), "a", STAMP));
        assertEquals(1, epoch(storage(), "a", STAMP.plusSeconds(10)), "a renewal keeps it");
        assertEquals(0, epoch(storage(), "b", STAMP.plusSeconds(11)));
        assertEquals(1, lastEpoch(storage()), "who was refused has taken nothing");
        assertEquals(2, epoch(storage(), "b", STAMP.plusSeconds(30)));
        assertEquals(3, epoch(storage(), "a", STAMP.plusSeconds(60)), "taken again after it ran out and was another's");
        write(tx -> tx.lease().release("a"));
        assertEquals(3, lastEpoch(storage()));
        assertEquals(4, epoch(storage(), "a", STAMP.plusSeconds(61)), "taken again after it was given back");
        assertEquals(5, epoch(storage(), "b", STAMP.minus(Duration.ofHours(5))), "and after the clock was set back");
    }

    @Test
    void aHolderThatComesBackLateKeepsItsEpochIfNobodyTookItMeanwhile() {
        assertEquals(1, epoch(storage(), "a", STAMP));
        assertEquals(1, epoch(storage(), "a", STAMP.plus(Duration.ofHours(5))));
    }

    @Test
    void aTakingThatIsRolledBackGivesNoEpoch() {
        assertEquals(1, epoch(storage(), "a", STAMP));
        assertThrows(
                IllegalArgumentException.class,
                () -> storage().<Integer, RuntimeException>write(tx -> {
                    assertNotNull(tx.lease().take("b", STAMP.plus(TTL), TTL, TTL));
                    assertEquals(2, tx.lease().epoch());
                    throw new IllegalArgumentException("rolled back");
                }));
        assertEquals(1, lastEpoch(storage()));
        assertEquals(1, epoch(storage(), "a", STAMP.plus(TTL)));
    }

    @Test
    void theEpochOutlivesTheProcessAndAHandingOver() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        assertEquals(1, epoch(storage(), "a", STAMP));
        write(tx -> tx.binding().handOver(new ServerIdentity(IDENTITY.server(), "another"), false));
        write(tx -> tx.lease().release("a"));
        storage().close();
        Storage<DB> next = another();
        next.open(new ServerIdentity(IDENTITY.server(), "another"), true);
        assertEquals(1, lastEpoch(next));
        assertEquals(2, epoch(next, "b", STAMP));
    }
}
