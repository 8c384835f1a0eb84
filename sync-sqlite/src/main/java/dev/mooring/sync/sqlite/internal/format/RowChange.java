package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a row: gone, or written. Columns that nobody told of stay as they are, and have their default in a new
 * row. Of an update only some columns are written where the row is there.
 */
public final class RowChange {
    /** In the place of a value that was not told. */
    public static final Object UNTOLD = new Object();

    public final Shape shape;
    public final String key;
    public final boolean gone;

    /** By the columns of the shape; of a change that makes the row go, those of the key are enough. */
    public final @Nullable Object[] values;

    /** What an update writes where the row is there; null if all that was told is written. */
    public final @Nullable BitSet changed;

    /** Whether nothing is written where the row is not there. */
    public final boolean onlyIfThere;

    /** Fields that are no column, as JSON by their name on the wire; empty if there is none. */
    public final Map<String, String> unknown;

    /** Such fields of an update that it did not change: they count where nothing else is known. */
    public final Map<String, String> older;

    /** Whether the fields that are no column are all that there are. */
    public final boolean whole;

    public RowChange(
            Shape shape,
            String key,
            boolean gone,
            @Nullable Object[] values,
            @Nullable BitSet changed,
            boolean onlyIfThere,
            Map<String, String> unknown,
            Map<String, String> older) {
        this(shape, key, gone, values, changed, onlyIfThere, unknown, older, false);
    }

    private RowChange(
            Shape shape,
            String key,
            boolean gone,
            @Nullable Object[] values,
            @Nullable BitSet changed,
            boolean onlyIfThere,
            Map<String, String> unknown,
            Map<String, String> older,
            boolean whole) {
        this.shape = shape;
        this.key = key;
        this.gone = gone;
        this.values = values;
        this.changed = changed;
        this.onlyIfThere = onlyIfThere;
        this.unknown = unknown;
        this.older = older;
        this.whole = whole;
    }

    /** A row with all of its fields: those that it had besides are gone. */
    static RowChange entity(Shape shape, String key, @Nullable Object[] values, Map<String, String> unknown) {
        return new RowChange(shape, key, false, values, null, false, unknown, Collections.emptyMap(), true);
    }

    /** A whole row. */
    public static RowChange write(Shape shape, String key, @Nullable Object[] values) {
        return new RowChange(shape, key, false, values, null, false, Collections.emptyMap(), Collections.emptyMap());
    }

    /** Told or not, all columns are those of the key alone. */
    public static RowChange gone(Shape shape, String key, @Nullable Object[] values) {
        return new RowChange(shape, key, true, values, null, false, Collections.emptyMap(), Collections.emptyMap());
    }

    /** The same with all the fields that are no column: what was kept of others goes. */
    public RowChange withAllFields() {
        return new RowChange(shape, key, gone, values, changed, onlyIfThere, unknown, older, true);
    }

    /** The two in one: what this one does, and then the next one. */
    public RowChange then(RowChange next) {
        if (next.gone || (gone && next.whole)) {
            return next;
        }
        if (gone) {
            return next.onlyIfThere
                    ? this
                    : new RowChange(shape, key, false, next.values, null, false, next.unknown, next.older);
        }
        @Nullable Object[] merged = values.clone();
        BitSet written = changed == null ? null : (BitSet) changed.clone();
        for (int i = 0; i < merged.length; i++) {
            boolean writes = next.writes(i);
            if (writes || (onlyIfThere && next.values[i] != UNTOLD)) {
                merged[i] = next.values[i];
            }
            if (writes && written != null) {
                written.set(i);
            }
        }
        boolean never = onlyIfThere && next.onlyIfThere;
        Map<String, String> fields = next.whole ? next.unknown : both(unknown, next.unknown);
        return new RowChange(
                shape, key, false, merged, written, never, fields, both(next.older, older), whole || next.whole);
    }

    /** Of two fields of a name the second one counts. */
    private static Map<String, String> both(Map<String, String> some, Map<String, String> more) {
        if (some.isEmpty() || more.isEmpty()) {
            return some.isEmpty() ? more : some;
        }
        Map<String, String> both = new LinkedHashMap<>(some);
        both.putAll(more);
        return both;
    }

    /** Whether a column is written where the row is there. */
    boolean writes(int column) {
        return values[column] != UNTOLD && (changed == null || changed.get(column));
    }

    /** The row as it is after this, if it was that one before; null if it is gone or stays absent. */
    @Nullable
    public Object @Nullable [] on(@Nullable Object @Nullable [] row) {
        if (gone || (row == null && onlyIfThere)) {
            return null;
        }
        if (row == null) {
            return values;
        }
        @Nullable Object[] after = row.clone();
        for (int i = 0; i < values.length; i++) {
            if (writes(i)) {
                after[i] = values[i];
            }
        }
        return after;
    }

    /** The values of the key. */
    @Nullable
    public Object[] keyValues() {
        @Nullable Object[] key = new @Nullable Object[shape.key.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = values[shape.key[i]];
        }
        return key;
    }
}
