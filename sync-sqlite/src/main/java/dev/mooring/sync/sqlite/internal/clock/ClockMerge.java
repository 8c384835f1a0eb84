package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.internal.apply.Rows;
import dev.mooring.sync.sqlite.internal.apply.UnreadTable;
import dev.mooring.sync.sqlite.internal.clock.CellRule.Fate;
import dev.mooring.sync.sqlite.internal.clock.ClockTable.Head;
import dev.mooring.sync.sqlite.internal.clock.RowClock.Writer;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges cells that come into rows and their clocks. The rows are written as everywhere: parents first, and aside where the app's schema
 * does not let them in; the clock of such a row is kept all the same, and its values are those aside.
 */
final class ClockMerge {
    private final ClockTable clocks;
    private final Fields fields;
    private final Sites sites;
    private final Shapes shapes;
    private final Images images;

    ClockMerge(ClockTable clocks, Fields fields, Sites sites, Shapes shapes, Images images) {
        this.clocks = clocks;
        this.fields = fields;
        this.sites = sites;
        this.shapes = shapes;
        this.images = images;
    }

    /** Merges them in their order; returns how many changed anything. */
    int merge(Rows rows, List<Change> cells, Losses losses) {
        hold(cells);
        Slice slice = new Slice(rows, losses);
        for (Change change : cells) {
            slice.merge(change);
        }
        slice.write();
        return slice.applied;
    }

    /**
     * Merges what could not be read when it came, behind a place and no more than so many, as far as it can be read now; returns the place of
     * the last of them, or the same place if there is none.
     */
    long again(Rows rows, long after, int most) {
        long last = after;
        List<Change> readable = new ArrayList<>();
        for (UnreadTable.Entry entry : rows.unread(after, most)) {
            last = entry.id();
            Change change = entry.change();
            Shape shape = shapes.ofCollection(change.collection());
            if (shape != null
                    && !stored(shape, Collections.singleton(change.key())).isEmpty()) {
                readable.add(change);
                rows.readable(entry);
            }
        }
        if (!readable.isEmpty()) {
            // Nobody could write on top of a row that was not in the table, so nothing of this device's is lost.
            merge(rows, readable, (shape, key, column, pending) -> {});
        }
        return last;
    }

    /** Reads the clocks of all rows at once. */
    private void hold(List<Change> cells) {
        Map<String, Set<String>> told = new LinkedHashMap<>();
        for (Change change : cells) {
            told.computeIfAbsent(change.collection(), any -> new LinkedHashSet<>())
                    .add(change.key());
        }
        told.forEach((collection, keys) -> {
            Shape shape = shapes.ofCollection(collection);
            if (shape != null) {
                clocks.hold(fields.table(shape.name()), stored(shape, keys));
            }
        });
    }

    /** The keys as the table has them; of one that cannot be read nothing. */
    private List<String> stored(Shape shape, Set<String> keys) {
        List<String> stored = new ArrayList<>(keys.size());
        for (String key : keys) {
            try {
                stored.add(shapes.format().key(shape, shapes.format().keyValues(shape, key)));
            } catch (UnreadableText e) {
                // It is set aside when its turn comes.
            }
        }
        return stored;
    }

    /** Whether a cell that came before says nothing beside one of the same key. */
    private static boolean isVoid(Change before, Cell cell) {
        Cell known = CellText.read(before.payload());
        return known.cl() < cell.cl()
                || (known.cl() == cell.cl() && known.column().equals(cell.column()) && known.cv() <= cell.cv());
    }

    /** A row, and what is pending of it. */
    private record Target(MergedRow row, @Nullable PendingCells pending) {}

    /** One call. */
    private final class Slice {
        private final Rows rows;
        private final Losses losses;
        private final Map<List<String>, Target> targets = new HashMap<>();
        private final List<Target> inOrder = new ArrayList<>();
        private final Map<String, Integer> senders = new HashMap<>();
        private final Head head = clocks.head();
        private final boolean anyPending = images.isAnyPending();
        private long version = head.version();
        private int applied;

        Slice(Rows rows, Losses losses) {
            this.rows = rows;
            this.losses = losses;
        }

