package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.apply.Constraints.Reference;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes row changes through one connection: parents first, then deletions, children first; several rows a statement where they are
 * whole. If a constraint refuses a change, the change is tried again after the others, as mostly one of them was in its way, and
 * then {@link Placing} finds it a place. The class is long as all that is asked of rows and done to them shares the tables and what is set aside.
 */
final class Applier {
    final AppTables tables;
    final UnreadTable unread;
    final Aside aside;
    final Extras extras;
    private final SqlStatement any;

    Applier(SqlConnection<?> sql, Shapes shapes) {
        tables = new AppTables(sql, shapes);
        aside = new Aside(sql);
        extras = new Extras(sql);
        unread = new UnreadTable(sql);
        any = sql.statement("SELECT " + Aside.ANY + ", " + Extras.ANY + ", " + UnreadTable.ANY);
    }

    /** Looks at what may be different since the last call. */
    void begin() {
        tables.begin();
        any.next();
        aside.begin(any.number(1) != 0);
        extras.begin(any.number(2) != 0);
        unread.begin(any.number(3) != 0);
        any.reset();
    }

    /** One after the other, as one change for each key. */
    static Collection<RowChange> fold(Collection<RowChange> changes) {
        Map<Object, RowChange> folded = new LinkedHashMap<>(changes.size() * 2);
        for (RowChange change : changes) {
            folded.merge(Arrays.asList(change.shape.name(), change.key), change, RowChange::then);
        }
        return folded.values();
    }

    /** Writes changes, one for each key. */
    void apply(Collection<RowChange> changes, KeySink sink) {
        new Slice(new Placing(tables, aside, sink), sink).apply(changes);
    }

    /** Tries again what was set aside. */
    void retry(List<Aside.Entry> entries, KeySink sink) {
        Placing placing = new Placing(tables, aside, sink);
        entries.forEach(placing::retry);
        placing.settle();
    }

    /** The app has written a key itself, which may be what others waited for. */
    void wake(AppTable table, String key, KeySink sink) {
        Placing placing = new Placing(tables, aside, sink);
        placing.wake(table, key);
        placing.settle();
    }

    /** Empties all tables, and what is kept beside them. */
    void clear(KeySink sink) {
        Placing placing = new Placing(tables, aside, sink);
        aside.clear();
        extras.clear();
        unread.clear();
        Map<AppTable, List<@Nullable Object[]>> left = new LinkedHashMap<>();
        for (int i = tables.parentsFirst.size() - 1; i >= 0; i--) {
            AppTable table = tables.parentsFirst.get(i);
            if (isReferred(table, left.keySet()) || table.clear() != null) {
                left.put(table, table.everything());
            }
        }
        tables.deferReferences(true);
        left.forEach((table, rows) -> rows.forEach(row -> {
            @Nullable Object[] key = table.keyOf(row);
            placing.delete(table, tables.format.key(table.shape, key), key);
        }));
        placing.settle();
    }

    /**
     * Whether what is not synced refers to it, which SQLite does not look at while references are deferred, or what is left does,
     * which it might look at at commit only.
     */
    private boolean isReferred(AppTable table, Set<AppTable> left) {
        for (Reference reference : tables.children(table)) {
            AppTable child = tables.named(reference.child());
            if (child == null || (reference.deferred() && left.contains(child))) {
                return true;
            }
        }
        return false;
    }

    /** The row of a key, by the columns of the shape and wherever it is; null if there is none. */
    @Nullable
    Object @Nullable [] row(AppTable table, String key, @Nullable Object[] keyValues) {
        Aside.Entry entry = aside.find(table.shape.collection, key);
        @Nullable Object[] row;
        if (entry != null) {
            row = entry.row() == null ? null : Image.read(table.stored, entry.row());
        } else {
            row = table.row(keyValues);
        }
        return row == null ? null : Arrays.copyOf(row, table.shape.size());
    }

