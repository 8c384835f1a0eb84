package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.lease.LeasedStorage;
import dev.mooring.sync.internal.lease.RunOver;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.OptionalRoles;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.write.Ids;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes out next: it is stored as a batch before it is sent, so that the same bytes can go out again under the same key. */
final class Freezing<DB> {
    private final LeasedStorage<DB> leased;
    private final ServerOrder order;
    private final Transport transport;
    private final Capabilities can;
    private final Scheduler scheduler;
    private final Ids ids;

    Freezing(LeasedStorage<DB> leased, ServerOrder order, Transport transport, Scheduler scheduler, Ids ids) {
        this.leased = leased;
        this.order = order;
        this.transport = transport;
        this.can = transport.capabilities();
        this.scheduler = scheduler;
        this.ids = ids;
    }

    /** The frozen batch, or a new one if there is anything to send. The lease covers the time that its sending may take. */
    Next freeze(Sieve sieve, Waits waits) {
        return leased.guarded(tx -> freeze(tx, sieve, waits), this::deadline);
    }

    /** For how long what goes out next needs the lease; null if nothing goes out. */
    @Nullable
    Duration deadline(@Nullable Next next) {
        Frozen frozen = next == null ? null : next.frozen();
        return frozen == null ? null : transport.deadline(frozen.ask());
    }

    /** The same of what goes out behind that. */
    @Nullable
    Duration deadlineBehind(@Nullable Next sending) {
        Frozen frozen = sending == null ? null : sending.frozen();
        Frozen next = frozen == null ? null : frozen.next();
        return next == null ? null : transport.deadline(next.ask());
    }

    /**
     * The same behind something else, in its transaction; null if that cannot be. What is wrong with the next batch must not undo what was done
     * before it. It shows again when the batch is frozen in a transaction of its own.
     */
    @Nullable
    Next tryFreeze(StorageTx<DB> tx, Sieve sieve, Waits waits) {
        try {
            return freeze(tx, sieve, waits);
        } catch (RuntimeException later) {
            return null;
        }
    }

    private Next freeze(StorageTx<DB> tx, Sieve sieve, Waits waits) {
        if (OptionalRoles.rebuild(tx) != null) {
            throw new RunOver.RebuildBegun();
        }
        Batch stored = tx.outbox().batch();
        if (stored != null) {
            Batch batch = TwoBatches.of(stored).next(tx);
            List<OutboxEntry> left = tx.outbox().entries(batch.members());
            boolean whole = left.size() == batch.members().size();
            // In one sequence the rest of a batch keeps its places. In other orders it would send other bytes under the
            // same key.
            boolean goes = whole || (!left.isEmpty() && order.keepsRest());
            if (goes && !waits(left)) {
                return new Next(frozen(tx, batch, left, false), sieve);
            }
        }
        waits.look(tx, transport);
        Picking.Picked picked = new Picking(tx, transport, waits).pick(sieve);
        List<OutboxEntry> members = picked.members();
        if (members.isEmpty()) {
            tx.outbox().batch(null);
            return new Next(null, picked.sieve());
        }
        Frozen first = fresh(tx, members, picked.sieve().failures());
        Frozen second = goesOn(picked.sieve(), waits) && !first.last() ? trySecond(tx, members, picked.sieve()) : null;
        store(tx, first, second);
        return new Next(first.before(second), picked.sieve());
    }

    /**
     * Freezes another batch behind one that is on the wire, in the place of the one before, which is settled. Null if there is none, or if it
     * cannot be frozen now.
     */
    @Nullable
    Frozen behind(StorageTx<DB> tx, Frozen sending, Sieve sieve, Waits waits) {
        boolean goesOn = OptionalRoles.rebuild(tx) == null && goesOn(sieve, waits);
        Frozen next = goesOn ? trySecond(tx, sending.members(), sieve) : null;
        store(tx, sending, next);
        return next;
    }

    private static void store(StorageTx<?> tx, Frozen first, @Nullable Frozen second) {
        tx.outbox().batch(new TwoBatches(first.batch(), second == null ? null : second.batch()).stored());
    }

    /** Not while a mutation is searched for that the server chokes on, nor while some wait for others. */
    private boolean goesOn(Sieve sieve, Waits waits) {
        return order.goesOn() && sieve.isOpen() && waits.isEmpty();
    }

    /** What is wrong with it must not hold up what goes before it. */
    private @Nullable Frozen trySecond(StorageTx<DB> tx, List<OutboxEntry> before, Sieve sieve) {
        try {
            long last = before.get(before.size() - 1).seq();
            List<OutboxEntry> members = new Picking(tx, transport, new Waits()).behind(last, sieve);
            return members.isEmpty() ? null : fresh(tx, members, 0);
        } catch (RuntimeException later) {
            return null;
        }
    }

    private Frozen fresh(StorageTx<DB> tx, List<OutboxEntry> members, int failures) {
        Batch batch =
                new Batch(ids.next(), tx.cursor().state().cursor(), scheduler.now(), Overlay.seqs(members), failures);
        Frozen frozen = frozen(tx, batch, members, true);
        return frozen.withWire(transport.freeze(frozen.ask()));
    }

    /**
     * Whether nothing of a batch can go now. Such a batch would hold up what can. Where the server keeps rows, it is dissolved: its members
     * go when the channel carries them again, which has shown by then whether the server has them.
     */
    private boolean waits(List<OutboxEntry> members) {
        return order.keepsRows()
                && members.stream()
                        .noneMatch(entry -> transport.carries(entry.mutation().collection()));
    }

    private Frozen frozen(StorageTx<DB> tx, Batch batch, List<OutboxEntry> members, boolean fresh) {
        boolean last = members.size() == tx.outbox().pending();
        // What a pull has found since must not be lost for what was known when the batch was frozen.
        Cursor at = can.tellsRestores() ? tx.cursor().state().cursor() : batch.base();
        return new Frozen(batch, at, members, sent(members), fresh, last, null);
    }

    /** If only the last state of a key counts, that one, in the place of the key's first one; then by rank. */
    private List<OutboxEntry> sent(List<OutboxEntry> members) {
        List<OutboxEntry> sent = new ArrayList<>(members);
        if (can.coalesces()) {
            Map<Key, OutboxEntry> last = new LinkedHashMap<>();
            members.forEach(entry -> last.put(Key.of(entry.mutation()), entry));
            sent = new ArrayList<>(last.values());
        }
        sent.sort(Comparator.comparingInt(entry -> transport.rank(entry.mutation())));
        return sent;
    }
}
