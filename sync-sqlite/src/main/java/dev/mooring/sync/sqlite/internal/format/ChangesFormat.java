package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Row changes: {@code {"op":"insert","row":{…}}}, {@code {"op":"update","row":{…},"changed":["title"]}} and
 * {@code {"op":"delete","row":{"id":"1"}}}, values in the {@linkplain Exact exact encoding} by column name. The row is whole
 * but in a delete, which names the key; so it can be written where it is not there. A tombstone without a row is a delete, too.
 *
 * <p>The key is the {@linkplain KeyText text} of the key's column, or the JSON array of such texts. What a payload says beyond
 * these three members is left out; what it says of columns that the table has not is kept.
 */
public final class ChangesFormat implements Format {
    private static final String INSERT = "insert";
    private static final String UPDATE = "update";

    @Override
    public String key(Shape shape, @Nullable Object[] key) {
        if (key.length == 1) {
            return text(shape, key, 0);
        }
        JsonWriter json = new JsonWriter().begin('[');
        for (int i = 0; i < key.length; i++) {
            json.string(text(shape, key, i));
        }
        return json.end(']').toString();
    }

    private static String text(Shape shape, @Nullable Object[] key, int i) {
        Object value = key[i];
        if (value == null || value == RowChange.UNTOLD) {
            throw new UnreadableText("the key's column " + shape.columns.get(shape.key[i]) + " is NULL or missing");
        }
        return KeyText.of(value, shape.affinities[shape.key[i]]);
    }

    @Override
    public @Nullable Object[] keyValues(Shape shape, String key) {
        @Nullable Object[] values = new @Nullable Object[shape.key.length];
        JsonCursor json = values.length == 1 ? null : UnreadableText.in(key);
        if (json != null) {
            json.beginArray();
        }
        for (int i = 0; i < values.length; i++) {
            if (json != null && !json.nextElement()) {
                throw new UnreadableText("the key has fewer values than table " + shape.name() + " needs");
            }
            String text = json == null ? key : json.string();
            values[i] = KeyText.value(text, shape.affinities[shape.key[i]]);
            if (values[i] == null) {
                throw new UnreadableText("the key is none of table " + shape.name());
            }
        }
        if (json != null && json.nextElement()) {
            throw new UnreadableText("the key has more values than table " + shape.name() + " needs");
        }
        return values;
    }

    @Override
    public List<Draft> drafts(Shape shape, Capture capture, Fields fields) {
        Form form = capture.form();
        int[] key = Format.keyIn(form);
        @Nullable Object[] row = capture.row();
        @Nullable Object[] before = capture.before();
        if (row == null || before == null) {
            return row == null && before == null
                    ? Collections.emptyList()
                    : Collections.singletonList(
                            row == null
                                    ? delete(shape, form, key, Objects.requireNonNull(before))
                                    : insert(shape, form, key, row));
        }
        List<Integer> changed = Format.differences(row, before);
        if (changed.isEmpty()) {
            return Collections.emptyList();
        }
        for (int column : key) {
            if (changed.contains(column)) {
                return Arrays.asList(delete(shape, form, key, before), insert(shape, form, key, row));
            }
        }
        JsonWriter json = begin(UPDATE);
        Image.write(json.name("row"), form.columns(), row);
        json.name("changed").begin('[');
        changed.forEach(column -> json.string(form.columns().get(column)));
        json.end(']');
        return Collections.singletonList(
                draft(shape, Format.pick(row, key), UPDATE, json, Image.of(form.columns(), before)));
    }

    private Draft insert(Shape shape, Form form, int[] key, @Nullable Object[] row) {
        JsonWriter json = begin(INSERT);
        Image.write(json.name("row"), form.columns(), row);
        return draft(shape, Format.pick(row, key), INSERT, json, Image.NONE);
    }

    private Draft delete(Shape shape, Form form, int[] key, @Nullable Object[] before) {
        JsonWriter json = begin(Mutation.DELETE);
        Image.write(json.name("row"), form.key(), Format.pick(before, key));
        return draft(shape, Format.pick(before, key), Mutation.DELETE, json, Image.of(form.columns(), before));
    }

