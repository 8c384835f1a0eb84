package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the mutations of one capture of plain rows, or of entities. */
final class RowsDrafting {
    private static final String INSERT = "insert";
    private static final String UPDATE = "update";

    private final boolean entities;
    private final Shape shape;
    private final Form form;
    private final int[] key;
    private final Format.Fields fields;

    RowsDrafting(boolean entities, Shape shape, Form form, int[] key, Format.Fields fields) {
        this.entities = entities;
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
        String text = PlainKey.of(shape, Format.pick(row, key));
        JsonWriter json = new JsonWriter().begin('{');
        TableSpec spec = shape.table.spec();
        for (int i = 0; i < row.length; i++) {
            String column = form.columns().get(i);
            if (entities && row[i] == null) {
                continue;
            }
            json.name(Shape.field(spec, column));
            write(json, row[i], spec.json().contains(column), spec.booleans().contains(column));
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
            if (shape.field(name) < 0 && !fields.isStamp(shape.collection, name)) {
                json.name(name).raw(value);
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
}
