package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.internal.clock.ClockedTables;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for damage: what SQLite itself says of the file, and the library's own tables against what they promise (I3). Only what can
 * never be so by what this library writes is a fault.
 */
final class Audit {
    /** What SQLite says of rows that do not keep the app's own constraints: no damage to the file. */
    private static final Pattern APPS_OWN =
            Pattern.compile("(NULL value in|CHECK constraint failed in|[A-Za-z-]+ value in) .*", Pattern.DOTALL);

    private static final int MOST = 100;

    /** So many rows are counted within some milliseconds. */
    private static final int COUNTED = 50_000;

    private final SqlConnection<?> sql;

    Audit(SqlConnection<?> sql) {
        this.sql = sql;
    }

    /** Size of the file as the database counts it. */
    long bytes() {
        return number("PRAGMA page_count") * number("PRAGMA page_size");
    }

    /** What {@code PRAGMA quick_check} or {@code integrity_check} finds, up to a hundred faults. */
    List<String> file(String pragma) {
        SqlStatement check = sql.statement("PRAGMA " + pragma);
        List<String> faults = new ArrayList<>();
        try {
            while (check.next()) {
                add(faults, check.text(1));
            }
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            // Some damage ends the check itself.
            faults.add(String.valueOf(e.getMessage()));
        }
        return faults;
    }

    /** One row may hold many lines, under a title. */
    private static void add(List<String> faults, String row) {
        for (String line : row.split("\n", -1)) {
            boolean says = !line.isEmpty() && !line.equals("ok") && !line.startsWith("***");
            if (says && faults.size() < MOST) {
                faults.add(line);
            }
        }
    }

    /** The same, without what is the app's own business. */
    List<String> structure() {
        List<String> faults = file("quick_check");
        faults.removeIf(fault -> APPS_OWN.matcher(fault).matches());
        return faults;
    }

    /** What takes some milliseconds at most, so that it is looked at in each opening; all of it if it is {@code counted} by a check. */
    List<String> ownTables(boolean counted) {
        List<String> faults = new ArrayList<>();
        if (number("SELECT count(*) FROM mooring_scope") != 1) {
            faults.add("mooring_scope has not exactly one row");
            return faults;
        }
        long last = outbox(faults, counted);
        batch(faults, last);
        long noted = number("SELECT coalesce(max(changes), -1) FROM mooring_rebuild");
        long staged = rows("mooring_staged", "place", counted || noted <= COUNTED);
        if (noted < 0 ? staged > 0 : noted > staged) {
            faults.add("mooring_staged has " + staged + " changes, but "
                    + (noted < 0 ? "no rebuild is under way" : noted + " were fetched"));
        }
        return faults;
    }

    /** Compares how many entries there are with how many have come and left; returns the number of the last one. */
    private long outbox(List<String> faults, boolean counted) {
        long last = number(
                "SELECT max(last_removed, coalesce((SELECT max(seq) FROM mooring_outbox), 0)) FROM mooring_scope");
        long removed = number("SELECT removed FROM mooring_scope");
        long expected = last - removed;
        boolean exactly = counted || expected <= COUNTED;
        long there = rows("mooring_outbox", "seq", exactly);
        if (exactly ? there != expected : there < expected) {
            faults.add("mooring_outbox has " + there + " entries, but of " + last + " that were appended " + removed
                    + " have left");
        }
        return last;
    }

    /**
     * How many rows a table has, or the most that it can have by the first and the last of their numbers, as an opening takes no longer if
     * they are very many.
     */
    private long rows(String table, String number, boolean exactly) {
        if (exactly) {
            return number("SELECT count(*) FROM " + table);
        }
        long last = number("SELECT coalesce(max(" + number + "), 0) FROM " + table);
        return last - number("SELECT coalesce(min(" + number + "), 1) FROM " + table) + 1;
    }

    private void batch(List<String> faults, long last) {
        SqlStatement batch = sql.statement("SELECT members FROM mooring_batch");
        while (batch.next()) {
            try {
                List<Long> members = Ranges.read(batch.text(1));
                for (int i = 0; i < members.size(); i++) {
                    boolean ascends = i == 0 || members.get(i - 1) < members.get(i);
                    if (!ascends || members.get(i) > last) {
                        faults.add("mooring_batch has a member " + members.get(i) + ", which is "
                                + (ascends ? "beyond the last entry " + last : "out of order"));
                        break;
                    }
                }
            } catch (NumberFormatException e) {
                faults.add("mooring_batch has members that are no numbers");
            }
        }
    }

    /** What takes a look at every entry: no mutation is twice. */
    List<String> mutations() {
        List<String> faults = new ArrayList<>();
        twice(
                faults,
                "in the outbox and parked",
                "SELECT id FROM mooring_outbox WHERE id IN (SELECT id FROM mooring_parked) LIMIT 10");
        twice(faults, "twice in the outbox", "SELECT id FROM mooring_outbox GROUP BY id HAVING count(*) > 1 LIMIT 10");
        twice(
                faults,
                "parked in no known state",
                "SELECT id FROM mooring_parked WHERE state NOT IN ('SUPERSEDED', 'QUARANTINED') LIMIT 10");
        return faults;
    }

