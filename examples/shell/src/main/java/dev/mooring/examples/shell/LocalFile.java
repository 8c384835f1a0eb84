package dev.mooring.examples.shell;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The shell's own connection to the database file, for its own tables: it makes them, names the device, and reads. All
 * writing of items goes through the client.
 */
final class LocalFile implements AutoCloseable {
    private static final int CORRUPT = 11;
    private static final int NOT_A_DATABASE = 26;

    private final Connection db;
    private final InstantSource clock;

    private LocalFile(Connection db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /**
     * Opens it.
     *
     * @param items whether it is to have the shell's own table of items
     * @param clock says when a sync ended
     */
    static LocalFile open(Path file, boolean items, InstantSource clock) {
        try {
            Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = db.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 5000");
                statement.execute("CREATE TABLE IF NOT EXISTS shell_device (id TEXT NOT NULL)");
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS shell_sync (at TEXT NOT NULL, outcome TEXT NOT NULL, message"
                                + " TEXT)");
            }
            if (items) {
                Items.createTable(db);
            }
            return new LocalFile(db, clock);
        } catch (SQLException e) {
            throw new RefusedException("cannot open " + file + ": " + why(file, e));
        }
    }

    /** Has a command line without {@code --user} mean the user whose data is in the file, if there is such a file. */
    static void nameUser(Options options, Path file) {
        if (options.user.isEmpty() && Files.exists(file)) {
            try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
                ServerIdentity bound = storage.bound();
                options.user = bound == null ? "" : bound.user();
            }
        }
    }

    /** What SQLite says, and what can be done about it. */
    private static String why(Path file, SQLException e) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            return "its folder is not there; make it first";
        }
        boolean broken = e.getErrorCode() == CORRUPT || e.getErrorCode() == NOT_A_DATABASE;
        return e.getMessage()
                + (broken
                        ? "; it was left as it is: keep it, as what waits may be saved from it, and name another file"
                                + " by --db"
                        : "; nothing was done");
    }

    /** The device as it was named last, or a random name, made once and kept. */
    String device(@Nullable String name) throws SQLException {
        String kept = keptDevice();
        String device =
                name != null ? name : kept != null ? kept : UUID.randomUUID().toString();
        if (!device.equals(kept)) {
            try (PreparedStatement forget = db.prepareStatement("DELETE FROM shell_device");
                    PreparedStatement keep = db.prepareStatement("INSERT INTO shell_device VALUES (?)")) {
                forget.executeUpdate();
                keep.setString(1, device);
                keep.executeUpdate();
            }
        }
        return device;
    }

    private @Nullable String keptDevice() throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT id FROM shell_device")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** How a sync ended: a process that only looks cannot know it otherwise. */
    record LastSync(String at, String outcome, @Nullable String message) {}

    void synced(String outcome, @Nullable String message) throws SQLException {
        try (PreparedStatement forget = db.prepareStatement("DELETE FROM shell_sync");
                PreparedStatement keep = db.prepareStatement("INSERT INTO shell_sync VALUES (?, ?, ?)")) {
            forget.executeUpdate();
            keep.setString(1, clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            keep.setString(2, outcome);
            keep.setString(3, message);
            keep.executeUpdate();
        }
    }

    @Nullable
    LastSync lastSync() throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT at, outcome, message FROM shell_sync")) {
            return row.next() ? new LastSync(row.getString(1), row.getString(2), row.getString(3)) : null;
        }
    }

    /** For reading, and for what the library is to know nothing of. */
    Connection connection() {
        return db;
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
