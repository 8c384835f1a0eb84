package dev.mooring.sync;

import dev.mooring.sync.spi.storage.OutboxCounts;
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
     * What a storage says that is opened for another identity than the one that it is bound to.
     *
     * @param database what to call the storage
     * @param bound whose it is
     * @param wanted for whom it was to be opened
     * @param waiting of the one whose it is; what is captured counts as pending
     * @param left how many mutations the other one has left in it earlier
     * @return of kind {@code OTHER_IDENTITY}
     */
    public static StorageException otherIdentity(
            String database, ServerIdentity bound, ServerIdentity wanted, OutboxCounts waiting, long left) {
        String back = left == 0
                ? ""
                : "; " + left + (left == 1 ? " mutation that " : " mutations that ") + wanted + " has left in it "
                        + (left == 1 ? "is" : "are") + " kept as well";
        return new StorageException(
                Kind.OTHER_IDENTITY,
                database + " holds the sync state of " + bound + ", of whom " + waiting.pending() + " pending, "
                        + waiting.superseded() + " superseded and " + waiting.quarantined()
                        + " quarantined mutations are waiting, and was not opened for " + wanted
                        + "; it was not touched" + back + ". Open it as " + bound
                        + " and sync them, or switch users there, or have the app say what becomes of them",
                null);
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
        /** The app's rows break a constraint that the database checks when it commits, such as a deferred foreign key. */
        CONSTRAINT,
        /** No space, no permission, no such folder, or a failing disk. */
        IO
    }
}
