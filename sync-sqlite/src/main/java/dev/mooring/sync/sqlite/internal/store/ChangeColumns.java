package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first columns of a table that keeps changes with their echo and stamp. A stamp is kept as seconds and nanoseconds, as a server may
 * tell any; -1 nanoseconds are none.
 */
final class ChangeColumns {
    static final String NAMES = "collection, key, kind, payload, tombstone, schema_version, at, origin, position,"
            + " echo, stamp, stamp_nanos";

    static final int COUNT = 12;

    private static final int NO_STAMP = -1;

    private ChangeColumns() {}

    /** Sets the parameters from the first on. */
    static void bind(SqlStatement insert, int first, Change change, String echo, @Nullable Instant stamp) {
        insert.set(first, change.collection())
                .set(first + 1, change.key())
                .set(first + 2, change.kind())
                .set(first + 3, change.payload())
                .set(first + 4, change.tombstone() ? 1 : 0)
                .set(first + 5, change.schemaVersion())
                .set(first + 6, change.at())
                .set(first + 7, change.origin())
                .set(first + 8, change.position())
                .set(first + 9, echo)
                .set(first + 10, stamp == null ? 0 : stamp.getEpochSecond())
                .set(first + 11, stamp == null ? NO_STAMP : stamp.getNano());
    }

    static Change change(SqlStatement row) {
        return Columns.change(row, 1, 9, 8).read();
    }

    static String echo(SqlStatement row) {
        return Objects.requireNonNull(row.text(10));
    }

    static @Nullable Instant stamp(SqlStatement row) {
        return stamp(row.number(11), row.number(12));
    }

    static @Nullable Instant stamp(long seconds, long nanos) {
        return nanos == NO_STAMP ? null : Instant.ofEpochSecond(seconds, nanos);
    }
}
