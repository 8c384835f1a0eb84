package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.Synchronous;
import dev.mooring.sync.testing.storage.StorageFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A real file, and the app's table in it. */
class SqliteFixture implements StorageFixture<Connection> {
    private final Path file;
    private final Synchronous synchronous;

    SqliteFixture(Path file, Synchronous synchronous) {
        this.file = file;
        this.synchronous = synchronous;
    }

    Path file() {
        return file;
    }

    @Override
    public Storage<Connection> storage() {
        return JdbcSqliteStorage.at(file).synchronous(synchronous).build();
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
        try (Statement create = db.createStatement()) {
            create.execute("CREATE TABLE app (key TEXT PRIMARY KEY, value TEXT)");
        }
    }

    @Override
    public void put(Connection db, String key, String value) throws SQLException {
        try (PreparedStatement put = db.prepareStatement("INSERT OR REPLACE INTO app (key, value) VALUES (?, ?)")) {
            put.setString(1, key);
            put.setString(2, value);
            put.executeUpdate();
        }
    }

    @Override
    public @Nullable String get(Connection db, String key) throws SQLException {
        try (PreparedStatement get = db.prepareStatement("SELECT value FROM app WHERE key = ?")) {
            get.setString(1, key);
            ResultSet row = get.executeQuery();
            return row.next() ? row.getString(1) : null;
        }
    }
}
