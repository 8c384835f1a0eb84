package dev.mooring.sync.testing.eventlog;

import java.util.Arrays;
import java.util.Set;

/** One user's table: rows by sequence, each as the bytes that an answer shows. Not thread-safe. */
final class UserLog {
    private static final byte[] FREE = {};

    private long[] sequences = new long[8];
    private byte[][] rows = new byte[8][];
    private int size;

    int size() {
        return size;
    }

    long latest() {
        return size == 0 ? 0 : sequences[size - 1];
    }

    boolean insert(long sequence, byte[] row) {
        int found = size == 0 || sequence > sequences[size - 1] ? -size - 1 : search(sequence);
        if (found >= 0) {
            return false;
        }
        int at = -found - 1;
        if (size == sequences.length) {
            sequences = Arrays.copyOf(sequences, size * 2);
            rows = Arrays.copyOf(rows, size * 2);
        }
        System.arraycopy(sequences, at, sequences, at + 1, size - at);
        System.arraycopy(rows, at, rows, at + 1, size - at);
        sequences[at] = sequence;
        rows[at] = row;
        size++;
        return true;
    }

    /** Rows above a bound, ascending, but for those that the request itself brought. */
    byte[][] above(double bound, Set<Long> without) {
        int from = Double.isNaN(bound) ? size : firstAbove(bound);
        if (without.isEmpty()) {
            return Arrays.copyOfRange(rows, from, size);
        }
        byte[][] some = new byte[size - from][];
        int count = 0;
        for (int i = from; i < size; i++) {
            if (!without.contains(sequences[i])) {
                some[count++] = rows[i];
            }
        }
        return Arrays.copyOf(some, count);
    }

    /** The last row that is not above a bound; empty if there is none. */
    byte[] upTo(long bound) {
        int at = firstAbove(bound) - 1;
        return at < 0 ? FREE : rows[at];
    }

    void truncate(long last) {
        while (size > 0 && sequences[size - 1] > last) {
            rows[--size] = FREE;
        }
    }

    boolean remove(long sequence) {
        int at = search(sequence);
        if (at < 0) {
            return false;
        }
        System.arraycopy(sequences, at + 1, sequences, at, size - at - 1);
        System.arraycopy(rows, at + 1, rows, at, size - at - 1);
        rows[--size] = FREE;
        return true;
    }

    private int firstAbove(double bound) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sequences[middle] > bound) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private int search(long sequence) {
        return Arrays.binarySearch(sequences, 0, size, sequence);
    }
}
