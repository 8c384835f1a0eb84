package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the synced tables hold now, with the rows that are set aside. It writes nothing. Not thread-safe. */
final class Present {
    private final Shapes shapes;
    private final Format format;
    private final Quiet<?> quiet;

    Present(Shapes shapes, Quiet<?> quiet) {
        this.shapes = shapes;
        this.format = shapes.format();
        this.quiet = quiet;
    }

    /** Whether the row of a change is as the change says. True for what is no synced table, false for what cannot be read. */
    boolean shows(Change change) {
        Shape shape = shapes.ofCollection(change.collection());
        Applier current = current();
        try {
            return shape == null || current.shows(format.read(shape, change));
        } catch (UnreadableText e) {
            return false;
        }
    }

    /** The keys of the rows behind one of them, parents first, as changes that say that they are gone. */
    List<Change> rows(@Nullable Change after, int limit) {
        List<Change> rows = new ArrayList<>();
        boolean behind = after == null;
        for (AppTable table : current().tables.parentsFirst) {
            Shape shape = table.shape;
            @Nullable
            Object @Nullable [] from = after != null && shape.collection.equals(after.collection())
                    ? format.keyValues(shape, after.key())
                    : null;
            if ((behind || from != null) && rows.size() < limit) {
                for (@Nullable Object[] key : table.keys(from, limit - rows.size())) {
                    rows.add(Change.gone(shape.collection, format.key(shape, key)));
                }
            }
            behind |= from != null;
        }
        return rows;
    }

    /** Whether none of these keys is of a row to which others may refer. */
    boolean standAlone(List<Change> keys) {
        Applier current = current();
        for (Change key : keys) {
            Shape shape = shapes.ofCollection(key.collection());
            AppTable table = shape == null ? null : current.tables.of(shape);
            if (table != null
                    && !current.tables.children(table).isEmpty()
                    && current.tables.isThere(table, key.key())) {
                return false;
            }
        }
        return true;
    }

    /** How many rows of a snapshot are here alike; {@link ChangeHandler.Resetting#UNKNOWN} if there is no row here. */
    long inCommon(Snapshot snapshot) {
        Applier current = current();
        if (current.isEmpty()) {
            return ChangeHandler.Resetting.UNKNOWN;
        }
        long[] same = {0};
        Snapshots.read(
                snapshot, shapes, rows -> rows.forEach(row -> same[0] += current.holds(row) ? 1 : 0), other -> {});
        return same[0];
    }

    /** All rows as mutations that insert them, parents first. */
    void restate(Consumer<Mutation> to) {
        Applier current = current();
        for (AppTable table : current.tables.parentsFirst) {
            Shape shape = table.shape;
            for (@Nullable Object[] row : table.everything()) {
                if (current.aside.find(shape.collection, format.keyOf(shape, row)) == null) {
                    restate(shape, Arrays.copyOf(row, shape.size()), to);
                }
            }
            for (Aside.Entry entry : current.aside.after(0, Integer.MAX_VALUE)) {
                @Nullable
                Object[] row = entry.row() != null && entry.collection().equals(shape.collection)
                        ? Image.read(shape.columns, entry.row())
                        : null;
                if (row != null) {
                    restate(shape, row, to);
                }
            }
        }
    }

    private void restate(Shape shape, @Nullable Object[] row, Consumer<Mutation> to) {
        Form form = new Form(0, shape.name(), shape.columns, shape.table.form().key());
        Capture inserted = new Capture(0, form, 0, row, null);
        format.drafts(shape, inserted, (collection, key) -> null).forEach(draft -> to.accept(draft.mutation()));
    }

    /** All rows, in the form that a reset reads. */
    Snapshot snapshot() {
        return Snapshots.write(current());
    }

    /** Whether any row is set aside. */
    boolean isAnythingAside() {
        Applier current = quiet.applier();
        current.aside.begin();
        return !current.aside.isEmpty();
    }

    private Applier current() {
        Applier current = quiet.applier();
        current.begin();
        return current;
    }
}
