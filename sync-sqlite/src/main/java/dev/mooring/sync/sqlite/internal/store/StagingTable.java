package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StagingTx.Staged;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rebuild and what it has fetched. */
final class StagingTable {
    static final String COLUMNS = ChangeColumns.NAMES;

    private static final int COLUMN_COUNT = ChangeColumns.COUNT + 1;

    private final SqlStatement select;
    private final SqlStatement insert;
    private final SqlStatement end;
    private final BlockInsert<Incoming> staging;
    private final SqlStatement last;
    private final SqlStatement after;
    private final SqlStatement forget;
    private final SqlStatement clear;

    StagingTable(SqlConnection<?> sql) {
        select = sql.statement("SELECT begun_at, cursor, identity, snapshot, changes, bytes, fetched, drop_up_to,"
                + " drop_superseded, drop_quarantined, resends FROM mooring_rebuild");
        insert = sql.statement(
                "INSERT OR REPLACE INTO mooring_rebuild (id, begun_at, cursor, identity, snapshot, changes,"
                        + " bytes, fetched, drop_up_to, drop_superseded, drop_quarantined, resends)"
                        + " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        end = sql.statement("DELETE FROM mooring_rebuild");
        staging = new BlockInsert<>(
                sql, "INSERT INTO mooring_staged (" + COLUMNS + ", crc)", COLUMN_COUNT, StagingTable::bind);
        last = sql.statement("SELECT coalesce(max(place), 0) FROM mooring_staged");
        after = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN
                + ", place FROM mooring_staged WHERE place > ? ORDER BY place");
        clear = sql.statement("DELETE FROM mooring_staged");
        forget = sql.statement("DELETE FROM mooring_staged WHERE place > ?");
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
            clear.run(); // All at once, for which SQLite need not look at each of them.
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
        staging.run(changes);
        last.next();
        long staged = last.number(1);
        last.reset();
        return staged;
    }

    private static void bind(SqlStatement insert, int first, Incoming row) {
        ChangeColumns.bind(insert, first, row.change(), row.echo(), row.stamp());
        insert.set(first + ChangeColumns.COUNT, Checksum.of(row));
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
                return new Incoming(ChangeColumns.change(row), ChangeColumns.echo(row), ChangeColumns.stamp(row));
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
