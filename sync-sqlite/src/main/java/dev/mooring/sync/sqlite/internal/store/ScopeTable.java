package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.HeldBack;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.status.Contact;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whose storage it is, cursor and frozen batch. */
final class ScopeTable {
    /** The columns of a batch, as {@link #read} counts them. */
    static final String BATCH = "idempotency_key, base, frozen_at, members, failures, orphaned, wire, crc";

    private final SqlStatement head;
    private final SqlStatement state;
    private final SqlStatement move;
    private final SqlStatement heard;
    private final SqlStatement hear;
    private final SqlStatement batch;
    private final SqlStatement dissolve;
    private final SqlStatement freeze;
    private final SqlStatement nextEpoch;
    private @Nullable Head known;
    private @Nullable SyncState knownState;

    ScopeTable(SqlConnection<?> sql) {
        head = sql.statement(
                "SELECT server, user, last_removed, coalesce((SELECT max(seq) FROM mooring_outbox), 0), removed, epoch"
                        + " FROM mooring_scope");
        state = sql.statement("SELECT cursor, position, listing, listed_at, identity, founded, held_rows, held_from,"
                + " held_at, held_listings, surplus FROM mooring_scope");
        move = sql.statement(
                "UPDATE mooring_scope SET cursor = ?, position = ?, listing = ?, listed_at = ?, identity = ?, founded"
                        + " = ?, held_rows = ?, held_from = ?, held_at = ?, held_listings = ?, surplus = ?");
        nextEpoch = sql.statement("UPDATE mooring_scope SET epoch = epoch + 1");
        heard = sql.statement("SELECT exchange_at, ack_at, pull_at, retry_at FROM mooring_scope");
        hear = sql.statement("UPDATE mooring_scope SET exchange_at = ?, ack_at = ?, pull_at = ?, retry_at = ?");
        batch = sql.statement("SELECT " + BATCH + " FROM mooring_batch");
        dissolve = sql.statement("DELETE FROM mooring_batch");
        freeze = sql.statement("INSERT INTO mooring_batch (id, " + BATCH + ") VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    /**
     * What each transaction begins with, by one question.
     *
     * @param lastRemoved the highest number of those that have left the outbox
     * @param top the highest number in the outbox; 0 if it is empty
     * @param removed how many entries have left it
     * @param epoch of the lease that was given last
     */
    record Head(ServerIdentity identity, long lastRemoved, long top, long removed, long epoch) {
        /** The last number that the outbox has given. */
        long last() {
            return Math.max(lastRemoved, top);
        }
    }

    /** What was known may be wrong in another transaction. */
    void begin() {
        known = null;
        knownState = null;
    }

    /** As it was when the transaction asked first. */
    Head head() {
        Head read = known;
        if (read == null) {
            head.next();
            read = new Head(
                    new ServerIdentity(head.text(1), head.text(2)),
                    head.number(3),
                    head.number(4),
                    head.number(5),
                    head.number(6));
            head.reset();
            known = read;
        }
        return read;
    }

    ServerIdentity identity() {
        return head().identity();
    }

    /** Begins the next epoch of the lease. */
    void nextEpoch() {
        nextEpoch.run();
        known = null;
    }

    SyncState state() {
        SyncState read = knownState;
        if (read == null) {
            read = readState();
            knownState = read;
        }
        return read;
    }

    private SyncState readState() {
        state.next();
        SyncState read = new SyncState(
                new Cursor(state.text(1)),
                state.number(2),
                state.number(3),
                Columns.instant(state.number(4)),
                state.text(5),
                state.number(6) != 0,
                new HeldBack(
                        state.number(7),
                        state.number(8),
                        Columns.instant(state.number(9)),
                        (int) state.number(10),
                        state.number(11)));
        state.reset();
        return read;
    }

    void state(SyncState to) {
        knownState = null; // It is read again as it was kept.
        move.set(1, to.cursor().token())
                .set(2, to.position())
                .set(3, to.listing())
                .set(4, Columns.nanos(to.listedAt()))
                .set(5, to.identity())
                .set(6, to.founded() ? 1 : 0)
                .set(7, to.held().rows())
                .set(8, to.held().from())
                .set(9, Columns.nanos(to.held().since()))
                .set(10, to.held().listings())
                .set(11, to.held().surplus())
                .run();
    }

    Contact contact() {
        heard.next();
        Contact read = new Contact(instant(1), instant(2), instant(3), instant(4));
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
                .bind(4, nanos(to.retryAt()))
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
        Batch read = Checksum.checked("mooring_batch", () -> row.text(1), stored(row), of(row));
        row.reset();
        return read;
    }

    /** A batch by {@link #BATCH}. */
    static Checksum.Row<Batch> of(SqlStatement row) {
        return new Checksum.Row<>() {
            @Override
            public Batch read() {
                // Of what is whole alone: a damaged range could name any number of members.
                boolean whole = stored(row) == Checksum.NONE || stored(row) == sum();
                return new Batch(
                        UUID.fromString(row.text(1)),
                        new Cursor(row.text(2)),
                        Columns.instant(row.number(3)),
                        Ranges.read(whole ? row.text(4) : "1"),
                        (int) row.number(5),
                        row.number(6) != 0,
                        row.text(7));
            }

            @Override
            public long checksum(Batch read) {
                return sum();
            }

            private long sum() {
                return ScopeTable.checksum(
                        row.text(1),
                        row.text(2),
                        row.number(3),
                        row.text(4),
                        row.number(5),
                        row.number(6),
                        row.text(7));
            }
        };
    }

    private static long stored(SqlStatement row) {
        return row.value(8) instanceof Long sum ? sum : Checksum.NONE;
    }

    /** Of a batch as it is written. */
    static long checksum(
            String key, String base, long frozenAt, String members, long failures, long orphaned, String wire) {
        return new Checksum()
                .add(key)
                .add(base)
                .add(frozenAt)
                .add(members)
                .add(failures)
                .add(orphaned)
                .add(wire)
                .value();
    }

    void batch(@Nullable Batch to) {
        dissolve.run();
        if (to != null) {
            write(freeze, 1, to, to.members());
        }
    }

    /** Writes the columns of a batch from the first parameter on, with other members. */
    static void write(SqlStatement insert, int first, Batch batch, List<Long> members) {
        String key = batch.key().toString();
        long frozenAt = Columns.nanos(batch.frozenAt());
        String numbers = Ranges.write(members);
        long orphaned = batch.orphaned() ? 1 : 0;
        insert.set(first, key)
                .set(first + 1, batch.base().token())
                .set(first + 2, frozenAt)
                .set(first + 3, numbers)
                .set(first + 4, batch.failures())
                .set(first + 5, orphaned)
                .set(first + 6, batch.wire())
                .set(
                        first + 7,
                        checksum(
                                key, batch.base().token(), frozenAt, numbers, batch.failures(), orphaned, batch.wire()))
                .run();
    }
}
