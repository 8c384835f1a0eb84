package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The handler of an {@link InMemoryStorage} that captures: writes rows without capturing them, and takes back by images. */
final class MemoryHandler implements ChangeHandler.Resetting<MemoryTables> {
    /** The kind of a row that is there. */
    static final String SET = "set";

    private final Set<String> captured;

    MemoryHandler(Set<String> captured) {
        this.captured = captured;
    }

    @Override
    public void apply(MemoryTables tables, List<Change> changes) {
        for (Change change : changes) {
            write(tables, change.collection(), change.key(), change.tombstone() ? null : change.payload());
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            MemoryData.Image image = tables.image(mutation);
            if (image != null) {
                write(tables, mutation.collection(), mutation.key(), image.before());
            }
        }
    }

    @Override
    public void redo(MemoryTables tables, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            tables.renewImage(mutation);
            boolean gone = mutation.kind().equals(Mutation.DELETE);
            write(tables, mutation.collection(), mutation.key(), gone ? null : mutation.payload());
        }
    }

    /** Only to nothing: this storage has no form for the snapshot of a history. */
    @Override
    public void reset(MemoryTables tables, Snapshot snapshot) {
        if (!snapshot.text().isEmpty()) {
            throw new IllegalStateException("the storage in memory cannot read " + snapshot);
        }
        for (String table : captured) {
            for (String key : List.copyOf(tables.rows(table).keySet())) {
                write(tables, table, key, null);
            }
        }
    }

    private static void write(MemoryTables tables, String table, String key, @Nullable String text) {
        tables.quietly(() -> {
            if (text == null) {
                tables.remove(table, key);
            } else {
                tables.put(table, key, text);
            }
        });
    }
}
