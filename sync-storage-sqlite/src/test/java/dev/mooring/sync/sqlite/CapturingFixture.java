package dev.mooring.sync.sqlite;

import dev.mooring.sync.spi.Storage;
import dev.mooring.sync.testing.storage.StorageFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A real file with a synced table beside the contract's own. */
record CapturingFixture(SqliteFixture plain) implements StorageFixture<Connection> {
    @Override
    public Storage<Connection> storage() {
        return builder(plain.file()).build();
    }

    static JdbcSqliteStorage.Builder builder(Path file) {
        return JdbcSqliteStorage.at(file)
                .onOpen(CapturingFixture::createSynced)
                .syncedTables(SyncedTables.builder()
                        .table(SyncedTable.named("synced"))
                        .build())
                .watchEvery(Duration.ofMillis(5));
    }

    private static void createSynced(Connection db) throws SQLException {
        try (Statement create = db.createStatement()) {
            create.execute("CREATE TABLE IF NOT EXISTS synced (id TEXT PRIMARY KEY)");
        }
    }

    @Override
    public boolean captures() {
        return true;
    }

    @Override
    public void capture(Connection db, String key) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO synced VALUES (?)")) {
            insert.setString(1, key);
            insert.executeUpdate();
        }
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void createTable(Connection db) throws SQLException {
        plain.createTable(db);
    }

    @Override
    public void put(Connection db, String key, String value) throws SQLException {
        plain.put(db, key, value);
    }

    @Override
    public @Nullable String get(Connection db, String key) throws SQLException {
        return plain.get(db, key);
    }
}
