package dev.mooring.sync.sqlite.internal.tables;

/** What one transaction did to the rows of synced tables, told when it has committed. */
public final class Notes {
    private final RowKeys rows = new RowKeys();
    private long firstTaken = Long.MIN_VALUE;
    private long lastTaken = Long.MIN_VALUE;
    private boolean applied;

    /** Rows were written for the server's sake. */
    void applied() {
        applied = true;
    }

    /** A row was written, or a capture of it became a mutation. */
    void row(String table, String key) {
        rows.add(table, key);
    }

    /** Captures were taken in, from one number to another. */
    void taken(long first, long last) {
        firstTaken = firstTaken == Long.MIN_VALUE ? first : firstTaken;
        lastTaken = last;
    }

    /** Forgets all, for the next transaction. */
    public void clear() {
        rows.clear();
        firstTaken = Long.MIN_VALUE;
        lastTaken = Long.MIN_VALUE;
        applied = false;
    }

    /** Whether there is anything to tell. */
    public boolean isEmpty() {
        return !applied && lastTaken == Long.MIN_VALUE;
    }

    RowKeys rows() {
        return rows;
    }

    long firstTaken() {
        return firstTaken;
    }

    long lastTaken() {
        return lastTaken;
    }

    boolean hasApplied() {
        return applied;
    }
}
