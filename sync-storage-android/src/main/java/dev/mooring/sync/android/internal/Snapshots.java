package dev.mooring.sync.android.internal;

import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.sqlite.spi.Turn;

/**
 * Transactions that read, on a database with one connection that nobody else uses. Before API 35 the framework has none that takes no
 * write lock, and takes the word BEGIN for one that does. A savepoint it passes on, and outside a transaction SQLite begins one with it.
 */
final class Snapshots implements Transactions {
    private final AndroidDatabase<?> database;
    private boolean begun;

    Snapshots(AndroidDatabase<?> database) {
        this.database = database;
    }

    @Override
    public void begin(Turn turn) {
        database.execute("SAVEPOINT mooring");
        begun = true;
    }

    @Override
    public void commit() {
        begun = false;
        database.execute("RELEASE mooring");
    }

    @Override
    public void rollback() {
        if (begun) {
            begun = false;
            database.execute("RELEASE mooring");
        }
    }

    @Override
    public boolean isBegun() {
        return begun;
    }
}
