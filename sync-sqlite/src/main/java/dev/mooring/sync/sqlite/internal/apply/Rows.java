package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows of synced tables, wherever they are, for who decides himself what becomes of them. Good for one call. */
public final class Rows {
    private final Applier applier;
    private final KeySink sink;
    private final Unknown unknown;

    Rows(Applier applier, KeySink sink, Unknown unknown) {
        this.applier = applier;
        this.sink = sink;
        this.unknown = unknown;
    }

    /** What is done with them, uncaptured. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void with(Rows rows);
    }

    /** The row of a key by the columns of the shape, in its table or aside; null if there is none. */
    public @Nullable Object @Nullable [] row(Shape shape, String key, @Nullable Object[] keyValues) {
        return applier.row(applier.tables.of(shape), key, keyValues);
    }

    /** What is kept of a row for a column that is not here, as JSON; null if there is nothing. */
    public @Nullable String field(Shape shape, String key, String name) {
        String fields = applier.extras.of(shape.collection, key);
        return fields == null ? null : Extras.read(fields).get(name);
    }

    /** Writes rows and has them go, one change for each key. */
    public void apply(Collection<RowChange> changes) {
        applier.apply(changes, sink);
    }

    /** Keeps a change of a synced table that says nothing of a row; those kept of the key go that it makes void. */
    public void unread(Change change, String reason, Predicate<Change> isVoid) {
        applier.unread.drop(change, isVoid);
        applier.unread.put(change, reason);
    }

    /** Some of those that are kept, behind a place, in the order in which they came. */
    public List<UnreadTable.Entry> unread(long after, int most) {
        return applier.unread.after(after, most);
    }

    /** One of them says something of a row now. */
    public void readable(UnreadTable.Entry entry) {
        applier.unread.remove(entry);
    }

    /** Counts a change of a collection that nobody knows. */
    public void unknown(String collection) {
        unknown.count(collection);
    }
}
