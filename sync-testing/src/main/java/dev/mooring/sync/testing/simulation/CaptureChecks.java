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
    private final Map<String, Confirmed> confirmed = new HashMap<>();

    CaptureChecks(SimulatedWorld<DB> world, int user) {
        super(world, user);
    }

    /** What confirmed changes make of the rows. */
    private record Confirmed(List<Change> log, Map<String, String> rows) {}

    /** Goes on from what the device had confirmed before, unless that has become another. */
    private Confirmed confirmed(String device, List<Change> log) {
        Confirmed before = confirmed.getOrDefault(device, new Confirmed(List.of(), Map.of()));
        int known = before.log().size();
        boolean goesOn = known <= log.size() && log.subList(0, known).equals(before.log());
        Map<String, String> rows = goesOn ? new HashMap<>(before.rows()) : new HashMap<>();
        for (Change change : goesOn ? log.subList(known, log.size()) : log) {
            String row = change.collection() + "/" + change.key();
            rows.put(row, world.after(rows.getOrDefault(row, ""), change.payload()));
        }
        Confirmed now = new Confirmed(log, rows);
        confirmed.put(device, now);
        return now;
    }

    @Override
    void rows(String device, DB db, Held held, List<ServerFact> facts) throws Exception {
        Map<String, String> expected =
                new HashMap<>(confirmed(device, held.log()).rows());
        facts.forEach(fact -> expected.putIfAbsent(fact.row(), ""));
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
                    () -> row.getKey() + " holds '" + actual + "' instead of '" + row.getValue() + "' at position "
                            + held.position());
        }
    }
}
