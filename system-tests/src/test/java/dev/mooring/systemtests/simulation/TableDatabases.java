package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.simulation.SimulatedWorld.Disk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** SQLite files with synced tables, in a temporary folder. */
final class TableDatabases implements Databases<Connection> {
    private final Layout layout;
    private final Path folder;
    private final Disks disks = new Disks();
    private final Map<Integer, Integer> opened = new HashMap<>();

    TableDatabases(Layout layout, int devices) throws Exception {
        this.layout = layout;
        folder = Disks.folder("mooring-tables-of-" + devices);
        for (int device = 0; device < devices; device++) {
            try (Connection db = connect(device);
                    Statement statement = db.createStatement()) {
                for (String sql : layout.create()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private Connection connect(int device) throws SQLException {
        Connection db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("d" + device + ".db"));
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA foreign_keys = ON");
        }
        return db;
    }

    @Override
    public Storage<Connection> storage(int device) throws SQLException {
        if (opened.merge(device, 1, Integer::sum) == 2) {
            try (Connection db = connect(device);
                    Statement statement = db.createStatement()) {
                for (String sql : layout.update()) {
                    statement.execute(sql);
                }
            }
        }
        return JdbcSqliteStorage.on(
                        (JdbcSqliteStorage.ConnectionSource) () -> disks.connect(device, () -> connect(device)))
                .syncedTables(layout.tables())
                .watchEvery(Duration.ZERO)
                .build();
    }

    @Override
    public boolean disk(int device, Disk disk) {
        disks.set(device, disk);
        return true;
    }

    @Override
    public void createRows(Connection db) {}

    @Override
    public boolean captures() {
        return true;
    }

    @Override
    public List<String> write(Connection db, Mutation mutation) throws SQLException {
        return layout.write(db, mutation);
    }

    @Override
    public List<Mutation> waiting(Connection db) throws SQLException {
        return layout.waiting(db);
    }

    @Override
    public void put(Connection db, String row, String value) {
        throw new IllegalStateException("rows are written by SQL");
    }

    @Override
    public String get(Connection db, String row) throws SQLException {
        int slash = row.indexOf('/');
        return layout.get(db, row.substring(0, slash), row.substring(slash + 1));
    }

    @Override
    public void clear(Connection db) {
        throw new IllegalStateException("the library does it");
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
