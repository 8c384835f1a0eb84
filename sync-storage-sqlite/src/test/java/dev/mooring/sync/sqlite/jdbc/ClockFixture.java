package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.Synchronous;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real file with a synced table whose cells have clocks, and one that has nothing but its key. */
final class ClockFixture extends SqliteFixture {
    ClockFixture(Path file) {
        super(file, Synchronous.NORMAL);
    }

    @Override
    public Storage<Connection> storage() {
        return JdbcSqliteStorage.at(file())
                .onOpen(ClockFixture::create)
                .syncedTables(SyncedTables.builder()
                        .format(RowFormat.CELLS)
                        .table(SyncedTable.named("cells"))
                        .table(SyncedTable.named("synced"))
                        .build())
                .watchEvery(Duration.ofMillis(5))
                .build();
    }

    private static void create(Connection db) throws SQLException {
        try (Statement create = db.createStatement()) {
            create.execute("CREATE TABLE IF NOT EXISTS cells (id TEXT PRIMARY KEY, a TEXT, b TEXT)");
            create.execute("CREATE TABLE IF NOT EXISTS synced (id TEXT PRIMARY KEY)");
        }
    }

    @Override
    public boolean captures() {
        return true;
    }

    @Override
    public void capture(Connection db, String key) throws SQLException {
        call(db, "INSERT INTO synced VALUES (?)", key);
    }

    @Override
    public boolean clocks() {
        return true;
    }

    @Override
    public void edit(Connection db, String key, @Nullable String a, @Nullable String b) throws SQLException {
        call(db, "INSERT OR REPLACE INTO cells VALUES (?, ?, ?)", key, a, b);
    }

    @Override
    public void erase(Connection db, String key) throws SQLException {
        call(db, "DELETE FROM cells WHERE id = ?", key);
    }

    private static void call(Connection db, String sql, @Nullable String... values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public @Nullable List<@Nullable String> cells(Connection db, String key) throws SQLException {
        try (PreparedStatement query = db.prepareStatement("SELECT a, b FROM cells WHERE id = ?")) {
            query.setString(1, key);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Arrays.asList(row.getString(1), row.getString(2)) : null;
            }
        }
    }
}
