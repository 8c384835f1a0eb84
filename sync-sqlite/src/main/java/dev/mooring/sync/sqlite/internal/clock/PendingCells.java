package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.internal.clock.CellText.Written;
import dev.mooring.sync.sqlite.internal.clock.RowClock.Writer;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is pending of one row, and the row below it. */
final class PendingCells {
    private final Shape shape;
    private final Fields fields;
    private final Images images;
    private final String key;
    private final List<Mutation> mutations;
    private final List<Written> written = new ArrayList<>();
    private @Nullable Below below;

    private PendingCells(Shape shape, String key, Fields fields, Images images, List<Mutation> mutations) {
        this.shape = shape;
        this.key = key;
        this.fields = fields;
        this.images = images;
        this.mutations = mutations;
        for (Mutation mutation : mutations) {
            Written cells = written(mutation);
            if (cells != null) {
                written.add(cells);
            }
        }
        String text = images.below(shape.collection, key);
        below = text == null ? null : Below.read(text);
    }

    /** Null if nothing is. */
    static @Nullable PendingCells of(Shape shape, String key, Fields fields, Images images) {
        List<Mutation> mutations = images.pending(shape.collection, key);
        return mutations.isEmpty() ? null : new PendingCells(shape, key, fields, images, mutations);
    }

    /** Null for one that the app recorded by hand and that says nothing of cells. */
    static @Nullable Written written(Mutation mutation) {
        try {
            return CellText.written(mutation.payload());
        } catch (UnreadableText e) {
            return null;
        }
    }

    /** Whether one of them wrote that version of a column, or of the row. */
    boolean hold(String column, long cl, long cv) {
        return holds(written, column, cl, cv);
    }

    /** Whether one of them is of that life of the row. */
    boolean holdAny(long cl) {
        return written.stream().anyMatch(each -> each.cl() == cl);
    }

    /** Whether any write has that version of a column, or of the row. */
    static boolean holds(List<Written> writes, String column, long cl, long cv) {
        for (Written each : writes) {
            for (Cell cell : each.cells()) {
                if (cell.column().equals(column) && cell.cl() == cl && cell.cv() == cv) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Merges a cell that comes into the row below. */
    void merge(Cell cell, int number, Writer by) {
        if (below != null) {
            below.merge(cell, number, by);
        }
    }

    /** Keeps the row below as it is by now. */
    void keep() {
        if (below != null && below.clock.isChanged()) {
            images.put(mutations.get(mutations.size() - 1), below.text());
        }
    }

    /** The row as it is without one of them, which others have to be told of; null if nobody knows what lies below. */
    @Nullable
    Below without(UUID id, int site) {
        Below base = below;
        if (base == null) {
            return null;
        }
        String text = base.text();
        List<Mutation> others = new ArrayList<>(mutations);
        others.removeIf(mutation -> mutation.id().equals(id));
        for (Mutation other : others) {
            merge(base, shape, fields, other, site);
        }
        if (others.isEmpty()) {
            images.lift(shape.collection, key);
        } else {
            images.put(others.get(others.size() - 1), text);
        }
        return base;
    }

    /** What a mutation makes of a row. */
    static void merge(Below row, Shape shape, Fields fields, Mutation mutation, int site) {
        Written cells = written(mutation);
        for (Cell cell : cells == null ? new ArrayList<Cell>() : cells.cells()) {
            int number = cell.isSentinel() ? -1 : fields.of(shape.name(), cell.column());
            row.merge(cell, number, new Writer(cell.dv(), cell.seq(), site, 0));
        }
    }
}
