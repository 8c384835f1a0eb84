package dev.mooring.sync.testing.conformance;

import java.util.concurrent.TimeUnit;

/** Lets planted faults happen while writers overlap. */
final class Overlap {
    private static final long LONGEST_MS = 10;

    private long begun;
    private long ended;
    private long readBehind;

    /** A writer begins; returns how many have, with this one. */
    synchronized long begin() {
        return ++begun;
    }

    synchronized void end() {
        ended++;
        notifyAll();
    }

    /** A reader has read what had ended. */
    synchronized void read() {
        readBehind = ended;
        notifyAll();
    }

    /** Waits until another writer has ended, and somebody has read what he wrote; for a moment at most. */
    synchronized void awaitOthers() {
        long before = ended;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MS);
        try {
            for (long left = LONGEST_MS; left > 0 && readBehind <= before; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
