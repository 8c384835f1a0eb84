package dev.mooring.sync.internal.rebuild;

import dev.mooring.sync.Change;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.merge.KeyRule;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.ComparingHandler;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StagingTx.Staged;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys in which what a rebuild has fetched differs from what is here, where the server keeps keys. They are found before the swap, in short
 * transactions, so that nobody waits for it.
 *
 * <p>A key is the same if it is confirmed as it was fetched and the app's row shows just that. Every other key differs: one that was fetched
 * otherwise, one that is confirmed or has a row and was not fetched, one on whose row something lies. What is confirmed does not change until
 * the swap: while a rebuild is under way nothing is merged or sent, and the lease is held. What the app writes meanwhile is pending by then. The swap
 * {@linkplain #isEnough adds} the keys of whatever lies on the rows; for those that were the same, what is confirmed is what was fetched.
 *
 * <p>Memory holds eight bytes and a bit for each fetched change, and up to {@link #MOST} keys.
 */
final class Differing<DB> {
    /** If more differ, all are written anew. */
    private static final int MOST = 20_000;

    /** So many are written one by one, however few are the same: a key by itself takes three times as long as one of all. */
    private static final int FEW = 256;

    /** The places of what was fetched and is here already. */
    final BitSet same = new BitSet();

    private final ComparingHandler<DB> rows;
    private final Set<String> unlisted;
    private final Set<Key> keys = new HashSet<>();

    /** With the keys of what lies on the rows. */
    private final Set<Key> written = new HashSet<>();

    private final Fingerprints fetched = new Fingerprints();
    private @Nullable Rebuild rebuild;
    private long place;
    private Change last = Change.gone("", "");
    private @Nullable Change row;

    private Differing(ComparingHandler<DB> rows, Set<String> unlisted) {
        this.rows = rows;
        this.unlisted = unlisted;
    }

    /** Finds them; null if too many differ, or if the rebuild or the app's handler needs all rows anew. */
    static <DB> @Nullable Differing<DB> find(
            Ledger<DB> ledger, @Nullable ComparingHandler<DB> rows, Set<String> unlisted) {
        if (rows == null) {
            return null;
        }
        Differing<DB> found = new Differing<>(rows, unlisted);
        boolean few = ledger.guarded(found::begin);
        while (few && ledger.guarded(found::look)) {
            few = found.keys.size() <= MOST;
        }
        return few && found.keys.size() <= Math.max(FEW, found.same.cardinality() / 3) ? found : null;
    }

    private boolean begin(StorageTx<DB> tx) {
        Rebuild now = OptionalRoles.rebuild(tx);
        rebuild = now;
        return now != null && !now.resends() && now.snapshot() == null;
    }

    /** Whether they are those of this rebuild. */
    boolean isOf(Rebuild swapped) {
        return swapped.equals(rebuild);
    }

    /** Looks at some more; returns false if there is no more. */
    private boolean look(StorageTx<DB> tx) {
        return atFetched(tx) || atConfirmed(tx) || atRows(tx);
    }

    private boolean atFetched(StorageTx<DB> tx) {
        List<Staged> chunk = OptionalRoles.staging(tx).staged(place, Chunk.COUNT, Chunk.BYTES);
        long listing = tx.cursor().state().listing();
        for (Staged each : chunk) {
            place = each.place();
            Change change = each.incoming().change();
            Key key = Key.of(change);
            fetched.add(Fingerprints.of(key));
            // Of what was fetched twice the later state counts, so it has to be written if the earlier one is.
            if (!keys.contains(key) && isSame(tx, each.incoming(), listing)) {
                same.set((int) place);
            } else {
                keys.add(key);
            }
        }
        return !chunk.isEmpty();
    }

    private boolean isSame(StorageTx<DB> tx, Incoming incoming, long listing) {
        Change change = incoming.change();
        Confirmed known = tx.confirmed().get(change.collection(), change.key());
        return known != null
                && known.listing() >= listing
                && known.change().tombstone() == change.tombstone()
                && KeyRule.isNoNews(known, incoming)
                && (incoming.stamp() == null || incoming.stamp().equals(known.stamp()))
                && rows.shows(tx.handle(), change);
    }

    /** What is confirmed and was not fetched. */
    private boolean atConfirmed(StorageTx<DB> tx) {
        List<Confirmed> chunk = tx.confirmed().behind(last.collection(), last.key(), Chunk.COUNT);
        for (Confirmed each : chunk) {
            last = each.change();
            Key key = Key.of(last);
            if (!last.tombstone() && !unlisted.contains(key.collection()) && !fetched.has(Fingerprints.of(key))) {
                keys.add(key);
            }
        }
        return !chunk.isEmpty();
    }

    /** Rows that are not confirmed. */
    private boolean atRows(StorageTx<DB> tx) {
        List<Change> chunk = rows.rows(tx.handle(), row, Chunk.COUNT);
        for (Change each : chunk) {
            row = each;
            Confirmed known = tx.confirmed().get(each.collection(), each.key());
            if (known == null || known.change().tombstone()) {
                keys.add(Key.of(each));
            }
        }
        return !chunk.isEmpty();
    }

    /**
     * Adds the keys of all that lies on the rows; returns false if that makes too many, or if others would have to be written with them. To be
     * called at the begin of the swap.
     */
    boolean isEnough(StorageTx<DB> tx) {
        long after = 0;
        List<OutboxEntry> chunk = Overlay.after(tx, after);
        while (!chunk.isEmpty() && written.size() <= MOST) {
            after = chunk.get(chunk.size() - 1).seq();
            chunk.forEach(entry -> written.add(Key.of(entry.mutation())));
            chunk = Overlay.after(tx, after);
        }
        written.addAll(keys);
        return chunk.isEmpty() && rows.standAlone(tx.handle(), gone());
    }

    private List<Change> gone() {
        List<Change> gone = new ArrayList<>(written.size());
        written.forEach(key -> gone.add(Change.gone(key.collection(), key.key())));
        return gone;
    }

    /** Empties the rows of all keys that differ, and forgets what was confirmed of them. What stays confirmed is staged behind what was fetched. */
    void reset(StorageTx<DB> tx) {
        for (Key key : written) {
            Confirmed known = tx.confirmed().get(key.collection(), key.key());
            if (known != null
                    && !known.change().tombstone()
                    && (!keys.contains(key) || unlisted.contains(key.collection()))) {
                Incoming stays = new Incoming(known.change(), known.echo(), known.stamp());
                OptionalRoles.staging(tx).stage(List.of(stays));
            }
            tx.confirmed().forget(key.collection(), key.key());
        }
        rows.reset(tx.handle(), gone());
    }
}
