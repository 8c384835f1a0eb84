package dev.mooring.sync.testing.conformance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** How much of its {@link Limits} a run has used. Thread-safe. */
final class Budget {
    private final Limits limits;
    private final LongSupplier nanos;
    private final long begun;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger users = new AtomicInteger();

    Budget(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** One more request is about to be made. */
    void request() {
        if (nanos.getAsLong() - begun > limits.all().toNanos()) {
            throw Ending.unclear("the run took more than " + limits.all().toSeconds() + " s; it was ended");
        }
        if (requests.incrementAndGet() > limits.requests()) {
            requests.decrementAndGet();
            throw Ending.unclear("the run made " + limits.requests() + " requests, and may make no more");
        }
    }

    /** One more user is about to be made; returns its number. */
    int user() {
        int number = users.incrementAndGet();
        if (number > limits.users()) {
            users.decrementAndGet();
            throw Ending.unclear("the run made " + limits.users() + " users, and may make no more");
        }
        return number;
    }

    int requests() {
        return requests.get();
    }

    int users() {
        return users.get();
    }
}
