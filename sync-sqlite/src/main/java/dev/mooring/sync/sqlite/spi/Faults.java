package dev.mooring.sync.sqlite.spi;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;

/**
 * What SQLite's result codes mean, and the {@link StorageException} for each. Every method takes primary codes and extended ones, such as
 * those of {@code sqlite3_extended_errcode}. A binding passes {@link #UNKNOWN} for a failure without a code.
 */
public final class Faults {
    /** The code of a failure that is none of SQLite's. */
    public static final int UNKNOWN = 0;

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

    private static final String IN_THE_WAY =
            "; another process is writing, or a transaction of the app's own, perhaps the one around this call";

    private Faults() {}

    /**
     * The exception for a failure in a transaction.
     *
     * @param code the result code
     * @param cause what the binding threw
     * @param attempt what was attempted, as in "could not (attempt) in (database)"
     * @param database what messages call the database
     * @return to be thrown
     */
    public static StorageException of(int code, Throwable cause, String attempt, String database) {
        return new StorageException(
                kind(code),
                "could not " + attempt + " in " + database + ": " + cause.getMessage()
                        + "; the transaction is rolled back" + (isBusy(code) ? IN_THE_WAY : ""),
                cause);
    }

    /**
     * The exception for a database that no connection is to be had to.
     *
     * @param code the result code
     * @param cause what the binding threw
     * @param database what messages call the database
     * @return to be thrown
     */
    public static StorageException unconnected(int code, Throwable cause, String database) {
        return new StorageException(
                kind(code),
                "could not connect to " + database + ": " + cause.getMessage() + "; nothing was done",
                cause);
    }

    /**
     * Whether the row was refused: another one was in the way, or the schema does not allow it.
     *
     * @param code the result code
     * @return whether {@link SqlStatement#attempt} returns it and does not throw
     */
    public static boolean isConstraint(int code) {
        return primary(code) == CONSTRAINT || isMismatch(code);
    }

    /**
     * Whether a value that is no whole number was to become a rowid.
     *
     * @param code the result code
     * @return whether it is this one
     */
    public static boolean isMismatch(int code) {
        return primary(code) == MISMATCH;
    }

    /**
     * Whether another connection was in the way.
     *
     * @param code the result code
     * @return whether a later attempt may succeed
     */
    public static boolean isBusy(int code) {
        return primary(code) == BUSY || primary(code) == LOCKED;
    }

    /**
     * Whether the database is the matter, and not the statement.
     *
     * @param code the result code
     * @return for {@link SqlDriver#isDatabases}
     */
    public static boolean isDatabases(int code) {
        return switch (primary(code)) {
            case BUSY, LOCKED, READ_ONLY, IO, CORRUPT, FULL, CANNOT_OPEN, PROTOCOL, NOT_A_DATABASE -> true;
            default -> false;
        };
    }

    private static Kind kind(int code) {
        return switch (primary(code)) {
            case BUSY, LOCKED -> Kind.BUSY;
            case CORRUPT, NOT_A_DATABASE -> Kind.CORRUPT;
            case CONSTRAINT -> Kind.CONSTRAINT;
            default -> Kind.IO;
        };
    }

    /** Extended codes keep the primary one in the low byte. */
    private static int primary(int code) {
        return code & 0xff;
    }
}
