package dev.mooring.sync.sqlite.internal.tables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The synced tables with their columns looked up, and how their rows travel. Immutable. */
final class Shapes {
    private final Format format;
    private final List<Shape> parentsFirst;
    private final Map<String, Shape> byTable = new HashMap<>();
    private final Map<String, Shape> byCollection = new HashMap<>();

    Shapes(Tables tables, Format format) {
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

    Format format() {
        return format;
    }

    List<Shape> parentsFirst() {
        return parentsFirst;
    }

    @Nullable
    Shape named(String table) {
        return byTable.get(table);
    }

    @Nullable
    Shape ofCollection(String collection) {
        return byCollection.get(collection);
    }
}
