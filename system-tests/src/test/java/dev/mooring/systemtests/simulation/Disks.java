package dev.mooring.systemtests.simulation;

import dev.mooring.sync.testing.simulation.SimulatedWorld.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the files of SQLite databases behave as those on a full disk, or on one that was mounted to be read only. */
final class Disks {
    private static final long NO_LIMIT = 1073741823;

    private final Map<Integer, List<Connection>> open = new HashMap<>();
    private final Map<Integer, Disk> disks = new HashMap<>();
    private final Map<Connection, Boolean> frozen = new HashMap<>();

    /** Opens a connection. */
    @FunctionalInterface
    interface Connecting {
        Connection connect() throws SQLException;
    }

    /**
     * A new folder, in memory where there is a place for that: the faults are made here, so nothing is learned from waiting for a disk.
     */
    static Path folder(String name) throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? Files.createTempDirectory(memory, name) : Files.createTempDirectory(name);
    }

    Connection connect(int device, Connecting connecting) throws SQLException {
        Disk disk = disks.getOrDefault(device, Disk.GOOD);
        if (disk == Disk.READ_ONLY) {
            throw new SQLException("[SQLITE_READONLY] attempt to write a readonly database", "", 8);
        }
        Connection db = connecting.connect();
        open.computeIfAbsent(device, key -> new ArrayList<>()).add(db);
        if (disk == Disk.FULL) {
            run(db, "PRAGMA max_page_count = 1");
        }
        return db;
    }

    /** Touches connections between transactions only; those that are closed are forgotten. */
    void set(int device, Disk disk) {
        disks.put(device, disk);
        try {
            List<Connection> connections = open.getOrDefault(device, new ArrayList<>());
            for (Connection db : new ArrayList<>(connections)) {
                if (db.isClosed()) {
                    connections.remove(db);
                    frozen.remove(db);
                } else {
                    set(db, disk);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the disk of device " + device + " cannot be made " + disk, e);
        }
    }

    private void set(Connection db, Disk disk) throws SQLException {
        // It is never less than what the file has.
        run(db, "PRAGMA max_page_count = " + (disk == Disk.FULL ? 1 : NO_LIMIT));
        boolean writes = !isReader(db);
        if (disk == Disk.READ_ONLY && writes) {
            frozen.put(db, true);
            run(db, "PRAGMA query_only = 1");
        } else if (disk != Disk.READ_ONLY && frozen.remove(db) != null) {
            run(db, "PRAGMA query_only = 0");
        }
    }

    private static boolean isReader(Connection db) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA query_only")) {
            return row.next() && row.getInt(1) == 1;
        }
    }

    private static void run(Connection db, String pragma) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(pragma);
        }
    }
}
