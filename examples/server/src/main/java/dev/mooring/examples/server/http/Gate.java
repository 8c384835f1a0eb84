package dev.mooring.examples.server.http;

import dev.mooring.examples.server.log.LogId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what is under way: in all, for each log, and in bytes that are being read. What is above is asked to come later, before anything of
 * it is read.
 */
final class Gate {
    static final int RETRY_AFTER_SECONDS = 1;

    private final int mostInAll;
    private final int mostOfOne;
    private final long mostBytes;
    private final AtomicInteger inAll = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final Map<LogId, Integer> ofEach = new ConcurrentHashMap<>();

    Gate(int mostInAll, int mostOfOne, long mostBytes) {
        this.mostInAll = mostInAll;
        this.mostOfOne = mostOfOne;
        this.mostBytes = mostBytes;
    }

    /** Lets a request in whose body is so long, or refuses it. Who is in leaves by {@link #leave}. */
    void enter(LogId log, long length) {
        boolean full = inAll.incrementAndGet() > mostInAll;
        boolean heavy = bytes.addAndGet(length) > mostBytes;
        boolean greedy = ofEach.merge(log, 1, Integer::sum) > mostOfOne;
        if (full || heavy || greedy) {
            leave(log, length);
            throw full || heavy
                    ? new Refusal(503, "The server has too much to do.")
                    : new Refusal(429, "Too many requests of this user at once.");
        }
    }

    void leave(LogId log, long length) {
        inAll.decrementAndGet();
        bytes.addAndGet(-length);
        ofEach.computeIfPresent(log, (each, count) -> count == 1 ? null : count - 1);
    }

    int underWay() {
        return inAll.get();
    }
}
