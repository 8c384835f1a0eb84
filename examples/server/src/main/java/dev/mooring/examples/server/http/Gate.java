package dev.mooring.examples.server.http;

import dev.mooring.examples.server.log.LogId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds what is under way: in all, and for each log. What is above is asked to come later, before anything of it is read. */
final class Gate {
    static final int RETRY_AFTER_SECONDS = 1;

    private final int mostInAll;
    private final int mostOfOne;
    private final AtomicInteger inAll = new AtomicInteger();
    private final Map<LogId, Integer> ofEach = new ConcurrentHashMap<>();

    Gate(int mostInAll, int mostOfOne) {
        this.mostInAll = mostInAll;
        this.mostOfOne = mostOfOne;
    }

    /** Lets a request in, or refuses it. Who is in leaves by {@link #leave}. */
    void enter(LogId log) {
        if (inAll.incrementAndGet() > mostInAll) {
            inAll.decrementAndGet();
            throw new Refusal(503, "The server has too much to do.");
        }
        int now = ofEach.merge(log, 1, Integer::sum);
        if (now > mostOfOne) {
            leave(log);
            throw new Refusal(429, "Too many requests of this user at once.");
        }
    }

    void leave(LogId log) {
        inAll.decrementAndGet();
        ofEach.computeIfPresent(log, (each, count) -> count == 1 ? null : count - 1);
    }

    int underWay() {
        return inAll.get();
    }
}
