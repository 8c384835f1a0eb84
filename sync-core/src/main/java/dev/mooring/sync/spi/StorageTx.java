package dev.mooring.sync.spi;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ParkedMutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncStatus.Contact;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sync state inside one transaction. Outbox order is the order of {@link #append}; sequence numbers of the outbox only
 * grow and are never used twice.
 *
 * <p>Valid on its own thread until the transaction ends; used otherwise, every method throws
 * {@link IllegalStateException}. In a read transaction those that write throw it, too.
 *
 * @param <DB> the handle that the app's code gets
 */
public interface StorageTx<DB> {
    /**
     * The storage's own handle, for the app's rows. It refuses to be committed, rolled back or closed.
     *
     * @return the same handle during the whole transaction
     */
    DB handle();

    // ---- outbox

    /**
     * Adds a mutation at the end of the outbox.
     *
     * @param mutation recorded
     * @param size its weight on the wire, see {@link Transport#measure}
     * @return its sequence number
     */
    long append(Mutation mutation, int size);

    /**
     * The next unsettled entries in order, in flight or not. At least one if there is one, however large.
     *
     * @param after sequence number to start behind; 0 for the head
     * @param maxCount how many at most
     * @param maxBytes how much at most, by {@link OutboxEntry#size()}
     * @return the entries
     */
    List<OutboxEntry> unsettled(long after, int maxCount, long maxBytes);

    /**
     * As {@link #unsettled(long, int, long)}, without what has to wait: the entries of a key that has a quarantined mutation.
     * An empty key names nothing, so nothing waits for it.
     *
     * @param after sequence number to start behind; 0 for the head
     * @param maxCount how many at most
     * @param maxBytes how much at most, by {@link OutboxEntry#size()}
     * @return the entries
     */
    List<OutboxEntry> sendable(long after, int maxCount, long maxBytes);

    /**
     * As {@link #unsettled(long, int, long)}, of one key alone, and found without reading the others.
     *
     * @param collection of the mutations
     * @param key of the mutations
     * @param after sequence number to start behind; 0 for the first
     * @param maxCount how many at most
     * @param maxBytes how much at most, by {@link OutboxEntry#size()}
     * @return the entries
     */
    List<OutboxEntry> unsettled(String collection, String key, long after, int maxCount, long maxBytes);

    /**
     * Unsettled entries by sequence number.
     *
     * @param seqs ascending
     * @return those that are there, in order
     */
    List<OutboxEntry> entries(List<Long> seqs);

    /**
     * Removes entries that the server has confirmed.
     *
     * @param seqs ascending; one that is not there is an {@link IllegalStateException}
     */
    void settle(List<Long> seqs);

    /**
     * Moves an unsettled entry out of the outbox, to be kept until the app decides.
     *
     * @param seq of the entry; if it is not there, an {@link IllegalStateException}
     * @param state {@code SUPERSEDED} or {@code QUARANTINED}
     * @param reason for a person to read
     * @param at when
     */
    void park(long seq, MutationState state, String reason, Instant at);

    /**
     * Parked mutations, in the order in which they were parked.
     *
     * @param state which
     * @param limit how many at most
     * @return the list
     */
    default List<ParkedMutation> parked(MutationState state, int limit) {
        return parked(state, 0, limit);
    }

    /**
     * Parked mutations behind the first ones, in the order in which they were parked.
     *
     * @param state which
     * @param skip how many to pass over
     * @param limit how many at most
     * @return the list
     */
    List<ParkedMutation> parked(MutationState state, long skip, int limit);

    // ---- refused, and in the app's rows all the same

    /**
     * Moves an unsettled entry out of the outbox as quarantined, and leaves it in the app's rows: it keeps its number, and what the
     * storage knows of the row below it. What is {@linkplain #park parked} as quarantined otherwise has been taken back from the rows.
     *
     * @param seq of the entry; if it is not there, an {@link IllegalStateException}
     * @param reason for a person to read
     * @param at when
     */
    void refuse(long seq, String reason, Instant at);

    /**
     * What was {@linkplain #refuse refused} and is in the app's rows, by number.
     *
     * @param after number to start behind; 0 for the first
     * @param maxCount how many at most
     * @param maxBytes how much at most; at least one if there is one, however large
     * @return the entries; their size is about that of the payload
     */
    List<OutboxEntry> refused(long after, int maxCount, long maxBytes);

    /**
     * As {@link #refused(long, int, long)}, of one key alone, and found without reading the others.
     *
     * @param collection of the mutations
     * @param key of the mutations
     * @param after number to start behind; 0 for the first
     * @param maxCount how many at most
     * @param maxBytes how much at most; at least one if there is one, however large
     * @return the entries
     */
    List<OutboxEntry> refused(String collection, String key, long after, int maxCount, long maxBytes);

    /**
     * Those of them with these numbers.
     *
     * @param seqs ascending
     * @return those that are there, in order
     */
    List<OutboxEntry> refused(List<Long> seqs);

    /**
     * One of them.
     *
     * @param id of the mutation
     * @return the entry; null if it is none of them
     */
    @Nullable
    OutboxEntry refused(UUID id);

    /**
     * Moves one of them to the end of the outbox, with what is known of the row below it.
     *
     * @param id of the mutation; if it is none of them, an {@link IllegalStateException}
     * @param size its weight on the wire
     * @return its new number
     */
    long readmit(UUID id, int size);

    /**
     * Gives entries new numbers, behind all others and in the same order; what is known of the rows below them stays with them.
     *
     * @param seqs ascending, of unsettled entries or refused ones; one that is not there is an {@link IllegalStateException}
     */
    void renumber(List<Long> seqs);

    // ---- both

    /**
     * Whether a mutation is in the outbox or parked.
     *
     * @param mutation found by its id; collection and key are where to look
     * @return true if it is here
     */
    boolean holds(Mutation mutation);

    /**
     * Forgets a parked mutation.
     *
     * @param id of the mutation
     * @return what was parked, or null if there is none
     */
    @Nullable
    ParkedMutation unpark(UUID id);

    /**
     * How many there are. What is captured and not taken in yet is pending, too.
     *
     * @return the counts
     */
    OutboxCounts counts();

    /**
     * How many are pending, as {@link #counts} says it. Asked at the end of each of the app's writes, so it should not count anything
     * else.
     *
     * @return the number
     */
    default long pendingCount() {
        return counts().pending();
    }

    /**
     * How many rows of the server the storage keeps beside the app's tables, as something is in their way.
     *
     * @return the number; 0 by default
     */
    default long setAside() {
        return 0;
    }

    // ---- captures

    /**
     * Takes into the outbox what the database itself has captured and what was not taken in yet, the writes of this very
     * transaction included: all of it, oldest first, and in bounded memory. Whatever is captured is taken in once, in the
     * transaction that forgets it, so a roll-back brings it back.
     *
     * <p>Behind it nothing waits: {@link #captured} is 0. Cheap where nothing waits. May be called more than once in a transaction.
     *
     * @param intake makes a mutation of each capture, see there
     * @return how many mutations were appended, the refused ones included; 0 by default, as nothing is captured
     */
    default int takeIn(Intake intake) {
        return takeIn(intake, Integer.MAX_VALUE);
    }

    /**
     * As {@link #takeIn(Intake)}, but not much more than a number of captures; the others wait. So a bulk of them can be taken in
     * by several transactions, and locks nobody out for long. This is the one to implement.
     *
     * @param intake makes a mutation of each capture, see there
     * @param most about so many, at least one
     * @return how many mutations were appended; 0 by default
     */
    default int takeIn(Intake intake, int most) {
        return 0;
    }

    /**
     * As {@link #takeIn(Intake, int)}, without taking anything: what is captured stays so, and the appending appends nothing and returns
     * 0. For a read transaction, where what the app has written is to be read though the database cannot be written to.
     *
     * @param intake is given each capture
     * @param most about so many, at least one
     */
    default void peek(Intake intake, int most) {
        // Nothing is captured.
    }

    /**
     * How many captures wait to be taken in, this transaction's own included. Cheap: asked in every write. An estimate where a
     * capture may turn out to be none or several mutations, but never 0 if one waits.
     *
     * @return the number; 0 by default
     */
    default long captured() {
        return 0;
    }

    // ---- cursor and batch

    /**
     * Where we are.
     *
     * @return the state; {@link SyncState#START} in a new storage
     */
    SyncState state();

    /**
     * Moves the cursor.
     *
     * @param state the new one
     */
    void state(SyncState state);

    /**
     * The frozen batch.
     *
     * @return the batch, or null if nothing is frozen
     */
    @Nullable
    Batch batch();

    /**
     * Freezes a batch, notes what became of it, or dissolves it.
     *
     * @param batch the one and only, or null to dissolve
     */
    void batch(@Nullable Batch batch);

    // ---- confirmed log

    /**
     * Adds confirmed changes to the log, if one is kept.
     *
     * @param changes in order; a position that is there already is an {@link IllegalStateException}
     */
    void log(List<Change> changes);

    /**
     * Reads the confirmed log.
     *
     * @param after position to start behind
     * @param limit how many at most
     * @return the changes in order; empty if no log is kept
     */
    List<Change> log(long after, int limit);

    // ---- confirmed rows

    /**
     * What the server is known to hold for a key.
     *
     * @param collection of the change
     * @param key of the change
     * @return the row, or null if nothing is known
     */
    @Nullable
    Confirmed confirmed(String collection, String key);

    /**
     * Notes what the server holds, over what was noted for the same keys.
     *
     * @param rows one a key
     */
    void confirm(List<Confirmed> rows);

    /**
     * Notes that a row was seen again as it is.
     *
     * @param collection of a row that is there
     * @param key of it
     * @param listing in which it was seen
     */
    void seen(String collection, String key, long listing);

    /**
     * Rows, other than tombstones, that were seen last before a listing.
     *
     * @param listing number of the listing
     * @param limit how many at most
     * @return in no order
     */
    List<Confirmed> unseen(long listing, int limit);

    /**
     * Confirmed rows, tombstones included, one chunk after the other.
     *
     * @param afterCollection of the last row of the chunk before; empty for the first chunk
     * @param afterKey of that row; empty for the first chunk
     * @param limit how many at most
     * @return by collection and key, in the storage's order of texts; empty at the end
     */
    List<Confirmed> confirmed(String afterCollection, String afterKey, int limit);

    /**
     * How many rows there are, other than tombstones.
     *
     * @param before count those that were seen last before this listing; {@link Long#MAX_VALUE} for all
     * @return the number
     */
    long confirmedCount(long before);

    /** Forgets all that was confirmed: the rows and the log. What is unreadable stays. */
    void forgetConfirmed();

    // ---- unreadable rows

    /**
     * Keeps in mind that the server has rows that the dialect can make nothing of, over what is kept of the same collections and keys.
     * They are counted among the rows that are set aside.
     *
     * @param rows one a key
     */
    void unreadable(List<Unreadable> rows);

    /**
     * Rows that could not be read.
     *
     * @param limit how many at most
     * @return in the order of their collections and keys
     */
    List<Unreadable> unreadable(int limit);

    /**
     * Whether a row of the server is set aside, as it could not be read, or as the app's tables do not take it.
     *
     * @param collection of the row
     * @param key of it
     * @return whether it is
     */
    boolean isAside(String collection, String key);

    /**
     * A row can be read again. Cheap where nothing is kept: called for each row that comes.
     *
     * @param collection of the row
     * @param key of it
     */
    void readable(String collection, String key);

    /**
     * Forgets the unreadable rows that were told last before a listing: they are not there any more, or can be read by now.
     *
     * @param listing number of the listing
     */
    void forgetUnreadable(long listing);

    // ---- contact

    /**
     * When the server was heard.
     *
     * @return kept with the cursor; {@link Contact#NONE} in a new storage
     */
    Contact contact();

    /**
     * Notes when the server was heard.
     *
     * @param contact the new times
     */
    void contact(Contact contact);

    // ---- rebuild

    /**
     * The rebuild that is under way.
     *
     * @return as it was noted last, or null if there is none
     */
    @Nullable
    Rebuild rebuild();

    /**
     * Notes how far a rebuild is, or ends it. To end it forgets all that was {@linkplain #stage staged}.
     *
     * @param rebuild the one and only, or null to end it
     */
    void rebuild(@Nullable Rebuild rebuild);

    /**
     * Keeps changes of the server beside the present state, behind those that were staged before.
     *
     * @param changes in the server's order
     * @return how many are staged now; their places count from 1 without gaps
     */
    long stage(List<Incoming> changes);

    /**
     * Forgets what was staged behind a place.
     *
     * @param after place that stays as the last one; 0 to forget all
     */
    void unstage(long after);

    /**
     * Reads what was staged.
     *
     * @param after place to start behind; 0 for the beginning
     * @param maxCount how many at most
     * @param maxBytes how much at most, by the length of payloads; at least one change is read, however large
     * @return in the order in which they were staged
     */
    List<Staged> staged(long after, int maxCount, long maxBytes);

    // ---- identity

    /**
     * Whose storage it is, as of this transaction. Cheap: asked at the beginning of every transaction of a client, so that nothing
     * of one identity is written or sent by a client of another that another process, or another client, has handed the storage to.
     *
     * @return the identity that it is bound to
     */
    ServerIdentity identity();

    /**
     * Hands the storage over to another identity. The outbox, the batch and what is parked are kept under the present one's name, or
     * forgotten; what was kept for the next one is back, as it was: in its order, under new sequence numbers, which the members of
     * its batch follow. A member that was settled before stays one that is not there. Nothing confirmed, no cursor, no contact and
     * no rebuild is left. What is not kept includes the {@linkplain #accounts accounts}. The app's rows are the caller's business.
     *
     * @param to the next identity, another one than the present
     * @param keep whether what is unsettled or parked is kept
     * @return how many mutations left, and how many are back
     * @throws IllegalArgumentException if it is the present one
     * @throws IllegalStateException if something that was captured was not taken in
     */
    Handover handOver(ServerIdentity to, boolean keep);

    /**
     * What a handing over has moved.
     *
     * @param left of the last identity, pending and parked
     * @param returned of the next identity, pending and parked
     */
    record Handover(long left, long returned) {}

    /**
     * A change that was staged.
     *
     * @param place in the order of staging, ascending
     * @param incoming the change
     */
    record Staged(long place, Incoming incoming) {}

    // ---- account

    /**
     * The accounts at the server that the present identity was found to be.
     *
     * @return one of a kind at most
     */
    List<Account> accounts();

    /**
     * Binds the present identity to an account, for good: also while the storage is another's. {@linkplain #handOver Handed over}
     * without keeping anything, an identity is bound to none any more.
     *
     * @param account in place of the one of the same kind, if there is one
     */
    void bind(Account account);

    /**
     * Which other identity at the same server is bound to an account in this storage.
     *
     * @param account of a credential
     * @return the identity, or null if there is none
     */
    @Nullable
    ServerIdentity otherHolder(Account account);

    // ---- lease

    /**
     * Takes or renews the right to sync this storage. It is free if nobody holds it, if its holder's time is over, if it was taken
     * or renewed more than {@code ttl} from now (the clock has been set back since), or if the storage knows that its holder's
     * process is gone. A renewal may be left undone while more than {@code atLeast} of the time is left.
     *
     * <p>Each taking has an epoch of its own, one more than the last one, whoever took that. A renewal keeps it, and so does a holder
     * that comes back after its time was over where nobody has taken it since. So one epoch tells a holder that nobody else had the
     * right in between.
     *
     * @param owner who asks
     * @param now the wall clock
     * @param atLeast how long it is held from now without a renewal, at least; not more than {@code ttl}
     * @param ttl how long it is held from now without a renewal, at most
     * @return how the caller holds it now, or null if another one does
     */
    @Nullable
    Lease lease(String owner, Instant now, Duration atLeast, Duration ttl);

    /**
     * The epoch of the last taking, whether it was given back or ran out since. Survives a handing over. Takes nothing.
     *
     * @return 0 if it was never taken
     */
    long epoch();

    /**
     * The right to sync, as its holder has it.
     *
     * @param epoch of its taking, from 1
     * @param until when another one may take it, by the wall clock
     */
    record Lease(long epoch, Instant until) {}

    /**
     * Gives the right back, if it is held by that owner.
     *
     * @param owner who asks
     */
    void release(String owner);
}
