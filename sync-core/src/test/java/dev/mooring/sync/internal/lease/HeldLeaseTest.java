package dev.mooring.sync.internal.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.spi.Ask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeldLeaseTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final long NANOS = -7;
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final HeldLease HOLD = new HeldLease(3, AT, NANOS, AT.plus(LEASE));

    private static Duration left(int wallSeconds, int monotonicSeconds) {
        return HOLD.left(
                AT.plusSeconds(wallSeconds),
                NANOS + Duration.ofSeconds(monotonicSeconds).toNanos());
    }

    @Test
    void theMorePessimisticClockSaysWhatIsLeft() {
        assertEquals(LEASE, left(0, 0));
        assertEquals(Duration.ofSeconds(5), left(10, 10));
        assertEquals(Duration.ofSeconds(-45), left(60, 0), "the monotonic clock stood still while the device slept");
        assertEquals(Duration.ofSeconds(-45), left(0, 60), "the wall clock was set back meanwhile");
    }

    @Test
    void nothingIsLeftWhereTheWallClockWasSetBack() {
        assertTrue(left(-1, 0).isNegative(), "another process may take it for one that ends too late");
        assertTrue(left(-3600, 5).isNegative());
        assertFalse(HOLD.isOver(AT.minusMillis(100), NANOS), "a clock that is corrected a little");
    }

    @Test
    void itIsOverAtItsEnd() {
        assertFalse(HOLD.isOver(AT.plus(LEASE).minusNanos(1), NANOS));
        assertTrue(HOLD.isOver(AT.plus(LEASE), NANOS));
        assertTrue(HOLD.isOver(AT, NANOS + LEASE.toNanos()));
        assertTrue(HeldLease.NONE.isOver(AT, NANOS));
    }

    @Test
    void anExchangeIsInTimeUntilItsDeadlineOrTheEndOfTheLease() {
        long later = NANOS + Duration.ofSeconds(5).toNanos();
        assertEquals(
                AT.plusSeconds(9),
                HOLD.within(Duration.ofSeconds(4), AT.plusSeconds(5), later).until());
        assertEquals(
                AT.plus(LEASE),
                HOLD.within(Duration.ofMinutes(4), AT.plusSeconds(5), later).until());
        assertEquals(
                Duration.ofSeconds(4),
                HOLD.within(Duration.ofSeconds(4), AT.plusSeconds(5), later).left(AT.plusSeconds(5), later));
    }

    @Test
    void itIsTakenForALittleLongerThanNeeded() {
        assertEquals(Duration.ofSeconds(65), HeldLease.withSlack(Duration.ofMinutes(1)));
        assertEquals(Duration.ofSeconds(2), HeldLease.withSlack(Duration.ofSeconds(1)));
    }

    @Test
    void whatMayChangeTheServerHasToEndWithinTheLease() {
        Duration deadline = Duration.ofMinutes(1);
        Ask.Push push =
                new Ask.Push(new UUID(1, 2), Cursor.START, AT, List.of(Mutation.of("todo", "k", "set", "{}")), "");
        assertEquals(deadline, HeldLease.needed(push, deadline, LEASE));
        assertEquals(
                deadline, HeldLease.needed(new Ask.Call(Cursor.START, null, ApiCall.post("/a", "")), deadline, LEASE));
        assertEquals(LEASE.dividedBy(4), HeldLease.needed(new Ask.Pull(Cursor.START), deadline, LEASE));
        assertEquals(LEASE.dividedBy(4), HeldLease.needed(new Ask.Check(Cursor.START), deadline, LEASE));
        Duration soon = Duration.ofSeconds(1);
        assertEquals(soon, HeldLease.needed(new Ask.Pull(Cursor.START), soon, LEASE));
    }
}
