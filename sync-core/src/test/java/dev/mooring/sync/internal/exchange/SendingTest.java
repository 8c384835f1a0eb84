package dev.mooring.sync.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SendingTest {
    private final CancelSwitch run = new CancelSwitch();
    private final AtomicBoolean inTime = new AtomicBoolean(true);
    private final AtomicInteger cancelled = new AtomicInteger();
    private final Sending sending = new Sending(run, inTime::get);

    @Test
    void aRequestMayLeaveInTime() {
        assertTrue(sending.maySend());
        assertFalse(sending.isCancelled());
        assertFalse(sending.overslept());
    }

    @Test
    void aRequestThatIsTooLateDoesNotLeaveAndIsCancelledForGood() {
        inTime.set(false);
        assertFalse(sending.maySend());
        assertTrue(sending.isCancelled());
        assertTrue(sending.overslept());
        inTime.set(true);
        assertFalse(sending.maySend());
    }

    @Test
    void theEndOfTheLeaseCancelsWhatIsUnderWayOnce() {
        sending.onCancel(cancelled::incrementAndGet);
        sending.oversleep();
        sending.oversleep();
        assertEquals(1, cancelled.get());
        assertTrue(sending.isCancelled());
        sending.onCancel(cancelled::incrementAndGet);
        assertEquals(2, cancelled.get(), "what is registered too late runs at once");
    }

    @Test
    void theRunCancelsItAsWell() {
        sending.onCancel(cancelled::incrementAndGet);
        run.cancel();
        assertEquals(1, cancelled.get());
        assertTrue(sending.isCancelled());
        assertFalse(sending.maySend());
        assertFalse(sending.overslept(), "the run has ended, and nobody has slept");
    }
}
