package dev.mooring.sync.internal.state;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.history.Succession.Evidence;
import dev.mooring.sync.internal.ledger.Frozen;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.listing.Listing;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.storage.Rebuild;
import org.jspecify.annotations.Nullable;

/** The result of a {@link Step}. */
public sealed interface Result {
    /** One that is known by its name. */
    public enum Plain implements Result {
        /** Of no step: the run begins, or goes on after a pause. */
        GO,
        /** The transaction is committed, and has no other result. */
        OVER
    }

    /**
     * The step failed. A transaction was rolled back. For an exchange the failure says what may have become of it, and {@code overslept}
     * whether it was cancelled because this process had slept.
     */
    public record Thrown(Exception failure, boolean overslept) implements Result {}

    /**
     * The server has answered.
     *
     * @param since when the exchange began, by the monotonic clock
     * @param seen what the look through another history has shown so far; null if there was none
     * @param staged how many changes a rebuild has staged
     */
    public record Answered(
            Answer answer, long since, @Nullable Evidence seen, long staged) implements Result {}

    /** The result of a transaction that has frozen the next batch, too, as the plan would have it next. */
    public record Ahead(Result done, Picked picked) implements Result {}

    /**
     * The answer to the batch before is committed, and the push has ended.
     *
     * @param sent the batch that was sent, with the one that is frozen behind it now
     * @param end what the server has answered, or the failure
     */
    public record Pushed(Frozen sent, Result end) implements Result {}

    /** Where the storage stands; null if another process has the lease. */
    public record Entered(Ledger.@Nullable Position position) implements Result {}

    /** Where the pull starts, and how many rows are confirmed if it lists everything; else 0. */
    public record Begun(Cursor from, long confirmed) implements Result {}

    /** The identity of the history that the storage has kept, and whether the storage has named itself anew and begins at the start. */
    public record Named(String identity, boolean outgrown) implements Result {}

    /** Whether the credential is proven to belong to this account, and whether the server has to be asked what it counts. */
    public record Weighed(boolean proven, boolean wantsVouch) implements Result {}

    /** What became of the rows that a listing missed. */
    public record Swept(Listing.Swept swept) implements Result {}

    /** The frozen batch; null if there is none. */
    public record Found(Ledger.@Nullable Held held) implements Result {}

    /** The batch that goes out; null if there is nothing to send. */
    public record Picked(@Nullable Frozen frozen, Sieve sieve) implements Result {}

    /** Whether a mutation has left the outbox, and whether one waits for another row now. */
    public record Settled(boolean moved, boolean waiting) implements Result {}

    /** The number that the step has counted. */
    public record Counted(int count) implements Result {}

    /** How the beginning of another history compares with what was confirmed here. */
    public record Compared(Evidence seen) implements Result {}

    /** The batch that no history of the server has taken. */
    public record Replaced(Refused refused) implements Result {}

    /** How far the rebuild is. */
    public record Ready(Rebuild rebuild) implements Result {}

    /** Whether the page is of the history that was fetched so far. */
    public record Staged(boolean same) implements Result {}

    /** Where the storage stands in the new state. */
    public record Swapped(Cursor cursor, long position) implements Result {}
}
