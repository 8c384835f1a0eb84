package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import java.util.List;

/**
 * The simulated app where the server keeps keys: each row is the label of its last edit, empty where there is none. It takes
 * nothing back by itself, as core puts the confirmed state back.
 */
final class States<DB> extends Labels<DB> {
    States(SimulatedWorld<DB> world) {
        super(world);
    }

    @Override
    void write(DB db, Mutation mutation) throws Exception {
        boolean gone = mutation.kind().equals(Mutation.DELETE);
        world.put(db, row(mutation), gone ? "" : world.label(mutation.payload()));
    }

    @Override
    public void apply(DB db, List<Change> changes) throws Exception {
        for (Change change : changes) {
            String row = change.collection() + "/" + change.key();
            world.put(db, row, change.tombstone() ? "" : world.label(change.payload()));
        }
        failIfTold();
    }

    @Override
    public void undo(DB db, List<Mutation> mutations) throws Exception {
        failIfTold();
    }
}
