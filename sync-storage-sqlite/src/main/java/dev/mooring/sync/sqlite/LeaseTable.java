package dev.mooring.sync.sqlite;

import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
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
        if (select.next()) {
            long end = select.number(2);
            boolean own = select.text(1).equals(owner);
            boolean free = own || isFree(end, now, ttl);
            select.reset();
            if (!free) {
                return false;
            }
            if (own && holdsForLong(end, now, ttl)) {
                return true;
            }
        }
        delete.run();
        insert.set(1, owner)
                .set(2, Columns.nanos(now.plus(ttl)))
                .set(3, processes.machine())
                .set(4, processes.self())
                .run();
        return true;
    }

    /** Renewing costs a page in the log of every transaction, so it waits until half of the time is over. */
    private static boolean holdsForLong(long end, Instant now, Duration ttl) {
        return end > Columns.nanos(now.plus(ttl.dividedBy(2))) && end <= Columns.nanos(now.plus(ttl));
    }

    private boolean isFree(long end, Instant now, Duration ttl) {
        // A small step back of the clock must not take it from a holder that lives; a large one must not block for
        // hours.
        boolean clockSetBack = end > Columns.nanos(now.plus(ttl).plus(ttl));
        return end <= Columns.nanos(now)
                || clockSetBack
                || (select.text(3).equals(processes.machine()) && processes.isGone(select.number(4)));
    }

    void release(String owner) {
        release.set(1, owner).run();
    }
}
