package dev.mooring.systemtests.docs;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.List;

/** Rows in memory: the last payload of a key, nothing after an undo, as each key is written once. */
final class Rows implements ChangeHandler<MemoryTables> {
    @Override
    public void apply(MemoryTables tables, List<Change> changes) {
        for (Change change : changes) {
            tables.put(change.collection(), change.key(), change.payload());
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            tables.remove(mutation.collection(), mutation.key());
        }
    }
}
