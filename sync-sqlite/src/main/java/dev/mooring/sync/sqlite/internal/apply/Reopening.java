package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * After an opening, what did not go into the tables before is tried again: fields that have a column now, changes that could
 * not be read, and rows that were set aside. A part a transaction.
 *
 * @param <DB> the handle that the app gets
 */
public final class Reopening<DB> {
    private final Shapes shapes;
    private final Quiet<DB> quiet;
    private long aside;
    private long unread;
    private long extra;
    private long last = -1;

    Reopening(Shapes shapes, Quiet<DB> quiet) {
        this.shapes = shapes;
        this.quiet = quiet;
    }

    /**
     * Does some of it, inside a write transaction.
     *
     * @param limit how many rows at most
     * @return whether there is more to do, in another transaction
     */
    public boolean step(int limit) {
        boolean[] more = {false};
        quiet.run((applier, sink) ->
                more[0] = fields(applier, sink, limit) || unread(applier, sink, limit) || aside(applier, sink, limit));
        return more[0];
    }

    private boolean fields(Applier applier, KeySink sink, int limit) {
        List<Extras.Entry> entries = applier.extras.after(extra, limit);
        List<RowChange> rows = new ArrayList<>();
        for (Extras.Entry entry : entries) {
            extra = entry.id();
            Shape shape = shapes.ofCollection(entry.collection());
            RowChange row = shape == null ? null : fields(applier, shape, entry);
            if (row != null) {
                rows.add(row);
            }
        }
        applier.apply(rows, sink);
        return !entries.isEmpty();
    }

    private @Nullable RowChange fields(Applier applier, Shape shape, Extras.Entry entry) {
        Map<String, String> fields = Extras.read(entry.fields());
        @Nullable Object[] values = shapes.keyed(shape, entry.key());
        boolean aside = applier.aside.find(entry.collection(), entry.key()) != null;
        if (aside && applier.tables.isThere(applier.tables.of(shape), entry.key())) {
            // The app has written it anew. When that is taken in, the row that was set aside goes.
            return null;
        }
        BitSet changed = new BitSet();
        for (String name : new ArrayList<>(fields.keySet())) {
            int column = shapes.format().column(shape, name);
            if (column < 0) {
                continue;
            }
            try {
                values[column] = shapes.format().value(shape, name, Objects.requireNonNull(fields.get(name)));
                changed.set(column);
                fields.remove(name);
            } catch (UnreadableText e) {
                // It stays where it is, and travels on from there.
            }
        }
        if (changed.isEmpty()) {
            return null;
        }
        applier.extras.put(entry.collection(), entry.key(), fields);
        return new RowChange(
                shape, entry.key(), false, values, changed, true, Collections.emptyMap(), Collections.emptyMap());
    }

    /** What is merged is nobody's here. */
    private boolean unread(Applier applier, KeySink sink, int limit) {
        if (shapes.format().isMerged()) {
            return false;
        }
        List<UnreadTable.Entry> entries = applier.unread.after(unread, limit);
        List<RowChange> rows = new ArrayList<>();
        for (UnreadTable.Entry entry : entries) {
            unread = entry.id();
            Shape shape = shapes.ofCollection(entry.change().collection());
            try {
                if (shape != null) {
                    rows.add(shapes.format().read(shape, entry.change()));
                    applier.unread.remove(entry);
                }
            } catch (UnreadableText e) {
                // It stays where it is.
            }
        }
        Collection<RowChange> folded = Applier.fold(rows);
        applier.apply(folded, sink);
        return !entries.isEmpty();
    }

    private boolean aside(Applier applier, KeySink sink, int limit) {
        if (last < 0) {
            last = applier.aside.last();
        }
        List<Aside.Entry> entries = applier.aside.after(aside, limit);
        // What is set aside again comes behind, and is not tried a second time.
        entries.removeIf(entry -> entry.id() > last);
        entries.forEach(entry -> aside = entry.id());
        applier.retry(entries, sink);
        return !entries.isEmpty();
    }
}
