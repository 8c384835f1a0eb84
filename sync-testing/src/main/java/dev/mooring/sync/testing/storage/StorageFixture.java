package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.storage.Storage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One empty database, with the app's side of it: what {@link StorageTck} needs to try a storage. Made anew for each test,
 * used from several threads.
 *
 * @param <DB> the storage's handle
 */
public interface StorageFixture<DB> {
    /**
     * Another storage over the same database, as a new process would make it.
     *
     * @return not opened; the suite closes it
     */
    Storage<DB> storage();

    /**
     * Whether the data outlive the storage object. The cases that need it are skipped otherwise.
     *
     * @return true if {@link #storage} called after a close shows what was committed before
     */
    boolean durable();

    /**
     * Whether two storages may be open over the same database at once. The cases that need it are skipped otherwise.
     *
     * @return true if they may
     */
    boolean shared();

    /**
     * Creates the app's table, inside a write transaction.
     *
     * @param db the handle
     * @throws Exception if the database fails
     */
    void createTable(DB db) throws Exception;

    /**
     * Writes an app row, replacing one of the same key.
     *
     * @param db the handle
     * @param key of the row
     * @param value its text
     * @throws Exception if the database fails or refuses
     */
    void put(DB db, String key, String value) throws Exception;

    /**
     * Reads an app row.
     *
     * @param db the handle
     * @param key of the row
     * @return its text, or null if there is none
     * @throws Exception if the database fails or refuses
     */
    @Nullable
    String get(DB db, String key) throws Exception;

    /**
     * Whether the storage can keep a rebuild beside its present state ({@link dev.mooring.sync.spi.storage.StagingTx}). The cases that need it are
     * skipped otherwise.
     *
     * @return true by default
     */
    default boolean stages() {
        return true;
    }

    /**
     * Whether the storage captures writes by itself ({@link Storage#captures}). The cases that need it are skipped otherwise.
     *
     * @return false by default; if true, {@link #capture} writes one
     */
    default boolean captures() {
        return false;
    }

    /**
     * Writes an app row in such a way that the storage captures it: one capture and one mutation for each call.
     *
     * @param db the handle
     * @param key of the row, another one at each call
     * @throws Exception if the database fails or refuses
     */
    default void capture(DB db, String key) throws Exception {
        throw new UnsupportedOperationException("this storage captures nothing");
    }

    /**
     * Whether captures have clocks ({@link dev.mooring.sync.spi.storage.ClockTx}). The cases that need it are skipped otherwise.
     *
     * @return false by default; if true, the methods about cells work on a table whose writes are captured with clocks. It has a text as
     *     key, and two columns {@code a} and {@code b} for texts that may be null. Nobody else writes to it
     */
    default boolean clocks() {
        return false;
    }

    /**
     * The table with the cells.
     *
     * @return its name; {@code cells} by default
     */
    default String clocked() {
        return "cells";
    }

    /**
     * Writes both cells of a row, as one capture. The row is made if it is not there.
     *
     * @param db the handle
     * @param key of the row
     * @param a its first cell
     * @param b its second one
     * @throws Exception if the database fails or refuses
     */
    default void edit(DB db, String key, @Nullable String a, @Nullable String b) throws Exception {
        throw new UnsupportedOperationException("the captures of this storage have no clocks");
    }

    /**
     * Deletes a row of cells.
     *
     * @param db the handle
     * @param key of the row
     * @throws Exception if the database fails or refuses
     */
    default void erase(DB db, String key) throws Exception {
        throw new UnsupportedOperationException("the captures of this storage have no clocks");
    }

    /**
     * Reads a row of cells.
     *
     * @param db the handle
     * @param key of the row
     * @return both cells; null if there is no row
     * @throws Exception if the database fails or refuses
     */
    default @Nullable List<@Nullable String> cells(DB db, String key) throws Exception {
        throw new UnsupportedOperationException("the captures of this storage have no clocks");
    }

    /**
     * Whether the handle itself refuses to be used after its transaction and on another thread. One that cannot be wrapped does not. What is
     * tried on the handle in such cases is skipped otherwise; the rest of the transaction must refuse all the same.
     *
     * @return true by default
     */
    default boolean guards() {
        return true;
    }

    /**
     * Whether the database checks constraints of the app's rows when it commits, such as deferred foreign keys. The cases that need it are
     * skipped otherwise.
     *
     * @return false by default; if true, {@link #breakConstraint} breaks one
     */
    default boolean constrains() {
        return false;
    }

    /**
     * Writes an app row that the database takes, and refuses to commit.
     *
     * @param db the handle
     * @throws Exception if the database fails or refuses
     */
    default void breakConstraint(DB db) throws Exception {
        throw new UnsupportedOperationException("this storage checks nothing at the commit");
    }

    /**
     * Releases what the fixture itself holds. Called after every storage is closed.
     *
     * @throws Exception to fail the test
     */
    default void close() throws Exception {}
}
