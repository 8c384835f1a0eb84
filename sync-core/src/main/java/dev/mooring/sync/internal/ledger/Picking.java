package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.outbox.UnsettledByKey;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks the members of the next batch, in outbox order and within the bounds: all of them, the one on trial alone, or those that do
 * not wait for another. What the transport cannot carry now is left out, and holds up nobody.
 */
final class Picking {
    private final StorageTx<?> tx;
    private final Transport transport;
    private final Capabilities can;
    private final Waits waits;

    Picking(StorageTx<?> tx, Transport transport, Waits waits) {
        this.tx = tx;
        this.transport = transport;
        this.can = transport.capabilities();
        this.waits = waits;
    }

    /**
     * What goes out next.
     *
     * @param members empty if there is nothing to send
     * @param sieve the sieve after that: it lets the one on trial go if that is not in the outbox any more
     */
    record Picked(List<OutboxEntry> members, Sieve sieve) {}

    /** Picks the mutation on trial alone if there is one, else as many as fit into a batch. A suspect that is held back is left out. */
    Picked pick(Sieve sieve) {
        OutboxEntry held = sieve.held();
        if (held != null && sieve.trial()) {
            List<OutboxEntry> alone = isCarried(held) ? alone(held) : Collections.emptyList();
            return alone.isEmpty()
                    ? new Picked(rest(sieve.release(), null), sieve.release())
                    : new Picked(alone, sieve);
        }
        return new Picked(whole(rest(sieve, held)), sieve);
    }

    /** What fits into a batch behind another one, in which nothing is left out; empty if something there cannot go now. */
    List<OutboxEntry> behind(long seq, Sieve sieve) {
        List<OutboxEntry> next = tx.outbox().sendable(seq, sieve.limit(), can.maxBatchBytes());
        return next.stream().allMatch(this::isCarried) ? whole(next) : Collections.emptyList();
    }

    /** Without the beginning of a piece that does not fit, if there is anything before it. */
    private List<OutboxEntry> whole(List<OutboxEntry> members) {
        String last = members.isEmpty() ? "" : group(members.get(members.size() - 1));
        if (last.isEmpty() || last.equals(group(members.get(0)))) {
            return members;
        }
        List<OutboxEntry> next =
                tx.outbox().sendable(members.get(members.size() - 1).seq(), 1, 1);
        if (next.isEmpty() || !last.equals(group(next.get(0)))) {
            return members;
        }
        List<OutboxEntry> whole = new ArrayList<>(members);
        whole.removeIf(entry -> last.equals(group(entry)));
        return whole;
    }

    private String group(OutboxEntry entry) {
        return transport.group(entry.mutation());
    }

    private List<OutboxEntry> rest(Sieve sieve, @Nullable OutboxEntry spared) {
        if (spared == null && waits.isEmpty()) {
            List<OutboxEntry> first = tx.outbox().sendable(0, sieve.limit(), can.maxBatchBytes());
            if (first.stream().allMatch(this::isCarried)) {
                return first;
            }
        }
        return around(spared, sieve.limit());
    }

    private boolean isCarried(OutboxEntry entry) {
        return transport.carries(entry.mutation().collection());
    }

    /** The held one; where only the last state counts, with those of its key before it, which go with it. */
    private List<OutboxEntry> alone(OutboxEntry entry) {
        List<OutboxEntry> alone = tx.outbox().entries(Collections.singletonList(entry.seq()));
        if (alone.isEmpty() || !can.coalesces()) {
            return alone;
        }
        List<OutboxEntry> before = new UnsettledByKey(tx).of(Key.of(entry.mutation()), Integer.MAX_VALUE);
        before.removeIf(other -> other.seq() > entry.seq());
        return before;
    }

    /** All but the held one, the others of its key, those that wait, and those that cannot go now. */
    private List<OutboxEntry> around(@Nullable OutboxEntry spared, int limit) {
        Key key = spared == null ? null : Key.of(spared.mutation());
        long first = spared == null ? 0 : spared.seq();
        List<OutboxEntry> picked = new ArrayList<>();
        long bytes = 0;
        long after = 0;
        while (picked.size() < limit) {
            List<OutboxEntry> next = tx.outbox().sendable(after, limit, can.maxBatchBytes());
            if (next.isEmpty()) {
                break;
            }
            for (OutboxEntry entry : next) {
                after = entry.seq();
                boolean same = Key.of(entry.mutation()).equals(key);
                if (waits.holds(entry) || !isCarried(entry) || (same && (can.coalesces() || entry.seq() >= first))) {
                    continue;
                }
                bytes += entry.size();
                if (picked.size() == limit || (bytes > can.maxBatchBytes() && !picked.isEmpty())) {
                    return picked;
                }
                picked.add(entry);
            }
        }
        return picked;
    }
}
