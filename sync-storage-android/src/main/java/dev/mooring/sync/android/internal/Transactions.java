package dev.mooring.sync.android.internal;

import dev.mooring.sync.sqlite.spi.Turn;

/** How the transactions of a connection begin and end. */
public interface Transactions {
    /** Begins one; the turn is told if somebody else ends it. */
    void begin(Turn turn);

    /** Ends it; throws if it was not committed. */
    void commit();

    /** Ends it, and what it wrote is gone. Does nothing if it has ended already. */
    void rollback();

    /** Whether SQLite still has it open; asked after a failure. */
    boolean isBegun();
}
