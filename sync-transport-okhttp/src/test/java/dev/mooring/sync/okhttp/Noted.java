package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Notes what a channel tells, and waits for it. */
public final class Noted implements WakeUps.Listener {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> signs = new LinkedBlockingQueue<>();
    private volatile End end;

    @Override
    public void opened(boolean watchesItself) {
        told.add(watchesItself ? "opened, watches itself" : "opened");
    }

    @Override
    public void alive() {
        signs.add("alive");
    }

    @Override
    public void woken(boolean brought) {
        told.add(brought ? "brought" : "woken");
    }

    @Override
    public void shown() {}

    @Override
    public void closed(End why) {
        end = why;
        told.add("closed");
    }

    /** Waits for the next ones, which are these. */
    public void next(String... expected) throws InterruptedException {
        for (String each : expected) {
            String came = told.poll(10, TimeUnit.SECONDS);
            assertEquals(each, came, () -> "behind it " + told + ", ended by " + end);
        }
    }

    /** Waits for the end, which is of this kind. */
    public End ended(Kind kind) throws InterruptedException {
        next("closed");
        End why = Objects.requireNonNull(end);
        assertEquals(kind, why.kind(), why.words());
        return why;
    }

    /** Waits for a sign of life from now on. */
    public void sign() throws InterruptedException {
        Objects.requireNonNull(signs.poll(10, TimeUnit.SECONDS), "no sign of life");
    }

    /** What came until now is passed over. */
    public void forgetSigns() {
        signs.clear();
    }

    /** Nothing that was not waited for. */
    public void nothing() {
        assertNull(told.poll());
    }
}