    private static JsonWriter begin(String op) {
        return new JsonWriter().begin('{').name("op").string(op);
    }

    private Draft draft(Shape shape, @Nullable Object[] key, String kind, JsonWriter json, String before) {
        String payload = json.end('}').toString();
        return new Draft(shape.name(), Mutation.of(shape.collection, key(shape, key), kind, payload), before);
    }

    @Override
    public RowChange read(Shape shape, Change change) {
        JsonCursor json = UnreadableText.in(change.payload());
        if (change.tombstone() && json.nullValue()) {
            json.end();
            return RowChange.gone(shape, change.key(), keyed(shape, change.key()));
        }
        return new Reading(shape).of(json, change.key());
    }

    /** A row of which the key alone is told. */
    private @Nullable Object[] keyed(Shape shape, String key) {
        @Nullable Object[] values = new @Nullable Object[shape.size()];
        Arrays.fill(values, RowChange.UNTOLD);
        @Nullable Object[] keyValues = keyValues(shape, key);
        for (int i = 0; i < keyValues.length; i++) {
            values[shape.key[i]] = keyValues[i];
        }
        return values;
    }

    /** One payload. */
    private final class Reading {
        private final Shape shape;
        private @Nullable String op;
        private @Nullable Object @Nullable [] row;
        private @Nullable BitSet changed;
        private Map<String, String> unknown = Collections.emptyMap();
        private Set<String> changedUnknown = Collections.emptySet();

        Reading(Shape shape) {
            this.shape = shape;
        }

        RowChange of(JsonCursor json, String key) {
            json.beginObject();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                switch (name) {
                    case "op" -> op = json.string();
                    case "row" -> row(json);
                    case "changed" -> changed(json);
                    default -> json.skip();
                }
            }
            json.end();
            return change(key);
        }

        private RowChange change(String key) {
            @Nullable Object[] values = row;
            if (op == null || values == null) {
                throw new UnreadableText("it is no row change: it has no op, or no row");
            }
            if (!keyOf(shape, values).equals(key)) {
                throw new UnreadableText("its row has another key than the change");
            }
            switch (op) {
                case INSERT:
                    return new RowChange(shape, key, false, values, null, false, unknown, Collections.emptyMap());
                case UPDATE:
                    if (changed == null) {
                        throw new UnreadableText("it is an update that does not say what changed");
                    }
                    return unknown.isEmpty()
                            ? new RowChange(shape, key, false, values, changed, false, unknown, unknown)
                            : update(key, values, changed);
                case Mutation.DELETE:
                    return RowChange.gone(shape, key, values);
                default:
                    throw new UnreadableText("it is no row change: its op is none of insert, update and delete");
            }
        }

        private RowChange update(String key, @Nullable Object[] values, BitSet columns) {
            Map<String, String> told = new HashMap<>(unknown);
            Map<String, String> older = new HashMap<>(unknown);
            told.keySet().retainAll(changedUnknown);
            older.keySet().removeAll(changedUnknown);
            return new RowChange(shape, key, false, values, columns, false, told, older);
        }

        private void row(JsonCursor json) {
            @Nullable Object[] values = new @Nullable Object[shape.size()];
            Arrays.fill(values, RowChange.UNTOLD);
            unknown = Members.read(json, shape.columns, shape::column, i -> values[i] = Exact.read(json));
            row = values;
        }

        private void changed(JsonCursor json) {
            BitSet columns = new BitSet();
            Set<String> others = Collections.emptySet();
            json.beginArray();
            while (json.nextElement()) {
                String name = json.string();
                int column = shape.column(name);
                if (column >= 0) {
                    columns.set(column);
                } else {
                    others = others.isEmpty() ? new HashSet<>() : others;
                    others.add(name);
                }
            }
            changed = columns;
            changedUnknown = others;
        }
    }
}
