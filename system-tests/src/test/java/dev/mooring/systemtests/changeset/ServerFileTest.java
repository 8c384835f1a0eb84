package dev.mooring.systemtests.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Why no client of ours begins with {@code GET /ROOM/file}: the server answers with its database's file as it lies there, without its
 * write-ahead log, and while it writes. Nothing in such a file shows up to which version it is whole. This is SQLite, not us; if one of
 * these ever fails, the file may be worth another look.
 */
class ServerFileTest {
    private static final int ROWS = 4_000;
    private static final int A_TRANSACTION = 50;
    private static final int LAST = ROWS / A_TRANSACTION;

    @TempDir
    Path folder;

    private Connection writer;

    @BeforeEach
    void fill() throws SQLException {
        writer = open("server.db");
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA wal_autocheckpoint = 0");
        run("CREATE TABLE note (id INTEGER PRIMARY KEY NOT NULL, title TEXT)");
        writer.setAutoCommit(false);
        run(numbers("INSERT INTO note SELECT n, 'first of ' || n FROM numbers"));
        // Whoever makes a table one of cr-sqlite's that has rows already has its clocks behind the rows in the file.
        run("CREATE TABLE note__crsql_clock (key INTEGER NOT NULL, col_name TEXT NOT NULL, col_version INTEGER NOT"
                + " NULL, db_version INTEGER NOT NULL, site_id INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL,"
                + " PRIMARY KEY (key, col_name)) WITHOUT ROWID");
        run(numbers("INSERT INTO note__crsql_clock SELECT n, 'title', 1, 1 + (n - 1) / " + A_TRANSACTION + ", 0, n % "
                + A_TRANSACTION + " FROM numbers"));
        run("CREATE INDEX note__crsql_clock_dbv_idx ON note__crsql_clock (db_version)");
        writer.commit();
        writer.setAutoCommit(true);
        run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
    }

    private Connection open(String name) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(name));
    }

    private static String numbers(String sql) {
        return "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < " + ROWS + ") "
                + sql;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "nothing";
        }
    }

    /** One transaction of the server. */
    private void edit(int row, int version) throws SQLException {
        run("BEGIN");
        run("UPDATE note SET title = 'edit " + version + "' WHERE id = " + row);
        run("UPDATE note__crsql_clock SET col_version = col_version + 1, db_version = " + version
                + ", seq = 0 WHERE key = " + row);
        run("COMMIT");
    }

    /** As a client makes it that has got the file: it is no file with a log. */
    private Connection got(Path file) throws IOException, SQLException {
        try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.WRITE)) {
            bytes.write(java.nio.ByteBuffer.wrap(new byte[] {1, 1}), 18);
        }
        return open(file.getFileName().toString());
    }

    private static String clock(Connection db, int row) throws SQLException {
        return ask(db, "SELECT db_version FROM note__crsql_clock WHERE key = " + row);
    }

    private static String title(Connection db, int row) throws SQLException {
        return ask(db, "SELECT title FROM note WHERE id = " + row);
    }

    /** Whoever reads at the server keeps parts of its log out of the file. */
    @Test
    void aFileHasALaterTransactionAndLacksAnEarlierOne() throws Exception {
        edit(100, LAST + 1);
        edit(3_900, LAST + 2);
        try (Connection reader = open("server.db")) {
            reader.setAutoCommit(false);
            ask(reader, "SELECT count(*) FROM note");
            edit(101, LAST + 3); // On the pages of 100.
            run("PRAGMA wal_checkpoint(PASSIVE)");
            Files.copy(folder.resolve("server.db"), folder.resolve("got.db"));
        }
        try (Connection got = got(folder.resolve("got.db"))) {
            assertEquals("ok", ask(got, "PRAGMA quick_check"));
            assertEquals(String.valueOf(LAST + 2), clock(got, 3_900));
            assertEquals("2", clock(got, 100), "an earlier transaction is not there");
        }
    }

    /** Not even the full check finds it, and no stream ever brings the value: the clock says that it is there. */
    @Test
    void aFileThatIsReadWhileItIsWrittenHasOldValuesUnderNewClocks() throws Exception {
        Path file = folder.resolve("server.db");
        Path got = folder.resolve("got.db");
        Files.copy(file, folder.resolve("before.db"));
        edit(100, LAST + 1);
        run("PRAGMA wal_checkpoint(TRUNCATE)");
        Files.copy(file, got, StandardCopyOption.REPLACE_EXISTING);
        int upTo = Integer.parseInt(ask(writer, "SELECT rootpage FROM sqlite_schema WHERE name = 'note__crsql_clock'"))
                - 1;
        int page = Integer.parseInt(ask(writer, "PRAGMA page_size"));
        try (FileChannel from = FileChannel.open(folder.resolve("before.db"));
                FileChannel to = FileChannel.open(got, StandardOpenOption.WRITE)) {
            from.transferTo(0, (long) upTo * page, to); // So far it was read before the server wrote.
        }
        try (Connection read = got(got)) {
            assertEquals("ok", ask(read, "PRAGMA integrity_check"));
            assertEquals(String.valueOf(LAST + 1), ask(read, "SELECT max(db_version) FROM note__crsql_clock"));
            assertEquals(String.valueOf(LAST + 1), clock(read, 100));
            assertEquals("first of 100", title(read, 100));
        }
    }
}
