package dev.mooring.sync.testing.rowsync;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as the database takes and prints them, and as a JavaScript engine prints them. Microseconds. */
final class Stamps {
    private static final Pattern SHAPE = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})(?:[T ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?))? ?(Z|[+-]\\d{2}(?::?\\d{2})?)?");

    private static final DateTimeFormatter SCRIPT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Stamps() {}

    /** What stands there, whatever the offset behind it. */
    static LocalDateTime local(String text) {
        return parse(match(text));
    }

    static LocalDateTime instant(String text) {
        Matcher shape = match(text);
        String offset = shape.group(3);
        LocalDateTime local = parse(shape);
        return offset == null || offset.equals("Z")
                ? local
                : local.minusSeconds(ZoneOffset.of(offset).getTotalSeconds());
    }

    /** Without the zeros at the end of the fraction, and without a zone. */
    static String text(LocalDateTime time) {
        StringBuilder out = new StringBuilder(time.toLocalDate().toString())
                .append(String.format("T%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond()));
        int micros = time.getNano() / 1000;
        if (micros > 0) {
            String fraction = String.format(".%06d", micros);
            out.append(fraction.replaceAll("0+$", ""));
        }
        return out.toString();
    }

    /** As {@code Date.toISOString}: always three digits. */
    static String script(Instant instant) {
        return SCRIPT.format(instant);
    }

    private static Matcher match(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw new SqlError("22007");
        }
        return shape;
    }

    private static LocalDateTime parse(Matcher shape) {
        String clock = shape.group(2) == null ? "00:00:00" : shape.group(2);
        try {
            return LocalDateTime.parse(shape.group(1) + "T" + clock).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            throw new SqlError("22008");
        }
    }
}
