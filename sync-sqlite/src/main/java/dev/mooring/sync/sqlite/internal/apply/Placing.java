package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.apply.Aside.Blocker;
import dev.mooring.sync.sqlite.internal.apply.Constraints.Reference;
import dev.mooring.sync.sqlite.internal.apply.PlacedRow.Id;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds a place for the rows that did not just go in: in the table, or aside.
 *
 * <p>Which rows are in a table is a question with one answer, whatever came first, so that all devices end the same: a row is
 * there if its parents are, and no row that goes before it has one of its unique values. Of two rows that exclude each other that
 * with the smaller key goes before, pending or not: what is pending here may be what others have confirmed already.
 *
 * <p>So a row that has to be looked at is taken out first, with everything that refers to it, as SQLite would delete or change
 * that on its own. Then all that is out is put in, parents first and in the order above; what is in the way and goes behind is
 * taken out in its turn. References are deferred meanwhile, so that rows that refer to each other get in; at the end each row
 * that was put in is looked at, and goes out again if its parent is not there. What cannot be in is set aside with what it waits
 * for; what waited for a row that came or went is tried with it. In a circle, as of a row whose own parent is in its way, a row is given up
 * after a few turns and tried again at the next open.
 */
final class Placing {
    private static final int TURNS = 8;

    private final AppTables tables;
    private final Obstacles obstacles;
    private final Aside aside;
    private final KeySink sink;
    private final Map<Id, PlacedRow> out = new HashMap<>();
    private final TreeSet<PlacedRow> order = new TreeSet<>(PlacedRow.ORDER);
    private final Map<Id, PlacedRow> unchecked = new LinkedHashMap<>();
    private final Map<Id, Integer> turns = new HashMap<>();
    private final Set<Id> leaving = new HashSet<>();
    private final Set<String> touched = new HashSet<>();
    private final Set<Id> tried = new HashSet<>();

    Placing(AppTables tables, Aside aside, KeySink sink) {
        this.tables = tables;
        this.obstacles = new Obstacles(tables);
        this.aside = aside;
        this.sink = sink;
    }

    /** Has a row that is in no table placed. */
    void add(AppTable table, String key, @Nullable Object[] row) {
        add(PlacedRow.of(table, key, row));
    }

    private void add(PlacedRow item) {
        if (out.putIfAbsent(item.id(), item) == null) {
            order.add(item);
        }
    }

    /** Whether the row that a change is to be made on is not in the table, but will be. */
    boolean isOut(AppTable table, String key) {
        return out.containsKey(new Id(table.shape.name(), key));
    }

    private @Nullable PlacedRow forget(Id id) {
        PlacedRow known = out.remove(id);
        if (known != null) {
            order.remove(known);
        }
        return known;
    }

    /** Has a row that was written looked at, as SQLite did not. */
    void check(AppTable table, String key, @Nullable Object[] row) {
        PlacedRow item = PlacedRow.of(table, key, row);
        unchecked.put(item.id(), item);
    }

    /** Has those placed that waited for a row. */
    void wake(AppTable table, String key) {
        if (!aside.isEmpty()) {
            touched.add(table.shape.collection);
            wake(new Blocker(table.shape.collection, key));
        }
    }

    private void wake(PlacedRow item) {
        wake(new Blocker(item.table().shape.collection, item.key()));
    }

    private void wake(Blocker blocker) {
        for (Aside.Entry entry : aside.waiting(blocker)) {
            retry(entry);
        }
    }

    /** Has one placed that was set aside. */
    void retry(Aside.Entry entry) {
        AppTable table = tables.ofCollection(entry.collection());
        if (table == null) {
            return;
        }
        String image = entry.row();
        @Nullable Object[] row = image == null ? null : Image.read(table.stored, image);
        if (row != null && tables.isThere(table, entry.key())) {
            // The app has written it anew, which is not taken in yet; then this one goes.
            return;
        }
        aside.remove(entry);
        if (row != null) {
            add(table, entry.key(), row);
        } else {
            delete(table, entry.key(), tables.format.keyValues(table.shape, entry.key()));
        }
    }

    /** Deletes a row, and takes out what refers to it; sets the deletion aside if the schema does not let the row go. */
    void delete(AppTable table, String key, @Nullable Object[] keyValues) {
        forget(new Id(table.shape.name(), key));
        @Nullable Object[] row = table.row(keyValues);
        if (row != null) {
            String reason = remove(PlacedRow.of(table, key, row));
            if (reason != null) {
                aside.put(table.shape.collection, key, null, reason, Blocker.NONE);
            }
        }
    }

    /** Tries a deletion as SQLite has it; returns false if it was in the way of something. */
    boolean tryDelete(AppTable table, String key, @Nullable Object[] keyValues) {
        if (tables.children(table).isEmpty()) {
            return forget(new Id(table.shape.name(), key)) != null || table.delete(keyValues) == null;
        }
        forget(new Id(table.shape.name(), key));
        @Nullable Object[] row = table.row(keyValues);
        return row == null || remove(PlacedRow.of(table, key, row)) == null;
    }

