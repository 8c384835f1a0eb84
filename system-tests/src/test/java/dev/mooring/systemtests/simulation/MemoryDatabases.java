package dev.mooring.systemtests.simulation;

import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.ArrayList;
import java.util.List;

/** Databases in memory. */
final class MemoryDatabases implements Databases<MemoryTables> {
    private static final String ROWS = "rows";

    private final List<InMemoryStorage> databases = new ArrayList<>();

    MemoryDatabases(int devices) {
        for (int i = 0; i < devices; i++) {
            databases.add(new InMemoryStorage());
        }
    }

    @Override
    public Storage<MemoryTables> storage(int device) {
        return databases.get(device).reopen();
    }

    @Override
    public void createRows(MemoryTables db) {}

    @Override
    public void put(MemoryTables db, String key, String value) {
        db.put(ROWS, key, value);
    }

    @Override
    public String get(MemoryTables db, String key) {
        return db.get(ROWS, key);
    }

    @Override
    public void clear(MemoryTables db) {
        List.copyOf(db.rows(ROWS).keySet()).forEach(key -> db.remove(ROWS, key));
    }

    @Override
    public void close() {}
}
