package dev.mooring.sync.sqlite;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mutations that wait for the app, in the order of parking. */
final class ParkedTable {
    private static final String SELECT = "SELECT " + Columns.MUTATION + ", state, reason, parked_at, " + Checksum.COLUMN
            + " FROM mooring_parked WHERE ";

    private final SqlStatement insert;
    private final SqlStatement byState;
    private final SqlStatement byId;
    private final SqlStatement delete;
    private final SqlStatement count;
    private final SqlStatement holds;

    ParkedTable(SqlConnection<?> sql) {
        insert = sql.statement("INSERT INTO mooring_parked (" + Columns.MUTATION
                + ", state, reason, parked_at, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        byState = sql.statement(SELECT + "state = ? ORDER BY place LIMIT ? OFFSET ?");
        byId = sql.statement(SELECT + "id = ?");
        delete = sql.statement("DELETE FROM mooring_parked WHERE id = ?");
        count = sql.statement("SELECT count(*) FROM mooring_parked WHERE state = ?");
        holds = sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_parked WHERE state = 'QUARANTINED' AND key <> '')");
    }

    void add(Mutation mutation, MutationState state, String reason, Instant at) {
        boolean added = Columns.bind(insert, 1, mutation)
                .set(8, new ParkedMutation(mutation, state, reason, at).state().name())
                .set(9, reason)
                .set(10, Columns.nanos(at))
                .set(11, Checksum.of(mutation, state.name(), reason, Columns.nanos(at)))
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

    long count(MutationState state) {
        count.set(1, state.name()).next();
        long number = count.number(1);
        count.reset();
        return number;
    }

    /** Whether any entry of the outbox may have to wait. */
    boolean holds() {
        holds.next();
        boolean holding = holds.number(1) != 0;
        holds.reset();
        return holding;
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
