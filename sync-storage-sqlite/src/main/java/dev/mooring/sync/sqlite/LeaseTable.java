package dev.mooring.sync.sqlite;

import java.time.Duration;
import java.time.Instant;

/** Who may sync. Times are kept in nanoseconds; one too far away for that is kept as the last there is. */
final class LeaseTable {
    private final SqlStatement select;
    private final SqlStatement delete;
    private final SqlStatement insert;
    private final SqlStatement release;
    private final Processes processes;

    LeaseTable(SqlConnection<?> sql, Processes processes) {
        this.processes = processes;
        select = sql.statement("SELECT owner, expires_at, machine, pid FROM mooring_lease");
        delete = sql.statement("DELETE FROM mooring_lease");
        insert =
                sql.statement("INSERT INTO mooring_lease (id, owner, expires_at, machine, pid) VALUES (1, ?, ?, ?, ?)");
        release = sql.statement("DELETE FROM mooring_lease WHERE owner = ?");
    }

    boolean take(String owner, Instant now, Duration ttl) {
        if (!isFree(owner, now, ttl)) {
            return false;
        }
        delete.run();
        insert.set(1, owner)
                .set(2, Columns.nanos(now.plus(ttl)))
                .set(3, processes.machine())
                .set(4, processes.self())
                .run();
        return true;
    }

    private boolean isFree(String owner, Instant now, Duration ttl) {
        if (!select.next()) {
            return true;
        }
        long end = select.number(2);
        // A small step back of the clock must not take it from a holder that lives; a large one must not block for
        // hours.
        boolean clockSetBack = end > Columns.nanos(now.plus(ttl).plus(ttl));
        boolean free = select.text(1).equals(owner)
                || end <= Columns.nanos(now)
                || clockSetBack
                || (select.text(3).equals(processes.machine()) && processes.isGone(select.number(4)));
        select.reset();
        return free;
    }

    void release(String owner) {
        release.set(1, owner).run();
    }
}
