package dev.mooring.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The app's table, filled by raw sqlite-jdbc in batches, a transaction each. */
final class Inserts implements RowSink, AutoCloseable {
    private static final int BATCH = 500;

    private final Connection db;
    private final PreparedStatement insert;
    private int rows;

    Inserts(Path file) throws SQLException {
        db = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=NORMAL");
            statement.execute(Notes.CREATE);
        }
        db.setAutoCommit(false);
        insert = db.prepareStatement(Notes.REPLACE);
    }

    @Override
    public void add(String id, String body) throws SQLException {
        insert.setString(1, id);
        insert.setString(2, body);
        insert.addBatch();
        if (++rows % BATCH == 0) {
            commit();
        }
    }

    void commit() throws SQLException {
        insert.executeBatch();
        db.commit();
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        db.close();
    }
}
