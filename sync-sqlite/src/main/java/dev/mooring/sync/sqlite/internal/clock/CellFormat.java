package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.clock.CellText.Written;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Exact;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cells with clocks. The key is the JSON array of the key's values in the exact encoding, as the columns store them. What captures make
 * here has no clocks: those that are taken in have theirs from {@link ClockStamps}. A change is merged, and not read here, but for
 * the cells of a mutation, which are a write of its row.
 */
public final class CellFormat implements Format {
    static final String INSERT = "insert";
    static final String UPDATE = "update";

    @Override
    public String key(Shape shape, @Nullable Object[] key) {
        JsonWriter json = new JsonWriter().begin('[');
        for (int i = 0; i < key.length; i++) {
            if (key[i] == null || key[i] == RowChange.UNTOLD) {
                throw new UnreadableText("the key's column " + shape.columns.get(shape.key[i]) + " is NULL or missing");
            }
            Exact.write(json, key[i]);
        }
        return json.end(']').toString();
    }

    @Override
    public @Nullable Object[] keyValues(Shape shape, String key) {
        JsonCursor json = UnreadableText.in(key);
        @Nullable Object[] values = new @Nullable Object[shape.key.length];
        json.beginArray();
        int count = 0;
        for (; json.nextElement(); count++) {
            Object value = Exact.read(json);
            if (count == values.length || value == null) {
                throw new UnreadableText("the key is none of table " + shape.name());
            }
            values[count] = Stored.as(shape.affinities[shape.key[count]], value);
        }
        json.end();
        if (count < values.length) {
            throw new UnreadableText("the key has fewer values than table " + shape.name() + " needs");
        }
        return values;
    }

    @Override
    public List<Draft> drafts(Shape shape, Capture capture, Fields fields) {
        @Nullable Object[] row = capture.row();
        @Nullable Object[] before = capture.before();
        int[] key = Format.keyIn(capture.form());
        List<Draft> drafts = new ArrayList<>(2);
        boolean moved = row != null && before != null && isMoved(key, row, before);
        if (before != null && (row == null || moved)) {
            drafts.add(draft(shape, capture.form(), key, before, null));
        }
        if (row != null) {
            List<Integer> written =
                    moved || before == null ? columns(capture.form(), key) : changed(capture.form(), key, row, before);
            drafts.add(draft(shape, capture.form(), key, row, written));
        }
        return drafts;
    }

    /** Whether the key is another one. */
    static boolean isMoved(int[] key, @Nullable Object[] row, @Nullable Object[] before) {
        return !Arrays.deepEquals(Format.pick(row, key), Format.pick(before, key));
    }

    /** All columns but those of the key. */
    static List<Integer> columns(Form form, int[] key) {
        List<Integer> columns = new ArrayList<>(form.columns().size());
        for (int i = 0; i < form.columns().size(); i++) {
            columns.add(i);
        }
        for (int column : key) {
            columns.remove(Integer.valueOf(column));
        }
        return columns;
    }

    /** Those of them that differ. */
    static List<Integer> changed(Form form, int[] key, @Nullable Object[] row, @Nullable Object[] before) {
        List<Integer> changed = Format.differences(row, before);
        changed.retainAll(columns(form, key));
        return changed;
    }

    private Draft draft(Shape shape, Form form, int[] key, @Nullable Object[] row, @Nullable List<Integer> written) {
        List<Cell> cells = new ArrayList<>();
        if (written == null || written.isEmpty()) {
            cells.add(new Cell(Cell.SENTINEL, null, 0, 0, 0, 0));
        }
        for (int column : written == null ? Collections.<Integer>emptyList() : written) {
            cells.add(new Cell(form.columns().get(column), row[column], 0, 0, 0, cells.size()));
        }
        String kind = written == null ? Mutation.DELETE : INSERT;
        String payload = CellText.of(new Written(written == null ? 2 : 1, 0, cells));
        String name = key(shape, Format.pick(row, key));
        return new Draft(shape.name(), Mutation.of(shape.collection, name, kind, payload), "null");
    }

    @Override
    public RowChange read(Shape shape, Change change) {
        return row(shape, change.key(), keyValues(shape, change.key()), CellText.written(change.payload()));
    }

    @Override
    public boolean isMerged() {
        return true;
    }

    /** The cells of a mutation as a write of its row. */
    static RowChange row(Shape shape, String key, @Nullable Object[] keyValues, Written written) {
        @Nullable Object[] values = new @Nullable Object[shape.size()];
        Arrays.fill(values, RowChange.UNTOLD);
        for (int i = 0; i < keyValues.length; i++) {
            values[shape.key[i]] = keyValues[i];
        }
        if (written.isDelete()) {
            return RowChange.gone(shape, key, values);
        }
        BitSet changed = new BitSet();
        Map<String, String> unknown = new HashMap<>();
        for (Cell cell : written.cells()) {
            int column = shape.column(cell.column());
            if (column >= 0) {
                values[column] = cell.value();
                changed.set(column);
            } else if (!cell.isSentinel()) {
                JsonWriter json = new JsonWriter();
                Exact.write(json, cell.value());
                unknown.put(cell.column(), json.toString());
            }
        }
        return new RowChange(shape, key, false, values, changed, false, unknown, Collections.emptyMap());
    }

    @Override
    public String below(String before, String image) {
        return Below.onto(before, image);
    }
}
