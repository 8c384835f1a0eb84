package dev.mooring.sync.okhttp;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.Supplier;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Reads Retry-After: seconds, or a date, which is measured from the answer's own Date where it has one. */
final class RetryAfter {
    /** A longer wait is a mistake of the server's. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    static @Nullable Duration of(@Nullable String value, Headers headers, Supplier<Instant> clock) {
        if (value == null) {
            return null;
        }
        Duration wait = seconds(value.trim());
        if (wait == null) {
            Date until = new Headers.Builder().add("Date", value.trim()).build().getDate("Date");
            if (until == null) {
                return null;
            }
            Date sent = headers.getDate("Date");
            wait = Duration.between(sent == null ? clock.get() : sent.toInstant(), until.toInstant());
        }
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static @Nullable Duration seconds(String value) {
        if (value.isEmpty()) {
            return null;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return null;
            }
        }
        return value.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(value));
    }
}