    /** Takes the row of a change out, with the change made. */
    void takeOut(AppTable table, RowChange change) {
        PlacedRow known = forget(new Id(table.shape.name(), change.key));
        @Nullable Object[] present = known == null ? table.row(change.keyValues()) : known.row();
        @Nullable Object[] row = change.on(present);
        if (present != null && known == null) {
            remove(PlacedRow.of(table, change.key, present));
        }
        if (row != null) {
            add(table, change.key, row);
        }
    }

    /** Takes a row out of its table, what refers to it before; returns why it could not, or null. */
    private @Nullable String remove(PlacedRow item) {
        if (!leaving.add(item.id())) {
            return null;
        }
        try {
            for (Reference reference : tables.children(item.table())) {
                String reason = removeChildren(item, reference);
                if (reason != null) {
                    return reason;
                }
            }
            String constraint = item.table().delete(item.table().keyOf(item.row()));
            if (constraint != null) {
                return "the row cannot be deleted: " + constraint;
            }
        } finally {
            leaving.remove(item.id());
        }
        unchecked.remove(item.id());
        sink.changed(item.table().shape.name(), item.key());
        wake(item);
        return null;
    }

    private @Nullable String removeChildren(PlacedRow item, Reference reference) {
        @Nullable Object[] values = item.table().values(reference.parentColumns(), item.row());
        if (values == null) {
            return null;
        }
        AppTable child = tables.named(reference.child());
        if (child == null) {
            boolean stays = reference.blocks() && tables.has(reference.child(), reference.columns(), values);
            return stays ? "the row cannot be deleted: rows of " + reference.child() + " refer to it" : null;
        }
        for (@Nullable Object[] row : child.rows(AppTables.quoted(reference.columns()), values, "")) {
            PlacedRow refers = PlacedRow.of(child, tables.format.keyOf(child.shape, row), row);
            if (refers.id().equals(item.id()) || leaving.contains(refers.id())) {
                continue;
            }
            String reason = remove(refers);
            if (reason != null) {
                return reason;
            }
            add(refers);
        }
        return null;
    }

    /** Puts in or sets aside all that is out. */
    void settle() {
        if (order.isEmpty() && unchecked.isEmpty() && touched.isEmpty() && !tables.isDeferred()) {
            return;
        }
        tables.deferReferences(true);
        do {
            for (PlacedRow next = order.pollFirst(); next != null; next = order.pollFirst()) {
                out.remove(next.id());
                place(next);
            }
            wakeChildren();
            if (order.isEmpty()) {
                checkParents();
            }
        } while (!order.isEmpty());
        tables.deferReferences(false);
    }

    /** Rows that wait for a parent that they name otherwise than by the text of its key, and that is there now. */
    private void wakeChildren() {
        List<String> collections = new ArrayList<>(touched);
        touched.clear();
        for (String collection : collections) {
            for (Aside.Entry entry : aside.waiting(new Blocker(collection, ""))) {
                AppTable table = tables.ofCollection(entry.collection());
                String image = entry.row();
                @Nullable Object[] row = table == null || image == null ? null : Image.read(table.stored, image);
                if (table != null && row != null && isHopeful(PlacedRow.of(table, entry.key(), row))) {
                    retry(entry);
                }
            }
        }
    }

    /** Once without a look, as a row may wait for itself, or for one that waits for it. */
    private boolean isHopeful(PlacedRow item) {
        return tried.add(item.id()) || obstacles.missingParent(item) == null;
    }

    private void place(PlacedRow item) {
        if (turns.merge(item.id(), 1, Integer::sum) > TURNS) {
            setAside(item, "it kept changing places with other rows", Blocker.NONE);
            return;
        }
        String constraint = item.table().upsert(item.row());
        if (constraint != null) {
            List<PlacedRow> others = obstacles.excluding(item);
            for (PlacedRow other : others) {
                if (!item.goesBefore(other) || obstacles.isParent(other, item) || remove(other) != null) {
                    setAside(item, constraint, new Blocker(other.table().shape.collection, other.key()));
                    return;
                }
                add(other);
            }
            constraint = others.isEmpty() ? constraint : item.table().upsert(item.row());
        }
        if (constraint != null) {
            setAside(item, constraint, Blocker.NONE);
            return;
        }
        unchecked.put(item.id(), item);
        sink.changed(item.table().shape.name(), item.key());
        touched.add(item.table().shape.collection);
        wake(item);
    }

    private void setAside(PlacedRow item, String reason, Blocker blocker) {
        String collection = item.table().shape.collection;
        aside.put(collection, item.key(), Image.of(item.table().stored, item.row()), reason, blocker);
        sink.changed(item.table().shape.name(), item.key());
    }

    private void checkParents() {
        while (!unchecked.isEmpty()) {
            PlacedRow item = unchecked.values().iterator().next();
            unchecked.remove(item.id());
            Blocker missing = obstacles.missingParent(item);
            if (missing != null) {
                @Nullable Object[] row = item.table().row(item.table().keyOf(item.row()));
                if (row != null && remove(PlacedRow.of(item.table(), item.key(), row)) == null) {
                    setAside(PlacedRow.of(item.table(), item.key(), row), "its parent is not there", missing);
                }
            }
        }
    }
}
