package dev.mooring.sync.okhttp.entitysync;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times in every form that rows hold them (§1): milliseconds as a number, or ISO text with a Z or an offset. */
final class Times {
    private static final Pattern UTC = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?Z");
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final String USUAL = "0000-00-00T00:00:00.000Z";
    private static final long UNUSUAL = Long.MIN_VALUE;
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
        long millis = usual(text);
        if (millis != UNUSUAL) {
            return Instant.ofEpochMilli(millis);
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The form that nearly all have, {@code 2026-11-01T10:00:00.000Z}, read without a general parser. */
    private static long usual(String text) {
        if (text.length() != USUAL.length()) {
            return UNUSUAL;
        }
        for (int i = 0; i < USUAL.length(); i++) {
            char form = USUAL.charAt(i);
            char c = text.charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return UNUSUAL;
            }
        }
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if (month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) {
            return UNUSUAL;
        }
        long days = LocalDate.of(digits(text, 0, 4), month, day).toEpochDay();
        return ((days * 24 + hour) * 60 + minute) * 60_000L + second * 1000L + digits(text, 20, 23);
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    /** What the server takes: text that ends in Z, of a day that exists. It goes out with seconds, whatever it came with. */
    static boolean isUtc(Object value) {
        return value instanceof String text && UTC.matcher(text).matches() && of(text) != null;
    }

    /** In the one form; as it is if it is no time. */
    static Object normal(Object value) {
        if (value instanceof String text && usual(text) != UNUSUAL) {
            return text;
        }
        Instant time = of(value);
        return time == null ? value : text(time);
    }

    /** The same for the field that the server keeps in milliseconds. */
    static Object normalMillis(Object value) {
        if (value instanceof String text && usual(text) != UNUSUAL) {
            return text;
        }
        Instant time = of(value);
        return time == null ? value : text(time.truncatedTo(ChronoUnit.MILLIS));
    }
}
