package dev.mooring.sync.sqlite.internal.clock;

import java.util.Arrays;

/** Whole numbers that are not negative, as few bytes each as it takes: seven bits a byte, low ones first. */
final class Bytes {
    private static final int BITS = 7;
    private static final int MORE = 0x80;

    private byte[] bytes;
    private int at;

    /** To be written. */
    Bytes(int capacity) {
        bytes = new byte[capacity];
    }

    /** To be read. */
    Bytes(byte[] all) {
        bytes = all;
    }

    void put(long number) {
        if (bytes.length - at < Long.BYTES + 2) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + Long.BYTES + 2);
        }
        long left = number;
        for (; left >= MORE || left < 0; left >>>= BITS) {
            bytes[at++] = (byte) (left | MORE);
        }
        bytes[at++] = (byte) left;
    }

    byte[] all() {
        return Arrays.copyOf(bytes, at);
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    long next() {
        long number = 0;
        for (int shift = 0; at < bytes.length && shift < Long.SIZE; shift += BITS) {
            byte each = bytes[at++];
            number |= (each & MORE - 1L) << shift;
            if (each >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("the clocks of a row end in the middle of a number");
    }
}