    /** Whether no row is anywhere. */
    boolean isEmpty() {
        return aside.isEmpty() && tables.parentsFirst.stream().allMatch(AppTable::isEmpty);
    }

    /** Whether a row is in its table just as a change would write it where there is none, and nothing else is kept of its key. */
    boolean shows(RowChange change) {
        AppTable table = tables.of(change.shape);
        if (table.aliases() || unread.isAny() || aside.find(change.shape.collection, change.key) != null) {
            return false;
        }
        @Nullable Object[] row = table.row(change.keyValues());
        if (row == null || change.gone) {
            return row == null && change.gone;
        }
        for (int i = 0; i < change.values.length; i++) {
            Object told = change.values[i] == RowChange.UNTOLD ? null : change.values[i];
            if (!(told == null ? row[i] == null : told.equals(row[i]))) {
                return false; // Bytes and texts of bytes are taken for others.
            }
        }
        return true;
    }

    /** Whether a row is here just as a change would write it. */
    boolean holds(RowChange change) {
        @Nullable Object[] row = row(tables.of(change.shape), change.key, change.keyValues());
        @Nullable Object[] after = row == null ? null : change.on(row);
        return row != null
                && after != null
                && Image.of(change.shape.columns, row).equals(Image.of(change.shape.columns, after));
    }

    /** One call. */
    private final class Slice {
        private final Placing placing;
        private final KeySink sink;
        private final Map<AppTable, List<RowChange>> writes = new LinkedHashMap<>();
        private final Map<AppTable, List<RowChange>> deletes = new LinkedHashMap<>();
        private List<RowChange> misfits = new ArrayList<>();

        Slice(Placing placing, KeySink sink) {
            this.placing = placing;
            this.sink = sink;
        }

        void apply(Collection<RowChange> changes) {
            for (RowChange change : changes) {
                sort(change);
            }
            for (AppTable table : tables.parentsFirst) {
                write(table, writes.getOrDefault(table, Collections.emptyList()));
            }
            for (int i = tables.parentsFirst.size() - 1; i >= 0; i--) {
                AppTable table = tables.parentsFirst.get(i);
                delete(table, deletes.getOrDefault(table, Collections.emptyList()));
            }
            int left = Integer.MAX_VALUE;
            while (!misfits.isEmpty() && misfits.size() < left) {
                left = misfits.size();
                retry();
            }
            place(changes);
        }

        private void sort(RowChange change) {
            AppTable table = tables.of(change.shape);
            sink.changed(change.shape.name(), change.key);
            extras.note(change);
            if (!tables.format.isMerged()) {
                unread.overtaken(change);
            }
            Aside.Entry entry = aside.find(change.shape.collection, change.key);
            if (entry != null) {
                aside.remove(entry);
                String image = entry.row();
                @Nullable Object[] base = image == null ? null : Image.read(table.stored, image);
                @Nullable Object[] row = change.on(base);
                if (row != null) {
                    placing.add(table, change.key, row);
                    return;
                }
                // What is left to do is to delete a row that should be gone already, if there is one.
                deletes.computeIfAbsent(table, key -> new ArrayList<>())
                        .add(RowChange.gone(change.shape, change.key, change.values));
                return;
            }
            (change.gone ? deletes : writes)
                    .computeIfAbsent(table, key -> new ArrayList<>())
                    .add(change);
        }

        private void write(AppTable table, List<RowChange> changes) {
            if (changes.isEmpty()) {
                return;
            }
            tables.deferReferencesOf(table);
            boolean watched = isWatched(table);
            Map<BitSet, List<RowChange>> blocks = new LinkedHashMap<>();
            List<RowChange> whole = new ArrayList<>();
            blocks.put(AppTable.WHOLE, whole); // They go first.
            List<RowChange> alone = new ArrayList<>();
            BitSet last = AppTable.WHOLE;
            List<RowChange> block = whole;
            for (RowChange change : changes) {
                BitSet together = watched ? null : table.together(change);
                if (together == null) {
                    alone.add(change);
                    continue;
                }
                if (!together.equals(last)) {
                    last = together;
                    block = blocks.computeIfAbsent(together, key -> new ArrayList<>());
                }
                block.add(change);
            }
            blocks.forEach((together, rows) -> write(table, together, rows, 0));
            alone.forEach(change -> write(table, change, watched));
        }

