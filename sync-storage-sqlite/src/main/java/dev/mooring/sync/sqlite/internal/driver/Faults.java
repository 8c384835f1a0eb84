package dev.mooring.sync.sqlite.internal.driver;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;
import java.sql.SQLException;

/** Turns SQLite's result codes into kinds of {@link StorageException}. */
public final class Faults {
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READ_ONLY = 8;
    private static final int IO = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int PROTOCOL = 15;
    private static final int CONSTRAINT = 19;
    private static final int MISMATCH = 20;
    private static final int NOT_A_DATABASE = 26;

    private Faults() {}

    /** The exception for a failure; the attempt reads as in "could not (attempt) in (database)". */
    public static StorageException of(Throwable cause, String attempt, String database) {
        return new StorageException(
                kind(cause),
                "could not " + attempt + " in " + database + ": " + cause.getMessage()
                        + "; the transaction is rolled back",
                cause);
    }

    /** The exception for a database that no connection is to be had to. */
    public static StorageException unconnected(Throwable cause, String database) {
        return new StorageException(
                kind(cause),
                "could not connect to " + database + ": " + cause.getMessage() + "; nothing was done",
                cause);
    }

    /** Whether the row was refused: another one was in the way, or the schema does not allow it. */
    public static boolean isConstraint(SQLException e) {
        return code(e) == CONSTRAINT || isMismatch(e);
    }

    /** Whether a value that is no whole number was to become a rowid. */
    public static boolean isMismatch(SQLException e) {
        return code(e) == MISMATCH;
    }

    /** Whether another connection was in the way. */
    public static boolean isBusy(SQLException e) {
        return code(e) == BUSY || code(e) == LOCKED;
    }

    /** Whether the database is the matter, and not the statement. */
    public static boolean isStorages(SQLException e) {
        return switch (code(e)) {
            case BUSY, LOCKED, READ_ONLY, IO, CORRUPT, FULL, CANNOT_OPEN, PROTOCOL, NOT_A_DATABASE -> true;
            default -> false;
        };
    }

    private static Kind kind(Throwable cause) {
        if (!(cause instanceof SQLException e)) {
            return Kind.IO;
        }
        return switch (code(e)) {
            case BUSY, LOCKED -> Kind.BUSY;
            case CORRUPT, NOT_A_DATABASE -> Kind.CORRUPT;
            default -> Kind.IO;
        };
    }

    /** The primary code: extended ones keep it in the low byte. */
    private static int code(SQLException e) {
        return e.getErrorCode() & 0xff;
    }
}
