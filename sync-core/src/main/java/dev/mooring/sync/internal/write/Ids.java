package dev.mooring.sync.internal.write;

import dev.mooring.sync.spi.Scheduler;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Makes UUIDv7 ids (RFC 9562) that ascend within one client, also when the clock does not.
 *
 * <p>Randomness is drawn in blocks, as a secure source is slow for a few bytes and this stands on the path of every write.
 */
public final class Ids {
    private static final int BLOCK = 64 * Long.BYTES;

    private final Scheduler scheduler;
    private ByteBuffer randomness = ByteBuffer.allocate(0);
    private long lastTick;

    /** Draws from the scheduler's clock and randomness. */
    public Ids(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The next id. Thread-safe. */
    public synchronized UUID next() {
        // 48 bits of milliseconds and 12 bits that count within one, carried over together.
        long tick = Math.max(scheduler.now().toEpochMilli() << 12, lastTick + 1);
        lastTick = tick;
        long high = (tick >>> 12 << 16) | 0x7000 | (tick & 0xFFF);
        long low = (nextRandom() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private long nextRandom() {
        if (randomness.remaining() < Long.BYTES) {
            byte[] block = new byte[BLOCK];
            scheduler.random().nextBytes(block);
            randomness = ByteBuffer.wrap(block);
        }
        return randomness.getLong();
    }
}
