package dev.mooring.sync.spi;

/**
 * Ends a running exchange from another thread. A cancelled exchange throws a
 * {@link dev.mooring.sync.spi.TransportException} of kind {@code CANCELLED} with an honest delivery.
 */
public interface Cancellation {
    /**
     * Whether it is over already.
     *
     * @return true once cancelled
     */
    boolean isCancelled();

    /**
     * Whether a request may leave now. To be asked as late as possible, directly before its first byte: a process may have been
     * stopped, or a device may have slept, since the exchange began, and another process may have synced meanwhile. Where it may not,
     * the exchange ends as a cancelled one, and nothing was sent.
     *
     * @return false once cancelled, and once the right to sync, or the time for this exchange, is over
     */
    default boolean maySend() {
        return !isCancelled();
    }

    /**
     * Registers what to do on cancellation; runs at once if it is over already. Each registration replaces the one before.
     *
     * @param action short and non-blocking, such as closing a socket
     */
    void onCancel(Runnable action);
}
