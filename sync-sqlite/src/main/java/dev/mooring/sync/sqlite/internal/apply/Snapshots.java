package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Snapshot;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All rows as one text: {@code {"tables":{"todo":[{"id":"1","title":"…"},…],…}}}, tables by their name, rows in the exact
 * encoding. A table that is not named is empty; the empty text, {@code null} and {@code {}} make all of them empty.
 */
final class Snapshots {
    private static final int SLICE = 500;

    private Snapshots() {}

    /** The rows of the tables with those that are aside. */
    static Snapshot write(Applier applier) {
        JsonWriter json = new JsonWriter().begin('{').name("tables").begin('{');
        for (AppTable table : applier.tables.parentsFirst) {
            Shape shape = table.shape;
            json.name(shape.name()).begin('[');
            for (@Nullable Object[] row : table.everything()) {
                if (applier.aside.find(shape.collection, applier.tables.format.keyOf(shape, row)) == null) {
                    Image.write(json, shape.columns, Arrays.copyOf(row, shape.size()));
                }
            }
            for (Aside.Entry entry : applier.aside.after(0, Integer.MAX_VALUE)) {
                @Nullable
                Object[] row = entry.row() != null && entry.collection().equals(shape.collection)
                        ? Image.read(shape.columns, entry.row())
                        : null;
                if (row != null) {
                    Image.write(json, shape.columns, row);
                }
            }
            json.end(']');
        }
        return new Snapshot(json.end('}').end('}').toString());
    }

    /** Hands the rows on, some at a time; tables that are not synced are told by their name, a row a call. */
    static void read(Snapshot snapshot, Shapes shapes, Consumer<List<RowChange>> rows, Consumer<String> unknown) {
        if (snapshot.text().isEmpty()) {
            return;
        }
        JsonCursor json = UnreadableText.in(snapshot.text());
        if (!json.nullValue()) {
            json.beginObject();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (name.equals("tables")) {
                    tables(json, shapes, rows, unknown);
                } else {
                    json.skip();
                }
            }
        }
        json.end();
    }

    private static void tables(
            JsonCursor json, Shapes shapes, Consumer<List<RowChange>> rows, Consumer<String> unknown) {
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            Shape shape = shapes.named(name);
            List<RowChange> slice = new ArrayList<>();
            json.beginArray();
            while (json.nextElement()) {
                if (shape == null) {
                    json.skip();
                    unknown.accept(name);
                    continue;
                }
                @Nullable Object[] row = Image.read(shape.columns, json);
                slice.add(RowChange.write(shape, shapes.format().keyOf(shape, row), row));
                if (slice.size() == SLICE) {
                    rows.accept(slice);
                    slice = new ArrayList<>();
                }
            }
            if (!slice.isEmpty()) {
                rows.accept(slice);
            }
        }
    }
}
