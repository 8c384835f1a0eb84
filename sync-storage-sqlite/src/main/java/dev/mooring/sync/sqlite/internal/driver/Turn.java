package dev.mooring.sync.sqlite.internal.driver;

import dev.mooring.sync.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * One transaction's right to use a connection: on its thread, until it ends, and as long as SQLite has not rolled it back on
 * its own. What came after such a roll-back would be committed statement by statement, so it is refused instead.
 */
public final class Turn {
    private final String database;
    private final boolean writable;
    private final Thread thread = Thread.currentThread();
    private boolean ended;
    private @Nullable Throwable broken;

    public Turn(String database, boolean writable) {
        this.database = database;
        this.writable = writable;
    }

    public boolean writable() {
        return writable;
    }

    public void end() {
        ended = true;
    }

    /** Refuses use on another thread, after the end, or after a roll-back. */
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

    /** As {@link #check}, and refuses a read transaction. */
    public void checkWritable() {
        check();
        if (!writable) {
            throw new IllegalStateException("the transaction in " + database + " only reads; nothing was written");
        }
    }

    /** Notes that SQLite rolled the transaction back when a statement failed. */
    public void broken(Throwable cause) {
        broken = cause;
    }

    /** Refuses to commit what is not there any more. */
    public void checkIntact() {
        Throwable cause = broken;
        if (cause != null) {
            throw cause instanceof StorageException known
                    ? known
                    : Faults.of(cause, "finish the transaction, which SQLite has rolled back,", database);
        }
    }
}
