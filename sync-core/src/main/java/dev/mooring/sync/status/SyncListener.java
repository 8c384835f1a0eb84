package dev.mooring.sync.status;

/**
 * Observes a client. Called on the lane thread, in order, after the commit that the event is about, never under a lock and never inside a
 * transaction. It must return quickly. What it throws is logged and goes no further. An interrupt that it leaves on the thread is cleared.
 */
@FunctionalInterface
public interface SyncListener {
    /**
     * Something happened.
     *
     * @param event what
     */
    void on(SyncEvent event);
}
