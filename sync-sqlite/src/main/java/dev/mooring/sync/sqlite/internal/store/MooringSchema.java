package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The tables, their version, and whose they are. A new file goes through the same steps as an old one, so that both end up
 * the same; all of them, and the binding, are one transaction.
 *
 * <p>Sequence numbers of the outbox are given without gaps: every append takes the next one. So what was ever appended, less
 * what was ever removed, is what is there, and counting the outbox never reads it. {@code mooring_scope.removed} and
 * {@code .last_removed} are written when entries leave, a batch at a time; an append writes one row and no index.
 * ({@link OutboxKeys} says when there is one.)
 */
final class MooringSchema {
    /** The version that this code writes. */
    private static final int VERSION = SchemaSteps.VERSION;

    private static final String[] OF_IDENTITY = {
        "mooring_outbox",
        "mooring_below",
        "mooring_parked",
        "mooring_batch",
        "mooring_log",
        "mooring_confirmed",
        "mooring_seen",
        "mooring_unreadable",
        "mooring_rebuild",
        "mooring_staged",
        "mooring_extra",
        "mooring_aside",
        "mooring_unread",
        "mooring_adoption",
        "mooring_clock",
        "mooring_site",
    };

    private static final String CAPTURED_OR_ASIDE = " + EXISTS (SELECT 1 FROM mooring_aside)"
            + " + EXISTS (SELECT 1 FROM mooring_unread)"
            + " + EXISTS (SELECT 1 FROM mooring_capture WHERE seq > (SELECT taken FROM mooring_scope))";

    private final SqlConnection<?> sql;
    private final String database;

    MooringSchema(SqlConnection<?> sql, String database) {
        this.sql = sql;
        this.database = database;
    }

    /** Refuses what this client must not touch; only reads. */
    void check(ServerIdentity identity) {
        int version = version();
        if (version > VERSION) {
            throw newer(version);
        }
        if (version > 0) {
            checkIdentity(identity, version);
        }
    }

    private StorageException newer(int version) {
        return new StorageException(
                Kind.NEWER_SCHEMA,
                database + " has schema version " + version + " of Mooring, this version of the library knows "
                        + VERSION + "; it was not touched, update the library to open it",
                null);
    }

    /** Creates what is missing and binds the storage; inside a write transaction. */
    void prepare(ServerIdentity identity, boolean keepLog) {
        check(identity);
        int found = version();
        for (int version = found; version < VERSION; version++) {
            for (String statement : SchemaSteps.from(version)) {
                run(statement);
            }
        }
        if (found < VERSION) {
            SeenTable.carry(sql);
        }
        if (found == 0) {
            bind(identity);
        } else if (found < VERSION) {
            sql.statement("UPDATE mooring_schema SET version = ?")
                    .set(1, VERSION)
                    .run();
        }
        if (!identity.equals(bound())) {
            rebind(identity);
        }
        if (!keepLog) {
            // A log that was off for a while would have a hole when it is on again.
            run("DELETE FROM mooring_log");
        } else {
            run("UPDATE mooring_scope SET log_from = position, log_marks = '' WHERE position > log_from"
                    + " AND NOT EXISTS (SELECT 1 FROM mooring_log)");
        }
    }

    private int version() {
        SqlStatement tables =
                sql.statement("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'mooring_schema'");
        tables.next();
        boolean there = tables.number(1) > 0;
        tables.reset();
        return there ? (int) number("SELECT version FROM mooring_schema") : 0;
    }

    private long number(String query) {
        SqlStatement select = sql.statement(query);
        if (!select.next()) {
            throw new StorageException(
                    Kind.CORRUPT, "a row of Mooring's own is missing in " + database + " (" + query + ")", null);
        }
        long number = select.number(1);
        select.reset();
        return number;
    }

    private void checkIdentity(ServerIdentity identity, int version) {
        ServerIdentity bound = bound();
        if (bound.equals(identity)) {
            return;
        }
        boolean empty = number("SELECT (SELECT count(*) FROM mooring_scope WHERE cursor <> '')"
                        + " + EXISTS (SELECT 1 FROM mooring_outbox) + EXISTS (SELECT 1 FROM mooring_parked)"
                        + (version < 2 ? "" : " + EXISTS (SELECT 1 FROM " + confirmed(version) + ")")
                        + (version < 3 ? "" : CAPTURED_OR_ASIDE))
                == 0;
        long left = version < 4 ? 0 : LeftTable.count(sql, identity);
        if (!empty || left > 0) {
            throw StorageException.otherIdentity(database, bound, identity, waiting(version), left);
        }
    }

    private static String confirmed(int version) {
        return version < 7 ? "mooring_row" : "mooring_confirmed";
    }

    private OutboxCounts waiting(int version) {
        String parked = "SELECT count(*) FROM mooring_parked WHERE state = ";
        long captured = version < 3 ? 0 : TableSync.waiting(sql);
        return new OutboxCounts(
                number("SELECT count(*) FROM mooring_outbox") + captured,
                captured,
                number(parked + "'SUPERSEDED'"),
                number(parked + "'QUARANTINED'"));
    }

    /** Whose it is; null if it has no tables yet. Only reads. */
    @Nullable
    ServerIdentity owner() {
        int version = version();
        if (version > VERSION) {
            throw newer(version);
        }
        return version == 0 ? null : bound();
    }

    private ServerIdentity bound() {
        SqlStatement select = sql.statement("SELECT server, user FROM mooring_scope");
        if (!select.next()) {
            throw new StorageException(Kind.CORRUPT, "the row of mooring_scope is missing in " + database, null);
        }
        ServerIdentity bound = new ServerIdentity(select.text(1), select.text(2));
        select.reset();
        return bound;
    }

    private void bind(ServerIdentity identity) {
        sql.statement("INSERT INTO mooring_schema (id, version) VALUES (1, ?)")
                .set(1, VERSION)
                .run();
        sql.statement("INSERT INTO mooring_scope (id, server, user, cursor, position, removed, last_removed)"
                        + " VALUES (1, ?, ?, '', 0, 0, 0)")
                .set(1, identity.server())
                .set(2, identity.user())
                .run();
    }

    private void rebind(ServerIdentity identity) {
        clear(sql);
        bindTo(sql, identity);
    }

    /** Another's from here on, at the start. */
    static void bindTo(SqlConnection<?> sql, ServerIdentity identity) {
        sql.statement("UPDATE mooring_scope SET server = ?, user = ?, cursor = '', position = 0, listing = 0,"
                        + " listed_at = 0, held_rows = 0, held_from = 0, held_at = 0, held_listings = 0, surplus = -1,"
                        + " identity = '', founded = 0, exchange_at = NULL, ack_at = NULL, pull_at = NULL,"
                        + " retry_at = NULL, clock = 0, doubt = 0, site = 0, log_from = 0, log_marks = ''")
                .set(1, identity.server())
                .set(2, identity.user())
                .run();
    }

    /** Forgets all that is of one identity alone, but for what identities have left. What was captured is taken in by then. */
    static void clear(SqlConnection<?> sql) {
        for (String table : OF_IDENTITY) {
            sql.statement("DELETE FROM " + table).run();
        }
    }

    private void run(String statement) {
        sql.statement(statement).run();
    }
}
