package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.spi.storage.StorageTx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a rebuild keeps although the server has lost it: rows that come by a channel alone. No pull shows them, and a channel does not list old
 * ones, so a device cannot tell one that was lost from one that is merely old. Such a row may stay as it was in the moment of the rebuild, until
 * the server has any other state of it. (Where a rebuild sends back what was confirmed, nothing of them is confirmed behind it, and nothing may stay.)
 */
final class Unlisted<DB> {
    private final SimulatedWorld<DB> world;
    private final Map<String, Kept> kept = new HashMap<>();

    /** What was confirmed, and how many states the server had had by then, of which the last was no row. */
    private record Kept(String label, int states) {}

    Unlisted(SimulatedWorld<DB> world) {
        this.world = world;
    }

    /** A rebuild of the device has put another state in place. */
    void rebuilt(Device<DB> device, StorageTx<DB> tx, Checks<DB> checks, Set<String> rows) {
        for (String row : rows) {
            String place = place(device, row);
            List<String> states = states(row);
            boolean lost = !states.isEmpty() && states.get(states.size() - 1).isEmpty();
            if (world.isUnlisted(row) && lost) {
                kept.put(place, new Kept(checks.confirmed(tx, row), states.size()));
            } else {
                kept.remove(place);
            }
        }
    }

    /** Whether the device may hold this of a row that the server has not. */
    boolean mayStay(Device<DB> device, String row, String confirmed) {
        return new Kept(confirmed, states(row).size()).equals(kept.get(place(device, row)));
    }

    private List<String> states(String row) {
        return world.courses().getOrDefault(row, List.of());
    }

    private String place(Device<DB> device, String row) {
        return device.name() + " " + row;
    }
}
