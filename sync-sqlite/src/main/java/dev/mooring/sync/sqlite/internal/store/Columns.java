package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** How values are written: ids as text, instants as nanoseconds since 1970, which keeps them exact from 1678 to 2262. */
final class Columns {
    /** The columns of a mutation, as {@link #bind} and {@link #mutation} count them. */
    static final String MUTATION = "id, collection, key, kind, payload, schema_version, created_at";

    /** The same of a table that the query calls {@code entry}. */
    static final String MUTATION_OF = "entry." + MUTATION.replace(", ", ", entry.");

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

    /** The same, compared with its checksum. */
    static Mutation mutation(String table, Object place, SqlStatement row, int first, long checksum) {
        return Checksum.checked(table, () -> place + named(row, first), checksum, mutation(row, first, Checksum::of));
    }

    /** A mutation from the first column on, for who compares it. */
    static Checksum.Row<Mutation> mutation(SqlStatement row, int first, ToLongFunction<Mutation> checksum) {
        return new Checksum.Row<>() {
            @Override
            public Mutation read() {
                return mutation(row, first);
            }

            @Override
            public long checksum(Mutation read) {
                return checksum.applyAsLong(read);
            }
        };
    }

    /** A change with its collection in the first column, and its position and origin in others. */
    static Checksum.Row<Change> change(SqlStatement row, int first, int position, int origin) {
        return new Checksum.Row<>() {
            @Override
            public Change read() {
                return new Change(
                        row.number(position),
                        row.text(first),
                        row.text(first + 1),
                        row.text(first + 2),
                        row.text(first + 3),
                        row.number(first + 4) != 0,
                        (int) row.number(first + 5),
                        row.text(first + 6),
                        row.text(origin));
            }

            @Override
            public long checksum(Change read) {
                return Checksum.of(read);
            }
        };
    }

    /** Collection and key, for a person; the columns behind an id. */
    static String named(SqlStatement row, int id) {
        return " (" + row.value(id + 1) + "/" + row.value(id + 2) + ")";
    }

    /** A row in the exact encoding, with its checksum behind it. */
    static <T> T image(String table, Object place, SqlStatement row, int column, Function<String, T> reading) {
        return reading.apply(Checksum.checked(table, () -> place, row.number(column + 1), image(row, column)));
    }

    /** A row in the exact encoding, for who compares it. */
    static Checksum.Row<String> image(SqlStatement row, int column) {
        return new Checksum.Row<>() {
            @Override
            public String read() {
                return Objects.requireNonNull(row.text(column));
            }

            @Override
            public long checksum(String read) {
                return Checksum.of(read);
            }
        };
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
