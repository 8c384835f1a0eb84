package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.sqlite.internal.format.RowChange;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes rows of a table that may be there already. What it does not tell of a row that is there stays. */
interface RowWriter {
    int SMALLEST = 4;
    int STEP = 4;

    String ALIAS = "the schema takes the key of another row for the same";

    /** Parameters that an SQLite before 3.32 takes, less some. */
    int PARAMETERS = 900;

    /** Rows go one by one. */
    int[] ALONE = {};

    /**
     * Sizes of blocks, the largest first: what a block leaves over goes by smaller ones, and so does a block that was refused.
     *
     * @param most rows of the largest
     * @param width parameters of a row
     */
    static int[] sizes(int most, int width) {
        int largest = Math.min(most, PARAMETERS / width);
        int[] sizes = new int[8];
        int count = 0;
        for (int size = largest; size >= SMALLEST; size /= STEP) {
            sizes[count++] = size;
        }
        return Arrays.copyOf(sizes, count);
    }

    /** Writes a whole block of whole rows, or none of them; returns whether it did. */
    boolean write(List<RowChange> rows);

    /** Writes what was told of a row; returns the constraint that was in the way, or null. */
    @Nullable
    String write(BitSet told, BitSet raw, @Nullable Object[] values);

    /** Binds the told values, in their order; returns the number of the next parameter. */
    static int bind(SqlStatement statement, BitSet told, @Nullable Object[] values) {
        int at = 1;
        for (int i = told.nextSetBit(0); i >= 0; i = told.nextSetBit(i + 1)) {
            statement.bind(at++, values[i]);
        }
        return at;
    }

    /** Binds all values of rows, row by row. */
    static void bind(SqlStatement statement, List<RowChange> rows) {
        int at = 1;
        for (RowChange row : rows) {
            for (Object value : row.values) {
                statement.bind(at++, value);
            }
        }
    }
}
