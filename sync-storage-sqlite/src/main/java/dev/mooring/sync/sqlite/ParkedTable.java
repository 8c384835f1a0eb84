package dev.mooring.sync.sqlite;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mutations that wait for the app, in the order of parking. */
final class ParkedTable {
    private static final String SELECT =
            "SELECT " + Columns.MUTATION + ", state, reason, parked_at FROM mooring_parked WHERE ";

    private final SqlStatement insert;
    private final SqlStatement byState;
    private final SqlStatement byId;
    private final SqlStatement delete;
    private final SqlStatement count;
    private final SqlStatement holds;

    ParkedTable(SqlConnection<?> sql) {
        insert = sql.statement("INSERT INTO mooring_parked (" + Columns.MUTATION
                + ", state, reason, parked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
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
        return new ParkedMutation(
                Columns.mutation(row, 1),
                MutationState.valueOf(row.text(8)),
                row.text(9),
                Columns.instant(row.number(10)));
    }
}
