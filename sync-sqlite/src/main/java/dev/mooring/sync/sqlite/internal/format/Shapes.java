package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The synced tables with their columns looked up, and how their rows travel. Immutable. */
public final class Shapes {
    private final Format format;
    private final List<Shape> parentsFirst;
    private final Map<String, Shape> byTable = new HashMap<>();
    private final Map<String, Shape> byCollection = new HashMap<>();

    public Shapes(Tables tables, Format format) {
        this.format = format;
        List<Shape> shapes = new ArrayList<>();
        for (Table table : tables.parentsFirst()) {
            Shape shape = new Shape(table);
            shapes.add(shape);
            byTable.put(shape.name(), shape);
            byCollection.put(shape.collection, shape);
        }
        parentsFirst = Collections.unmodifiableList(shapes);
    }

    public Format format() {
        return format;
    }

    public List<Shape> parentsFirst() {
        return parentsFirst;
    }

    @Nullable
    public Shape named(String table) {
        return byTable.get(table);
    }

    /** A row of which the key alone is told. */
    @Nullable
    public Object[] keyed(Shape shape, String key) {
        @Nullable Object[] values = new @Nullable Object[shape.size()];
        Arrays.fill(values, RowChange.UNTOLD);
        @Nullable Object[] keyValues = format.keyValues(shape, key);
        for (int i = 0; i < keyValues.length; i++) {
            values[shape.key[i]] = keyValues[i];
        }
        return values;
    }

    @Nullable
    public Shape ofCollection(String collection) {
        return byCollection.get(collection);
    }
}
