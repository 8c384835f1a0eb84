package dev.mooring.systemtests.docs.guides;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The projects that this device has, each in a file of its own with a client of its own. Not thread-safe. */
final class Projects implements AutoCloseable {
    private final Path folder;
    private final Function<String, Transport> transports;
    private final Map<String, SyncClient<Connection>> open = new TreeMap<>();

    /**
     * Opens nothing yet.
     *
     * @param transports of a project: another address at the server, or another user, so that each has an identity
     */
    Projects(Path folder, Function<String, Transport> transports) {
        this.folder = folder;
        this.transports = transports;
    }

    /** Brings a project to this device, or opens it if it is here. */
    SyncClient<Connection> open(String project) {
        return open.computeIfAbsent(project, name -> {
            SyncClient<Connection> client = SyncClient.builder(
                            JdbcSqliteStorage.at(file(name))
                                    .onOpen(Projects::create)
                                    .syncedTables(SyncedTables.builder()
                                            .table(SyncedTable.named("task"))
                                            .build())
                                    .build(),
                            transports.apply(name))
                    .conflicts(ConflictPolicy.rebase())
                    .build();
            client.start();
            return client;
        });
    }

    /** The file stays, with what is not sent yet; nothing syncs it until it is opened again. */
    void close(String project) {
        SyncClient<Connection> client = open.remove(project);
        if (client != null) {
            client.flush(Duration.ofSeconds(3)).join();
            client.close();
        }
    }

    /** One query over all projects that are open: each file is a schema of one connection, which only reads. */
    List<String> search(String words) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection db = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement sql = db.createStatement()) {
            for (String project : open.keySet()) { // SQLite attaches ten files at most, if it was not built for more.
                sql.execute("ATTACH '" + file(project).toString().replace("'", "''") + "' AS p");
                try (ResultSet row = sql.executeQuery(
                        "SELECT title FROM p.task WHERE title LIKE '%" + words.replace("'", "''") + "%'")) {
                    while (row.next()) {
                        found.add(project + ": " + row.getString(1));
                    }
                }
                sql.execute("DETACH p");
            }
        }
        return found;
    }

    private Path file(String project) {
        return folder.resolve(project + ".db");
    }

    private static void create(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS task (id TEXT PRIMARY KEY, title TEXT)");
        }
    }

    @Override
    public void close() {
        new ArrayList<>(open.keySet()).forEach(this::close);
    }
}
