package dev.mooring.benchmarks;

import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.storage.ForwardingStorage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A storage that measures for how long each of its write transactions holds the lock, as the client itself does for {@code SyncEvent.LockHeld};
 * here all of them are kept, so that there is a percentile.
 */
final class Holds<DB> extends ForwardingStorage<DB> {
    private long[] nanos = new long[1024];
    private int count;

    Holds(Storage<DB> storage) {
        super(storage);
    }

    /** Forgets what was measured. */
    synchronized void clear() {
        count = 0;
    }

    private synchronized void add(long held) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = held;
    }

    synchronized int count() {
        return count;
    }

    /** The time in milliseconds that this part of the transactions stays below; 1 for the longest. */
    synchronized double millis(double part) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, (long) Math.ceil(part * count) - 1)] / 1e6;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X {
        long[] begun = {0};
        try {
            return super.<T, X>write(tx -> {
                begun[0] = System.nanoTime();
                return body.run(tx);
            });
        } finally {
            add(System.nanoTime() - begun[0]);
        }
    }
}
