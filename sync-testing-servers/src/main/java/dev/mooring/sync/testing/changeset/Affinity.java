package dev.mooring.sync.testing.changeset;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What SQLite makes of a value when it stores it in a column. */
enum Affinity {
    INTEGER,
    NUMERIC,
    REAL,
    TEXT,
    NONE;

    private static final Pattern NUMBER = Pattern.compile("\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*");

    /** By the name of a type, as SQLite decides it. */
    static Affinity of(String type) {
        String name = type.toUpperCase(Locale.ROOT);
        if (name.contains("INT")) {
            return INTEGER;
        }
        if (name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT")) {
            return TEXT;
        }
        if (name.isEmpty() || name.contains("BLOB")) {
            return NONE;
        }
        return name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB") ? REAL : NUMERIC;
    }

    /** As it is stored. A float in a text column is written as Java writes it. */
    @Nullable
    Object stored(@Nullable Object value) {
        if (value instanceof Double number && Double.isNaN(number)) {
            return null;
        }
        return switch (this) {
            case NONE -> value;
            case TEXT -> value instanceof Long || value instanceof Double ? value.toString() : value;
            case REAL -> asReal(number(value));
            case INTEGER, NUMERIC -> asWhole(number(value));
        };
    }

    /** A text that is a number, as this number; anything else as it is. */
    private static @Nullable Object number(@Nullable Object value) {
        if (!(value instanceof String text) || !NUMBER.matcher(text).matches()) {
            return value;
        }
        BigDecimal exact = new BigDecimal(text.trim());
        boolean whole = text.trim().matches("[+-]?\\d+") && exact.toBigInteger().bitLength() < Long.SIZE;
        return whole ? (Object) exact.longValue() : (Object) exact.doubleValue();
    }

    private static @Nullable Object asReal(@Nullable Object value) {
        return value instanceof Long number ? (Object) (double) number : value;
    }

    private static @Nullable Object asWhole(@Nullable Object value) {
        boolean whole = value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 0x1p63;
        return whole && value instanceof Double number ? (Object) number.longValue() : value;
    }
}
