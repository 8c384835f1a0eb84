package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.testing.simulation.SimulatedWorld.ServerFact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What must hold where tables are captured and the server keeps a log. The equation is the same, but a row is no list of edits: it
 * is what the confirmed changes, and then the mutations that lie on top, make of it one after the other.
 */
final class CaptureChecks<DB> extends Checks<DB> {
    CaptureChecks(SimulatedWorld<DB> world, int user) {
        super(world, user);
    }

    @Override
    void rows(String device, DB db, Held held, List<ServerFact> facts) throws Exception {
        Map<String, String> expected = new HashMap<>();
        facts.forEach(fact -> expected.put(fact.row(), ""));
        for (Change change : held.log()) {
            expected.merge(change.collection() + "/" + change.key(), "", String::concat);
            expected.computeIfPresent(
                    change.collection() + "/" + change.key(), (key, row) -> world.after(row, change.payload()));
        }
        for (OutboxEntry entry : held.laid()) {
            expected.merge(Labels.row(entry.mutation()), "", String::concat);
            expected.computeIfPresent(
                    Labels.row(entry.mutation()),
                    (key, row) -> world.after(row, entry.mutation().payload()));
        }
        for (Map.Entry<String, String> row : expected.entrySet()) {
            String actual = Objects.requireNonNullElse(world.get(db, row.getKey()), "");
            Violation.check(
                    actual.equals(row.getValue()),
                    "I2/I5/I6/I7/I8 (tables and what is set aside are not the server's up to the cursor with pending"
                            + " on top)",
                    device,
                    row.getKey() + " holds '" + actual + "' instead of '" + row.getValue() + "' at position "
                            + held.position());
        }
    }
}
