package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.spi.storage.StorageTx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far each device has followed each row where the server keeps keys. What a channel brings is a state that the server has had, and the
 * one that is confirmed here or one behind it: nothing that was heard late may take a row back.
 *
 * <p>Exchanges may take it back for a moment. A push that is made once more is acknowledged as it was, though others have written since, and
 * a server that cannot read its table shows no row.
 */
final class Course<DB> {
    private final SimulatedWorld<DB> world;
    private final Map<String, Integer> reached = new HashMap<>();

    Course(SimulatedWorld<DB> world) {
        this.world = world;
    }

    /** The device has committed something. */
    void committed(Device<DB> device, StorageTx<DB> tx, Checks<DB> checks) {
        world.courses().forEach((row, states) -> follow(device, row, states, checks.confirmed(tx, row)));
    }

    private void follow(Device<DB> device, String row, List<String> states, String confirmed) {
        String place = device.name() + " " + row;
        int from = reached.getOrDefault(place, 0);
        int at = from;
        while (at < states.size() && !states.get(at).equals(confirmed)) {
            at++;
        }
        if (at < states.size()) {
            reached.put(place, at);
            return;
        }
        Violation.check(
                !device.network.isHearing(),
                "I5 (what was heard takes a row back)",
                device.name(),
                () -> row + " is confirmed as '" + confirmed + "', and was '" + states.get(from)
                        + "' before; the server had " + states);
        reached.put(place, Math.max(0, states.indexOf(confirmed)));
    }
}
