package dev.mooring.examples.todo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Plain JDBC; the settings stand in the URL. */
final class JdbcWriter implements Writer {
    private final Connection db;

    JdbcWriter(Path file) throws SQLException {
        db = DriverManager.getConnection(
                "jdbc:sqlite:" + file + "?transaction_mode=IMMEDIATE&busy_timeout=20000&synchronous=NORMAL");
    }

    @Override
    public List<String> commit(String name, int round) throws SQLException {
        db.setAutoCommit(false);
        List<String> changes = write(name, round);
        db.commit();
        db.setAutoCommit(true);
        return changes;
    }

    @Override
    public void rollBack(String name, int round) throws SQLException {
        db.setAutoCommit(false);
        write(name, round);
        db.rollback();
        db.setAutoCommit(true);
    }

    private List<String> write(String name, int round) throws SQLException {
        run(INSERT, name + round, "new");
        run(UPDATE, "old", name + (round - 1));
        run(DELETE, name + (round - 2));
        run(COUNT_UP, SHARED);
        try (PreparedStatement count = db.prepareStatement(COUNT)) {
            count.setString(1, SHARED);
            try (ResultSet row = count.executeQuery()) {
                return Writer.changes(name, round, row.getLong(1));
            }
        }
    }

    @Override
    public void touch(String name) throws SQLException {
        run(UPDATE, SHARED, SHARED);
    }

    private void run(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
