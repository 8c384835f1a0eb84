package dev.mooring.sync.testing.changeset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The order in which values win where two cells were written as often: whole numbers over floats, texts, blobs and null. */
final class Values {
    private Values() {}

    /** By type first, as they are: a float of the wire is below every whole number that is stored. */
    static int compare(@Nullable Object a, @Nullable Object b) {
        int types = Integer.compare(rank(a), rank(b));
        if (types != 0 || a == null || b == null) {
            return types;
        }
        if (a instanceof Long number) {
            return Long.compare(number, (Long) b);
        }
        if (a instanceof Double number) {
            double other = (Double) b;
            return number < other ? -1 : number > other ? 1 : 0;
        }
        return Arrays.compareUnsigned(bytes(a), bytes(b));
    }

    private static int rank(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        return value instanceof Long ? 4 : value instanceof Double ? 3 : value instanceof String ? 2 : 1;
    }

    private static byte[] bytes(Object value) {
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    }
}
