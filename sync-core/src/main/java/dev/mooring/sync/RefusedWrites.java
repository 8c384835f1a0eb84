package dev.mooring.sync;

/** What becomes of the app's rows when a write is refused for good: by the server, or because the dialect can never send it. */
public enum RefusedWrites {
    /**
     * It stays where it was written: it lies on top of what the server confirmed, as pending mutations do, and below later ones of its
     * key. The app marks it ({@link SyncClient#quarantined}), and drops or retries it.
     */
    STAY,
    /** It is taken back from the rows when it is quarantined, and written again by {@link SyncClient#retry}. */
    TAKE_BACK
}
