package dev.mooring.sync.sqlite.internal.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries are that were appended or read last in a transaction, by the ids of their mutations: so many that none is asked for
 * later. It is no {@link java.util.HashMap}, as ids of one run differ in a few bits alone, which that does not tell apart well: it took more
 * than a tenth of what it takes to record a mutation.
 */
final class Recent {
    /** A power of two. */
    static final int MOST = 1024;

    private static final int BITS = 11;
    private static final int NONE = -1;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    /** A ring: the oldest makes room. */
    private final @Nullable UUID[] ids = new @Nullable UUID[MOST];

    private final long[] seqs = new long[MOST];

    /** Those with the same hash, one behind the other. */
    private final int[] next = new int[MOST];

    private final int[] first = new int[1 << BITS];
    private int at;

    /** How many places of the ring were used since all were forgotten. */
    private int used;

    Recent() {
        Arrays.fill(first, NONE);
    }

    private static int hash(UUID id) {
        long mixed = (id.getMostSignificantBits() * ODD ^ id.getLeastSignificantBits()) * ODD;
        return (int) (mixed >>> (Long.SIZE - BITS));
    }

    /** The number of an entry; null if it is none of these. */
    @Nullable
    Long get(UUID id) {
        int place = place(id);
        return place == NONE ? null : Long.valueOf(seqs[place]);
    }

    private int place(UUID id) {
        int place = first[hash(id)];
        while (place != NONE && !id.equals(ids[place])) {
            place = next[place];
        }
        return place;
    }

    void put(UUID id, long seq) {
        int place = place(id);
        if (place == NONE) {
            place = at;
            at = (at + 1) % MOST;
            used = Math.min(used + 1, MOST);
            empty(place);
            int hash = hash(id);
            ids[place] = id;
            next[place] = first[hash];
            first[hash] = place;
        }
        seqs[place] = seq;
    }

    private void empty(int place) {
        UUID id = ids[place];
        if (id == null) {
            return;
        }
        ids[place] = null;
        int hash = hash(id);
        int before = first[hash];
        if (before == place) {
            first[hash] = next[place];
            return;
        }
        while (next[before] != place) {
            before = next[before];
        }
        next[before] = next[place];
    }

    void remove(UUID id) {
        int place = place(id);
        if (place != NONE) {
            empty(place);
        }
    }

    boolean isEmpty() {
        return used == 0;
    }

    /** Forgets the entries of these numbers. */
    void removeAll(Collection<Long> gone) {
        for (int place = 0; place < used; place++) {
            if (ids[place] != null && gone.contains(seqs[place])) {
                empty(place);
            }
        }
    }

    void clear() {
        for (int place = 0; place < used; place++) {
            empty(place);
        }
        at = 0;
        used = 0;
    }
}
