package dev.mooring.examples.todo;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.status.SyncStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import okhttp3.OkHttpClient;

/** A device of the story: its file, its network, and the app while it runs. */
final class Device implements AutoCloseable {
    static final String USER = "ada";

    final String name;
    final Network network = new Network();
    final TodoList list;

    private Device(String name, TodoListFactory factory) throws SQLException {
        this.name = name;
        this.list = factory.open(network);
    }

    private interface TodoListFactory {
        TodoList open(Network network) throws SQLException;
    }

    static Device start(String name, Path file, String serverUrl) throws SQLException {
        return new Device(
                name,
                network -> TodoList.open(
                        file,
                        transport(name, serverUrl, network),
                        () -> UUID.randomUUID().toString()));
    }

    private static Transport transport(String device, String serverUrl, Network network) {
        EventLogDialect dialect = EventLogDialect.builder(USER)
                .device(device)
                .promises(device) // A real app names each installation by a random id.
                .build();
        OkHttpClient http = new OkHttpClient.Builder().addInterceptor(network).build();
        return OkHttpTransport.builder(serverUrl, dialect).client(http).build();
    }

    SyncReport sync() {
        return list.client().syncNow().join();
    }

    SyncStatus status() {
        return list.client().status();
    }

    List<Todo> todos() throws SQLException {
        return list.all();
    }

    @Override
    public void close() throws SQLException {
        list.close();
    }
}
