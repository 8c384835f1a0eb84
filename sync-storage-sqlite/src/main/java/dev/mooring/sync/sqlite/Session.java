package dev.mooring.sync.sqlite;

import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.Turn;

/** A connection with the tables as seen through it. */
final class Session<DB> {
    final SqlConnection<DB> sql;
    final OutboxTable outbox;
    final ParkedTable parked;
    final LogTable log;
    final RowTable rows;
    final ScopeTable scope;
    final LeaseTable lease;

    Session(SqlConnection<DB> sql, Processes processes) {
        this.sql = sql;
        outbox = new OutboxTable(sql);
        parked = new ParkedTable(sql);
        log = new LogTable(sql);
        rows = new RowTable(sql);
        scope = new ScopeTable(sql);
        lease = new LeaseTable(sql, processes);
    }

    void begin(Turn turn) {
        sql.begin(turn);
        outbox.begin(turn.writable());
        if (!turn.writable()) {
            // SQLite takes the snapshot at the first read.
            scope.state();
        }
    }
}
