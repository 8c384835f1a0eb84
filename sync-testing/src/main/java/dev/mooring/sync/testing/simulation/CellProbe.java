package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Change;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.simulation.SimulatedWorld.CellFact;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out the clocks of a device's cells by what a merge does, and undoes it. What the server has changes nothing there. But the largest
 * value of its kind wins over each cell with the very clock that the server has, and a later life over each row that is gone.
 */
final class CellProbe {
    private static final String LARGEST_NUMBER = "{\"i\":\"" + Long.MAX_VALUE + "\"}";
    private static final String LARGEST_TEXT = "\"\uffff\"";

    private final ClockTx clocks;

    private CellProbe(ClockTx clocks) {
        this.clocks = clocks;
    }

    /** Undoes everything. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final @Nullable String found;

        Undone(@Nullable String found) {
            super("undone", null, false, false);
            this.found = found;
        }
    }

    /** The first cell whose clock is another here than in the server, in words; null if there is none. */
    static @Nullable String other(Storage<?> storage, Collection<CellFact> cells) {
        try {
            return storage.<String, RuntimeException>write(tx -> {
                throw new Undone(new CellProbe(Objects.requireNonNull(tx.clocks())).other(cells));
            });
        } catch (Undone undone) {
            return undone.found;
        }
    }

    private @Nullable String other(Collection<CellFact> cells) {
        for (CellFact cell : cells) {
            if (applied(cell, exact(cell.value()), cell.causal()) > 0) {
                return cell + " is not here with this clock, or a larger one";
            }
        }
        for (CellFact cell : cells) {
            boolean gone = cell.causal() % 2 == 0;
            boolean sentinel = cell.column().equals(CellBook.ROW);
            if (sentinel && !gone) {
                continue; // Its length is that of the cells beside it, or nothing wins over it.
            }
            if (applied(cell, sentinel ? "null" : largest(cell.value()), cell.causal() + (gone ? 1 : 0)) == 0) {
                return cell + " has a larger clock here";
            }
        }
        return null;
    }

    private int applied(CellFact cell, String value, long causal) {
        boolean gone = causal % 2 == 0;
        boolean sentinel = cell.column().equals(CellBook.ROW);
        String payload = "{\"c\":" + quoted(cell.column()) + ",\"v\":" + value + ",\"cv\":"
                + (sentinel ? causal : cell.colVersion()) + ",\"dv\":" + cell.version() + ",\"cl\":" + causal
                + ",\"q\":"
                + cell.seq() + "}";
        int slash = cell.row().indexOf('/');
        Change change = new Change(
                Change.NO_POSITION,
                cell.row().substring(0, slash),
                cell.row().substring(slash + 1),
                gone ? "delete" : "cell",
                payload,
                gone,
                0,
                "",
                cell.site());
        return clocks.merge(List.of(change)).applied();
    }

    /** Of its kind, as the type of a column may make a text of a number. */
    private static String largest(String value) {
        return value.startsWith("i") || value.startsWith("r") ? LARGEST_NUMBER : LARGEST_TEXT;
    }

    private static String quoted(String text) {
        return new JsonWriter().string(text).toString();
    }

    private static String exact(String value) {
        String text = value.substring(1);
        return switch (value.charAt(0)) {
            case 't' -> quoted(text);
            case 'i' -> "{\"i\":\"" + text + "\"}";
            case 'r' -> "{\"r\":\"" + text + "\"}";
            case 'b' -> "{\"b\":\"" + Base64.getEncoder().encodeToString(bytes(text)) + "\"}";
            default -> "null";
        };
    }

    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
