package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.internal.apply.Extras;
import dev.mooring.sync.sqlite.internal.apply.Rows;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.clock.CellText.Written;
import dev.mooring.sync.sqlite.internal.clock.ClockTable.Entry;
import dev.mooring.sync.sqlite.internal.clock.ClockTable.Head;
import dev.mooring.sync.sqlite.internal.clock.RowClock.Writer;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Exact;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives captures their clocks, in the order in which they were captured, and makes mutations of them.
 *
 * <p>What one local transaction wrote has one version of the database, larger than every version seen, and counts its cells from 0. A
 * row that is written for the first time, or again after it was gone, has all of its columns written: also those that took a default.
 * What is kept of a row for columns that are not here goes with the row, and lies below the write that has it go.
 */
final class ClockStamps {
    private final ClockTable clocks;
    private final Fields fields;
    private final @Nullable Extras extras;
    private final Format format;
    private long version;
    private long seq;
    private Head head = new Head(0, 0, 0);

    /** One that only looks has no extras. */
    ClockStamps(ClockTable clocks, Fields fields, @Nullable Extras extras, Format format) {
        this.clocks = clocks;
        this.fields = fields;
        this.extras = extras;
        this.format = format;
    }

    /** What comes next was written by another transaction. */
    void next() {
        version = 0;
    }

    /** Reads the clocks of the rows of captures at once. */
    void hold(Shapes shapes, List<Capture> captures) {
        Map<String, Set<String>> keys = new HashMap<>();
        for (Capture capture : captures) {
            Shape shape = shapes.named(capture.form().table());
            int[] key = Format.keyIn(capture.form());
            @Nullable Object[] row = capture.row() == null ? capture.before() : capture.row();
            if (shape != null && row != null) {
                keys.computeIfAbsent(shape.name(), any -> new LinkedHashSet<>())
                        .add(format.key(shape, Format.pick(row, key)));
            }
        }
        keys.forEach((table, some) -> clocks.hold(fields.table(table), new ArrayList<>(some)));
    }

    private void begin() {
        if (version == 0) {
            head = clocks.head();
            version = head.version() + 1;
            clocks.version(version);
            seq = 0;
        }
    }

    /** The mutations of a capture: one, or two where the key changed. */
    List<Draft> drafts(Shape shape, Capture capture) {
        begin();
        Form form = capture.form();
        int[] key = Format.keyIn(form);
        @Nullable Object[] row = capture.row();
        @Nullable Object[] before = capture.before();
        if (row == null) {
            return before == null
                    ? Collections.emptyList()
                    : Collections.singletonList(delete(shape, form, key, before));
        }
        if (before == null) {
            return Collections.singletonList(write(shape, form, key, row, null, capture.adopted()));
        }
        return CellFormat.isMoved(key, row, before)
                ? Arrays.asList(delete(shape, form, key, before), write(shape, form, key, row, null, false))
                : Collections.singletonList(write(shape, form, key, row, before, false));
    }

    /** A write that is made again, on that row. */
    Draft again(Shape shape, String key, @Nullable Object @Nullable [] row, Written written) {
        begin();
        int table = fields.table(shape.name());
        RowClock clock = clocks.find(table, key);
        String below = below(shape, key, shape.columns, row, clock);
        if (written.isDelete()) {
            return delete(shape, key, clock, below);
        }
        List<Cell> cells = new ArrayList<>(written.cells());
        cells.removeIf(Cell::isSentinel);
        return write(shape, key, clock, cells, below);
    }

    /** What is in doubt of a row, as it stands. */
    Draft resent(Rows rows, Shape shape, Entry entry, boolean sentinel, List<Integer> columns) {
        begin();
        RowClock clock = entry.clock();
        @Nullable Object[] keyValues = format.keyValues(shape, entry.key());
        @Nullable Object[] row = rows.row(shape, entry.key(), keyValues);
        String below = below(shape, entry.key(), shape.columns, row, clock);
        boolean all = columns.size() == clock.columns().length;
        List<Cell> cells = new ArrayList<>(columns.size() + 1);
        if (sentinel) {
            cells.add(sentinel(clock));
        }
        for (int number : columns) {
            String name = fields.name(number);
            int column = shape.column(name);
            String field = column >= 0 ? null : rows.field(shape, entry.key(), name);
            Object value = field != null
                    ? Exact.read(UnreadableText.in(field))
                    : column < 0 || row == null ? null : row[column];
            Writer own = own();
            long cv = clock.version(number);
            clock.set(number, cv, own);
            cells.add(new Cell(name, value, cv, own.dv(), clock.cl(), own.seq()));
        }
        clocks.put(entry.table(), entry.key(), clock);
        String kind = !Cell.isThere(clock.cl()) ? Mutation.DELETE : all ? CellFormat.INSERT : CellFormat.UPDATE;
        return draft(shape, entry.key(), kind, clock, cells, below);
    }

