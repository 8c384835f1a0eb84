package dev.mooring.sync.sqlite.jdbc.internal;

import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteConnectionConfig;

/**
 * What sqlite-jdbc can be told, and what it does by itself, by its version. Before 3.25 everything works as well, only slower: the driver tries a
 * BEGIN after each statement, which fails inside a transaction and is ignored.
 */
final class DriverSwitches {
    /** Drivers since 3.25. */
    private static final boolean AUTO_COMMIT = has(SQLiteConnection.class, "getConnectionConfig");

    /** Drivers since 3.43; those before never ask for generated keys by themselves. */
    private static final boolean KEYS =
            AUTO_COMMIT && has(SQLiteConnectionConfig.class, "setGetGeneratedKeys", boolean.class);

    private DriverSwitches() {}

    /** Says who begins and commits, without the driver doing either at once. */
    static void autoCommit(SQLiteConnection raw, boolean on) {
        if (AUTO_COMMIT) {
            raw.getConnectionConfig().setAutoCommit(on);
        }
    }

    /** Whether the driver asks for the generated key after each insert from now on. */
    static void generateKeys(SQLiteConnection raw, boolean on) {
        if (KEYS) {
            raw.getConnectionConfig().setGetGeneratedKeys(on);
        }
    }

    /** Whether the driver keeps the key of an insert until it is asked for it; else it looks which one was the last. */
    static boolean keepsKeys() {
        return KEYS;
    }

    /** Whether the driver closes a statement that a constraint has refused, as all do after a mismatch of types. */
    static boolean closesRefused() {
        return !AUTO_COMMIT;
    }

    private static boolean has(Class<?> type, String method, Class<?>... parameters) {
        try {
            type.getMethod(method, parameters);
            return true;
        } catch (NoSuchMethodException older) {
            return false;
        }
    }
}