    /** What takes a look at all that was written with a checksum: it is as it was written. */
    List<String> checksums() {
        List<String> faults = new ArrayList<>();
        String outbox =
                "SELECT seq, " + Columns.MUTATION + ", " + Checksum.COLUMN + " FROM mooring_outbox ORDER BY seq";
        each(
                faults,
                "mooring_outbox",
                outbox,
                9,
                row -> row.value(1) + Columns.named(row, 2),
                row -> Columns.mutation(row, 2, Checksum::of));
        String before = "SELECT seq, before, coalesce(before_crc, -1) FROM mooring_outbox WHERE before IS NOT NULL";
        each(
                faults,
                "mooring_outbox",
                before,
                3,
                row -> row.value(1) + " (the row below it)",
                row -> Columns.image(row, 2));
        String below = "SELECT collection || '/' || key, image, coalesce(crc, -1) FROM mooring_below";
        each(faults, "mooring_below", below, 3, row -> row.value(1), row -> Columns.image(row, 2));
        String parked = "SELECT " + Columns.MUTATION + ", state, reason, parked_at, " + Checksum.COLUMN
                + " FROM mooring_parked";
        each(
                faults,
                "mooring_parked",
                parked,
                11,
                row -> row.value(1) + Columns.named(row, 1),
                row -> ParkedTable.of(row, 1));
        String left = "SELECT place, " + Columns.MUTATION + ", state, reason, parked_at, " + Checksum.COLUMN
                + " FROM mooring_left";
        each(faults, "mooring_left", left, 12, row -> row.value(1) + Columns.named(row, 2), Audit::left);
        String rows = "SELECT " + ConfirmedTable.COLUMNS + ", " + Checksum.COLUMN + " FROM mooring_confirmed";
        each(faults, "mooring_confirmed", rows, 15, row -> row.value(1) + "/" + row.value(2), ConfirmedTable::of);
        String seen = "SELECT chunk, marks, crc FROM mooring_seen";
        each(faults, "mooring_seen", seen, 3, row -> row.value(1), SeenTable::reading);
        marks(faults);
        String staged = "SELECT " + StagingTable.COLUMNS + ", " + Checksum.COLUMN + " FROM mooring_staged";
        each(faults, "mooring_staged", staged, 13, row -> row.value(1) + "/" + row.value(2), StagingTable::of);
        String log = "SELECT " + LogTable.COLUMNS + ", " + Checksum.COLUMN + " FROM mooring_log";
        each(
                faults,
                "mooring_log",
                log,
                10,
                row -> row.value(1) + Columns.named(row, 1),
                row -> Columns.change(row, 2, 1, 9));
        for (String table : new String[] {"mooring_batch", "mooring_left_batch"}) {
            String batch = "SELECT " + ScopeTable.BATCH.replace("crc", Checksum.COLUMN) + " FROM " + table;
            each(faults, table, batch, 8, row -> row.value(1), ScopeTable::of);
        }
        faults.addAll(ClockedTables.faults(sql, MOST - faults.size()));
        return faults;
    }

    /** Each row is marked, and no other. */
    private void marks(List<String> faults) {
        long rows = number("SELECT count(*) FROM mooring_confirmed");
        try {
            SeenTable seen = new SeenTable(sql);
            long marked = seen.all();
            if (marked != rows) {
                faults.add("mooring_seen marks " + marked + " rows, but mooring_confirmed has " + rows);
            }
        } catch (StorageException e) {
            // It was found above.
        }
    }

    private static Checksum.Row<?> left(SqlStatement row) {
        boolean pending = MutationState.PENDING.name().equals(row.text(9));
        return pending ? Columns.mutation(row, 2, Checksum::of) : ParkedTable.of(row, 2);
    }

    private void each(
            List<String> faults,
            String table,
            String query,
            int checksum,
            Function<SqlStatement, @Nullable Object> place,
            Function<SqlStatement, Checksum.Row<?>> reading) {
        SqlStatement row = sql.statement(query);
        while (row.next()) {
            try {
                Checksum.whole(table, () -> String.valueOf(place.apply(row)), row.number(checksum), reading.apply(row));
            } catch (Checksum.Damaged damaged) {
                if (faults.size() < MOST) {
                    faults.add(String.valueOf(damaged.getMessage()));
                }
            }
        }
    }

    private void twice(List<String> faults, String what, String query) {
        SqlStatement select = sql.statement(query);
        while (select.next()) {
            faults.add("mutation " + select.text(1) + " is " + what);
        }
    }

    private long number(String query) {
        SqlStatement select = sql.statement(query);
        long number = select.next() ? select.number(1) : 0;
        select.reset();
        return number;
    }
}
