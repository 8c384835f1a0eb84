package dev.mooring.sync.testing.conformance;

import java.util.concurrent.TimeUnit;

/** Lets planted faults happen while writers overlap. */
final class Overlap {
    /** For a writer who is alone: another one may just come. */
    private static final long ALONE_MS = 10;
    /** While others are under way, on a machine that does much else. */
    private static final long LONGEST_MS = 300;

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
        long since = System.nanoTime();
        try {
            while (readBehind <= before) {
                boolean alone = begun - ended <= 1;
                long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
                long left = (alone ? ALONE_MS : LONGEST_MS) - waited;
                if (left <= 0) {
                    return;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
