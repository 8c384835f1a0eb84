package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.Change;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plain rows: a JSON object with the fields of the wire, always whole, and with the fields that were told of the row and are no
 * column here.
 *
 * <p>Numbers are as they are, of 64 bits or with a fraction; a number that goes into a column of text keeps its digits. What
 * JSON has no value for (a BLOB, a text that is not well-formed, an infinite number) is as in the {@linkplain Exact exact
 * encoding}. A column of JSON travels as that JSON where its text is some, else as a string; a boolean column's 0 and 1 as
 * {@code false} and {@code true}. Any other object, array or boolean that comes is refused.
 *
 * <p>A row whose soft-delete column is set travels as a deletion with that row; to delete such a row for good is no news. A
 * tombstone with a row is written with the column set, one without sets it where the row is there; where a table has no such
 * column the row goes.
 *
 * <p>Of entities, a column that is NULL is no field. A field that is not there sets its column to NULL, unless that is NOT NULL, and
 * ends what was kept of the fields that are no column: a server of entities replaces what it has by what it is given.
 *
 * <p>The key is the plain text of its column's value, or the JSON object of several; texts that differ in capitals alone are
 * the same key, and so is one time in two shapes; the row is written with that of the change.
 */
public final class RowsFormat implements Format {
    private final boolean entities;

    /**
     * Rows, or entities.
     *
     * @param entities whether NULL is no field, and what is no field is nothing
     */
    public RowsFormat(boolean entities) {
        this.entities = entities;
    }

    @Override
    public String key(Shape shape, @Nullable Object[] key) {
        return PlainKey.of(shape, key);
    }

    @Override
    public @Nullable Object[] keyValues(Shape shape, String key) {
        return PlainKey.values(shape, key);
    }

    @Override
    public List<Draft> drafts(Shape shape, Capture capture, Fields fields) {
        @Nullable Object[] row = capture.row();
        @Nullable Object[] before = capture.before();
        int[] key = Format.keyIn(capture.form());
        boolean moved = false;
        if (row != null && before != null) {
            List<Integer> changed = Format.differences(row, before);
            if (changed.isEmpty()) {
                return Collections.emptyList();
            }
            for (int column : key) {
                moved |= changed.contains(column);
            }
        }
        RowsDrafting drafting = new RowsDrafting(entities, shape, capture.form(), key, fields);
        List<Draft> drafts = new ArrayList<>(2);
        if (before != null && (row == null || moved)) {
            drafting.delete(drafts, before);
        }
        if (row != null) {
            drafting.write(drafts, row, moved ? null : before);
        }
        return drafts;
    }

    @Override
    public boolean isWhole() {
        return true;
    }

    @Override
    public RowChange read(Shape shape, Change change) {
        try {
            return row(shape, change);
        } catch (UnreadableText e) {
            if (!change.tombstone()) {
                throw e;
            }
            return tombstone(shape, change.key()); // That it is gone is all that counts.
        }
    }

    private RowChange row(Shape shape, Change change) {
        JsonCursor json = UnreadableText.in(change.payload());
        if (change.tombstone() && json.nullValue()) {
            json.end();
            return tombstone(shape, change.key());
        }
        @Nullable Object[] values = new @Nullable Object[shape.size()];
        Arrays.fill(values, RowChange.UNTOLD);
        Map<String, String> unknown =
                Members.read(json, shape.fields, shape::field, i -> values[i] = value(shape, i, json));
        json.end();
        checkKey(shape, change.key(), values);
        if (change.tombstone() && shape.softDelete < 0) {
            return RowChange.gone(shape, change.key(), values);
        }
        if (change.tombstone()) {
            Object flag = values[shape.softDelete];
            values[shape.softDelete] = flag != RowChange.UNTOLD && shape.isSoftDeleted(flag) ? flag : (Object) 1L;
        }
        if (!entities) {
            return new RowChange(shape, change.key(), false, values, null, false, unknown, Collections.emptyMap());
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] == RowChange.UNTOLD && shape.nullable[i]) {
                values[i] = null;
            }
        }
        return RowChange.entity(shape, change.key(), values, unknown);
    }

    private void checkKey(Shape shape, String key, @Nullable Object[] values) {
        String own = keyOf(shape, values);
        if (own.equals(key)) {
            return;
        }
        @Nullable Object[] told = keyValues(shape, key);
        for (int i = 0; i < told.length; i++) {
            String here = String.valueOf(values[shape.key[i]]);
            String there = String.valueOf(told[i]);
            if (!PlainKey.isSame(here, there)) {
                throw new UnreadableText("the row has another key than the change");
            }
        }
        put(shape, values, told);
    }

    private static void put(Shape shape, @Nullable Object[] values, @Nullable Object[] key) {
        for (int i = 0; i < key.length; i++) {
            values[shape.key[i]] = key[i];
        }
    }

    private RowChange tombstone(Shape shape, String key) {
        @Nullable Object[] values = new @Nullable Object[shape.size()];
        Arrays.fill(values, RowChange.UNTOLD);
        put(shape, values, keyValues(shape, key));
        if (shape.softDelete < 0) {
            return RowChange.gone(shape, key, values);
        }
        values[shape.softDelete] = 1L;
        BitSet flag = new BitSet();
        flag.set(shape.softDelete);
        return new RowChange(shape, key, false, values, flag, true, Collections.emptyMap(), Collections.emptyMap());
    }

    private static @Nullable Object value(Shape shape, int column, JsonCursor json) {
        char c = json.peek();
        if (c == 'n') {
            json.nullValue();
            return null;
        }
        if (shape.json[column]) {
            return json.raw();
        }
        switch (c) {
            case '"':
                return json.string();
            case 't', 'f':
                if (!shape.booleans[column]) {
                    throw json.fault("no boolean, as column " + shape.columns.get(column) + " is not declared as one,");
                }
                return json.bool() ? 1L : 0L;
            case '{':
                return Exact.tagged(json);
            case '[':
                throw json.fault("no array, as column " + shape.columns.get(column) + " is not declared as JSON,");
            default:
                String digits = json.number();
                return shape.affinities[column] == Affinity.TEXT ? digits : Exact.number(json, digits);
        }
    }

    @Override
    public @Nullable Object value(Shape shape, String field, String json) {
        int column = shape.field(field);
        return column < 0 ? RowChange.UNTOLD : value(shape, column, UnreadableText.in(json));
    }

    @Override
    public int column(Shape shape, String field) {
        return shape.field(field);
    }
}
