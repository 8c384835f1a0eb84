package dev.mooring.sync.okhttp;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds what is read between two messages of a channel: OkHttp joins the parts of a message, and looks for the end of an event, without
 * any limit.
 *
 * <p>What it counts is more than the message: a socket's bytes are packed, and hold pings and comments, which nobody is told of. So twice
 * the limit may come, and a little more with time. Thread-safe.
 */
final class Meter {
    private static final long FREE_BYTES = 64 << 10;

    /** For pings and comments: 5.5 MB a day, of which no message can make much. */
    private static final long FREE_BYTES_A_SECOND = 64;

    private final long maxBytes;
    private final LongSupplier nanos;
    private long bytes;
    private long since;
    private boolean exceeded;

    /**
     * A meter at the beginning of a connection.
     *
     * @param maxBytes how large a message may be
     * @param nanos a monotonic clock
     */
    Meter(long maxBytes, LongSupplier nanos) {
        this.maxBytes = maxBytes;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** So many bytes came. */
    synchronized void read(long count) throws IOException {
        bytes += Math.max(0, count);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - since);
        if (bytes / 2 > maxBytes + FREE_BYTES + seconds * FREE_BYTES_A_SECOND) {
            exceeded = true;
            throw new IOException("a message of more than " + maxBytes + " bytes");
        }
    }

    /** A message was whole. */
    synchronized void message() {
        bytes = 0;
        since = nanos.getAsLong();
    }

    synchronized boolean isExceeded() {
        return exceeded;
    }

    long maxBytes() {
        return maxBytes;
    }
}
