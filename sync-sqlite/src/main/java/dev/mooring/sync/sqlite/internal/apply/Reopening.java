package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    /** Rows that were left alone; each a collection and a key. */
    private final Set<List<String>> waiting;

    Reopening(Shapes shapes, Quiet<DB> quiet, Set<List<String>> waiting) {
        this.shapes = shapes;
        this.quiet = quiet;
        this.waiting = waiting;
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

    /**
     * Tries the rows that were left alone, once all captures have been taken in. One stays among them until it is found to have nothing
     * to try any more, as this transaction may be rolled back.
     */
    void waiting() {
        quiet.run((applier, sink) -> {
            List<Extras.Entry> entries = new ArrayList<>();
            for (List<String> row : new ArrayList<>(waiting)) {
                String fields = applier.extras.of(row.get(0), row.get(1));
                if (fields == null) {
                    waiting.remove(row);
                } else {
                    entries.add(new Extras.Entry(0, row.get(0), row.get(1), fields));
                }
            }
            fields(applier, sink, entries);
        });
    }

    private boolean fields(Applier applier, KeySink sink, int limit) {
        List<Extras.Entry> entries = applier.extras.after(extra, limit);
        entries.forEach(entry -> extra = entry.id());
        fields(applier, sink, entries);
        return !entries.isEmpty();
    }

    private void fields(Applier applier, KeySink sink, List<Extras.Entry> entries) {
        List<RowChange> rows = new ArrayList<>();
        Map<Shape, Set<String>> ended = new HashMap<>();
        for (Extras.Entry entry : entries) {
            Shape shape = shapes.ofCollection(entry.collection());
            RowChange row = shape == null ? null : fields(applier, shape, entry, ended);
            if (row != null) {
                rows.add(row);
            }
        }
        applier.apply(rows, sink);
    }

    private @Nullable RowChange fields(
            Applier applier, Shape shape, Extras.Entry entry, Map<Shape, Set<String>> ended) {
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
        List<String> row = Arrays.asList(entry.collection(), entry.key());
        if (changed.isEmpty()) {
            waiting.remove(row);
            return null;
        }
        if (shapes.format().isMerged()
                && ended.computeIfAbsent(shape, any -> ended(applier, shape)).contains(entry.key())) {
            // These fields are of the row that ended. The intake removes them, unless the end is folded into an update.
            waiting.add(row);
            return null;
        }
        applier.extras.put(entry.collection(), entry.key(), fields);
        return new RowChange(
                shape, entry.key(), false, values, changed, true, Collections.emptyMap(), Collections.emptyMap());
    }

    /** Keys of rows with such fields that captures end which nobody has taken in. */
    private static Set<String> ended(Applier applier, Shape shape) {
        Set<String> keys = new HashSet<>();
        applier.tables.ended(shape, key -> {
            if (applier.extras.of(shape.collection, key) != null) {
                keys.add(key);
            }
        });
        return keys;
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
