package dev.mooring.sync.internal.rebuild;

import dev.mooring.sync.Change;
import dev.mooring.sync.internal.history.Remembered;
import dev.mooring.sync.internal.outbox.Key;
import java.util.Arrays;
import java.util.BitSet;

/** Fingerprints of changes or keys, each as often as it was added, in eight bytes each. */
final class Fingerprints {
    private long[] prints = new long[64];
    private int size;
    private boolean sorted;
    private final BitSet taken = new BitSet();

    /** Of a key. */
    static long of(Key key) {
        return Remembered.fingerprint(Change.gone(key.collection(), key.key()));
    }

    void add(long print) {
        if (size == prints.length) {
            prints = Arrays.copyOf(prints, size * 2);
        }
        prints[size++] = print;
        sorted = false;
    }

    /** Whether it was added. */
    boolean has(long print) {
        sort();
        return Arrays.binarySearch(prints, 0, size, print) >= 0;
    }

    /** To be called between adding and taking. */
    void sort() {
        if (!sorted) {
            Arrays.sort(prints, 0, size);
            sorted = true;
        }
    }

    /** Takes one of these out; false if none is left. */
    boolean take(long print) {
        int found = Arrays.binarySearch(prints, 0, size, print);
        if (found < 0) {
            return false;
        }
        int first = found;
        while (first > 0 && prints[first - 1] == print) {
            first--;
        }
        int free = taken.nextClearBit(first);
        if (free >= size || prints[free] != print) {
            return false;
        }
        taken.set(free);
        return true;
    }
}
