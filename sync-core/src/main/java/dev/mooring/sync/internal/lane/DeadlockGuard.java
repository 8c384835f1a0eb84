package dev.mooring.sync.internal.lane;

import dev.mooring.sync.internal.settings.GuardedScheduler;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Throws if a caller waits for the lane while the lane would have to wait for the caller. Thread-safe. */
public final class DeadlockGuard {
    private final GuardedScheduler scheduler;
    private final BooleanSupplier writing;

    /**
     * For one lane.
     *
     * @param writing whether the calling thread is inside one of the client's write transactions
     */
    DeadlockGuard(GuardedScheduler scheduler, BooleanSupplier writing) {
        this.scheduler = scheduler;
        this.writing = writing;
    }

    /** A future that refuses to be waited for there. */
    public <T> CompletableFuture<T> future() {
        return new LaneFuture<>(this::refuse);
    }

    /** Throws there. */
    public void refuse() {
        if (scheduler.onLane()) {
            throw new IllegalStateException(
                    "this is the client's own thread, which has to do what would be waited for here;"
                            + " wait on another thread, or go on when it is done, by thenAccept");
        }
        if (writing.getAsBoolean()) {
            throw new IllegalStateException(
                    "this thread is inside a write, and what would be waited for here has to write"
                            + " as well; wait for it after the write");
        }
    }
}
