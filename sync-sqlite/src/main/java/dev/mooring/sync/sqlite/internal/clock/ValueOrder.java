package dev.mooring.sync.sqlite.internal.clock;

import dev.mooring.sync.sqlite.spi.RawText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The order of values that decides between two edits of the same version: INTEGER above REAL above TEXT above BLOB above NULL. Numbers
 * are in their own order, texts and BLOBs in that of their bytes, where the shorter one is the smaller if it is the other's beginning.
 */
final class ValueOrder {
    private ValueOrder() {}

    /** Compares two values as SQLite stores them; 0 if they are equal. */
    static int compare(@Nullable Object one, @Nullable Object other) {
        int rank = rank(one);
        int types = Integer.compare(rank, rank(other));
        if (types != 0) {
            return types;
        }
        if (one instanceof Long number && other instanceof Long than) {
            return Long.compare(number, than);
        }
        if (one instanceof Double number && other instanceof Double than) {
            // Not Double.compare, for which the two zeros differ.
            return number < than ? -1 : number > than ? 1 : 0;
        }
        return one == null || other == null ? 0 : bytes(bytesOf(one), bytesOf(other));
    }

    private static int rank(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof byte[]) {
            return 1;
        }
        return value instanceof Long ? 4 : value instanceof Double ? 3 : 2;
    }

    private static byte[] bytesOf(Object value) {
        if (value instanceof byte[] blob) {
            return blob;
        }
        return value instanceof RawText raw ? raw.utf8() : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int bytes(byte[] one, byte[] other) {
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            int difference = (one[i] & 0xff) - (other[i] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(one.length, other.length);
    }
}
