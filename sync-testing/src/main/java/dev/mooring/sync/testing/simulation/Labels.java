package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import java.util.List;

/**
 * The simulated app: each row is the list of the edits that were made to it, by label. A list shows every edit that is
 * missing, doubled or out of order, so two devices agree on it only if they agree on all that happened.
 *
 * <p>Undoing insists on what core promises: unsettled mutations lie on top of what is confirmed, newest last.
 */
class Labels<DB> implements ChangeHandler.Resetting<DB> {
    private static final String BEFORE = "{\"op\":\"";
    private static final String AFTER = "\"}";

    final SimulatedWorld<DB> world;
    private int failures;

    Labels(SimulatedWorld<DB> world) {
        this.world = world;
    }

    static Mutation mutation(String key, String label) {
        return Mutation.of("list", key, "append", BEFORE + label + AFTER);
    }

    static String label(String payload) {
        int end = payload.length() - AFTER.length();
        return end >= BEFORE.length()
                        && payload.startsWith(BEFORE)
                        && payload.endsWith(AFTER)
                        && payload.indexOf('"', BEFORE.length()) == end
                ? payload.substring(BEFORE.length(), end)
                : payload;
    }

    static String row(Mutation mutation) {
        return mutation.collection() + "/" + mutation.key();
    }

    void failNext(int times) {
        failures = times;
    }

    /** What the app itself does when it records a mutation. */
    void write(DB db, Mutation mutation) throws Exception {
        append(db, row(mutation), label(mutation.payload()));
    }

    @Override
    public void apply(DB db, List<Change> changes) throws Exception {
        for (Change change : changes) {
            append(db, change.collection() + "/" + change.key(), label(change.payload()));
        }
        failIfTold();
    }

    @Override
    public void reset(DB db, Snapshot snapshot) throws Exception {
        world.clear(db);
        for (String line : snapshot.text().lines().toList()) {
            int tab = line.indexOf('\t');
            world.put(db, line.substring(0, tab), line.substring(tab + 1));
        }
        failIfTold();
    }

    /** Whether the row shows it: then the server has it, however it came there. */
    boolean shows(DB db, Mutation mutation) throws Exception {
        String value = world.get(db, row(mutation));
        return value != null && List.of(value.split(" ")).contains(label(mutation.payload()));
    }

    @Override
    public void undo(DB db, List<Mutation> mutations) throws Exception {
        for (Mutation mutation : mutations) {
            String value = world.get(db, row(mutation));
            String top = " " + label(mutation.payload());
            if (value == null || !value.endsWith(top)) {
                throw new Violation(
                        "undo of " + mutation + " which is not on top: row holds '" + value + "', label" + top);
            }
            world.put(db, row(mutation), value.substring(0, value.length() - top.length()));
        }
        failIfTold();
    }

    private void append(DB db, String row, String label) throws Exception {
        String value = world.get(db, row);
        world.put(db, row, (value == null ? "" : value) + " " + label);
    }

    final void failIfTold() throws ToldToFail {
        if (failures > 0) {
            failures--;
            throw new ToldToFail();
        }
    }

    static boolean toldToFail(Throwable thrown) {
        return thrown instanceof ToldToFail || (thrown.getCause() != null && toldToFail(thrown.getCause()));
    }

    private static final class ToldToFail extends Exception {
        private static final long serialVersionUID = 1;
    }
}
