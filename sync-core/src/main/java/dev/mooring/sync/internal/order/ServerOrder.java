package dev.mooring.sync.internal.order;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.CrowdedKey;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Verdicts;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The order of the server, and all that follows from it: what a merge reads and decides, what an answer to a push settles, and when
 * a run has to pull before it may push. Nobody else asks which order it is. Another order is another class here.
 *
 * <p>A method with a default says what most orders answer; an order that differs says so itself.
 *
 * <p>All methods but the merges are pure. The merges read in the caller's transaction and write nothing, except where the storage itself
 * merges.
 */
public sealed interface ServerOrder permits Log, Keys, Clocks {
    /**
     * The order of the server behind a transport.
     *
     * @param transport tells what own mutations are recognised by
     * @return one of the four
     */
    static ServerOrder of(Transport transport) {
        return switch (transport.capabilities().order()) {
            case SEQUENCE -> new Sequence(transport);
            case ARRIVAL -> new Arrival(transport);
            case KEYS -> new Keys(transport);
            case CLOCKS -> new Clocks(transport);
        };
    }

    // ---- what a run asks

    /**
     * Whether a run pulls before it pushes, while nothing has shown yet what the server has. Without that a push would overwrite it,
     * could not name the history that it is for, or would go onto one that was restored from an older copy.
     *
     * @param atStart whether nothing was ever pulled
     * @param doubtful whether mutations are pending, and nothing has shown since the start or the last failure that the history is
     *     the same one
     */
    boolean pullsFirst(boolean atStart, boolean doubtful);

    /** Whether the places of a batch are not behind the cursor any more, so that it cannot go out as it is. */
    default boolean isOutOfPlace(Batch batch, Cursor cursor) {
        return false;
    }

    /** Whether what is left of a batch keeps its place, and so stays in the batch. Else it goes out anew. */
    default boolean keepsRest() {
        return false;
    }

    /**
     * Whether the next batch may go out as soon as the server has taken this one, while that is committed here. Else what became of this one
     * has to be known first.
     */
    default boolean goesOn() {
        return false;
    }

    /**
     * Where a client stands after a push that was taken as a whole.
     *
     * @param at where it stood
     * @param told what the answer says
     */
    default Cursor behind(Cursor at, Cursor told) {
        return at;
    }

    /** Whether a push that was taken proves that nothing of others came in between. */
    default boolean provesCurrent() {
        return false;
    }

    /** Whether a page with more to come shows that something is not here yet. */
    default boolean moreIsNews() {
        return true;
    }

    /** Whether a batch may go out where the rest of the history cannot be read. */
    boolean sendsUnread();

    /** Whether what the server has of a mutation's key has to be pulled. */
    default boolean disputes(Outcome outcome) {
        return outcome instanceof Outcome.Conflict;
    }

    /** Refuses a storage that has not what this order needs. */
    default void check(StorageTx<?> tx) {}

    /**
     * Whether the server holds more of this client's writes than were ever made in this storage, which is an older copy then.
     *
     * @param held as the server numbers them; negative if it does not say
     */
    default boolean isOutgrown(StorageTx<?> tx, long held) {
        return false;
    }

    /** A run begins. The transport is told what it has to know of the storage. */
    default void beginning(StorageTx<?> tx) {}

    // ---- the rows

    /**
     * Whether the app's rows are layers: what is confirmed, with what is pending on top. If not, the storage keeps cells with clocks, and only
     * captured writes have these.
     */
    default boolean layers() {
        return true;
    }

    // ---- what is confirmed

    /** Whether this order keeps the confirmed state of each key, and not only how far the history was read. */
    default boolean keepsRows() {
        return false;
    }

    /** How many rows or changes are confirmed; -1 if nobody counts. */
    default long confirmed(StorageTx<?> tx) {
        return -1;
    }

    /** Sets aside what cannot be read; the rest is to be merged. */
    List<Incoming> readable(StorageTx<?> tx, List<Incoming> slice);

    /** The same of what is fetched to be put in place later. */
    default List<Incoming> fetched(StorageTx<?> tx, List<Incoming> slice) {
        return UnreadableChanges.readable(tx, slice);
    }

    // ---- what is decided

    /**
     * How a slice is merged.
     *
     * @param holdsAged whether own writes in whose place the server shows older ones stay
     * @param bounded whether a key with very many unsettled mutations has to be read before, see {@link CrowdedKey}
     * @param crowd such a key, if it was read; its change is alone in the slice
     */
    record Bounds(
            boolean holdsAged, boolean bounded, @Nullable CrowdedKey crowd) {
        /** Whatever it takes. */
        public static final Bounds NONE = new Bounds(false, false, null);
    }

    /**
     * Merges a slice of the server's changes, in parts as large as the outbox allows to hold beside them.
     *
     * @param tx to read what the merge needs to know
     * @param slice {@linkplain #readable readable}, in the server's order
     * @param after the true position behind the slice, or null if it has none
     * @param verdicts who wins: asked when it is known which conflicts there are
     * @param bounds how
     * @param writing writes a part, before the next one is read
     * @return what was decided
     * @throws CrowdedKey.Missing if a key has to be read before
     */
    List<Transition> merge(
            StorageTx<?> tx,
            List<Incoming> slice,
            @Nullable Cursor after,
            Verdicts verdicts,
            Bounds bounds,
            Consumer<Transition> writing);

    /**
     * What an answer to a push settles.
     *
     * @param tx to read what the merge needs to know
     * @param members of the batch, in outbox order
     * @param sent what of them went out
     * @param outcomes what the server said
     * @param behind the true position behind what was accepted
     * @param buried refused mutations that stay in the rows
     */
    Transition settle(
            StorageTx<?> tx,
            List<OutboxEntry> members,
            List<OutboxEntry> sent,
            List<Outcome> outcomes,
            Cursor behind,
            RefusedBelow buried);
}
