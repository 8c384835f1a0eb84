package dev.mooring.systemtests.docs;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.List;

// sample: keyed-handler
final class ItemRows implements ChangeHandler<MemoryTables> {
    @Override
    public void apply(MemoryTables tables, List<Change> changes) {
        for (Change change : changes) {
            if (change.tombstone()) {
                tables.remove(change.collection(), change.key());
            } else {
                tables.put(change.collection(), change.key(), change.payload());
            }
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {
        // Nothing: the confirmed state of each key is applied right behind this.
    }
}
// end
