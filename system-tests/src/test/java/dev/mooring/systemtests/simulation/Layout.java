package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.SyncedTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The app's tables in a world where they are captured: what they are, and how the simulated app writes and reads them. */
interface Layout {
    List<String> create();

    /** What a new version of the app does to them, whose process is the second one over its database; nothing by default. */
    default List<String> update() {
        return List.of();
    }

    SyncedTables tables();

    /** As {@link dev.mooring.sync.testing.simulation.SimulatedWorld#write}. */
    List<String> write(Connection db, Mutation mutation) throws SQLException;

    /** As {@link dev.mooring.sync.testing.simulation.SimulatedWorld#waiting}. */
    List<Mutation> waiting(Connection db) throws SQLException;

    /** The row in its table, or what is set aside of it; empty for none. */
    String get(Connection db, String collection, String key) throws SQLException;
}
