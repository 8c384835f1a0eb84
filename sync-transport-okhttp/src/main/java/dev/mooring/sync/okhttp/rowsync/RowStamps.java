package dev.mooring.sync.okhttp.rowsync;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times on the wire. The server's come in many shapes (protocol §1.4): fractions of no, two, three or six digits, {@code Z}, no
 * zone at all, or {@code +00}. They are never compared as text.
 */
final class RowStamps {
    /** The one shape of the server's own clock, which alone may be sent back: it compares it as text. */
    private static final Pattern CLOCK = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    private static final Pattern SHAPE = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)" + " ?(Z|[+-]\\d\\d(?::?\\d\\d)?)?");

    /** Always three digits: what another shape would do to the comparison of texts, nobody wants to know. */
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private RowStamps() {}

    /** In UTC with {@code Z} and three digits: an offset would be dropped by the server, not converted (§1.4). */
    static String text(Instant at) {
        return MILLIS.format(at);
    }

    /** What a time in any of the server's shapes means; null if it is in none of them. */
    static @Nullable Instant parse(String text) {
        if (text.length() < 19 || text.length() > 40 || text.charAt(4) != '-' || text.charAt(13) != ':') {
            return null;
        }
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            return null;
        }
        String zone = shape.group(3);
        try {
            LocalDateTime local = LocalDateTime.parse(shape.group(1) + "T" + shape.group(2));
            return local.toInstant(zone == null || zone.equals("Z") ? ZoneOffset.UTC : ZoneOffset.of(zone));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether a text is a time of the server's clock, in the shape in which it may be sent back. */
    static boolean isClock(String text) {
        return CLOCK.matcher(text).matches() && parse(text) != null;
    }

    static Instant clock(String text) {
        Instant at = parse(text);
        if (at == null) {
            throw new IllegalArgumentException("not a time of the server's clock: " + text);
        }
        return at;
    }
}
