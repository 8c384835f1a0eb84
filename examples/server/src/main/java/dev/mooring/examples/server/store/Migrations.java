package dev.mooring.examples.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Brings the schema up to date: a few files of plain SQL, each in one transaction with the row that says it is done. A tool for migrations
 * would bring more code than this whole server has, and support for some engines only in another edition.
 */
final class Migrations {
    private static final List<String> FILES = List.of("001-logs.sql", "002-place.sql");
    private static final int MOST_TRIES = 20;

    private Migrations() {}

    /** Several servers may begin at once: who comes second fails, and finds it done. */
    static void run(DataSource pool) {
        for (int tries = 1; ; tries++) {
            try (Connection connection = pool.getConnection()) {
                migrate(connection);
                return;
            } catch (SQLException e) {
                if (tries == MOST_TRIES) {
                    throw new StoreException(e);
                }
            }
        }
    }

    private static void migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)");
            connection.commit();
            int done = number(statement, "SELECT COALESCE(MAX(version), 0) FROM schema_version");
            for (int version = done + 1; version <= FILES.size(); version++) {
                statement.executeUpdate("INSERT INTO schema_version (version) VALUES (" + version + ")");
                for (String sql : text(FILES.get(version - 1)).split(";\\s*\n")) {
                    statement.execute(sql);
                }
                connection.commit();
            }
            nameHistory(connection, statement);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    /** A new database gets an id, and so does a copy that was made by {@link Backup}. */
    private static void nameHistory(Connection connection, Statement statement) throws SQLException {
        if (number(statement, "SELECT COUNT(*) FROM server") == 0) {
            try (var insert =
                    connection.prepareStatement("INSERT INTO server (id, history, restored) VALUES (1, ?, 0)")) {
                insert.setString(1, UUID.randomUUID().toString());
                insert.executeUpdate();
            }
        } else if (number(statement, "SELECT restored FROM server") == 1) {
            renew(connection);
        }
    }

    /** From now on this is another history. */
    static void renew(Connection connection) throws SQLException {
        try (var update = connection.prepareStatement("UPDATE server SET history = ?, restored = 0")) {
            update.setString(1, UUID.randomUUID().toString());
            update.executeUpdate();
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static String text(String file) throws SQLException {
        try (InputStream in = Migrations.class.getResourceAsStream("/schema/" + file)) {
            if (in == null) {
                throw new SQLException("the file " + file + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new SQLException("the file " + file + " cannot be read", e);
        }
    }
}
