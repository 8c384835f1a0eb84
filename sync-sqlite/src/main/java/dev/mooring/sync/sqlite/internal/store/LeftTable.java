package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.BindingTx.Handover;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What identities have left behind when the storage was handed over, and the handing over itself.
 *
 * <p>What leaves is numbered on from what lies here already, with the gaps that it has, and what comes back is numbered on from
 * what the outbox has ever held, with the same gaps: a member of the batch that was settled is a gap, and has to stay one, as the
 * rest of a batch is not the batch. The outbox counts what it holds by what was ever appended less what was ever removed
 * ({@link MooringSchema}), so a gap counts as removed. What was
 * refused and is in the rows has a number as well, and is such a gap.
 *
 * <p>The images of the rows below the mutations do not leave: they are void, as the rows go.
 */
final class LeftTable {
    private static final String OF = " WHERE server = ? AND user = ?";

    /** What has a number that it keeps relative to the others: what is pending, and what was refused and is in the rows. */
    private static final String NUMBERED = " FROM (SELECT place AS number FROM mooring_left" + OF
            + " AND state = 'PENDING' UNION ALL SELECT seq FROM mooring_left" + OF + " AND seq IS NOT NULL)";

    private static final String PENDING = OF + " AND state = 'PENDING'";

    private final SqlConnection<?> sql;
    private final ScopeTable scope;

    LeftTable(SqlConnection<?> sql, ScopeTable scope) {
        this.sql = sql;
        this.scope = scope;
    }

    /** How many mutations an identity has left. */
    static long count(SqlConnection<?> sql, ServerIdentity identity) {
        return of(sql.statement("SELECT count(*) FROM mooring_left" + OF), 1, identity)
                .onlyNumber();
    }

    /** Everything but the rows of the app. */
    Handover handOver(ServerIdentity from, ServerIdentity to, boolean keep) {
        long left = sql.statement(
                        "SELECT (SELECT count(*) FROM mooring_outbox) + (SELECT count(*) FROM mooring_parked)")
                .onlyNumber();
        Batch batch = scope.batch();
        forget(from);
        if (keep) {
            leave(from, batch);
        }
        long last = lastGiven();
        MooringSchema.clear(sql);
        MooringSchema.bindTo(sql, to);
        long returned = count(sql, to);
        comeBack(to, last);
        forget(to);
        return new Handover(left, returned);
    }

    private void leave(ServerIdentity from, @Nullable Batch batch) {
        long base = sql.statement("SELECT coalesce(max(place), 0) FROM mooring_left")
                .onlyNumber();
        String select = ", ?, ?, " + Columns.MUTATION + ", ";
        String insert = "INSERT INTO mooring_left (place, server, user, " + Columns.MUTATION
                + ", size, state, reason, parked_at, crc, seq) SELECT ";
        of(
                        sql.statement(insert + "seq + ?" + select
                                        + "size, 'PENDING', '', 0, crc, NULL FROM mooring_outbox")
                                .set(1, base),
                        2,
                        from)
                .run();
        // Behind all places that the batch may name, whether they are taken or not.
        of(
                        sql.statement(insert + "place + ?" + select
                                        + "0, state, reason, parked_at, crc, seq + ? FROM mooring_parked")
                                .set(1, base + lastGiven())
                                .set(4, base),
                        2,
                        from)
                .run();
        if (batch != null) {
            ScopeTable.write(
                    of(
                            sql.statement("INSERT INTO mooring_left_batch (server, user, " + ScopeTable.BATCH
                                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                            1,
                            from),
                    3,
                    batch,
                    shifted(batch.members(), base));
        }
    }

    private void comeBack(ServerIdentity to, long last) {
        Batch batch = batch(to);
        List<Long> members = batch == null ? new ArrayList<>() : batch.members();
        long first = of(of(sql.statement("SELECT coalesce(min(number), 0)" + NUMBERED), 1, to), 3, to)
                .onlyNumber();
        long end = of(of(sql.statement("SELECT coalesce(max(number), 0)" + NUMBERED), 1, to), 3, to)
                .onlyNumber();
        if (!members.isEmpty()) {
            first = first == 0 ? members.get(0) : Math.min(first, members.get(0));
            end = Math.max(end, members.get(members.size() - 1));
        }
        long shift = last + 1 - first;
        int back = of(
                        sql.statement("INSERT INTO mooring_outbox (seq, " + Columns.MUTATION
                                        + ", size, crc) SELECT place + ?, " + Columns.MUTATION
                                        + ", size, crc FROM mooring_left"
                                        + PENDING + " ORDER BY place")
                                .set(1, shift),
                        2,
                        to)
                .run();
        of(
                        sql.statement("INSERT INTO mooring_parked (" + Columns.MUTATION
                                        + ", state, reason, parked_at, crc, seq) SELECT "
                                        + Columns.MUTATION
                                        + ", state, reason, parked_at, crc, seq + ? FROM mooring_left" + OF
                                        + " AND state <> 'PENDING' ORDER BY place")
                                .set(1, shift),
                        2,
                        to)
                .run();
        if (batch != null) {
            scope.batch(batch.of(shifted(members, shift)));
        }
        long given = end == 0 ? last : end + shift;
        sql.statement("UPDATE mooring_scope SET last_removed = ?, removed = ?")
                .set(1, given)
                .set(2, given - back)
                .run();
    }

    private @Nullable Batch batch(ServerIdentity identity) {
        return ScopeTable.read(
                of(sql.statement("SELECT " + ScopeTable.BATCH + " FROM mooring_left_batch" + OF), 1, identity));
    }

    private static List<Long> shifted(List<Long> numbers, long by) {
        List<Long> shifted = new ArrayList<>(numbers.size());
        for (long number : numbers) {
            shifted.add(number + by);
        }
        return shifted;
    }

    /** The last number that the outbox has given. */
    private long lastGiven() {
        return sql.statement("SELECT max(last_removed, coalesce((SELECT max(seq) FROM mooring_outbox), 0))"
                        + " FROM mooring_scope")
                .onlyNumber();
    }

    private void forget(ServerIdentity identity) {
        of(sql.statement("DELETE FROM mooring_left" + OF), 1, identity).run();
        of(sql.statement("DELETE FROM mooring_left_batch" + OF), 1, identity).run();
    }

    private static SqlStatement of(SqlStatement statement, int first, ServerIdentity identity) {
        return statement.set(first, identity.server()).set(first + 1, identity.user());
    }
}
