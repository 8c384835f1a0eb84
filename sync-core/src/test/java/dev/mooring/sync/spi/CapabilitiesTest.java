package dev.mooring.sync.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.Capabilities.Resend;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server can do, as its builder was told. */
class CapabilitiesTest {
    private static final ServerIdentity WHO = new ServerIdentity("here", "anna");

    @Test
    void whatIsNotSaidIsNotPromised() {
        for (Capabilities can : List.of(
                Capabilities.sequence("own", WHO).build(),
                Capabilities.arrival("own", WHO).build(),
                Capabilities.keys("own", WHO).build())) {
            assertEquals(Resend.UNSAFE, can.resend());
            assertFalse(can.recognisesOwn() || can.confirmsOnPull() || can.canResolve());
            assertFalse(can.checks() || can.calls() || can.callsRide() || can.keepsLog());
            assertFalse(can.coalesces() || can.listsAll() || can.vouches() || can.tellsRestores());
            assertNull(can.listEvery());
            assertEquals(100, can.maxBatchCount());
            assertEquals(1 << 20, can.maxBatchBytes());
        }
    }

    @Test
    void thePullIsTheEvidenceWhereAnArrivingLogShowsWhatIsOwn() {
        assertTrue(Capabilities.arrival("own", WHO).recognisesOwn().build().confirmsOnPull());
        assertFalse(Capabilities.arrival("own", WHO).resendSafe().build().confirmsOnPull());
        assertFalse(Capabilities.sequence("own", WHO).recognisesOwn().build().confirmsOnPull());
        assertFalse(Capabilities.keys("own", WHO).recognisesOwn().build().confirmsOnPull());
    }

    @Test
    void cellsWithClocksMayAlwaysBeSentAgain() {
        Capabilities can = Capabilities.clocks("own", WHO).origin("phone").build();
        assertEquals(Order.CLOCKS, can.order());
        assertEquals(Capabilities.Resend.SAFE, can.resend());
        assertTrue(can.recognisesOwn() && can.tellsRestores() && can.canResolve());
        assertFalse(can.confirmsOnPull() || can.coalesces() || can.checks() || can.keepsLog() || can.listsAll());
    }

    @Test
    void aCallThatRidesIsACall() {
        assertTrue(Capabilities.sequence("own", WHO).callsRide().build().calls());
    }

    @Test
    void whatWasBuiltStaysAsItWas() {
        CapabilitiesBuilder.Keys builder = Capabilities.keys("own", WHO).origin("phone");
        Capabilities first = builder.build();
        Capabilities second = builder.origin("tablet")
                .coalesces()
                .listEvery(Duration.ofHours(1))
                .build();
        assertEquals(Order.KEYS, first.order());
        assertEquals("phone", first.origin());
        assertFalse(first.coalesces());
        assertNull(first.listEvery());
        assertEquals("tablet", second.origin());
        assertTrue(second.coalesces());
        assertEquals(Duration.ofHours(1), second.listEvery());
    }

    @Test
    void boundsArePositive() {
        CapabilitiesBuilder.Keys builder = Capabilities.keys("own", WHO);
        assertThrows(IllegalArgumentException.class, () -> builder.batchesOf(0, 1));
        assertThrows(IllegalArgumentException.class, () -> builder.batchesOf(1, 0));
        assertThrows(IllegalArgumentException.class, () -> builder.listEvery(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.listEvery(Duration.ofHours(-1)));
    }
}