        void merge(Change change) {
            Shape shape = shapes.ofCollection(change.collection());
            if (shape == null) {
                rows.unknown(change.collection());
                return;
            }
            Cell cell = cell(shape, change);
            version = Math.max(version, cell.dv());
            Target target;
            try {
                target = target(shape, change.key());
            } catch (UnreadableText e) {
                rows.unread(change, "the change is no cell of a row: " + e.reason(), known -> isVoid(known, cell));
                return;
            }
            int number = cell.isSentinel() ? -1 : fields.of(shape.name(), cell.column());
            Integer site = senders.computeIfAbsent(change.origin(), hex -> sites.of(Hex.bytes(hex)));
            Writer by = new Writer(cell.dv(), cell.seq(), site, head.doubt());
            PendingCells pending = target.pending;
            if (pending != null) {
                pending.merge(cell, number, by);
            }
            List<String> lost = lost(target, cell, number);
            boolean waiting = cell.cl() > target.row.clock.cl() || isPending(target, cell, number);
            Fate fate = target.row.merge(cell, number, by);
            if (fate != Fate.IGNORE && fate != Fate.KEEP) {
                applied++;
                lost.forEach(column -> losses.lost(shape, target.row.key, column, waiting));
            }
        }

        /** What a cell would overwrite that it does not know of. */
        private List<String> lost(Target target, Cell cell, int number) {
            RowClock clock = target.row.clock;
            if (cell.cl() > clock.cl()) {
                // A row of another life: whatever is pending of this one is lost with it.
                boolean some = target.pending != null && target.pending.holdAny(clock.cl());
                return some ? Collections.singletonList("") : Collections.emptyList();
            }
            Writer before = clock.writer(number);
            if (cell.isSentinel() || before == null) {
                return Collections.emptyList();
            }
            // What is pending is this device's, also if it was written under an older name.
            boolean unknown = isPending(target, cell, number)
                    || (before.site() == head.site() && clock.version(number) == cell.cv());
            int column = target.row.shape.column(cell.column());
            return unknown && ValueOrder.compare(cell.value(), target.row.present(column, cell.column())) != 0
                    ? Collections.singletonList(cell.column())
                    : Collections.emptyList();
        }

        /** Whether what is here of a column waits for the server. */
        private boolean isPending(Target target, Cell cell, int number) {
            RowClock clock = target.row.clock;
            return target.pending != null && target.pending.hold(cell.column(), clock.cl(), clock.version(number));
        }

        private Cell cell(Shape shape, Change change) {
            Cell cell;
            try {
                cell = CellText.read(change.payload());
            } catch (UnreadableText e) {
                throw new IllegalArgumentException("a change of " + shape.collection + " is no cell: " + e.reason(), e);
            }
            int column = cell.isSentinel() ? -1 : shape.column(cell.column());
            if (column < 0) {
                return cell;
            }
            Object stored = Stored.as(shape.affinities[column], cell.value());
            return new Cell(cell.column(), stored, cell.cv(), cell.dv(), cell.cl(), cell.seq());
        }

        /** By the key as it came, which may not be as the columns store it. */
        private Target target(Shape shape, String told) {
            List<String> id = Arrays.asList(shape.name(), told);
            Target target = targets.get(id);
            if (target == null) {
                @Nullable Object[] keyValues = shapes.format().keyValues(shape, told);
                String key = shapes.format().key(shape, keyValues);
                target = targets.computeIfAbsent(Arrays.asList(shape.name(), key), any -> {
                    Target made = target(shape, key, keyValues);
                    inOrder.add(made);
                    return made;
                });
                targets.put(id, target);
            }
            return target;
        }

        private Target target(Shape shape, String key, @Nullable Object[] keyValues) {
            RowClock clock = clocks.find(fields.table(shape.name()), key);
            PendingCells pending = anyPending ? PendingCells.of(shape, key, fields, images) : null;
            return new Target(new MergedRow(shape, key, keyValues, clock, rows), pending);
        }

        void write() {
            List<RowChange> first = new ArrayList<>();
            List<RowChange> then = new ArrayList<>();
            for (Target target : inOrder) {
                MergedRow row = target.row;
                if (row.clock.isChanged()) {
                    clocks.put(fields.table(row.shape.name()), row.key, row.clock);
                }
                if (target.pending != null) {
                    target.pending.keep();
                }
                if (row.isChanged()) {
                    RowChange deletion = row.deletion();
                    RowChange write = row.write();
                    if (deletion != null) {
                        (write == null ? then : first).add(deletion);
                    }
                    if (write != null) {
                        then.add(write);
                    }
                }
            }
            clocks.release();
            if (!first.isEmpty()) {
                rows.apply(first);
            }
            if (!then.isEmpty()) {
                rows.apply(then);
            }
            if (version > head.version()) {
                clocks.version(version);
            }
        }
    }
}
