package dev.mooring.systemtests.docs.guides;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.status.SyncStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The user who is signed in, with a file of that user's own. */
final class SignedIn implements AutoCloseable {
    private final Path file;
    private final SyncClient<Connection> client;

    /**
     * Opens the file of a user, or makes it.
     *
     * @param user as in the identity of the transport; it never becomes a part of a file's name as it is
     * @param transport made with this user's credential
     */
    SignedIn(Path folder, String user, Transport transport) {
        UUID name = UUID.nameUUIDFromBytes(user.getBytes(StandardCharsets.UTF_8));
        file = folder.resolve(name + ".db");
        client = SyncClient.builder(
                        JdbcSqliteStorage.at(file)
                                .onOpen(SignedIn::create)
                                .syncedTables(SyncedTables.builder()
                                        .table(SyncedTable.named("note"))
                                        .build())
                                .build(),
                        transport)
                .conflicts(ConflictPolicy.rebase())
                .build();
        client.start();
    }

    private static void create(Connection db) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, text TEXT)");
        }
    }

    SyncClient<Connection> client() {
        return client;
    }

    /**
     * Signs out: sends what can be sent, and closes.
     *
     * @return whether everything is at the server, so that the file may be erased
     */
    boolean signOut(Duration within) {
        client.flush(within).join();
        SyncStatus.Counts left = client.status().counts();
        client.close();
        return left.pending() + left.superseded() + left.quarantined() == 0;
    }

    /** Erases the file. What is only in there is lost. */
    void erase() throws IOException {
        for (String ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + ending));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
