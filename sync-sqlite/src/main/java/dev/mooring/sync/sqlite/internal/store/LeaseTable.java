package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.LeaseTx.Lease;
import dev.mooring.sync.sqlite.spi.Processes;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who may sync. Times are kept in nanoseconds; one too far away for that is kept as the last there is.
 *
 * <p>The epoch stands in {@code mooring_scope}, so that it is there when nobody holds the lease, and also when an older version of
 * the library, which knows no epochs, has taken it and given it back in between.
 */
final class LeaseTable {
    private final SqlStatement select;
    private final SqlStatement delete;
    private final SqlStatement insert;
    private final SqlStatement release;
    private final ScopeTable scope;
    private final Processes processes;

    LeaseTable(SqlConnection<?> sql, ScopeTable scope, Processes processes) {
        this.scope = scope;
        this.processes = processes;
        select = sql.statement("SELECT owner, expires_at, machine, pid, taken_at FROM mooring_lease");
        delete = sql.statement("DELETE FROM mooring_lease");
        insert = sql.statement("INSERT INTO mooring_lease (id, owner, expires_at, machine, pid, taken_at)"
                + " VALUES (1, ?, ?, ?, ?, ?)");
        release = sql.statement("DELETE FROM mooring_lease WHERE owner = ?");
    }

    @Nullable
    Lease take(String owner, Instant now, Duration atLeast, Duration ttl) {
        boolean own = false;
        if (select.next()) {
            long end = select.number(2);
            own = select.text(1).equals(owner);
            boolean free = own || isFree(end, now, ttl);
            select.reset();
            if (!free) {
                return null;
            }
            if (own && holdsForLong(end, now, atLeast, ttl)) {
                return new Lease(epoch(), Columns.instant(end));
            }
        }
        if (!own) {
            scope.nextEpoch();
        }
        long end = Columns.nanos(now.plus(ttl));
        delete.run();
        insert.set(1, owner)
                .set(2, end)
                .set(3, processes.machine())
                .set(4, processes.self())
                .set(5, Columns.nanos(now))
                .run();
        return new Lease(epoch(), Columns.instant(end));
    }

    /** The last one that was given. */
    long epoch() {
        return scope.head().epoch();
    }

    /** Renewing costs a page in the log of every transaction, so it waits until it has to be. */
    private static boolean holdsForLong(long end, Instant now, Duration atLeast, Duration ttl) {
        return end > Columns.nanos(now.plus(atLeast)) && end <= Columns.nanos(now.plus(ttl));
    }

    private boolean isFree(long end, Instant now, Duration ttl) {
        return end <= Columns.nanos(now)
                || isClockSetBack(end, now, ttl)
                || (select.text(3).equals(processes.machine()) && processes.isGone(select.number(4)));
    }

    /**
     * A small step back of the clock must not take it from a holder that lives; a large one must not block for hours. An older
     * version of the library does not say when it took it.
     */
    private boolean isClockSetBack(long end, Instant now, Duration ttl) {
        return select.value(5) == null
                ? end > Columns.nanos(now.plus(ttl).plus(ttl))
                : select.number(5) > Columns.nanos(now.plus(ttl));
    }

    void release(String owner) {
        release.set(1, owner).run();
    }
}
