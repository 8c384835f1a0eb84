package dev.mooring.sync.sqlite;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Rebuild;
import dev.mooring.sync.spi.StagingTx.Staged;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A rebuild and what it has fetched. A stamp is kept as in {@link RowTable}. */
final class StagingTable {
    static final String COLUMNS = "collection, key, kind, payload, tombstone, schema_version, at, origin, position,"
            + " echo, stamp, stamp_nanos";

    private static final int COLUMN_COUNT = 13;

    /** Rows in one insert, as in {@link LogTable}. */
    private static final int BLOCK = 25;

    private static final int UNKNOWN = -1;

    private final SqlStatement select;
    private final SqlStatement insert;
    private final SqlStatement end;
    private final SqlStatement insertOne;
    private final SqlStatement insertBlock;
    private final SqlStatement last;
    private final SqlStatement after;
    private final SqlStatement forget;

    StagingTable(SqlConnection<?> sql) {
        select = sql.statement("SELECT begun_at, cursor, identity, snapshot, changes, bytes, fetched, drop_up_to,"
                + " drop_superseded, drop_quarantined, resends FROM mooring_rebuild");
        insert = sql.statement(
                "INSERT OR REPLACE INTO mooring_rebuild (id, begun_at, cursor, identity, snapshot, changes,"
                        + " bytes, fetched, drop_up_to, drop_superseded, drop_quarantined, resends)"
                        + " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        end = sql.statement("DELETE FROM mooring_rebuild");
        insertOne = sql.statement(insert(1));
        insertBlock = sql.statement(insert(BLOCK));
        last = sql.statement("SELECT coalesce(max(place), 0) FROM mooring_staged");
        after = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN
                + ", place FROM mooring_staged WHERE place > ? ORDER BY place");
        forget = sql.statement("DELETE FROM mooring_staged WHERE place > ?");
    }

    private static String insert(int rows) {
        String row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        StringBuilder text = new StringBuilder("INSERT INTO mooring_staged (" + COLUMNS + ", crc) VALUES " + row);
        for (int i = 1; i < rows; i++) {
            text.append(", ").append(row);
        }
        return text.toString();
    }

    @Nullable
    Rebuild rebuild() {
        if (!select.next()) {
            return null;
        }
        Rebuild read = Checksum.checked("mooring_rebuild", () -> 1, Checksum.NONE, new Checksum.Row<Rebuild>() {
            @Override
            public Rebuild read() {
                return rebuilt();
            }

            @Override
            public long checksum(Rebuild read) {
                return Checksum.NONE;
            }
        });
        select.reset();
        return read;
    }

    private Rebuild rebuilt() {
        return new Rebuild(
                Columns.instant(select.number(1)),
                new Cursor(select.text(2)),
                select.text(3),
                select.value(4) == null ? null : new Snapshot(select.text(4)),
                select.number(5),
                select.number(6),
                select.number(7) != 0,
                new Rebuild.Drops(select.number(8), select.number(9) != 0, select.number(10) != 0),
                select.number(11) != 0);
    }

    void rebuild(@Nullable Rebuild to) {
        if (to == null) {
            end.run();
            unstage(0);
            return;
        }
        Snapshot snapshot = to.snapshot();
        insert.set(1, Columns.nanos(to.begunAt())).set(2, to.cursor().token()).set(3, to.identity());
        SqlStatement bound = snapshot == null ? insert.bind(4, null) : insert.set(4, snapshot.text());
        bound.set(5, to.changes())
                .set(6, to.bytes())
                .set(7, to.fetched() ? 1 : 0)
                .set(8, to.drops().pendingUpTo())
                .set(9, to.drops().superseded() ? 1 : 0)
                .set(10, to.drops().quarantined() ? 1 : 0)
                .set(11, to.resends() ? 1 : 0)
                .run();
    }

    long stage(List<Incoming> changes) {
        int from = 0;
        for (; changes.size() - from >= BLOCK; from += BLOCK) {
            add(changes.subList(from, from + BLOCK), insertBlock);
        }
        for (; from < changes.size(); from++) {
            add(changes.subList(from, from + 1), insertOne);
        }
        last.next();
        long staged = last.number(1);
        last.reset();
        return staged;
    }

    private static void add(List<Incoming> rows, SqlStatement insert) {
        int first = 1;
        for (Incoming row : rows) {
            Change change = row.change();
            Instant stamp = row.stamp();
            insert.set(first, change.collection())
                    .set(first + 1, change.key())
                    .set(first + 2, change.kind())
                    .set(first + 3, change.payload())
                    .set(first + 4, change.tombstone() ? 1 : 0)
                    .set(first + 5, change.schemaVersion())
                    .set(first + 6, change.at())
                    .set(first + 7, change.origin())
                    .set(first + 8, change.position())
                    .set(first + 9, row.echo())
                    .set(first + 10, stamp == null ? 0 : stamp.getEpochSecond())
                    .set(first + 11, stamp == null ? UNKNOWN : stamp.getNano())
                    .set(first + 12, Checksum.of(row));
            first += COLUMN_COUNT;
        }
        insert.run();
    }

    List<Staged> after(long place, int maxCount, long maxBytes) {
        List<Staged> found = new ArrayList<>();
        long bytes = 0;
        after.set(1, place);
        while (found.size() < Math.max(1, maxCount) && after.next()) {
            Incoming incoming = Checksum.checked(
                    "mooring_staged",
                    () -> after.value(COLUMN_COUNT + 1) + " (" + after.value(1) + "/" + after.value(2) + ")",
                    after.number(COLUMN_COUNT),
                    of(after));
            bytes += incoming.change().payload().length();
            if (!found.isEmpty() && bytes > maxBytes) {
                break;
            }
            found.add(new Staged(after.number(COLUMN_COUNT + 1), incoming));
        }
        after.reset();
        return found;
    }

    /** What was staged, by {@link #COLUMNS}. */
    static Checksum.Row<Incoming> of(SqlStatement row) {
        return new Checksum.Row<>() {
            @Override
            public Incoming read() {
                int nanos = (int) row.number(12);
                return new Incoming(
                        Columns.change(row, 1, 9, 8).read(),
                        Objects.requireNonNull(row.text(10)),
                        nanos == UNKNOWN ? null : Instant.ofEpochSecond(row.number(11), nanos));
            }

            @Override
            public long checksum(Incoming read) {
                return Checksum.of(read);
            }
        };
    }

    void unstage(long place) {
        forget.set(1, place).run();
    }
}
