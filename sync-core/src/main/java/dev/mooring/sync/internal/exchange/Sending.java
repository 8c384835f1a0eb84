package dev.mooring.sync.internal.exchange;

import dev.mooring.sync.spi.Cancellation;
import java.util.function.BooleanSupplier;

/**
 * The cancellation of one exchange. It is cancelled with its run. It is also cancelled, or does not begin, if this process has slept so
 * long that another one may sync by now.
 */
final class Sending implements Cancellation {
    private final Cancellation run;
    private final BooleanSupplier inTime;
    private final CancelSwitch sleep = new CancelSwitch();

    /**
     * Of a run.
     *
     * @param run the run's own
     * @param inTime whether a request may leave now
     */
    Sending(Cancellation run, BooleanSupplier inTime) {
        this.run = run;
        this.inTime = inTime;
    }

    @Override
    public boolean isCancelled() {
        return sleep.isCancelled() || run.isCancelled();
    }

    @Override
    public boolean maySend() {
        if (!isCancelled() && !inTime.getAsBoolean()) {
            sleep.cancel();
        }
        return !isCancelled();
    }

    @Override
    public void onCancel(Runnable action) {
        sleep.onCancel(action);
        run.onCancel(action);
    }

    /** Cancels the exchange because the lease is over. May be called from any thread. */
    void oversleep() {
        sleep.cancel();
    }

    /** Whether it was cancelled because the lease was over, and not with its run. */
    boolean overslept() {
        return sleep.isCancelled() && !run.isCancelled();
    }
}
