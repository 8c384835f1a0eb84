package dev.mooring.examples.desktop.model;

import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The app on one device: its file, its table, its network and its client. This is all that an app writes to be synced; the rest of the
 * example shows it.
 */
public final class Device implements AutoCloseable {
    private final String name;
    private final Path file;
    private final Network network = new Network();
    private final SqliteStorage<Connection> storage;
    private final SyncClient<Connection> client;
    private final TodoTable table;

    private Device(String name, Path file, Family family, String serverUrl, Watcher watcher) throws SQLException {
        this.name = name;
        this.file = file;
        storage = JdbcSqliteStorage.at(file)
                .onOpen(TodoTable::create)
                .syncedTables(SyncedTables.builder()
                        .format(family.format)
                        .table(SyncedTable.named(TodoTable.NAME))
                        .build())
                .build();
        client = family.client(storage, transport(family, serverUrl))
                .retries(new RetryPolicy(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofMinutes(1)))
                .pollEvery(Duration.ofSeconds(2)) // While the stream of the log is not there; else ten times as long.
                .connectivity(network)
                .listener(event -> watcher.changed())
                .build();
        client.open();
        client.onTablesChanged(change -> watcher.changed());
        table = new TodoTable(file);
    }

    /** Is told, on any thread, that something may look different now. */
    interface Watcher {
        void changed();
    }

    static Device open(String name, Path file, Family family, String serverUrl, Watcher watcher) throws SQLException {
        return new Device(name, file, family, serverUrl, watcher);
    }

    private Transport transport(Family family, String serverUrl) {
        return OkHttpTransport.builder(serverUrl, family.dialect(name))
                .serverName("home") // Bound to the name: the port is another one at every start.
                .client(network.http())
                .build();
    }

    String name() {
        return name;
    }

    Path file() {
        return file;
    }

    Network network() {
        return network;
    }

    SyncClient<Connection> client() {
        return client;
    }

    TodoTable table() {
        return table;
    }

    @Override
    public void close() throws SQLException {
        client.close();
        table.close();
    }
}
