package dev.mooring.sync.sqlite.internal.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * In which listing each of a hundred confirmed rows was seen last, and which of them are tombstones. The numbers of their listings come
 * first, each once; behind them is a byte for each row: 0 where there is no row, else the place of its number, counted from 1. The highest
 * bit says that it is a tombstone.
 */
final class SeenChunk {
    /** So that seven bits of a byte are enough for the place of a number. */
    static final int ROWS = 100;

    private static final int TOMBSTONE = 0x80;
    private static final int PLACE = 0x7f;

    private long[] listings = {};
    private final byte[] slots = new byte[ROWS];

    /** Knows of no row. */
    SeenChunk() {}

    /**
     * What {@link #bytes} made.
     *
     * @throws RuntimeException if it is something else
     */
    SeenChunk(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        listings = new long[buffer.get()];
        for (int i = 0; i < listings.length; i++) {
            listings[i] = buffer.getLong();
        }
        buffer.get(slots);
    }

    byte[] bytes() {
        forgetUnused();
        ByteBuffer buffer = ByteBuffer.allocate(1 + listings.length * Long.BYTES + ROWS);
        buffer.put((byte) listings.length);
        for (long listing : listings) {
            buffer.putLong(listing);
        }
        return buffer.put(slots).array();
    }

    /** How many rows there are, tombstones included. */
    int rows() {
        int rows = 0;
        for (byte slot : slots) {
            rows += slot == 0 ? 0 : 1;
        }
        return rows;
    }

    boolean isTombstone(int slot) {
        return (slots[slot] & TOMBSTONE) != 0;
    }

    /** The listing in which it was seen last; throws what can be anything if there is no such row. */
    long listing(int slot) {
        return listings[(slots[slot] & PLACE) - 1];
    }

    void set(int slot, long listing, boolean tombstone) {
        slots[slot] = (byte) (place(listing) | (tombstone ? TOMBSTONE : 0));
    }

    void remove(int slot) {
        slots[slot] = 0;
    }

    private int place(long listing) {
        for (int i = 0; i < listings.length; i++) {
            if (listings[i] == listing) {
                return i + 1;
            }
        }
        if (listings.length > ROWS) {
            forgetUnused();
        }
        listings = Arrays.copyOf(listings, listings.length + 1);
        listings[listings.length - 1] = listing;
        return listings.length;
    }

    /** Leaves the numbers that some row has. */
    private void forgetUnused() {
        long[] before = listings;
        listings = new long[0];
        for (int slot = 0; slot < ROWS; slot++) {
            int place = slots[slot] & PLACE;
            if (place != 0) {
                set(slot, before[place - 1], isTombstone(slot));
            }
        }
    }

    /** Rows other than tombstones that were seen last before a listing. */
    void unseen(long listing, IntConsumer found) {
        for (int slot = 0; slot < ROWS; slot++) {
            if (slots[slot] > 0 && listings[slots[slot] - 1] < listing) {
                found.accept(slot);
            }
        }
    }
}
