package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Mutations that wait for the app, in the order of parking. Those that are in the app's rows all the same have a number, which says
 * where among those of the outbox they lie; {@link SchemaSteps} says more.
 */
final class ParkedTable {
    private static final String SELECTED =
            "SELECT " + Columns.MUTATION + ", state, reason, parked_at, " + Checksum.COLUMN;

    private static final String SELECT = SELECTED + " FROM mooring_parked WHERE ";

    private final SqlStatement insert;
    private final SqlStatement byState;
    private final SqlStatement byId;
    private final SqlStatement delete;
    private final SqlStatement holds;

    private final SqlStatement from;
    private final SqlStatement ofKey;
    private final SqlStatement between;
    private final SqlStatement one;
    private final SqlStatement first;
    private final SqlStatement any;
    private final SqlStatement beside;
    private final SqlStatement keep;
    private final SqlStatement keepBelow;
    private final SqlStatement renumber;

    ParkedTable(SqlConnection<?> sql) {
        String laid = SELECTED + ", seq, length(payload) FROM mooring_parked WHERE ";
        from = sql.statement(laid + "seq > ? ORDER BY seq");
        ofKey = sql.statement(
                laid + "state = 'QUARANTINED' AND collection = ? AND key = ? AND seq IS NOT NULL AND +seq > ?"
                        + " ORDER BY +seq");
        between = sql.statement(laid + "seq BETWEEN ? AND ? ORDER BY seq");
        one = sql.statement(laid + "id = ? AND seq IS NOT NULL");
        first = sql.statement("SELECT seq, before, coalesce(before_crc, -1) FROM mooring_parked WHERE"
                + " state = 'QUARANTINED' AND collection = ? AND key = ? AND seq IS NOT NULL AND before IS NOT NULL"
                + " ORDER BY +seq");
        beside = sql.statement("SELECT seq, before, coalesce(before_crc, -1) FROM mooring_parked WHERE id = ?"
                + " AND seq IS NOT NULL AND before IS NOT NULL");
        any = sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_parked WHERE seq > 0)");
        keep = sql.statement("UPDATE mooring_parked SET seq = ? WHERE id = ?");
        keepBelow = sql.statement("UPDATE mooring_parked SET before = ?, before_crc = ? WHERE id = ?");
        renumber = sql.statement("UPDATE mooring_parked SET seq = ? WHERE seq = ?");
        insert = sql.statement("INSERT INTO mooring_parked (" + Columns.MUTATION
                + ", state, reason, parked_at, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        byState = sql.statement(SELECT + "state = ? ORDER BY place LIMIT ? OFFSET ?");
        byId = sql.statement(SELECT + "id = ?");
        delete = sql.statement("DELETE FROM mooring_parked WHERE id = ?");
        holds = sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_parked WHERE state = 'QUARANTINED' AND key <> '')");
    }

    void add(Mutation mutation, MutationState state, String reason, Instant at) {
        ParkedMutation parked = new ParkedMutation(mutation, state, reason, at); // Its words are what is read again.
        boolean added = Columns.bind(insert, 1, mutation)
                .set(8, parked.state().name())
                .set(9, parked.reason())
                .set(10, Columns.nanos(at))
                .set(11, Checksum.of(mutation, state.name(), parked.reason(), Columns.nanos(at)))
                .insert();
        if (!added) {
            throw new IllegalStateException(mutation + " is parked already; it cannot be parked again, roll back");
        }
    }

    List<ParkedMutation> list(MutationState state, long skip, int limit) {
        List<ParkedMutation> found = new ArrayList<>();
        byState.set(1, state.name()).set(2, limit).set(3, skip);
        while (byState.next()) {
            found.add(parked(byState));
        }
        return found;
    }

    @Nullable
    ParkedMutation take(UUID id) {
        ParkedMutation found = null;
        byId.set(1, id.toString());
        while (byId.next()) {
            found = parked(byId);
        }
        if (found != null) {
            delete.set(1, id.toString()).run();
        }
        return found;
    }

    boolean holds(UUID id) {
        boolean found = byId.set(1, id.toString()).next();
        byId.reset();
        return found;
    }

    /** How many are in a state, as SQL. */
    static String count(MutationState state) {
        return "SELECT count(*) FROM mooring_parked WHERE state = '" + state.name() + "'";
    }

    /** Whether any entry of the outbox may have to wait. */
    boolean holds() {
        holds.next();
        boolean holding = holds.number(1) != 0;
        holds.reset();
        return holding;
    }

    /** Adds one that keeps its number in the outbox, and what is beside it there. */
    void keep(OutboxEntry entry, OutboxTable.@Nullable First below, String reason, Instant at) {
        add(entry.mutation(), MutationState.QUARANTINED, reason, at);
        String id = entry.mutation().id().toString();
        keep.set(1, entry.seq()).set(2, id).run();
        if (below != null) {
            keepBelow
                    .set(1, below.before())
                    .set(2, Checksum.of(below.before()))
                    .set(3, id)
                    .run();
        }
    }

    List<OutboxEntry> refused(long after, int maxCount, long maxBytes) {
        return slice(from.set(1, after), maxCount, maxBytes);
    }

    List<OutboxEntry> refused(String collection, String key, long after, int maxCount, long maxBytes) {
        return slice(ofKey.set(1, collection).set(2, key).set(3, after), maxCount, maxBytes);
    }

    List<OutboxEntry> refused(List<Long> seqs) {
        List<OutboxEntry> found = new ArrayList<>();
        Ranges.forEach(
                seqs,
                (from, end) ->
                        found.addAll(slice(between.set(1, from).set(2, end), Integer.MAX_VALUE, Long.MAX_VALUE)));
        return found;
    }

    @Nullable
    OutboxEntry refused(UUID id) {
        List<OutboxEntry> found = slice(one.set(1, id.toString()), 1, Long.MAX_VALUE);
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<OutboxEntry> slice(SqlStatement query, int maxCount, long maxBytes) {
        List<OutboxEntry> slice = new ArrayList<>();
        long bytes = 0;
        while (slice.size() < Math.max(1, maxCount) && query.next()) {
            int size = (int) query.number(13);
            bytes += size;
            if (!slice.isEmpty() && bytes > maxBytes) {
                break;
            }
            slice.add(new OutboxEntry(query.number(12), parked(query).mutation(), size));
        }
        query.reset();
        return slice;
    }

    /** The first refused one of a key that has a row below it. */
    OutboxTable.@Nullable First first(String collection, String key) {
        return OutboxTable.first("mooring_parked", first.set(1, collection).set(2, key));
    }

    /** What is beside a refused one. */
    OutboxTable.@Nullable First beside(UUID id) {
        return OutboxTable.first("mooring_parked", beside.set(1, id.toString()));
    }

    /** Whether any is in the rows. */
    boolean anyRefused() {
        any.next();
        boolean there = any.number(1) != 0;
        any.reset();
        return there;
    }

    /** Whether it was there. */
    boolean renumber(long seq, long now) {
        return renumber.set(1, now).set(2, seq).run() > 0;
    }

    private static ParkedMutation parked(SqlStatement row) {
        return Checksum.checked(
                "mooring_parked", () -> row.value(1) + Columns.named(row, 1), row.number(11), of(row, 1));
    }

    /** What is parked, from the id on. */
    static Checksum.Row<ParkedMutation> of(SqlStatement row, int first) {
        return new Checksum.Row<>() {
            @Override
            public ParkedMutation read() {
                return new ParkedMutation(
                        Columns.mutation(row, first),
                        MutationState.valueOf(row.text(first + 7)),
                        Objects.requireNonNull(row.text(first + 8)),
                        Columns.instant(row.number(first + 9)));
            }

            @Override
            public long checksum(ParkedMutation read) {
                return Checksum.of(read.mutation(), read.state().name(), read.reason(), Columns.nanos(read.parkedAt()));
            }
        };
    }
}
