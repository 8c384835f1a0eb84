package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.history.Succession.Evidence;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.ledger.Sieve;
import dev.mooring.sync.internal.listing.Listing;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Rebuild;
import org.jspecify.annotations.Nullable;

/** What a {@link Step} has come to. */
public sealed interface Result {
    /** The run begins, or goes on after a pause. */
    record Go() implements Result {}

    /** The transaction is committed; there is no more to say. */
    record Over() implements Result {}

    /** It failed; nothing of a transaction is there, and what became of an exchange the failure says. */
    record Thrown(Exception failure, boolean overslept) implements Result {}

    /**
     * The server has answered.
     *
     * @param since when the exchange began, by the monotonic clock
     * @param seen what is known of another history by now; null if it was not looked through
     * @param staged how many changes a rebuild has staged
     */
    record Answered(Answer answer, long since, @Nullable Evidence seen, long staged) implements Result {}

    /** Where we stand; null if another process has the lease. */
    record Entered(Ledger.@Nullable Position position) implements Result {}

    /** Where the pull starts, and how many rows are confirmed if it lists everything. */
    record Begun(Cursor from, long confirmed) implements Result {}

    /** Which history this is. */
    record Named(String identity) implements Result {}

    /** Whether the credential is proven to be of this account, and whether the server has to be asked what it counts. */
    record Weighed(boolean proven, boolean wantsVouch) implements Result {}

    /** What became of the rows that a listing missed. */
    record Swept(Listing.Swept swept) implements Result {}

    /** The frozen batch; null if there is none. */
    record Found(Ledger.@Nullable Held held) implements Result {}

    /** The batch that goes out; null if there is nothing to send. */
    record Frozen(Ledger.@Nullable Frozen frozen, Sieve sieve) implements Result {}

    /** Whether anything left the outbox, and whether anything waits for another row now. */
    record Settled(boolean moved, boolean waiting) implements Result {}

    /** How many there are. */
    record Counted(int count) implements Result {}

    /** How the beginning of another history compares. */
    record Compared(Evidence seen) implements Result {}

    /** The batch that no history has taken. */
    record Replaced(Refused refused) implements Result {}

    /** How far the rebuild is. */
    record Ready(Rebuild rebuild) implements Result {}

    /** Whether the page is of the history that was fetched so far. */
    record Staged(boolean same) implements Result {}

    /** Where the new state leaves us. */
    record Swapped(Cursor cursor, long position) implements Result {}
}
