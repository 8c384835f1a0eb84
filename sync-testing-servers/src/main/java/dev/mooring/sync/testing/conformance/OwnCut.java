package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.spi.Cancellation;

/** Cancels an exchange of an own transport, at a moment that a test chooses. Thread-safe. */
final class OwnCut implements Cancellation {
    /** When it is cancelled. */
    enum Moment {
        /** Before it begins. */
        BEFORE,
        /** When the transport asks whether it may send. */
        ASKED,
        /** When the transport says that the request has left. */
        SENT,
        /** Only if it takes too long. */
        NEVER
    }

    private final Moment moment;
    private boolean cancelled;
    private Runnable action = () -> {};

    OwnCut() {
        this(Moment.NEVER);
    }

    OwnCut(Moment moment) {
        this.moment = moment;
        this.cancelled = moment == Moment.BEFORE;
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public boolean maySend() {
        if (moment == Moment.ASKED) {
            cancel();
        }
        return !isCancelled();
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

    /** The request has left. */
    void sent() {
        if (moment == Moment.SENT) {
            cancel();
        }
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
