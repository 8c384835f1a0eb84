package dev.mooring.sync.sqlite;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncStatus.Contact;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.SyncState;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cursor and frozen batch. */
final class ScopeTable {
    /** The columns of a batch, as {@link #read} counts them. */
    static final String BATCH = "idempotency_key, base, frozen_at, members, failures, orphaned, wire";

    private final SqlStatement identity;
    private final SqlStatement state;
    private final SqlStatement move;
    private final SqlStatement heard;
    private final SqlStatement hear;
    private final SqlStatement batch;
    private final SqlStatement dissolve;
    private final SqlStatement freeze;

    ScopeTable(SqlConnection<?> sql) {
        identity = sql.statement("SELECT server, user FROM mooring_scope");
        state = sql.statement("SELECT cursor, position, listing, listed_at, identity, founded FROM mooring_scope");
        move = sql.statement(
                "UPDATE mooring_scope SET cursor = ?, position = ?, listing = ?, listed_at = ?, identity = ?, founded"
                        + " = ?");
        heard = sql.statement("SELECT exchange_at, ack_at, pull_at FROM mooring_scope");
        hear = sql.statement("UPDATE mooring_scope SET exchange_at = ?, ack_at = ?, pull_at = ?");
        batch = sql.statement("SELECT " + BATCH + " FROM mooring_batch");
        dissolve = sql.statement("DELETE FROM mooring_batch");
        freeze = sql.statement("INSERT INTO mooring_batch (id, " + BATCH + ") VALUES (1, ?, ?, ?, ?, ?, ?, ?)");
    }

    ServerIdentity identity() {
        identity.next();
        ServerIdentity read = new ServerIdentity(identity.text(1), identity.text(2));
        identity.reset();
        return read;
    }

    SyncState state() {
        state.next();
        SyncState read = new SyncState(
                new Cursor(state.text(1)),
                state.number(2),
                state.number(3),
                Columns.instant(state.number(4)),
                state.text(5),
                state.number(6) != 0);
        state.reset();
        return read;
    }

    void state(SyncState to) {
        move.set(1, to.cursor().token())
                .set(2, to.position())
                .set(3, to.listing())
                .set(4, Columns.nanos(to.listedAt()))
                .set(5, to.identity())
                .set(6, to.founded() ? 1 : 0)
                .run();
    }

    Contact contact() {
        heard.next();
        Contact read = new Contact(instant(1), instant(2), instant(3));
        heard.reset();
        return read;
    }

    private @Nullable Instant instant(int column) {
        return heard.value(column) instanceof Long nanos ? Columns.instant(nanos) : null;
    }

    void contact(Contact to) {
        hear.bind(1, nanos(to.exchange()))
                .bind(2, nanos(to.ack()))
                .bind(3, nanos(to.pull()))
                .run();
    }

    private static @Nullable Long nanos(@Nullable Instant instant) {
        return instant == null ? null : Long.valueOf(Columns.nanos(instant));
    }

    @Nullable
    Batch batch() {
        return read(batch);
    }

    /** Reads the columns of a batch, and ends the query; null if there is none. */
    static @Nullable Batch read(SqlStatement row) {
        if (!row.next()) {
            return null;
        }
        Batch read = new Batch(
                UUID.fromString(row.text(1)),
                new Cursor(row.text(2)),
                Columns.instant(row.number(3)),
                Ranges.read(row.text(4)),
                (int) row.number(5),
                row.number(6) != 0,
                row.text(7));
        row.reset();
        return read;
    }

    void batch(@Nullable Batch to) {
        dissolve.run();
        if (to != null) {
            freeze.set(1, to.key().toString())
                    .set(2, to.base().token())
                    .set(3, Columns.nanos(to.frozenAt()))
                    .set(4, Ranges.write(to.members()))
                    .set(5, to.failures())
                    .set(6, to.orphaned() ? 1 : 0)
                    .set(7, to.wire())
                    .run();
        }
    }
}
