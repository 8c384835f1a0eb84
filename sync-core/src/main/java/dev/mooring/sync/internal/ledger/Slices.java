package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.lease.Captures;
import dev.mooring.sync.internal.lease.LeasedStorage;
import dev.mooring.sync.internal.merge.CrowdedKey;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Verdicts;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.order.ServerOrder.Bounds;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.UnsettledByKey;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.rows.FoldedKeys;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Commits what the server shows, slice by slice. Where a key has very many mutations, others are let in between. */
final class Slices<DB> {
    private final Storage<DB> storage;
    private final Captures<DB> captures;
    private final LeasedStorage<DB> leased;
    private final AppRows<DB> rows;
    private final ServerOrder order;
    private final Verdicts verdicts;
    private final Transport transport;
    /** What of the outbox went out last: most likely, it comes back first. */
    private List<OutboxEntry> sent = Collections.emptyList();

    private boolean prepared;

    Slices(
            Storage<DB> storage,
            Captures<DB> captures,
            LeasedStorage<DB> leased,
            AppRows<DB> rows,
            ServerOrder order,
            Verdicts verdicts,
            Transport transport) {
        this.transport = transport;
        this.storage = storage;
        this.captures = captures;
        this.leased = leased;
        this.rows = rows;
        this.order = order;
        this.verdicts = verdicts;
    }

    /** These go out now. */
    void sending(List<OutboxEntry> entries) {
        sent = entries;
    }

    /**
     * Commits a slice of the server's changes.
     *
     * @param holdsAged whether own writes in whose place the server shows older ones stay, and are told
     * @param done is told what was done, in parts of bounded size, after each commit
     */
    void slice(List<Incoming> slice, @Nullable Cursor after, boolean holdsAged, Consumer<Transition> done) {
        prepare(slice);
        FoldedKeys<DB> folds = rows.folds();
        CrowdedKey crowd = null;
        for (int attempt = 1; ; attempt++) {
            Bounds bounds = new Bounds(holdsAged, true, crowd);
            try {
                List<Transition> made = leased.bounded(folds, tx -> merge(tx, slice, after, folds, bounds));
                made.forEach(done);
                return;
            } catch (CrowdedKey.Missing missing) {
                if (slice.size() > 1) {
                    List<List<Incoming>> parts = CrowdedKey.apart(slice, missing.key());
                    for (List<Incoming> part : parts) {
                        slice(part, part == parts.get(parts.size() - 1) ? after : null, holdsAged, done);
                    }
                    return;
                }
                crowd = thinOut(missing, slice.get(0), attempt, folds, done);
            }
        }
    }

    /**
     * Lets the storage build its index over a long outbox in a transaction of its own, so that one that begins again does not roll
     * it back. What went out last is found without an index, which would make it dearer to settle.
     */
    private void prepare(List<Incoming> slice) {
        prepared &= captures.pending() > UnsettledByKey.MANY;
        if (!slice.isEmpty() && !prepared && captures.pending() > UnsettledByKey.MANY && !wasSent(slice)) {
            Key key = Key.of(slice.get(0));
            leased.guarded(tx -> tx.outbox().unsettled(key.collection(), key.key(), 0, 1, 1));
            prepared = true;
        }
    }

    private boolean wasSent(List<Incoming> slice) {
        Set<String> echoes = new HashSet<>();
        for (OutboxEntry entry : slice.size() > sent.size() ? Collections.<OutboxEntry>emptyList() : sent) {
            echoes.add(transport.echo(entry.mutation()));
        }
        echoes.remove("");
        return slice.stream().allMatch(incoming -> echoes.contains(incoming.echo()));
    }

    /** Commits what leaves the outbox before a change, except the last part, which leaves together with the change. */
    private CrowdedKey thinOut(
            CrowdedKey.Missing missing,
            Incoming incoming,
            int attempt,
            FoldedKeys<DB> folds,
            Consumer<Transition> done) {
        Key key = missing.key();
        CrowdedKey crowd =
                storage.<CrowdedKey, RuntimeException>read(tx -> missing.read(tx, incoming, folds.folds(key), attempt));
        while (crowd.isTooMany()) {
            Optional<Transition> left = leased.bounded(folds, tx -> {
                if (!crowd.isTrue(tx, key)) {
                    return Optional.empty();
                }
                Transition transition = crowd.next(tx);
                rows.write(tx, transition, folds);
                return Optional.of(transition);
            });
            if (!left.isPresent()) {
                return crowd; // The merge finds out, and then it is worked out anew.
            }
            crowd.left(left.get());
            done.accept(left.get());
        }
        return crowd;
    }

    /** The same inside a transaction, whatever that takes. */
    List<Transition> merge(StorageTx<DB> tx, List<Incoming> slice, @Nullable Cursor after) {
        return merge(tx, slice, after, null, Bounds.NONE);
    }

    private List<Transition> merge(
            StorageTx<DB> tx,
            List<Incoming> slice,
            @Nullable Cursor after,
            @Nullable FoldedKeys<DB> folds,
            Bounds bounds) {
        List<Incoming> readable = order.readable(tx, slice);
        return order.merge(tx, readable, after, verdicts, bounds, transition -> rows.write(tx, transition, folds));
    }
}
