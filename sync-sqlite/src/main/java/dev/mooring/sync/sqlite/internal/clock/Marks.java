package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;

/**
 * Where in the journal local transactions end that were made through this library. What other programs wrote between two of these has no
 * end of its own, and is taken for one transaction.
 */
final class Marks {
    private final SqlStatement next;
    private final SqlStatement insert;
    private final SqlStatement forget;

    Marks(SqlConnection<?> sql) {
        next = sql.statement("SELECT coalesce(min(seq), 0) FROM mooring_mark WHERE seq > ?");
        insert = sql.statement("INSERT OR IGNORE INTO mooring_mark (seq) VALUES (?)");
        forget = sql.statement("DELETE FROM mooring_mark WHERE seq <= ?");
    }

    /** The last capture of the transaction that a capture behind that number is of; 0 if none is marked. */
    long next(long seq) {
        next.set(1, seq).next();
        long mark = next.number(1);
        next.reset();
        return mark;
    }

    void put(long seq) {
        insert.set(1, seq).run();
    }

    /** Up to there all has been taken in. */
    void forget(long seq) {
        forget.set(1, seq).run();
    }
}
