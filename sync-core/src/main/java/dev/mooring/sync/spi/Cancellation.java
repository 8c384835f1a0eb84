package dev.mooring.sync.spi;

/**
 * Ends a running exchange from another thread. A cancelled exchange throws a
 * {@link dev.mooring.sync.spi.TransportException} of kind {@code CANCELLED} with an honest delivery.
 */
public interface Cancellation {
    /** For an exchange that nobody cancels. */
    Cancellation NEVER = new Cancellation() {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void onCancel(Runnable action) {}
    };

    /**
     * Whether the exchange was cancelled already.
     *
     * @return true once cancelled
     */
    boolean isCancelled();

    /**
     * Whether a request may leave now. Ask as late as possible, directly before the first byte: since the exchange began, the
     * process may have been stopped or the device may have slept, and another process may have synced. If the answer is no, end the
     * exchange as a cancelled one of which nothing was sent.
     *
     * @return false once cancelled, and once the right to sync, or the time for this exchange, is over
     */
    default boolean maySend() {
        return !isCancelled();
    }

    /**
     * Registers what to do on cancellation. If the exchange was cancelled already, the action runs at once. Each registration
     * replaces the one before.
     *
     * @param action short and non-blocking, such as closing a socket
     */
    void onCancel(Runnable action);
}
