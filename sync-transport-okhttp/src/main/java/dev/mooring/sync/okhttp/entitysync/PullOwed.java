package dev.mooring.sync.okhttp.entitysync;

/** Whether a pull has to follow, as something was heard that is no data: a complete one that begins behind it. */
final class PullOwed {
    private boolean owed;
    private boolean running;

    void owe() {
        owed = true;
    }

    /** A pull begins. */
    void begins() {
        running |= owed;
        owed = false;
    }

    /**
     * A part of it has ended.
     *
     * @param whole whether it was the last one
     * @param goesOn whether more follows
     */
    void ends(boolean whole, boolean goesOn) {
        if (whole || !goesOn) {
            owed |= running && !whole;
            running = false;
        }
    }

    boolean isOwed() {
        return owed;
    }

    /** Whether everything that was heard so far is in a pull. */
    boolean isPaid() {
        return !owed && !running;
    }
}
