package dev.mooring.sync.status;

/**
 * What one sync, or one rebuild, has moved so far. The numbers never fall while it runs.
 *
 * @param push mutations confirmed
 * @param pull changes received
 * @param reading how far the server's messages are read; {@link Reading#NONE} where their length is not known before they are read
 */
public record Progress(Flow push, Flow pull, Reading reading) {
    /** Nothing yet. */
    public static final Progress NONE = new Progress(Flow.NONE, Flow.NONE);

    /** Progress of which no message's length is known. */
    public Progress(Flow push, Flow pull) {
        this(push, pull, Reading.NONE);
    }

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
