package dev.mooring.benchmarks;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorageBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntUnaryOperator;

/**
 * A device of {@link Scale}: what its app writes, and what its server shows. Its writes are numbered, and each number has a key.
 *
 * @param file of the storage
 * @param server of it
 * @param tables how many synced tables there are; 0 for an app that records its mutations itself, in one table
 * @param bytes of a payload, about
 * @param keys the number of the key of a write
 */
record ScaleDevice(Path file, ScaleServer server, int tables, int bytes, IntUnaryOperator keys) {
    private static final int TRANSACTION = 1_000;

    /** Files of up to so many bytes are looked through as they are opened, which takes time in proportion to their size. */
    SyncClient<Connection> client(long checkUpTo) {
        JdbcSqliteStorageBuilder storage = JdbcSqliteStorage.at(file).checkAtOpenUpTo(checkUpTo);
        SyncClientBuilder<Connection> client = tables == 0
                ? SyncClient.builder(storage.build(), server.transport(), new Notes())
                        .keepLog(!server.keepsKeys())
                : SyncClient.builder(
                        storage.syncedTables(synced()).onOpen(this::create).build(), server.transport());
        return client.conflicts(ScaleServer.POLICY).build();
    }

    private SyncedTables synced() {
        SyncedTables.Builder synced = SyncedTables.builder().format(RowFormat.ROWS);
        for (int i = 0; i < tables; i++) {
            synced.table(SyncedTable.named("t" + i).key("id"));
        }
        return synced.build();
    }

    private void create(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            for (int i = 0; i < tables; i++) {
                statement.execute("CREATE TABLE IF NOT EXISTS t" + i + " (id TEXT PRIMARY KEY, body TEXT)");
            }
        }
    }

    /** Ready to be measured. */
    SyncClient<Connection> opened() throws Exception {
        SyncClient<Connection> client = client(0);
        client.open();
        if (tables == 0) {
            Devices.createTable(client);
        }
        return client;
    }

    private int key(int write) {
        return keys.applyAsInt(write);
    }

    private String collection(int key) {
        return tables == 0 ? "note" : "t" + key % tables;
    }

    private String body(int key) {
        String begin = "item number " + key;
        return begin + "x".repeat(Math.max(0, bytes - begin.length()));
    }

    private String payload(int key) {
        if (tables > 0) {
            return "{\"id\":\"" + Notes.key(key) + "\",\"body\":\"" + body(key) + "\"}";
        }
        return bytes < 20 ? "\"" + "x".repeat(bytes - 2) + "\"" : "{\"text\":\"" + body(key) + "\"}";
    }

    /** The app makes these writes. */
    void write(SyncClient<Connection> client, int from, int count) throws Exception {
        for (int next = from; next < from + count; next += TRANSACTION) {
            int first = next;
            int end = Math.min(first + TRANSACTION, from + count);
            client.write((db, outbox) -> {
                for (int i = first; i < end; i++) {
                    int key = key(i);
                    String table = tables == 0 ? "note" : collection(key);
                    try (PreparedStatement put =
                            db.prepareStatement("INSERT OR REPLACE INTO " + table + " (id, body) VALUES (?, ?)")) {
                        Notes.insert(put, Notes.key(key), body(key));
                    }
                    if (tables == 0) {
                        outbox.add(Mutation.of("note", Notes.key(key), ScaleServer.SET, payload(key)));
                    }
                }
            });
        }
    }

    /** What the server says of the key of a write. */
    Change change(int write, String kind) {
        return changeOf(key(write), kind);
    }

    Change changeOf(int key, String kind) {
        return new Change(Change.NO_POSITION, collection(key), Notes.key(key), kind, payload(key), false, 1, "", "");
    }
}
