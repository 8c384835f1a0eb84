package dev.mooring.sync.internal.rebuild;

import java.util.Arrays;
import java.util.BitSet;

/** Fingerprints of changes, each as often as it was added, in eight bytes each. */
final class Fingerprints {
    private long[] prints = new long[64];
    private int size;
    private final BitSet taken = new BitSet();

    void add(long print) {
        if (size == prints.length) {
            prints = Arrays.copyOf(prints, size * 2);
        }
        prints[size++] = print;
    }

    /** To be called once, between adding and taking. */
    void sort() {
        Arrays.sort(prints, 0, size);
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
