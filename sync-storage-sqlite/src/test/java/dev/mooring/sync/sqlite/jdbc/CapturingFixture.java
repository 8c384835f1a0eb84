package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.Synchronous;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;

/** A real file with a synced table beside the contract's own. */
final class CapturingFixture extends SqliteFixture {
    private final Function<JdbcSqliteStorageBuilder, Storage<Connection>> build;

    CapturingFixture(Path file) {
        this(file, JdbcSqliteStorageBuilder::build);
    }

    /** With a storage that is made otherwise. */
    CapturingFixture(Path file, Function<JdbcSqliteStorageBuilder, Storage<Connection>> build) {
        super(file, Synchronous.NORMAL);
        this.build = build;
    }

    @Override
    public Storage<Connection> storage() {
        return build.apply(builder(file()));
    }

    static JdbcSqliteStorageBuilder builder(Path file) {
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
    public boolean constrains() {
        return true;
    }

    @Override
    public void breakConstraint(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute("CREATE TABLE child (parent TEXT REFERENCES app (key) DEFERRABLE INITIALLY DEFERRED)");
            statement.execute("INSERT INTO child VALUES ('nobody')");
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
}
