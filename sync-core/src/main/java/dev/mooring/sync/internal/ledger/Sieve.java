package dev.mooring.sync.internal.ledger;

import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.Unsettled;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks the members of the next batch, and finds the one mutation that a server chokes on.
 *
 * <p>A server that answers a batch with a failure, again and again, while it can be reached and does not have the batch, is
 * either sick or cannot digest one of the members. The sieve tells which: batches are halved until one mutation is left,
 * that one is <em>held</em> back with its key's successors, and the next one is tried. If that fails as well, the server is
 * sick and nobody is blamed. If it passes, the held one stands <em>trial</em>: it is sent alone once more, as the server may
 * have recovered meanwhile; only if it fails again, it is the culprit.
 *
 * <p>Lives as long as the lane and on its thread. The count of failures is also in the frozen batch, so that a process that
 * syncs once and ends gets there as well.
 */
public final class Sieve {
    /** So often a batch must fail before anything in it is suspected. */
    public static final int PATIENCE = 3;

    private final Capabilities can;
    private final Transport transport;
    private final Waits waits = new Waits();
    private @Nullable Held held;
    private int ceiling;
    private int limit;
    private int failures;
    private boolean trial;

    public Sieve(Capabilities can, Transport transport) {
        this.can = can;
        this.transport = transport;
        this.ceiling = can.maxBatchCount();
        this.limit = ceiling;
    }

    /** The keys that wait for another row. */
    public Waits waits() {
        return waits;
    }

    /** The failures that the next batch starts with. */
    int failures() {
        return failures;
    }

    /** A batch that is no more has failed so often. */
    public void failed(int times) {
        failures = Math.max(failures, times);
    }

    /** The next members, in outbox order, within the bounds. */
    List<OutboxEntry> pick(StorageTx<?> tx) {
        waits.look(tx, transport);
        if (held != null && trial) {
            List<OutboxEntry> alone = alone(tx, held.entry());
            if (!alone.isEmpty()) {
                return alone;
            }
            release();
        }
        return held == null && waits.isEmpty()
                ? tx.sendable(0, limit, can.maxBatchBytes())
                : pickAround(tx, held == null ? null : held.entry());
    }

    /** The held one, with those of its key before it that go with it where only the last state counts. */
    private List<OutboxEntry> alone(StorageTx<?> tx, OutboxEntry entry) {
        List<OutboxEntry> alone = tx.entries(Collections.singletonList(entry.seq()));
        if (alone.isEmpty() || !can.coalesces()) {
            return alone;
        }
        List<OutboxEntry> before = new Unsettled(tx).of(Key.of(entry.mutation()), Integer.MAX_VALUE);
        before.removeIf(other -> other.seq() > entry.seq());
        return before;
    }

    /** All but the held one and what else there is of its key, and those that wait. */
    private List<OutboxEntry> pickAround(StorageTx<?> tx, @Nullable OutboxEntry spared) {
        Key key = spared == null ? null : Key.of(spared.mutation());
        long first = spared == null ? 0 : spared.seq();
        List<OutboxEntry> picked = new ArrayList<>();
        long bytes = 0;
        long after = 0;
        while (picked.size() < limit) {
            List<OutboxEntry> next = tx.sendable(after, limit, can.maxBatchBytes());
            if (next.isEmpty()) {
                break;
            }
            for (OutboxEntry entry : next) {
                after = entry.seq();
                boolean same = Key.of(entry.mutation()).equals(key);
                if (waits.holds(entry) || (same && (can.coalesces() || entry.seq() >= first))) {
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

    /** The server took a batch. */
    public void passed() {
        limit = Math.min(ceiling, limit * 2);
        if (held != null && !trial) {
            trial = true;
            return;
        }
        release();
        if (limit == ceiling) {
            failures = 0;
        }
    }

    /** Whether a batch that failed was the trial of the held one: then it is the culprit. Ends the trial. */
    public boolean convicts(List<OutboxEntry> entries) {
        boolean convicted =
                trial && held != null && held.entry().seq() == entries.get(0).seq();
        if (convicted) {
            release();
        }
        return convicted;
    }

    /** The server says that a batch is too large. Returns whether a smaller one can be tried. */
    public boolean tooLarge(int size) {
        ceiling = Math.max(1, size / 2);
        limit = ceiling;
        return size > 1;
    }

    /** The server refuses what is in a batch of this size: a half of it is tried. */
    public void halve(int size) {
        limit = Math.max(1, size / 2);
    }

    /**
     * A batch has failed so often that a member is suspected. Returns whether another batch is worth trying now.
     *
     * @param entries what of it was sent
     * @param reason the server's words
     */
    public boolean suspect(List<OutboxEntry> entries, String reason) {
        failures = PATIENCE;
        if (entries.size() > 1) {
            halve(entries.size());
            return true;
        }
        limit = 1;
        if (held != null) {
            release();
            return false;
        }
        held = new Held(entries.get(0), reason);
        return true;
    }

    /** Lets the held one go; returns what the server said of it, or null if there is none. */
    @Nullable
    public String release() {
        String reason = held == null ? null : held.reason();
        held = null;
        trial = false;
        return reason;
    }

    /** A mutation that is held back, with the server's words about it. */
    private record Held(OutboxEntry entry, String reason) {}
}
