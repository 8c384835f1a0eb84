package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.storage.LogExtent;
import dev.mooring.sync.spi.storage.LogExtent.Mark;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The confirmed log. */
final class LogTable {
    static final String COLUMNS = "position, collection, key, kind, payload, tombstone, schema_version, at, origin";

    private static final int COLUMN_COUNT = 10;

    /** Changes and characters that one transaction forgets, about. */
    private static final int TRIMMED = 512;

    private static final long TRIMMED_CHARACTERS = 1 << 20;

    /** What is looked at by one question: a binding may read all of an answer at once. */
    private static final int LOOKED = 16;

    private final BlockInsert<Change> insert;
    private final SqlStatement after;
    private final SqlStatement clear;
    private final SqlStatement extent;
    private final SqlStatement sizes;
    private final SqlStatement trim;
    private final SqlStatement from;
    private final SqlStatement mark;

    LogTable(SqlConnection<?> sql) {
        insert = new BlockInsert<>(sql, "INSERT INTO mooring_log (" + COLUMNS + ", crc)", COLUMN_COUNT, LogTable::bind);
        after = sql.statement("SELECT " + COLUMNS + ", " + Checksum.COLUMN
                + " FROM mooring_log WHERE position > ? ORDER BY position");
        clear = sql.statement("DELETE FROM mooring_log");
        extent = sql.statement("SELECT log_from, log_marks FROM mooring_scope");
        sizes = sql.statement("SELECT position, length(payload) FROM mooring_log WHERE position > ? AND position <= ?"
                + " ORDER BY position LIMIT " + LOOKED);
        trim = sql.statement("DELETE FROM mooring_log WHERE position <= ?");
        from = sql.statement("UPDATE mooring_scope SET log_from = ?");
        mark = sql.statement("UPDATE mooring_scope SET log_marks = ?");
    }

    void add(List<Change> changes) {
        insert.each(changes, (statement, part) -> {
            if (!statement.insert()) {
                throw new IllegalStateException(
                        "the log has a position of " + part.get(0) + " to " + part.get(part.size() - 1)
                                + " already, or they name one twice; they cannot be added, roll back");
            }
        });
    }

    private static void bind(SqlStatement insert, int first, Change change) {
        insert.set(first, change.position())
                .set(first + 1, change.collection())
                .set(first + 2, change.key())
                .set(first + 3, change.kind())
                .set(first + 4, change.payload())
                .set(first + 5, change.tombstone() ? 1 : 0)
                .set(first + 6, change.schemaVersion())
                .set(first + 7, change.at())
                .set(first + 8, change.origin())
                .set(first + 9, Checksum.of(change));
    }

    List<Change> after(long position, int limit) {
        List<Change> changes = new ArrayList<>();
        after.set(1, position);
        while (changes.size() < limit && after.next()) {
            changes.add(Checksum.checked(
                    "mooring_log",
                    () -> after.value(1) + Columns.named(after, 1),
                    after.number(10),
                    Columns.change(after, 2, 1, 9)));
        }
        after.reset();
        return changes;
    }

    LogExtent extent() {
        extent.next();
        List<Mark> marks = new ArrayList<>();
        String text = extent.text(2);
        for (String each : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int at = each.indexOf('@');
            marks.add(new Mark(
                    Long.parseLong(each.substring(0, at)),
                    Instant.ofEpochSecond(Long.parseLong(each.substring(at + 1)))));
        }
        LogExtent read = new LogExtent(extent.number(1), marks);
        extent.reset();
        return read;
    }

    void mark(List<Mark> marks) {
        StringBuilder text = new StringBuilder();
        for (Mark each : marks) {
            text.append(text.length() == 0 ? "" : ",")
                    .append(each.position())
                    .append('@')
                    .append(each.at().getEpochSecond());
        }
        mark.set(1, text.toString()).run();
    }

    boolean trim(long upTo) {
        long last = Long.MIN_VALUE;
        int count = 0;
        long characters = 0;
        boolean more = true;
        while (more && count < TRIMMED && characters < TRIMMED_CHARACTERS) {
            int looked = 0;
            sizes.set(1, last).set(2, upTo);
            while (characters < TRIMMED_CHARACTERS && sizes.next()) {
                last = sizes.number(1);
                characters += sizes.number(2);
                looked++;
            }
            sizes.reset();
            count += looked;
            more = looked > 0;
        }
        if (count > 0) {
            trim.set(1, last).run();
        }
        from.set(1, more ? last : upTo).run();
        return more;
    }

    void clear() {
        clear.run();
        from.set(1, 0).run();
        mark.set(1, "").run();
    }
}
