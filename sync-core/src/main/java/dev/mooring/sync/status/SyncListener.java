package dev.mooring.sync.status;

/**
 * Observes a client. Called on the lane thread, in order, after the commit that the event is about, never under a lock and
 * never inside a transaction. It must return quickly; whatever it throws is logged and swallowed, and
 * an interrupt that it leaves on the thread is taken back.
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
