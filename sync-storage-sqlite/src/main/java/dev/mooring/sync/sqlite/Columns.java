package dev.mooring.sync.sqlite;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import java.time.Instant;
import java.util.UUID;

/** How values are written: ids as text, instants as nanoseconds since 1970, which keeps them exact from 1678 to 2262. */
final class Columns {
    /** The columns of a mutation, as {@link #bind} and {@link #mutation} count them. */
    static final String MUTATION = "id, collection, key, kind, payload, schema_version, created_at";

    /** How many columns a mutation has. */
    static final int MUTATION_COUNT = 7;

    private static final long SECOND = 1_000_000_000L;

    private Columns() {}

    /** Sets the seven parameters from the first on. */
    static SqlStatement bind(SqlStatement statement, int first, Mutation mutation) {
        return statement
                .set(first, mutation.id().toString())
                .set(first + 1, mutation.collection())
                .set(first + 2, mutation.key())
                .set(first + 3, mutation.kind())
                .set(first + 4, mutation.payload())
                .set(first + 5, mutation.schemaVersion())
                .set(first + 6, nanos(mutation.createdAt()));
    }

    /** Reads the seven columns from the first on. */
    static Mutation mutation(SqlStatement row, int first) {
        return new Mutation(
                UUID.fromString(row.text(first)),
                row.text(first + 1),
                row.text(first + 2),
                row.text(first + 3),
                row.text(first + 4),
                (int) row.number(first + 5),
                instant(row.number(first + 6)));
    }

    /** Beyond the range of a long, the nearest end of it. */
    static long nanos(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (Math.abs(seconds) < Long.MAX_VALUE / SECOND) {
            return seconds * SECOND + instant.getNano();
        }
        return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }
}
