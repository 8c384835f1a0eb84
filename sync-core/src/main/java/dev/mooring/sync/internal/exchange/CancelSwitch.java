package dev.mooring.sync.internal.exchange;

import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.spi.Cancellation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels one exchange from any thread. If the transport's action throws, that is logged, and the caller goes on. */
public final class CancelSwitch implements Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private boolean cancelled;
    private Runnable action = () -> {};

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable newAction) {
        synchronized (this) {
            action = newAction;
            if (!cancelled) {
                return;
            }
        }
        run(newAction);
    }

    /** Cancels the exchange from any thread; again does nothing. The action runs on the thread that calls. */
    public void cancel() {
        Runnable toRun;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = action;
        }
        run(toRun);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable thrown) {
            LOG.warn("the transport threw as its exchange was cancelled", Failures.bare(thrown));
        }
    }
}
