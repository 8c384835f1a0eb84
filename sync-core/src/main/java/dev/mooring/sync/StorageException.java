package dev.mooring.sync;

import org.jspecify.annotations.Nullable;

/** The storage could not do what was asked. The transaction in question was rolled back: nothing of it is there. */
public final class StorageException extends SyncException {
    private static final long serialVersionUID = 1;

    /** What sort of failure. */
    private final Kind kind;

    /**
     * A failure of the storage.
     *
     * @param kind what sort
     * @param message what was attempted, on what, and what happens next
     * @param cause the storage's own exception, if there is one
     */
    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * What sort of failure.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /** Sorts of failure. */
    public enum Kind {
        /** The database belongs to a newer version of the library; it was not touched. */
        NEWER_SCHEMA,
        /** The database belongs to another user or server; it was not touched. */
        OTHER_IDENTITY,
        /** Another writer held the database for longer than the busy timeout. */
        BUSY,
        /** The database is damaged. */
        CORRUPT,
        /** No space, no permission, no such folder, or a failing disk. */
        IO
    }
}
