package dev.mooring.systemtests.simulation;

import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.simulation.SimulatedWorld.Disk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** SQLite files in a temporary folder. */
final class SqliteDatabases implements Databases<Connection> {
    private final Path folder;
    private final Disks disks = new Disks();

    SqliteDatabases(int devices) throws Exception {
        folder = Disks.folder("mooring-simulation-of-" + devices);
    }

    @Override
    public Storage<Connection> storage(int device) {
        String url = "jdbc:sqlite:" + folder.resolve("d" + device + ".db");
        return JdbcSqliteStorage.on((JdbcSqliteStorage.ConnectionSource)
                        () -> disks.connect(device, () -> DriverManager.getConnection(url)))
                .build();
    }

    @Override
    public boolean disk(int device, Disk disk) {
        disks.set(device, disk);
        return true;
    }

    @Override
    public void createRows(Connection db) throws SQLException {
        execute(db, "CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, value TEXT)");
    }

    @Override
    public void clear(Connection db) throws SQLException {
        execute(db, "DELETE FROM rows");
    }

    private static void execute(Connection db, String sql) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            statement.execute();
        }
    }

    @Override
    public void put(Connection db, String key, String value) throws SQLException {
        try (PreparedStatement put = db.prepareStatement("INSERT OR REPLACE INTO rows (key, value) VALUES (?, ?)")) {
            put.setString(1, key);
            put.setString(2, value);
            put.executeUpdate();
        }
    }

    @Override
    public String get(Connection db, String key) throws SQLException {
        try (PreparedStatement get = db.prepareStatement("SELECT value FROM rows WHERE key = ?")) {
            get.setString(1, key);
            try (ResultSet row = get.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    @Override
    public void close() throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> inside = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : inside) {
                Files.delete(file);
            }
        }
    }
}