    private Draft delete(Shape shape, Form form, int[] key, @Nullable Object[] before) {
        String name = format.key(shape, Format.pick(before, key));
        RowClock clock = clocks.find(fields.table(shape.name()), name);
        return delete(shape, name, clock, below(shape, name, form.columns(), before, clock));
    }

    /** A row that is gone already is told to be so once more. */
    private Draft delete(Shape shape, String key, RowClock clock, String below) {
        clock.begin(clock.cl() == 0 ? 2 : clock.cl() + (clock.cl() & 1));
        if (extras != null) {
            extras.remove(shape.collection, key);
        }
        List<Cell> cells = Collections.singletonList(sentinel(clock));
        clocks.put(fields.table(shape.name()), key, clock);
        return draft(shape, key, Mutation.DELETE, clock, cells, below);
    }

    private String below(
            Shape shape, String key, List<String> columns, @Nullable Object @Nullable [] row, RowClock clock) {
        return Below.of(columns, row, extras == null ? null : extras.of(shape.collection, key), clock);
    }

    private Cell sentinel(RowClock clock) {
        Writer own = own();
        clock.sentinel(own);
        return new Cell(Cell.SENTINEL, null, clock.cl(), own.dv(), clock.cl(), own.seq());
    }

    private Writer own() {
        return new Writer(version, seq++, head.site(), head.doubt());
    }

    private Draft write(
            Shape shape,
            Form form,
            int[] key,
            @Nullable Object[] row,
            @Nullable Object @Nullable [] before,
            boolean adopted) {
        String name = format.key(shape, Format.pick(row, key));
        RowClock clock = clocks.find(fields.table(shape.name()), name);
        String below = below(shape, name, form.columns(), adopted ? row : before, clock);
        List<Integer> columns = Cell.isThere(clock.cl()) && before != null
                ? CellFormat.changed(form, key, row, before)
                : CellFormat.columns(form, key);
        List<Cell> cells = new ArrayList<>(columns.size());
        for (int column : columns) {
            cells.add(new Cell(form.columns().get(column), row[column], 0, 0, 0, 0));
        }
        if (extras != null) {
            extras.written(shape.collection, name, cells, Cell::column);
        }
        return write(shape, name, clock, cells, below);
    }

    /** Writes cells, whose clocks do not count, on top of a row. */
    private Draft write(Shape shape, String key, RowClock clock, List<Cell> columns, String below) {
        boolean there = Cell.isThere(clock.cl());
        List<Cell> cells = new ArrayList<>(columns.size() + 1);
        boolean again = !there && clock.cl() > 0;
        if (!there) {
            clock.begin(clock.cl() + 1);
        }
        if (again || columns.isEmpty()) {
            cells.add(sentinel(clock));
        }
        for (Cell column : columns) {
            int number = fields.of(shape.name(), column.column());
            long cv = Math.max(0, clock.version(number)) + 1;
            Writer own = own();
            clock.set(number, cv, own);
            cells.add(new Cell(column.column(), column.value(), cv, own.dv(), clock.cl(), own.seq()));
        }
        clocks.put(fields.table(shape.name()), key, clock);
        return draft(shape, key, there ? CellFormat.UPDATE : CellFormat.INSERT, clock, cells, below);
    }

    private Draft draft(Shape shape, String key, String kind, RowClock clock, List<Cell> cells, String below) {
        String payload = CellText.of(new Written(clock.cl(), version, cells));
        return new Draft(shape.name(), Mutation.of(shape.collection, key, kind, payload), below);
    }
}
