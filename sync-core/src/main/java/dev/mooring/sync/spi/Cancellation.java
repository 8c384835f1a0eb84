package dev.mooring.sync.spi;

/**
 * Ends a running exchange from another thread. A cancelled exchange throws a
 * {@link dev.mooring.sync.TransportException} of kind {@code CANCELLED} with an honest delivery.
 */
public interface Cancellation {
    /**
     * Whether it is over already.
     *
     * @return true once cancelled
     */
    boolean isCancelled();

    /**
     * Registers what to do on cancellation; runs at once if it is over already. Each registration replaces the one before.
     *
     * @param action short and non-blocking, such as closing a socket
     */
    void onCancel(Runnable action);
}
