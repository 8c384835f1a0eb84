package dev.mooring.examples.shell;

import dev.mooring.examples.shell.SqlScript.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file that {@code --tables} names: SQL that makes the app's tables. It runs in the transaction in which the file is opened,
 * once: a text that has run on the file does not run again, so it may also alter what is there.
 */
final class TableFile {
    private static final String RAN = "CREATE TABLE IF NOT EXISTS shell_tables (ran TEXT PRIMARY KEY)";

    private final Path path;
    private final String text;
    private final SqlScript script;

    private TableFile(Path path, String text) {
        this.path = path;
        this.text = text;
        this.script = SqlScript.of(text);
    }

    /** Null if the command line names none. */
    static @Nullable TableFile of(@Nullable Path path) {
        if (path == null) {
            return null;
        }
        TableFile file = new TableFile(path, text(path));
        if (file.script.tables().isEmpty()) {
            throw new UsageException("--tables " + path + " creates no table that is to sync");
        }
        return file;
    }

    /** What the file says. */
    static String text(Path path) {
        try {
            return Utf8.text(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UsageException("--tables " + path + " cannot be read: " + e);
        }
    }

    /**
     * The tables as they will be when {@link #run} has run. Leaves the database as it is: what it tries, it takes back.
     *
     * @param database need not be there yet
     */
    List<SqlTable> tables(Path database) throws SQLException {
        String url = Files.exists(database) ? "jdbc:sqlite:" + database : "jdbc:sqlite::memory:";
        try (Connection db = DriverManager.getConnection(url)) {
            execute(db, "PRAGMA busy_timeout = 5000");
            execute(db, "BEGIN IMMEDIATE");
            run(db);
            List<SqlTable> tables = new ArrayList<>();
            for (String name : script.tables()) {
                tables.add(SqlTable.read(db, name));
            }
            execute(db, "ROLLBACK");
            return tables;
        }
    }

    /** Makes the tables, unless it did before. */
    void run(Connection db) throws SQLException {
        execute(db, RAN);
        if (note(db, "SELECT ran FROM shell_tables WHERE ran = ?")) {
            return;
        }
        for (Statement statement : script.inOneTransaction()) {
            try {
                execute(db, statement.sql());
            } catch (SQLException e) {
                throw new RefusedException("--tables " + path + ": " + e.getMessage() + ", in: " + statement.beginning()
                        + "; nothing was changed");
            }
        }
        note(db, "INSERT INTO shell_tables VALUES (?) RETURNING ran");
    }

    private boolean note(Connection db, String sql) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            statement.setString(1, hash());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private String hash() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void execute(Connection db, String sql) throws SQLException {
        try (java.sql.Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }
}
