package dev.mooring.sync.okhttp.entitysync;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times in every form that rows hold them (§1): milliseconds as a number, or ISO text with a Z or an offset. */
final class Times {
    private static final Pattern UTC = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z");
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    /** What a JavaScript date can hold. */
    private static final double FARTHEST = 8.64e15;

    private Times() {}

    /** The one form of it: UTC with three digits, or as many as it has. */
    static String text(Instant time) {
        return time.getNano() % 1_000_000 == 0 ? MILLIS.format(time) : DateTimeFormatter.ISO_INSTANT.format(time);
    }

    static @Nullable Instant of(@Nullable Object value) {
        if (value instanceof Double millis && Math.abs(millis) <= FARTHEST) {
            return Instant.ofEpochMilli(millis.longValue());
        }
        if (!(value instanceof String text)) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** What the server's strictest schema takes: text that ends in Z, of a day that exists. */
    static boolean isUtc(Object value) {
        return value instanceof String text && UTC.matcher(text).matches() && of(text) != null;
    }

    /** In the one form; as it is if it is no time. */
    static Object normal(Object value) {
        Instant time = of(value);
        return time == null ? value : text(time);
    }

    /** The same for the field that the server keeps in milliseconds. */
    static Object normalMillis(Object value) {
        Instant time = of(value);
        return time == null ? value : text(time.truncatedTo(ChronoUnit.MILLIS));
    }
}
