package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.simulation.SimulatedWorld;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A world of databases and one server; what the server is, its heirs say. */
abstract class DialectWorld<DB> implements SimulatedWorld<DB> {
    private final Databases<DB> databases;

    DialectWorld(Databases<DB> databases) {
        this.databases = databases;
    }

    @Override
    public final Storage<DB> storage(int device) throws Exception {
        return databases.storage(device);
    }

    @Override
    public final void createRows(DB db) throws Exception {
        databases.createRows(db);
    }

    @Override
    public final void put(DB db, String key, String value) throws Exception {
        databases.put(db, key, value);
    }

    @Override
    public final @Nullable String get(DB db, String key) throws Exception {
        return databases.get(db, key);
    }

    @Override
    public final void clear(DB db) throws Exception {
        databases.clear(db);
    }

    @Override
    public final boolean captures() {
        return databases.captures();
    }

    @Override
    public final List<String> write(DB db, Mutation mutation) throws Exception {
        return databases.write(db, mutation);
    }

    @Override
    public final List<Mutation> waiting(DB db) throws Exception {
        return databases.waiting(db);
    }

    @Override
    public final boolean disk(int device, Disk disk) {
        return databases.disk(device, disk);
    }

    @Override
    public final void close() throws Exception {
        databases.close();
    }
}