        /** By blocks of a size of the table's, and by smaller ones what is left over or was refused. */
        private void write(AppTable table, BitSet together, List<RowChange> rows, int size) {
            int[] sizes = table.blocks(together);
            int most = size < sizes.length ? sizes[size] : Integer.MAX_VALUE;
            int from = 0;
            for (; rows.size() - from >= most; from += most) {
                List<RowChange> block = rows.subList(from, from + most);
                List<RowChange> absent = table.writeBlock(together, block);
                if (absent == null) {
                    write(table, together, block, size + 1);
                } else {
                    absent.forEach(each -> write(table, each, false));
                }
            }
            List<RowChange> rest = rows.subList(from, rows.size());
            if (size < sizes.length) {
                write(table, together, rest, size + 1);
            } else {
                rest.forEach(each -> write(table, each, false));
            }
        }

        /** Whether SQLite does not tell at once, or does more than it is told. */
        private boolean isWatched(AppTable table) {
            for (Reference reference : tables.children(table)) {
                if (tables.isBesideKey(table, reference)) {
                    return true;
                }
            }
            return tables.isLookedAtAtCommit(table);
        }

        private void write(AppTable table, RowChange change, boolean watched) {
            if ((watched && moves(table, change)) || table.write(change) != null) {
                misfits.add(change);
            } else if (watched) {
                check(table, change);
            }
        }

        /** Whether what others refer to becomes another. */
        private boolean moves(AppTable table, RowChange change) {
            @Nullable Object[] before = null;
            for (Reference reference : tables.children(table)) {
                if (!tables.isBesideKey(table, reference)) {
                    continue;
                }
                before = before == null ? table.row(change.keyValues()) : before;
                if (before == null) {
                    return false;
                }
                @Nullable Object[] after = change.on(before);
                if (after == null
                        || !Arrays.deepEquals(
                                table.values(reference.parentColumns(), before),
                                table.values(reference.parentColumns(), after))) {
                    return true;
                }
            }
            return false;
        }

        private void check(AppTable table, RowChange change) {
            @Nullable Object[] row = table.row(change.keyValues());
            if (row != null) {
                placing.check(table, change.key, row);
            }
        }

        private void delete(AppTable table, List<RowChange> changes) {
            if (!changes.isEmpty()) {
                tables.deferReferences(false);
            }
            for (RowChange change : changes) {
                if (!placing.tryDelete(table, change.key, change.keyValues())) {
                    misfits.add(change);
                }
            }
        }

        private void retry() {
            List<RowChange> again = misfits;
            misfits = new ArrayList<>();
            for (RowChange change : again) {
                AppTable table = tables.of(change.shape);
                if (change.gone) {
                    delete(table, Collections.singletonList(change));
                } else if (placing.isOut(table, change.key)) {
                    misfits.add(change);
                } else {
                    tables.deferReferencesOf(table);
                    write(table, change, isWatched(table));
                }
            }
        }

        private void place(Collection<RowChange> changes) {
            if (!aside.isEmpty()) {
                changes.forEach(change -> placing.wake(tables.of(change.shape), change.key));
            }
            if (!misfits.isEmpty()) {
                tables.deferReferences(true);
                for (RowChange change : misfits) {
                    AppTable table = tables.of(change.shape);
                    if (change.gone) {
                        placing.delete(table, change.key, change.keyValues());
                    } else {
                        placing.takeOut(table, change);
                    }
                }
            }
            placing.settle();
        }
    }
}
