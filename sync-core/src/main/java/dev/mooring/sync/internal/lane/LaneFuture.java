package dev.mooring.sync.internal.lane;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future of the lane. Waiting for it throws where it could never complete: on the lane's own thread, and inside a write
 * transaction of the same client, for which the lane would wait in turn. Futures that are derived from it throw likewise, as far as
 * the platform asks {@link #newIncompleteFuture}.
 */
final class LaneFuture<T extends @Nullable Object> extends CompletableFuture<T> {
    private final Runnable refusal;

    /**
     * Not complete yet.
     *
     * @param refusal throws where nobody may wait
     */
    LaneFuture(Runnable refusal) {
        this.refusal = refusal;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuse();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuse();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        refuse();
        return super.join();
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new LaneFuture<>(refusal);
    }

    private void refuse() {
        if (!isDone()) {
            refusal.run();
        }
    }
}
