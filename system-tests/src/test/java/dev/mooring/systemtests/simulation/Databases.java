package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.simulation.SimulatedWorld.Disk;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The devices' half of a world: a database each, with the app's one table.
 *
 * @param <DB> the storage's handle
 */
interface Databases<DB> {
    Storage<DB> storage(int device) throws Exception;

    void createRows(DB db) throws Exception;

    void put(DB db, String key, String value) throws Exception;

    @Nullable
    String get(DB db, String key) throws Exception;

    void clear(DB db) throws Exception;

    /** Whether the app's rows are captured, see {@link dev.mooring.sync.testing.simulation.SimulatedWorld#captures}. */
    default boolean captures() {
        return false;
    }

    default List<String> write(DB db, Mutation mutation) throws Exception {
        throw new IllegalStateException("nothing is captured here");
    }

    default List<Mutation> waiting(DB db) throws Exception {
        return List.of();
    }

    /** See {@link dev.mooring.sync.testing.simulation.SimulatedWorld#disk}. */
    default boolean disk(int device, Disk disk) {
        return false;
    }

    void close() throws Exception;
}
