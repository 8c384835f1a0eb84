package dev.mooring.sync.internal.lane;

import dev.mooring.sync.spi.Cancellation;

/** Ends one exchange from any thread. */
final class CancelSwitch implements Cancellation {
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
        newAction.run();
    }

    void cancel() {
        Runnable toRun;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = action;
        }
        toRun.run();
    }
}
