package dev.mooring.sync.testing.transport;

import dev.mooring.sync.spi.Cancellation;

/** A cancellation that a test pulls. */
final class Switch implements Cancellation {
    private boolean cancelled;
    private Runnable action = () -> {};

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable next) {
        synchronized (this) {
            action = next;
            if (!cancelled) {
                return;
            }
        }
        next.run();
    }

    void cancel() {
        Runnable now;
        synchronized (this) {
            cancelled = true;
            now = action;
        }
        now.run();
    }
}
