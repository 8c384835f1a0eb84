package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes the place of core, and keeps what it is told, but for signs of life. */
final class LiveEar implements WakeUps.Listener {
    private static final long BOUND_SECONDS = 20;

    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    @Override
    public void opened(boolean watchesItself) {
        told.add("opened");
    }

    @Override
    public void alive() {
        // As often as it likes.
    }

    @Override
    public void woken(boolean brought) {
        told.add(brought ? "brought" : "woken");
    }

    @Override
    public void shown() {}

    @Override
    public void closed(End end) {
        told.add(end);
    }

    Object next() {
        try {
            Object next = told.poll(BOUND_SECONDS, TimeUnit.SECONDS);
            return Objects.requireNonNull(next, "nothing was told");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    void opened() {
        assertEquals("opened", next());
    }

    /** Waits for the end; what was told before it does not matter, unless it must not have been opened. */
    End closed(boolean opened) {
        for (Object next = next(); ; next = next()) {
            if (next instanceof End end) {
                return end;
            }
            assertTrue(opened || !next.equals("opened"), "it was opened");
        }
    }

    /** Waits for a wake-up of either kind. */
    void woken() {
        Object next = next();
        if (!next.equals("woken") && !next.equals("brought")) {
            throw new AssertionError("expected a wake-up, got " + next);
        }
    }

    /** Waits until something was brought; hints may come before it. */
    void brought() {
        for (Object next = next(); !next.equals("brought"); next = next()) {
            assertEquals("woken", next);
        }
    }

    boolean wasWoken() {
        return told.contains("woken") || told.contains("brought");
    }
}
