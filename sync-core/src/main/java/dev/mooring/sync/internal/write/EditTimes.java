package dev.mooring.sync.internal.write;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The time of an edit: this device's time, or a millisecond after the edit that it replaces, whichever is later. So an edit on top
 * of another is never the earlier of the two, whatever the clocks of the devices say. A device whose clock is ahead wins against
 * edits that were made at the same time as its own, but not against edits on top of its own.
 *
 * <p>This is done only where stamps decide, under a policy that compares them. A time that the app itself writes into the payload
 * stays as it is.
 */
public final class EditTimes {
    private static final int CHUNK = 256;
    private static final long CHUNK_BYTES = 1 << 20;
    private static final int KEYS = 64;

    private final Transport transport;
    private final boolean compared;
    private volatile Instant last = Instant.MIN;

    /** Where the last entry of a key was, for keys that were asked about lately. */
    private final Map<Key, Long> ends = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
            return size() > KEYS;
        }
    });

    /**
     * Times of one client's edits.
     *
     * @param compared whether the stamps of edits decide which one stands
     */
    public EditTimes(Transport transport, boolean compared) {
        this.transport = transport;
        this.compared = compared;
    }

    /** The time of an edit that is about to be appended, and was made at that time by this device's clock. */
    Instant of(StorageTx<?> tx, Mutation draft, Instant at) {
        if (!compared || draft.key().isEmpty()) {
            return at;
        }
        Confirmed row = tx.confirmed().get(draft.collection(), draft.key());
        Instant below = row == null ? null : row.stamp();
        // Pending edits are no earlier than the confirmed row, and no later than this clock unless it was set back. So
        // they are read only if the row or the last edit is ahead of the clock.
        boolean ahead = below != null && !after(at, below);
        Instant time = ahead || !after(at, last) ? later(at, pending(tx, draft, below)) : at;
        if (time.isAfter(last)) {
            last = time;
        }
        return time;
    }

    /**
     * The stamp of the last of what is pending, which is no earlier than those before it. Only the end of a key with very many is
     * read, as a burst of edits asks about each of them.
     */
    private @Nullable Instant pending(StorageTx<?> tx, Mutation draft, @Nullable Instant below) {
        Key key = Key.of(draft);
        List<OutboxEntry> chunk = Collections.emptyList();
        Long end = ends.get(key);
        if (end != null) {
            chunk = chunk(tx, key, end - 1);
        }
        if (chunk.isEmpty()) {
            // The last known entry has left the outbox, or was rolled back: search from the head.
            chunk = chunk(tx, key, 0);
        }
        Instant latest = below;
        while (!chunk.isEmpty()) {
            for (OutboxEntry entry : chunk) {
                Instant stamp = stamp(entry.mutation());
                latest = latest == null || stamp.isAfter(latest) ? stamp : latest;
            }
            long last = chunk.get(chunk.size() - 1).seq();
            ends.put(key, last);
            chunk = chunk.size() < CHUNK ? chunk(tx, key, last) : chunk(tx, key, beforeTheLast(tx, key, last));
        }
        return latest;
    }

    private static List<OutboxEntry> chunk(StorageTx<?> tx, Key key, long after) {
        return tx.outbox().unsettled(key.collection(), key.key(), after, CHUNK, CHUNK_BYTES);
    }

    /** The number behind which only the last entry of a key comes, found by halving. */
    private static long beforeTheLast(StorageTx<?> tx, Key key, long from) {
        long after = from;
        long step = CHUNK;
        while (isAny(tx, key, after + step)) {
            after += step;
            step *= 2;
        }
        for (step /= 2; step > 0; step /= 2) {
            after += isAny(tx, key, after + step) ? step : 0;
        }
        return after;
    }

    private static boolean isAny(StorageTx<?> tx, Key key, long after) {
        return !tx.outbox().unsettled(key.collection(), key.key(), after, 1, 1).isEmpty();
    }

    private Instant stamp(Mutation mutation) {
        try {
            return transport.stamp(mutation);
        } catch (RuntimeException unreadable) { // A mutation that can never be sent, and will be refused.
            return mutation.createdAt();
        }
    }

    /** Stamps travel in milliseconds. */
    private static boolean after(Instant at, Instant other) {
        return at.truncatedTo(ChronoUnit.MILLIS).isAfter(other);
    }

    /** The time, or a millisecond after what it replaces. */
    static Instant later(Instant at, @Nullable Instant replaced) {
        return replaced == null || after(at, replaced)
                ? at
                : replaced.truncatedTo(ChronoUnit.MILLIS).plusMillis(replaced.getNano() % 1_000_000 == 0 ? 1 : 2);
    }
}
