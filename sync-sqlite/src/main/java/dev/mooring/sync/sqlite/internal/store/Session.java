package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.storage.Counts;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.sqlite.internal.apply.AsideRow;
import dev.mooring.sync.sqlite.internal.tables.TableSession;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.sqlite.spi.Processes;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Turn;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with the tables as seen through it. */
final class Session<DB> {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    final SqlConnection<DB> sql;
    final OutboxTable outbox;
    final ParkedTable parked;
    final LogTable log;
    final ConfirmedTable rows;
    final UnreadableTable unreadable;
    final ScopeTable scope;
    final LeaseTable lease;
    final StagingTable staging;
    final LeftTable left;
    final AccountTable accounts;
    final BelowTable below;
    final @Nullable TableSync<DB> synced;
    final @Nullable TableSession<DB> tables;
    private final SqlStatement counts;
    private final SqlStatement outboxCounts;

    /** With the synced tables of the storage, if it has any; a connection that only reads has no part in them. */
    Session(SqlConnection<DB> sql, Processes processes, @Nullable TableSync<DB> synced, boolean writes) {
        this.sql = sql;
        scope = new ScopeTable(sql);
        outbox = new OutboxTable(sql, scope);
        parked = new ParkedTable(sql);
        log = new LogTable(sql);
        rows = new ConfirmedTable(sql);
        unreadable = new UnreadableTable(sql);
        lease = new LeaseTable(sql, scope, processes);
        staging = new StagingTable(sql);
        left = new LeftTable(sql, scope);
        accounts = new AccountTable(sql);
        below = new BelowTable(sql, outbox, parked);
        tables = synced == null || !writes ? null : synced.session(sql, below);
        this.synced = synced;
        outboxCounts = sql.statement("SELECT (" + TableSync.WAITING + "), ("
                + ParkedTable.count(MutationState.SUPERSEDED) + "), ("
                + ParkedTable.count(MutationState.QUARANTINED) + ")");
        counts = sql.statement("SELECT (" + TableSync.WAITING + "), (" + AsideRow.COUNT + ")");
    }

    /** Opens a connection. */
    static <DB> Session<DB> connect(
            SqlDriver<DB> driver, Processes processes, @Nullable TableSync<DB> tables, boolean readOnly) {
        SqlConnection<DB> sql = driver.connect(readOnly);
        try {
            sql.configure();
            return new Session<>(sql, processes, tables, !readOnly);
        } catch (Throwable t) {
            sql.close();
            throw t;
        }
    }

    void begin(Turn turn) {
        sql.begin(turn);
        scope.begin();
        outbox.begin(turn.writable());
        below.begin();
        rows.begin();
        unreadable.begin();
        if (tables != null) {
            tables.begin();
        }
        if (!turn.writable()) {
            // SQLite takes the snapshot at the first read.
            scope.head();
        }
    }

    /** By one question. */
    Counts counts() {
        counts.next();
        long waiting = counts.number(1);
        long aside = counts.number(2);
        counts.reset();
        return new Counts(outbox.count() + waiting, synced == null ? 0 : waiting, aside);
    }

    /** By one question. */
    OutboxCounts outboxCounts() {
        outboxCounts.next();
        long captured = outboxCounts.number(1);
        OutboxCounts read =
                new OutboxCounts(outbox.count() + captured, captured, outboxCounts.number(2), outboxCounts.number(3));
        outboxCounts.reset();
        return read;
    }

    void commit() {
        if (tables == null) {
            sql.commit();
        } else {
            tables.commit(sql::commit);
        }
    }

    /** Refuses to commit what SQLite has rolled back. */
    static void checkIntact(Turn turn, SqlDriver<?> driver) {
        Throwable cause = turn.brokenBy();
        if (cause != null) {
            throw cause instanceof StorageException known
                    ? known
                    : driver.failed(cause, "finish the transaction, which SQLite has rolled back,");
        }
    }

    /** Rolls back after a failure; returns whether the connection is still good. */
    static boolean rollback(SqlConnection<?> sql, String name, Throwable failure) {
        try {
            sql.rollback();
            return true;
        } catch (Throwable e) { // A stack that has overflowed may do so again.
            LOG.warn(
                    "{}: the roll-back failed, the connection is given up, which rolls back, too",
                    name,
                    Shown.thrown(e));
            failure.addSuppressed(e);
            sql.close();
            return false;
        }
    }
}
