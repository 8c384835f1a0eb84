package dev.mooring.systemtests.tables;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/** The SQLite that the tests run on, whose driver has the same number. */
final class TestedSqlite {
    /**
     * One before puts rows in wrong places, replaces others than it should and has a key twice, where an INSERT brings rows with keys
     * after one whose INTEGER PRIMARY KEY is NULL.
     */
    static final int CHOSEN_KEY_FIRST = 19;

    static final int UPSERT = 24;

    /** One before ends the process in an UPDATE OR REPLACE that replaces a row for a partial unique index. */
    static final int PARTIAL_REPLACE = 27;

    static final int GENERATED_COLUMNS = 31;
    static final int UPDATE_FROM = 33;
    static final int COMMIT_LISTENERS = 32;
    static final int DROP_COLUMN = 35;

    private static final int MINOR = minor();
    private static final Set<String> PRINTED = ConcurrentHashMap.newKeySet();

    private TestedSqlite() {}

    private static int minor() {
        try (Connection any = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = any.createStatement();
                ResultSet version = statement.executeQuery("SELECT sqlite_version()")) {
            version.next();
            return Integer.parseInt(version.getString(1).split("\\.")[1]);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it is that one or later. */
    static boolean is(int minor) {
        return MINOR >= minor;
    }

    /** The same; prints what an older one leaves out, so that a run shows it. */
    static boolean has(int minor, String what) {
        if (is(minor)) {
            return true;
        }
        if (PRINTED.add(what)) {
            System.out.println("LEFT OUT on SQLite 3." + MINOR + ": " + what + ", which needs 3." + minor);
        }
        return false;
    }

    /** Ends a test that an older one cannot run. */
    static void require(int minor, String what) {
        Assumptions.assumeTrue(has(minor, what), what);
    }
}
