package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.testing.storage.CellText.Part;
import dev.mooring.sync.testing.storage.CellText.Written;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A row's cells with their clocks, and the rule by which cells are merged into them. Immutable.
 *
 * @param cl causal length: odd if the row is there
 * @param cells by column; that of the row itself is called {@link #SENTINEL}
 */
record MemoryCells(long cl, NavigableMap<String, Cell> cells) {
    static final String SENTINEL = ClockTx.SENTINEL;

    /** The site of a cell that is in doubt. */
    static final String DOUBTED = "";

    MemoryCells {
        cells = Collections.unmodifiableNavigableMap(new TreeMap<>(cells));
    }

    /** A cell. */
    record Cell(String value, long cv, long dv, int seq, String site) {
        Cell by(String writer) {
            return new Cell(value, cv, dv, seq, writer);
        }
    }

    boolean isThere() {
        return cl % 2 == 1;
    }

    /** The row as the app has it; null if it is not there. */
    @Nullable
    String text() {
        return isThere() ? CellText.row(cells) : null;
    }

    /** A row with one cell more; the same object if that changes nothing. */
    static MemoryCells merge(@Nullable MemoryCells row, long cl, String column, Cell cell) {
        if (row == null || cl > row.cl()) {
            return new MemoryCells(cl, new TreeMap<>(Collections.singletonMap(column, cell)));
        }
        if (cl < row.cl()) {
            return row;
        }
        Cell present = row.cells().get(column);
        if (column.equals(SENTINEL)) {
            return present != null && present.site().equals(DOUBTED) ? row.with(column, cell) : row;
        }
        if (!row.isThere()) {
            return row;
        }
        return present == null || isBelow(present, cell) ? row.with(column, cell) : row;
    }

    private static boolean isBelow(Cell present, Cell cell) {
        if (cell.cv() != present.cv()) {
            return cell.cv() > present.cv();
        }
        int order = CellText.compare(cell.value(), present.value());
        return order > 0 || (order == 0 && present.site().equals(DOUBTED));
    }

    /** With all that a mutation of a site has written. */
    static @Nullable MemoryCells merge(@Nullable MemoryCells row, Written written, String site) {
        MemoryCells merged = row;
        for (Part part : written.parts()) {
            Cell cell = new Cell(part.value(), part.cv(), written.dv(), part.seq(), site);
            merged = merge(merged, written.cl(), part.column(), cell);
        }
        return merged;
    }

    MemoryCells with(String column, Cell cell) {
        NavigableMap<String, Cell> more = new TreeMap<>(cells);
        more.put(column, cell);
        return new MemoryCells(cl, more);
    }

    /** Whether the server is not known to have any of it. */
    boolean isDoubted() {
        return cells.values().stream().allMatch(cell -> cell.site().equals(DOUBTED));
    }

    MemoryCells doubted() {
        NavigableMap<String, Cell> all = new TreeMap<>();
        cells.forEach((column, cell) -> all.put(column, cell.by(DOUBTED)));
        return new MemoryCells(cl, all);
    }
}
