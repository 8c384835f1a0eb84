package dev.mooring.sync.internal.state;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.internal.history.Succession.Evidence;
import dev.mooring.sync.internal.ledger.Frozen;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Answer.HistoryReplaced;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Rebuild;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run does next: one exchange, one transaction, a pause or the end. Each step names the {@link Result} that it has.
 */
public sealed interface Step {
    /** A step that is known by its name: a transaction, or a turn. */
    public enum Plain implements Step {
        /** Takes the lease and reads where the storage stands: {@link Result.Entered}. */
        ENTER,
        /** Reads what is left of the frozen batch: {@link Result.Found}. */
        FIND,
        /** Takes the next batch, or the one that is frozen: {@link Result.Picked}. */
        FREEZE,
        /** Decides about a batch that a history may hold that was replaced since: {@link Result.Plain#OVER}. */
        SETTLE_ORPHAN,
        /** Reads how far a rebuild is: {@link Result.Ready}. */
        RESUME,
        /** Puts the fetched state in place of the present one: {@link Result.Swapped}. */
        SWAP,
        /** Used inside the plan only: it picks the next step of a turn. */
        TURN
    }

    // ---- exchanges, each with Result.Answered

    /** What an exchange is made for. */
    sealed interface Purpose {
        /** One that is known by its name. */
        enum Plain implements Purpose {
            /** A check: whether the server's history still agrees with our cursor. */
            TRUSTING,
            /** A pull: what it brings is merged. */
            MERGING,
            /** A check: whether the server says that it was restored, as it shows older states than were confirmed. */
            AGING
        }

        /**
         * A check: how many rows the server counts, as a listing lacks some.
         *
         * @param proven whether the credential is known to be of the account whose data is here
         * @param vouch what it has said so far
         */
        record Counting(boolean proven, @Nullable Vouch vouch) implements Purpose {}

        /** A pull: whether another history shows what was confirmed here. Nothing of it is kept. */
        record Looking(HistoryReplaced now, Evidence seen) implements Purpose {}

        /** A check or a pull: what a rebuild fetches, beside what is here. */
        record Fetching(Rebuild rebuild) implements Purpose {}
    }

    /** A push that failed though the server may have its batch, with its failure. */
    public record Suspicion(Frozen frozen, SyncException failure) {}

    /** Asks whether the server's history still agrees with the cursor. */
    public record Check(Cursor from, Purpose purpose) implements Step {}

    /** Asks for what the server has. */
    public record Pull(Cursor from, Purpose purpose) implements Step {}

    /** Takes what the channel has brought, or has it dropped, as it may be older than what is here. No request is made. */
    public record Hear(Cursor from, boolean outdated) implements Step {}

    /**
     * Sends the frozen batch, with the waiting API call if it is riding.
     *
     * @param before the answer to the batch before, which is committed while this one is on the wire: {@link Result.Pushed}. Null if that is
     *     done already
     */
    public record Push(
            Frozen frozen, boolean riding, @Nullable Settle before) implements Step {
        public Push(Frozen frozen, boolean riding) {
            this(frozen, riding, null);
        }
    }

    /** Makes the API call that waits. */
    public record Call(Cursor cursor) implements Step {}

    // ---- transactions

    /** Begins a pull, and a listing if one is due: {@link Result.Begun}. */
    public record Begin(Cursor cursor) implements Step {}

    /**
     * Keeps the identity of the history if none was kept yet, and reads the one that is kept: {@link Result.Named}. If the server holds more
     * of this client's writes than were made here, the storage names itself anew.
     */
    public record Recognise(String identity, long held) implements Step {
        public static Recognise of(Page page) {
            return new Recognise(page.identity(), page.held());
        }
    }

    /**
     * Reads whether the credential is proven, and whether the listing has missed rows, if the server may be asked about them: {@link
     * Result.Weighed}.
     */
    public record Weigh(boolean mayAsk) implements Step {}

    /** Ends a listing: {@link Result.Swept}. */
    public record Sweep(
            boolean shown, boolean proven, @Nullable Vouch vouch) implements Step {}

    /** Moves the cursor to where a pull has ended: {@link Result.Plain#OVER}. */
    public record Arrive(Cursor cursor) implements Step {}

    /** Moves the cursor elsewhere: {@link Result.Plain#OVER}. Then the run ends, or takes another turn if {@code end} is null. */
    public record Move(Cursor cursor, @Nullable Done end) implements Step {}

    /**
     * Binds the storage to the credential's account, if it is not bound: {@link Result.Plain#OVER}. A complete pull that began at {@code since}
     * has shown nothing against it.
     */
    public record Bind(boolean familiar, long since, boolean pulled) implements Step {}

    /** Commits the answer to a push: {@link Result.Settled}. */
    public record Settle(Frozen frozen, Answer.Settled answer, long since, boolean dissolves, boolean learns)
            implements Step {}

    /**
     * Dissolves the batch, so that its mutations can be sent in another one: {@link Result.Counted}, how many are left.
     *
     * @param then the next step; null for another turn
     * @param overtaken a failed push whose batch the server does not have, while its history has moved on. It is judged if anything is left
     *     of the batch
     */
    public record Dissolve(@Nullable Step then, @Nullable Suspicion overtaken) implements Step {}

    /** Parks a mutation that the server refuses for good, and dissolves the batch: {@link Result.Plain#OVER}. */
    public record Quarantine(
            OutboxEntry entry, String reason, @Nullable Step then) implements Step {}

    /** Notes that the server has failed on a batch: {@link Result.Counted}, how often. */
    public record Blame(Batch batch, Suspicion suspicion) implements Step {}

    /** Compares the beginning of another history with what is here: {@link Result.Compared}. */
    public record Compare(HistoryReplaced now) implements Step {}

    /** Installs another history: {@link Result.Replaced}. */
    public record Replace(HistoryReplaced now) implements Step {}

    /** Keeps how far a rebuild has fetched: {@link Result.Staged}. */
    public record Stage(Page page, long since) implements Step {}

    /** Forgets what a rebuild has fetched, and begins anew: {@link Result.Plain#OVER}. */
    public record Restart(Cursor from, @Nullable Snapshot snapshot) implements Step {}

    // ---- ends

    /** The run goes on after a pause. {@code round} says how often it has paused or begun anew, for the length of the pause. */
    public record Wait(int round) implements Step {}

    /**
     * The run is over.
     *
     * @param report how the run ended. If it succeeded, the runner fills in the counts
     * @param retryAfter how long a pause the server has asked for; null if it has not
     * @param reached after a failure, whether the server was reached
     */
    public record Done(SyncReport report, @Nullable Duration retryAfter, boolean reached) implements Step {}
}
