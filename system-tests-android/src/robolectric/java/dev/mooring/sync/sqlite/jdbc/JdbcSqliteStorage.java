package dev.mooring.sync.sqlite.jdbc;

import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.android.AndroidSqliteStorage;
import dev.mooring.sync.sqlite.Salvage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Stands in the place of the binding to sqlite-jdbc, so that its tests run on Android's. */
public final class JdbcSqliteStorage {
    private JdbcSqliteStorage() {}

    public static JdbcSqliteStorageBuilder at(Path file) {
        return new JdbcSqliteStorageBuilder(file.toString(), () -> {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            connection.createStatement().execute("PRAGMA foreign_keys = ON");
            return connection;
        });
    }

    public static JdbcSqliteStorageBuilder on(ConnectionSource source) {
        return new JdbcSqliteStorageBuilder("the app's database", source);
    }

    public static void release(Connection db, String table) throws SQLException {
        AndroidSqliteStorage.release(db.unwrap(SQLiteDatabase.class), table);
    }

    public static Salvage salvage(Path database, Path export, ServerIdentity identity) {
        return AndroidSqliteStorage.salvage(database.toFile(), export.toFile(), identity);
    }

    /** Where connections come from. */
    @FunctionalInterface
    public interface ConnectionSource {
        Connection connect() throws SQLException;
    }
}
