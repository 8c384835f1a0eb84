package dev.mooring.examples.todo;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/**
 * The app: a to-do list in its own SQLite file. Every change goes into the app's table and the outbox in one transaction and
 * is done, network or not. Reading is the app's own business, over its own connection.
 */
final class TodoList implements AutoCloseable {
    private final SyncClient<Connection> client;
    private final Connection reader;
    private final Supplier<String> newId;

    private TodoList(SyncClient<Connection> client, Connection reader, Supplier<String> newId) {
        this.client = client;
        this.reader = reader;
        this.newId = newId;
    }

    /** Opens the list; a real app would call {@code client.start()} here and be synced from then on. */
    static TodoList open(Path file, Transport transport, Supplier<String> newId) throws SQLException {
        SyncClient<Connection> client = SyncClient.builder(
                        JdbcSqliteStorage.at(file).build(), transport, new TodoTable())
                .build();
        client.<SQLException>write((db, outbox) -> TodoTable.create(db));
        return new TodoList(client, DriverManager.getConnection("jdbc:sqlite:" + file), newId);
    }

    /** Returns the new item's id. */
    String add(String title) throws SQLException {
        String id = newId.get();
        client.<SQLException>write((db, outbox) -> {
            String payload = TodoTable.json(db, "title", title);
            outbox.add(Mutation.of(TodoTable.COLLECTION, id, TodoTable.ADDED, payload));
            TodoTable.reduce(db, id, TodoTable.ADDED, payload);
        });
        return id;
    }

    /** Says what it shall be, not "the other way round": so it means the same wherever it ends up in the order. */
    void mark(String id, boolean done) throws SQLException {
        write(Mutation.of(TodoTable.COLLECTION, id, TodoTable.MARKED, "{\"done\":" + done + "}"));
    }

    void delete(String id) throws SQLException {
        write(Mutation.delete(TodoTable.COLLECTION, id));
    }

    private void write(Mutation mutation) throws SQLException {
        client.<SQLException>write((db, outbox) -> {
            outbox.add(mutation);
            TodoTable.reduce(db, mutation.key(), mutation.kind(), mutation.payload());
        });
    }

    List<Todo> all() throws SQLException {
        return TodoTable.all(reader);
    }

    /** For syncing, and for what a settings page would show: status, and what lost against the server. */
    SyncClient<Connection> client() {
        return client;
    }

    @Override
    public void close() throws SQLException {
        client.close();
        reader.close();
    }
}
