package dev.mooring.sync.internal.write;

import dev.mooring.sync.spi.Scheduler;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.UUID;

/**
 * Makes UUIDv7 ids (RFC 9562) that ascend within one client, even when the clock does not.
 *
 * <p>The last 62 bits are drawn once for each client, not for each id: they name this run of it. So an id is also a logical clock
 * of a writer that never repeats, because another run opens a restored copy of the database.
 */
public final class Ids {
    /** By time, and within one client by order of making. */
    public static final Comparator<UUID> ORDER =
            (a, b) -> Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());

    /** Bits that count within a millisecond; the highest of the twelve stays clear, so that the clock fits into 53 bits. */
    private static final int COUNTER_BITS = 11;

    private final Scheduler scheduler;
    private final long run;
    private long lastTick;

    /** Draws from the scheduler's clock and randomness. */
    public Ids(Scheduler scheduler) {
        this.scheduler = scheduler;
        byte[] random = new byte[Long.BYTES];
        scheduler.random().nextBytes(random);
        this.run = (ByteBuffer.wrap(random).getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    }

    /** The next id. Thread-safe. */
    public synchronized UUID next() {
        // Milliseconds, with a counter in the low bits. A full counter carries over into the milliseconds.
        long tick = Math.max(scheduler.now().toEpochMilli() << COUNTER_BITS, lastTick + 1);
        lastTick = tick;
        long counter = tick & ((1 << COUNTER_BITS) - 1);
        return new UUID((tick >>> COUNTER_BITS << 16) | 0x7000 | counter, run);
    }
}
