package dev.mooring.systemtests.simulation;

import dev.mooring.sync.spi.Storage;
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

    void close() throws Exception;
}
