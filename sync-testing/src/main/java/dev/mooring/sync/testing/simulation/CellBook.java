package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.testing.simulation.SimulatedWorld.CellFact;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Every cell that anybody has ever written, and which of two cells of one place wins, in the words of the protocol. */
final class CellBook {
    static final String ROW = "-1";
    static final String NULL = "n";

    private static final String TYPES = "nbtri";

    private final Map<String, List<CellFact>> known = new HashMap<>();
    private final Map<String, Set<Long>> deaths = new HashMap<>();
    private final Set<CellFact> seen = new HashSet<>();
    private final UnaryOperator<String> untouched;
    private int read;

    /** Knows what a column has that nobody has written. */
    CellBook(UnaryOperator<String> untouched) {
        this.untouched = untouched;
    }

    /** What came to the server since this was called last. */
    void read(List<CellFact> ever) {
        ever.subList(read, ever.size()).forEach(this::add);
        read = ever.size();
    }

    void add(CellFact cell) {
        if (!seen.add(cell)) {
            return;
        }
        if (cell.causal() % 2 == 0) {
            deaths.computeIfAbsent(cell.row(), row -> new HashSet<>()).add(cell.causal());
        } else {
            known.computeIfAbsent(place(cell.row(), cell.column()), place -> new ArrayList<>())
                    .add(cell);
        }
    }

    private static String place(String row, String column) {
        return row + " " + column;
    }

    /** Whether a row may be gone: somebody has ended a life of it that is not before this one. */
    boolean mayBeGone(String row, long causal) {
        return deaths.getOrDefault(row, Set.of()).stream().anyMatch(death -> death >= causal);
    }

    /** Whether a row may be there after a life: somebody has written a cell of a later one. */
    boolean mayBeBack(String row, long causal) {
        return known.entrySet().stream()
                .anyMatch(place -> place.getKey().startsWith(row + " ")
                        && place.getValue().stream().anyMatch(cell -> cell.causal() > causal));
    }

    /** Whether a value may stand where a cell was told: somebody has written it, and it wins or is the same. */
    boolean mayStand(String value, CellFact told) {
        if (value.equals(told.value())) {
            return true;
        }
        boolean written = known.getOrDefault(place(told.row(), told.column()), List.of()).stream()
                .anyMatch(cell -> cell.value().equals(value) && wins(cell, told));
        // A later life begins without this cell.
        return written || (value.equals(untouched.apply(told.column())) && mayBeBack(told.row(), told.causal()));
    }

    /** Whether anybody has ever written this value there, or it is what a column has that nobody has written. */
    boolean isKnown(String row, String column, String value) {
        return value.equals(untouched.apply(column))
                || known.getOrDefault(place(row, column), List.of()).stream()
                        .anyMatch(cell -> cell.value().equals(value));
    }

    private static boolean wins(CellFact a, CellFact b) {
        if (a.causal() != b.causal()) {
            return a.causal() > b.causal();
        }
        if (a.colVersion() != b.colVersion()) {
            return a.colVersion() > b.colVersion();
        }
        return compare(a.value(), b.value()) > 0;
    }

    /** Whole numbers over floats over texts over blobs over null; within one of these by size, or byte by byte. */
    static int compare(String a, String b) {
        int types = Integer.compare(TYPES.indexOf(a.charAt(0)), TYPES.indexOf(b.charAt(0)));
        if (types != 0) {
            return types;
        }
        return switch (a.charAt(0)) {
            case 'i', 'r' -> new BigDecimal(a.substring(1)).compareTo(new BigDecimal(b.substring(1)));
            default -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        };
    }
}
