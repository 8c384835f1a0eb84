package dev.mooring.examples.shell;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the values of a row are printed: as JSON, they are as exact as in the row changes of synced tables. */
final class SqlValues {
    private static final long EXACT = 1L << 53;

    private SqlValues() {}

    static @Nullable Object json(@Nullable Object value) {
        if (value instanceof byte[] blob) {
            return Map.of("b", Base64.getEncoder().encodeToString(blob));
        }
        if (value instanceof Long number && (number > EXACT || number < -EXACT)) {
            return Map.of("i", Long.toString(number));
        }
        if (value instanceof Double real && (real.isInfinite() || real == Math.rint(real) || Math.abs(real) >= EXACT)) {
            return Map.of("r", Double.toString(real));
        }
        return value;
    }

    /** A BLOB as SQL has it, NULL as nothing. */
    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof byte[] blob ? "X'" + HexFormat.of().formatHex(blob) + "'" : value.toString();
    }
}
