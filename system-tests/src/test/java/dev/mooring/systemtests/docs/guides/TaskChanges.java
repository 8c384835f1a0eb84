package dev.mooring.systemtests.docs.guides;

import com.squareup.moshi.Moshi;
import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.util.List;

/** The changes of tasks, in all shapes that were ever written. Version 1 had the bare title, version 2 has an object. */
public final class TaskChanges implements ChangeHandler<MemoryTables> {
    public record Task(String title, int priority) {}

    private static final Moshi JSON = new Moshi.Builder().build();

    /** How this version of the app writes. */
    static Mutation put(String id, Task task) {
        return Mutation.of("task", id, "put", JSON.adapter(Task.class).toJson(task))
                .withSchemaVersion(2);
    }

    @Override
    public void apply(MemoryTables tables, List<Change> changes) throws IOException {
        for (Change change : changes) {
            switch (change.schemaVersion()) {
                case 1 ->
                    tables.put("task", change.key(), JSON.adapter(String.class).fromJson(change.payload()));
                case 2 ->
                    tables.put(
                            "task",
                            change.key(),
                            JSON.adapter(Task.class).fromJson(change.payload()).title());
                default -> {} // A later version wrote it. The log keeps it.
            }
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {
        mutations.forEach(mutation -> tables.remove("task", mutation.key()));
    }

    /** After an upgrade: the whole log once more, with what an earlier version of the app could not read. */
    static void replay(SyncClient<MemoryTables> client, ChangeHandler<MemoryTables> handler) {
        List<Change> page = client.log(0, 500);
        while (!page.isEmpty()) {
            List<Change> changes = page;
            client.write((tables, outbox) -> handler.apply(tables, changes));
            page = client.log(page.get(page.size() - 1).position(), 500);
        }
    }
}
