package dev.mooring.sync.sqlite.spi;

import org.jspecify.annotations.Nullable;

/**
 * One transaction's right to use a connection: on its thread, until it ends, and as long as SQLite has not rolled it back on
 * its own. What came after such a roll-back would be committed statement by statement, so it is refused instead.
 *
 * <p>The storage makes it, on the thread of the transaction. The binding asks it before each call of the app's code, and tells it of a
 * roll-back.
 */
public final class Turn {
    private final String database;
    private final boolean writable;
    private final Thread thread = Thread.currentThread();
    private boolean ended;
    private @Nullable Throwable broken;

    /**
     * Begins the turn of the calling thread.
     *
     * @param database what messages call the database
     * @param writable whether the transaction may write
     */
    public Turn(String database, boolean writable) {
        this.database = database;
        this.writable = writable;
    }

    /**
     * Whether the transaction may write.
     *
     * @return false if it only reads
     */
    public boolean writable() {
        return writable;
    }

    /** Ends it. Called by the storage when the body has returned. */
    public void end() {
        ended = true;
    }

    /**
     * Refuses use on another thread, after the end, or after a roll-back.
     *
     * @throws IllegalStateException if it is refused
     */
    public void check() {
        if (thread != Thread.currentThread()) {
            throw new IllegalStateException("the transaction in " + database + " belongs to thread " + thread.getName()
                    + "; its use on thread " + Thread.currentThread().getName() + " is refused");
        }
        if (ended) {
            throw new IllegalStateException(
                    "the transaction in " + database + " is over; use its handles inside the body only");
        }
        if (broken != null) {
            throw new IllegalStateException(
                    "SQLite has rolled the transaction in " + database + " back; nothing more can be done in it",
                    broken);
        }
    }

    /**
     * As {@link #check}, and refuses a transaction that only reads.
     *
     * @throws IllegalStateException if it is refused
     */
    public void checkWritable() {
        check();
        if (!writable) {
            throw new IllegalStateException("the transaction in " + database + " only reads; nothing was written");
        }
    }

    /**
     * Notes that SQLite rolled the transaction back when a statement failed. Called by the binding.
     *
     * @param cause how the statement failed
     */
    public void broken(Throwable cause) {
        broken = cause;
    }

    /**
     * How the statement failed with which SQLite rolled the transaction back.
     *
     * @return null if it has not; else the storage does not commit
     */
    public @Nullable Throwable brokenBy() {
        return broken;
    }
}
