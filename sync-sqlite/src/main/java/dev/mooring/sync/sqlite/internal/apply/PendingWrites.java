package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.internal.format.Image;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.format.Shapes;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the mutations of a key out of its row and writes them into it again, and knows in which rows they are not, in the transaction
 * that runs. Not thread-safe.
 */
final class PendingWrites {
    private final Shapes shapes;
    private final Running<?> running;
    private final Set<List<String>> restored = new HashSet<>();

    /** Keys whose mutations are not in the rows, or only the first of them again (then true), in this transaction. */
    private final Map<List<String>, Boolean> lifted = new HashMap<>();

    private boolean emptied;
    private long turn = Long.MIN_VALUE;

    PendingWrites(Shapes shapes, Running<?> running) {
        this.shapes = shapes;
        this.running = running;
    }

    /** In a new transaction all mutations are in their rows. */
    void begin() {
        if (turn != running.number()) {
            turn = running.number();
            restored.clear();
            lifted.clear();
            emptied = false;
        }
    }

    /** All rows go: what lies below them is void. */
    void empty() {
        restored.clear();
        lifted.clear();
        emptied = true;
    }

    /** The row of a key goes: what lies below it is void. */
    void lift(Change key) {
        List<String> id = Arrays.asList(key.collection(), key.key());
        restored.remove(id);
        lifted.put(id, Boolean.FALSE);
        running.images().lift(key.collection(), key.key());
    }

    /** Takes all mutations of the key of this one back; returns the row to write, or null if there is nothing to write. */
    @Nullable
    RowChange takeBack(Shape shape, Mutation mutation) {
        if (lifted.put(id(mutation), Boolean.FALSE) != null) {
            return null;
        }
        String below = running.images().below(mutation.collection(), mutation.key());
        running.images().lift(mutation.collection(), mutation.key());
        return below == null ? null : below(shape, mutation.key(), below);
    }

    private RowChange below(Shape shape, String key, String image) {
        List<String> id = Arrays.asList(shape.collection, key);
        @Nullable Object[] row = Image.read(shape.columns, image);
        if (row != null) {
            restored.add(id);
            return RowChange.write(shape, key, row);
        }
        restored.remove(id);
        return RowChange.gone(shape, key, shapes.keyed(shape, key));
    }

    /** Whether undo has put a row back that the server never knew, and nothing else is said of it. */
    boolean isRestored(Change change) {
        if (restored.isEmpty()
                || !change.tombstone()
                || change.position() != Change.NO_POSITION
                || !change.payload().equals(Image.NONE)
                || !restored.contains(Arrays.asList(change.collection(), change.key()))) {
            return false;
        }
        SqlStatement confirmed =
                running.sql().statement("SELECT 1 FROM mooring_confirmed WHERE collection = ? AND key = ?");
        boolean known =
                confirmed.set(1, change.collection()).set(2, change.key()).next();
        confirmed.reset();
        return !known;
    }

    /** Writes mutations of synced tables again, those of a key as one change of its row. */
    void writeAgain(Applier applier, KeySink sink, List<Mutation> mutations) {
        Map<List<String>, Folded> keys = new LinkedHashMap<>();
        for (Mutation mutation : mutations) {
            Folded folded = fold(keys.get(id(mutation)), Collections.singletonList(mutation));
            keys.put(id(mutation), folded);
            RowChange step = folded.step;
            if (step != null && !isLifted(id(mutation))) {
                renew(applier, mutation, folded, step);
            }
        }
        write(applier, sink, keys.values());
    }

    /** Mutations of one key in one, behind what was folded so far. */
    Folded fold(@Nullable Folded soFar, List<Mutation> next) {
        Folded sum = soFar == null ? Folded.NOTHING : soFar;
        for (Mutation mutation : next) {
            Shape shape = Objects.requireNonNull(shapes.ofCollection(mutation.collection()));
            sum = sum.and(mutation, read(shape, mutation));
        }
        return sum;
    }

    private static List<String> id(Mutation mutation) {
        return Arrays.asList(mutation.collection(), mutation.key());
    }

    /** Whether the row below is noted once for all of the key. */
    private boolean isLifted(List<String> id) {
        return emptied || lifted.containsKey(id);
    }

    void write(Applier applier, KeySink sink, Collection<Folded> keys) {
        List<RowChange> rows = new ArrayList<>(keys.size());
        for (Folded folded : keys) {
            RowChange change = folded.change;
            Mutation last = folded.last;
            if (change == null || last == null) {
                continue;
            }
            rows.add(change);
            if (isLifted(id(last))) {
                boolean begun = Boolean.TRUE.equals(lifted.put(id(last), Boolean.TRUE));
                running.images().put(last, begun ? null : present(applier, change));
            }
        }
        applier.apply(rows, sink);
    }

    private static String present(Applier applier, RowChange row) {
        @Nullable Object[] below = applier.row(applier.tables.of(row.shape), row.key, row.keyValues());
        return Image.of(row.shape.columns, below);
    }

    /** It lies on top of what is in the rows. */
    private void renew(Applier applier, Mutation mutation, Folded folded, RowChange step) {
        String below = folded.image == null ? present(applier, step) : folded.image;
        running.images().renew(mutation, below);
        folded.image = on(step, below);
    }

    /** What a mutation makes of the row below it, both in the exact encoding. */
    String on(Mutation mutation, String image) {
        Shape shape = shapes.ofCollection(mutation.collection());
        RowChange step = shape == null ? null : read(shape, mutation);
        return step == null ? image : on(step, image);
    }

    private static String on(RowChange step, String image) {
        return Image.of(step.shape.columns, step.on(Image.read(step.shape.columns, image)));
    }

    /** Null for one that the app recorded by hand and that says nothing of a row. */
    private @Nullable RowChange read(Shape shape, Mutation mutation) {
        try {
            return shapes.format().read(shape, Change.of(mutation, Change.NO_POSITION, ""));
        } catch (UnreadableText e) {
            return null;
        }
    }
}
