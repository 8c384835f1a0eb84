package dev.mooring.sync.status;

/**
 * What one sync, or one rebuild, has moved so far. The numbers never fall while it runs.
 *
 * @param push mutations confirmed
 * @param pull changes received
 */
public record Progress(Flow push, Flow pull) {
    /** Nothing yet. */
    public static final Progress NONE = new Progress(Flow.NONE, Flow.NONE);

    /**
     * Mutations confirmed.
     *
     * @return the number
     */
    public long pushed() {
        return push.records();
    }

    /**
     * Changes received.
     *
     * @return the number
     */
    public long pulled() {
        return pull.records();
    }
}
