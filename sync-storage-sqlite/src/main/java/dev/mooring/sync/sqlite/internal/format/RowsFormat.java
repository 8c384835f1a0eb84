package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.driver.RawText;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final String INSERT = "insert";
    private static final String UPDATE = "update";

    /** The day and the time of day, the latter without zeros at its end; servers tell a time in any of these shapes. */
    private static final Pattern TIME = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d(?:\\.\\d*[1-9])?)(?:\\.?0*)(?:Z|\\+00(?::?00)?)?");

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
        if (key.length == 1) {
            return text(shape, key, 0);
        }
        JsonWriter json = new JsonWriter().begin('{');
        for (int i = 0; i < key.length; i++) {
            json.name(shape.fields.get(shape.key[i])).string(text(shape, key, i));
        }
        return json.end('}').toString();
    }

    private static String text(Shape shape, @Nullable Object[] key, int i) {
        Object value = key[i];
        if (value == null || value == RowChange.UNTOLD) {
            throw new UnreadableText("the key's field " + shape.fields.get(shape.key[i]) + " is null or missing");
        }
        if (value instanceof Double real && !Double.isInfinite(real)) {
            return real == 0 ? "0" : KeyText.decimal(real).toPlainString();
        }
        boolean plain = !(value instanceof byte[] || value instanceof RawText);
        return plain ? String.valueOf(value) : KeyText.bytes(value);
    }

    @Override
    public @Nullable Object[] keyValues(Shape shape, String key) {
        @Nullable Object[] values = new @Nullable Object[shape.key.length];
        if (values.length == 1) {
            values[0] = keyValue(shape, 0, key);
            return values;
        }
        JsonCursor json = UnreadableText.in(key);
        json.beginObject();
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            String text = json.string();
            for (int i = 0; i < values.length; i++) {
                if (shape.fields.get(shape.key[i]).equals(field)) {
                    values[i] = keyValue(shape, i, text);
                }
            }
        }
        json.end();
        for (Object value : values) {
            if (value == null) {
                throw new UnreadableText("the key lacks a field of the key of table " + shape.name());
            }
        }
        return values;
    }

    private static @Nullable Object keyValue(Shape shape, int i, String text) {
        Affinity affinity = shape.affinities[shape.key[i]];
        if (text.startsWith("~b") || text.startsWith("~x")) {
            return KeyText.value(text, affinity);
        }
        return KeyText.isNumeric(affinity) && KeyText.looksLikeNumber(text) ? KeyText.number(text) : text;
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
        Drafting drafting = new Drafting(shape, capture.form(), key, fields);
        List<Draft> drafts = new ArrayList<>(2);
        if (before != null && (row == null || moved)) {
            drafting.delete(drafts, before);
        }
        if (row != null) {
            drafting.write(drafts, row, moved ? null : before);
        }
        return drafts;
    }

    /** Makes the mutations of one capture. */
    private final class Drafting {
        private final Shape shape;
        private final Form form;
        private final int[] key;
        private final Fields fields;

        Drafting(Shape shape, Form form, int[] key, Fields fields) {
            this.shape = shape;
            this.form = form;
            this.key = key;
            this.fields = fields;
        }

        void delete(List<Draft> drafts, @Nullable Object[] before) {
            if (!isSoftDeleted(before)) {
                drafts.add(draft(Mutation.DELETE, before, Image.of(form.columns(), before)));
            }
        }

        void write(List<Draft> drafts, @Nullable Object[] row, @Nullable Object @Nullable [] before) {
            String kind = isSoftDeleted(row) ? Mutation.DELETE : before == null ? INSERT : UPDATE;
            drafts.add(draft(kind, row, Image.of(form.columns(), before)));
        }

        private boolean isSoftDeleted(@Nullable Object[] row) {
            String flag = shape.table.spec().softDelete();
            int column = flag == null ? -1 : form.columns().indexOf(flag);
            return column >= 0 && shape.isSoftDeleted(row[column]);
        }

        private Draft draft(String kind, @Nullable Object[] row, String before) {
            String text = key(shape, Format.pick(row, key));
            JsonWriter json = new JsonWriter().begin('{');
            TableSpec spec = shape.table.spec();
            for (int i = 0; i < row.length; i++) {
                String column = form.columns().get(i);
                if (entities && row[i] == null) {
                    continue;
                }
                json.name(Shape.field(spec, column));
                RowsFormat.write(
                        json,
                        row[i],
                        spec.json().contains(column),
                        spec.booleans().contains(column));
            }
            String more = spec.columnsOnly() ? null : fields.of(shape.collection, text);
            if (more != null) {
                others(json, more);
            }
            String payload = json.end('}').toString();
            return new Draft(shape.name(), Mutation.of(shape.collection, text, kind, payload), before);
        }

        private void others(JsonWriter json, String more) {
            JsonCursor reader = UnreadableText.in(more);
            reader.beginObject();
            for (String name = reader.nextName(); name != null; name = reader.nextName()) {
                String value = reader.raw();
                if (shape.field(name) < 0) {
                    json.name(name).raw(value);
                }
            }
        }
    }

    private static void write(JsonWriter json, @Nullable Object value, boolean asJson, boolean asBoolean) {
        if (value instanceof Long number) {
            boolean truth = asBoolean && (number == 0 || number == 1);
            json.raw(truth ? number == 1 ? "true" : "false" : Long.toString(number));
        } else if (value instanceof String text) {
            if (asJson && isJson(text)) {
                json.raw(text);
            } else {
                json.string(text);
            }
        } else if (value instanceof Double real && !Double.isInfinite(real)) {
            json.raw(Double.toString(real));
        } else {
            Exact.write(json, value);
        }
    }

    private static boolean isJson(String text) {
        try {
            JsonCursor json = UnreadableText.in(text);
            json.skip();
            json.end();
            return true;
        } catch (UnreadableText e) {
            return false;
        }
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
        Map<String, String> unknown = Collections.emptyMap();
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            int column = shape.field(name);
            if (column >= 0) {
                values[column] = value(shape, column, json);
            } else {
                unknown = unknown.isEmpty() ? new HashMap<>() : unknown;
                unknown.put(name, json.raw());
            }
        }
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
            if (!here.equalsIgnoreCase(there) && !time(here).equals(time(there))) {
                throw new UnreadableText("the row has another key than the change");
            }
        }
        put(shape, values, told);
    }

    /** A time of UTC without what makes no other time of it; any other text as it is. */
    private static String time(String text) {
        Matcher time = TIME.matcher(text);
        return time.matches() ? time.group(1) + "T" + time.group(2) : text;
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
