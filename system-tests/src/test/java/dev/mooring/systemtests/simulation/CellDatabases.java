package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Databases in memory whose tables are captured, and whose cells have clocks. A row is a JSON object of exact values. */
final class CellDatabases implements Databases<MemoryTables> {
    private final List<InMemoryStorage> databases = new ArrayList<>();
    private long sites;

    CellDatabases(int devices) {
        for (int i = 0; i < devices; i++) {
            long device = i + 1L;
            databases.add(new InMemoryStorage()
                    .capturing(() -> Instant.EPOCH, CellRows.ITEM, CellRows.MARK)
                    .withClocks(() -> new UUID(device, ++sites)));
        }
    }

    @Override
    public Storage<MemoryTables> storage(int device) {
        return databases.get(device).reopen();
    }

    @Override
    public void createRows(MemoryTables db) {}

    @Override
    public boolean captures() {
        return true;
    }

    @Override
    public List<String> write(MemoryTables db, Mutation mutation) {
        String table = mutation.collection();
        String key = mutation.key();
        String before = db.get(table, key);
        CellRows.Edit edit = CellRows.edit(mutation, before != null);
        if (edit.delete() && before != null) {
            db.remove(table, key);
        }
        if (edit.values() == null) {
            return List.of();
        }
        TreeMap<String, String> columns = new TreeMap<>(CellRows.defaults(table));
        if (before != null && !edit.delete()) {
            columns.putAll(CellRows.columns(before));
        }
        edit.values().forEach((column, value) -> columns.put(column, CellRows.json(value)));
        db.put(table, key, CellRows.object(columns));
        return edit.labels();
    }

    @Override
    public void put(MemoryTables db, String key, String value) {
        throw new IllegalStateException("rows are captured");
    }

    @Override
    public @Nullable String get(MemoryTables db, String row) {
        int slash = row.indexOf('/');
        String table = row.substring(0, slash);
        String text = db.get(table, row.substring(slash + 1));
        if (text == null) {
            return "";
        }
        // The database has no schema, so what nobody has written has its default here.
        TreeMap<String, String> columns = new TreeMap<>(CellRows.defaults(table));
        columns.putAll(CellRows.columns(text));
        return CellJson.shown(CellRows.object(columns));
    }

    @Override
    public void clear(MemoryTables db) {
        throw new IllegalStateException("the library does it");
    }

    @Override
    public void close() {}
}
