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
import java.util.List;
import java.util.Map;
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
        Slice slice = new Slice(rows, losses, hold(cells));
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
            if (shape != null && readable(shape, change.key()) != null) {
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

    /** A key as the table has it, which may not be as it came. */
    private record Key(String text, @Nullable Object[] values) {}

    private Key key(Shape shape, String told) {
        @Nullable Object[] values = shapes.format().keyValues(shape, told);
        return new Key(shapes.format().key(shape, values), values);
    }

    private @Nullable Key readable(Shape shape, String told) {
        try {
            return key(shape, told);
        } catch (UnreadableText e) {
            return null; // It is set aside when its turn comes.
        }
    }

    /** Reads the clocks of all rows at once; returns the keys that can be read, by their tables and as they came. */
    private Map<Shape, Map<String, Key>> hold(List<Change> cells) {
        Map<Shape, Map<String, Key>> keys = new LinkedHashMap<>();
        Change last = null;
        for (Change change : cells) {
            Shape shape = isOfSameRow(last, change) ? null : shapes.ofCollection(change.collection());
            if (shape != null) {
                Map<String, Key> known = keys.computeIfAbsent(shape, any -> new LinkedHashMap<>());
                Key key = known.containsKey(change.key()) ? null : readable(shape, change.key());
                if (key != null) {
                    known.put(change.key(), key);
                }
            }
            last = change;
        }
        keys.forEach((shape, known) -> {
            List<String> texts = new ArrayList<>(known.size());
            known.values().forEach(key -> texts.add(key.text));
            clocks.hold(fields.table(shape.name()), texts);
        });
        return keys;
    }

    /** The cells of a row mostly come together. */
    private static boolean isOfSameRow(@Nullable Change last, Change next) {
        return last != null
                && last.key().equals(next.key())
                && last.collection().equals(next.collection());
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
        private final Map<Shape, Map<String, Key>> keys;
        private final Map<List<String>, Target> targets = new HashMap<>();
        private final List<Target> inOrder = new ArrayList<>();
        private final Map<String, Integer> senders = new HashMap<>();
        private final Head head = clocks.head();
        private final boolean anyPending = images.isAnyPending();
        private long version = head.version();
        private int applied;
        private @Nullable Change last;
        private @Nullable Shape lastShape;
        private @Nullable Target lastTarget;

        Slice(Rows rows, Losses losses, Map<Shape, Map<String, Key>> keys) {
            this.rows = rows;
            this.losses = losses;
            this.keys = keys;
        }

        void merge(Change change) {
            boolean same = isOfSameRow(last, change);
            Shape shape = same ? lastShape : shapes.ofCollection(change.collection());
            Target known = same ? lastTarget : null;
            last = change;
            lastShape = shape;
            lastTarget = null;
            if (shape == null) {
                rows.unknown(change.collection());
                return;
            }
            Cell told = cell(change);
            int column = told.isSentinel() ? -1 : shape.column(told.column());
            Cell cell = column < 0 ? told : told.with(Stored.as(shape.affinities[column], told.value()));
            version = Math.max(version, cell.dv());
            Target target;
            try {
                target = known == null ? target(shape, change.key()) : known;
            } catch (UnreadableText e) {
                rows.unread(change, "the change is no cell of a row: " + e.reason(), earlier -> isVoid(earlier, cell));
                return;
            }
            lastTarget = target;
            int number = cell.isSentinel() ? -1 : fields.of(shape.name(), cell.column());
            Integer site = senders.computeIfAbsent(change.origin(), hex -> sites.of(Hex.bytes(hex)));
            Writer by = new Writer(cell.dv(), cell.seq(), site, head.doubt());
            PendingCells pending = target.pending;
            if (pending != null) {
                pending.merge(cell, number, by);
            }
            List<String> lost = lost(target, cell, column, number);
            boolean waiting = cell.cl() > target.row.clock.cl() || isPending(target, cell, number);
            Fate fate = target.row.merge(cell, column, number, by);
            if (fate != Fate.IGNORE && fate != Fate.KEEP) {
                applied++;
                lost.forEach(name -> losses.lost(shape, target.row.key, name, waiting));
            }
        }

        /** What a cell would overwrite that it does not know of. */
        private List<String> lost(Target target, Cell cell, int column, int number) {
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
            return unknown && ValueOrder.compare(cell.value(), target.row.present(column, cell.column())) != 0
                    ? Collections.singletonList(cell.column())
                    : Collections.emptyList();
        }

        /** Whether what is here of a column waits for the server. */
        private boolean isPending(Target target, Cell cell, int number) {
            RowClock clock = target.row.clock;
            return target.pending != null && target.pending.hold(cell.column(), clock.cl(), clock.version(number));
        }

        private Cell cell(Change change) {
            try {
                return CellText.read(change.payload());
            } catch (UnreadableText e) {
                throw new IllegalArgumentException(
                        "a change of " + change.collection() + " is no cell: " + e.reason(), e);
            }
        }

        /** By the key as it came. */
        private Target target(Shape shape, String told) {
            Map<String, Key> known = keys.get(shape);
            Key read = known == null ? null : known.get(told);
            Key key = read == null ? key(shape, told) : read;
            return targets.computeIfAbsent(Arrays.asList(shape.name(), key.text), any -> {
                Target made = target(shape, key);
                inOrder.add(made);
                return made;
            });
        }

        private Target target(Shape shape, Key key) {
            RowClock clock = clocks.find(fields.table(shape.name()), key.text);
            PendingCells pending = anyPending ? PendingCells.of(shape, key.text, fields, images) : null;
            return new Target(new MergedRow(shape, key.text, key.values, clock, rows), pending);
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
