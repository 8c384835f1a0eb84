package dev.mooring.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** When one thing after another reached each of those who wait for it. */
final class Arrivals {
    private final int listeners;
    private final int warmUp;
    private final double[] millis;
    private volatile CountDownLatch missing = new CountDownLatch(0);
    private volatile long begun;
    /** Written by one thread alone. */
    private volatile int round = -1;

    Arrivals(int listeners, int warmUp, int rounds) {
        this.listeners = listeners;
        this.warmUp = warmUp;
        millis = new double[listeners * rounds];
    }

    void begin() {
        int next = round;
        round = next + 1;
        missing = new CountDownLatch(listeners);
        begun = System.nanoTime();
    }

    /** On the thread of whoever it reached. */
    void arrived(int who) {
        long now = System.nanoTime();
        int at = (round - warmUp) * listeners + who;
        if (at >= 0) {
            millis[at] = (now - begun) / 1e6;
        }
        missing.countDown();
    }

    void await() throws InterruptedException {
        if (!missing.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException(missing.getCount() + " of " + listeners + " were not reached");
        }
    }

    double[] millis() {
        return millis;
    }
}
