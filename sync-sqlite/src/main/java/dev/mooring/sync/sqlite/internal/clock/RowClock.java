package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.internal.clock.CellRule.Fate;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of one row: its causal length, who wrote its sentinel, and of each column that was written its version and who wrote it.
 *
 * <p>They are kept as one BLOB a row, as all of them are read and written together: whole numbers of seven bits a byte, low ones
 * first. Those of a row of five columns take about thirty bytes, and one look-up.
 */
final class RowClock {
    private long cl;
    private @Nullable Clock sentinel;
    private int[] columns = new int[0];
    private Clock[] clocks = new Clock[0];
    private boolean changed;

    /**
     * Who wrote a cell.
     *
     * @param dv the version of the database, by the count of the site
     * @param seq its place in that version
     * @param site the number of the site
     * @param seen the doubt after which the server is known to have it; 0 if it was never in doubt
     */
    record Writer(long dv, long seq, int site, int seen) {}

    private record Clock(long cv, Writer by) {}

    /** 0 if the row has never been heard of. */
    long cl() {
        return cl;
    }

    /** Whether anything is otherwise than it was read. */
    boolean isChanged() {
        return changed;
    }

    /** The row goes, or begins anew: no column is known any more. */
    void begin(long causalLength) {
        changed = true;
        cl = causalLength;
        sentinel = null;
        columns = new int[0];
        clocks = new Clock[0];
    }

    /** Merges a cell of the column of that number into the clocks; what becomes of its value is for the caller. */
    Fate merge(Cell cell, int column, Writer by, IntSupplier order) {
        Fate fate = CellRule.of(cl, cell.isSentinel() ? CellRule.NO_CELL : version(column), cell, order);
        if (fate == Fate.DELETE || fate == Fate.REVIVE) {
            begin(cell.cl());
        }
        if (fate == Fate.KEEP) {
            seen(column, by.seen());
        } else if (cell.isSentinel() && cell.cl() == cl) {
            // Of two that say the same the first one stays, but the server has it.
            sentinel(fate != Fate.IGNORE || sentinel == null ? by : seen(sentinel.by, by.seen()));
        } else if (fate == Fate.SET || fate == Fate.REVIVE) {
            set(column, cell.cv(), by);
        }
        return fate;
    }

    private static Writer seen(Writer by, int doubt) {
        return by.seen() == doubt ? by : new Writer(by.dv(), by.seq(), by.site(), doubt);
    }

    /** The server has a column as it is. */
    void seen(int column, int doubt) {
        int place = Arrays.binarySearch(columns, column);
        changed |= clocks[place].by.seen() != doubt;
        clocks[place] = new Clock(clocks[place].cv, seen(clocks[place].by, doubt));
    }

    /** A sentinel says so. */
    void sentinel(Writer by) {
        changed |= sentinel == null || !by.equals(sentinel.by);
        sentinel = new Clock(cl, by);
    }

    /** Who wrote the sentinel; null if the row has none. */
    @Nullable
    Writer sentinel() {
        return sentinel == null ? null : sentinel.by;
    }

    /** The version of a column, or {@link CellRule#NO_CELL}. */
    long version(int column) {
        int place = Arrays.binarySearch(columns, column);
        return place < 0 ? CellRule.NO_CELL : clocks[place].cv;
    }

    /** Who wrote a column; null if it has no clock. */
    @Nullable
    Writer writer(int column) {
        int place = Arrays.binarySearch(columns, column);
        return place < 0 ? null : clocks[place].by;
    }

    /** The columns that have a clock. */
    int[] columns() {
        return columns.clone();
    }

    /** A column has been written. */
    void set(int column, long version, Writer by) {
        changed = true;
        Clock clock = new Clock(version, by);
        int place = Arrays.binarySearch(columns, column);
        if (place >= 0) {
            clocks[place] = clock;
            return;
        }
        int at = -place - 1;
        int[] moreColumns = Arrays.copyOf(columns, columns.length + 1);
        System.arraycopy(columns, at, moreColumns, at + 1, columns.length - at);
        Clock[] moreClocks = Arrays.copyOf(clocks, moreColumns.length);
        System.arraycopy(clocks, at, moreClocks, at + 1, columns.length - at);
        moreColumns[at] = column;
        moreClocks[at] = clock;
        columns = moreColumns;
        clocks = moreClocks;
    }

    /** A column has no clock any more. */
    void forget(int column) {
        int place = Arrays.binarySearch(columns, column);
        if (place >= 0) {
            changed = true;
            int last = columns.length - 1;
            System.arraycopy(columns, place + 1, columns, place, last - place);
            System.arraycopy(clocks, place + 1, clocks, place, last - place);
            columns = Arrays.copyOf(columns, last);
            clocks = Arrays.copyOf(clocks, last);
        }
    }

    /** All of it but the causal length. */
    byte[] bytes() {
        Bytes bytes = new Bytes(1 + (columns.length + 1) * 8);
        bytes.put(sentinel == null ? 0 : 1);
        if (sentinel != null) {
            put(bytes, sentinel.by);
        }
        for (int i = 0; i < columns.length; i++) {
            bytes.put(columns[i]);
            bytes.put(clocks[i].cv);
            put(bytes, clocks[i].by);
        }
        return bytes.all();
    }

    private static void put(Bytes bytes, Writer by) {
        bytes.put(by.dv());
        bytes.put(by.seq());
        boolean doubted = by.seen() > 0;
        bytes.put(2L * by.site() + (doubted ? 1 : 0));
        if (doubted) {
            bytes.put(by.seen());
        }
    }

    private static Writer writer(Bytes from) {
        long dv = from.next();
        long seq = from.next();
        long site = from.next();
        return new Writer(dv, seq, (int) (site >> 1), (site & 1) == 0 ? 0 : (int) from.next());
    }

    /**
     * Reads what {@link #bytes} wrote.
     *
     * @throws IllegalArgumentException if it is no such BLOB
     */
    static RowClock of(long cl, byte[] bytes) {
        Bytes from = new Bytes(bytes);
        RowClock clock = new RowClock();
        clock.cl = cl;
        if (from.next() != 0) {
            clock.sentinel = new Clock(cl, writer(from));
        }
        // No column takes less than five bytes.
        int most = bytes.length / 5 + 1;
        int[] columns = new int[most];
        Clock[] clocks = new Clock[most];
        int count = 0;
        for (; from.hasMore(); count++) {
            columns[count] = (int) from.next();
            clocks[count] = new Clock(from.next(), writer(from));
        }
        clock.columns = Arrays.copyOf(columns, count);
        clock.clocks = Arrays.copyOf(clocks, count);
        return clock;
    }
}
