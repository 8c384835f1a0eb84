package dev.mooring.sync.sqlite.internal.format;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How rows travel: makes mutations of captures, and row changes of changes. Immutable. */
public interface Format {
    /** The key of a row as text; the values are those of the key's columns, in its order. */
    String key(Shape shape, @Nullable Object[] key);

    /**
     * The values that a key stands for, in the order of the key's columns.
     *
     * @throws UnreadableText if it is no key of the table
     */
    @Nullable
    Object[] keyValues(Shape shape, String key);

    /**
     * The mutations that a capture makes: one, two where the key changed, none where nothing did.
     *
     * @param fields what is known of the fields of rows that are no column
     */
    List<Draft> drafts(Shape shape, Capture capture, Fields fields);

    /**
     * What a change says of a row.
     *
     * @throws UnreadableText if it says nothing of one
     */
    RowChange read(Shape shape, Change change);

    /** Whether a change says all there is of its row, so that those before it are void, also one that cannot be read. */
    default boolean isWhole() {
        return false;
    }

    /** Whether changes are merged into rows by their clocks, in whichever order they come, and are not read. */
    default boolean isMerged() {
        return false;
    }

    /** What is kept beside a draft whose row was not in its table, as it is and with that row. */
    default String below(String before, String image) {
        return image;
    }

    /** What a field is worth that had no column when it came; {@link RowChange#UNTOLD} if it has none still. Exact by default. */
    default @Nullable Object value(Shape shape, String field, String json) {
        return Exact.read(UnreadableText.in(json));
    }

    /** The column of a field, or -1. Of the same name by default. */
    default int column(Shape shape, String field) {
        return shape.column(field);
    }

    /** Fields that are kept of a row, as there is no column for them. */
    @FunctionalInterface
    interface Fields {
        /** JSON by name, as it was told last; null if there is none. */
        @Nullable
        String of(String collection, String key);

        /** Whether a field tells when the row was edited. An edit goes without it, as that was another edit. */
        default boolean isStamp(String collection, String field) {
            return false;
        }
    }

    /** The key of a whole row by the columns of the shape. */
    default String keyOf(Shape shape, @Nullable Object[] row) {
        @Nullable Object[] key = new @Nullable Object[shape.key.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = row[shape.key[i]];
        }
        return key(shape, key);
    }

    /** Where the columns of a form's key are among its values. */
    static int[] keyIn(Form form) {
        int[] places = new int[form.key().size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = form.columns().indexOf(form.key().get(i));
        }
        return places;
    }

    /** Some of the values. */
    static @Nullable Object[] pick(@Nullable Object[] values, int[] places) {
        @Nullable Object[] some = new @Nullable Object[places.length];
        for (int i = 0; i < places.length; i++) {
            some[i] = values[places[i]];
        }
        return some;
    }

    /** Numbers of the columns that differ. */
    static List<Integer> differences(@Nullable Object[] row, @Nullable Object[] before) {
        List<Integer> different = new ArrayList<>();
        for (int i = 0; i < row.length; i++) {
            if (!java.util.Objects.deepEquals(row[i], before[i])) {
                different.add(i);
            }
        }
        return different;
    }
}
