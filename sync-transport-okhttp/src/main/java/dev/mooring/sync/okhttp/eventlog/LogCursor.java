package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Cursor;

/**
 * The token of this dialect: the last synced sequence and, where it is known, a fingerprint of the event there, such as
 * {@code 42:9f3ac0de01234567}. The fingerprint shows when the server's log was replaced by another one.
 *
 * @param sequence 0 at the start
 * @param fingerprint empty where unknown
 */
record LogCursor(long sequence, String fingerprint) {
    /** JSON numbers are safe up to here, and the server's own arithmetic is that of JSON numbers. */
    static final long MAX_SEQUENCE = (1L << 53) - 1;

    static LogCursor of(Cursor cursor) {
        String token = cursor.token();
        if (token.isEmpty()) {
            return new LogCursor(0, "");
        }
        int colon = token.indexOf(':');
        try {
            long sequence = Long.parseLong(colon < 0 ? token : token.substring(0, colon));
            if (sequence >= 0 && sequence <= MAX_SEQUENCE) {
                return new LogCursor(sequence, colon < 0 ? "" : token.substring(colon + 1));
            }
        } catch (NumberFormatException e) {
            throw notOurs(token, e);
        }
        throw notOurs(token, null);
    }

    static Cursor after(Event last) {
        return at(last).cursor();
    }

    /** At this event. */
    static LogCursor at(Event last) {
        // A later version may read more of it, and must not take that for another event.
        return new LogCursor(last.sequence(), last.unreadable() == null ? last.fingerprint() : "");
    }

    Cursor cursor() {
        if (sequence == 0) {
            return Cursor.START;
        }
        return new Cursor(fingerprint.isEmpty() ? Long.toString(sequence) : sequence + ":" + fingerprint);
    }

    /** Whether this event may be the one at the cursor. */
    boolean matches(Event event) {
        return event.sequence() == sequence && (fingerprint.isEmpty() || fingerprint.equals(event.fingerprint()));
    }

    private static IllegalArgumentException notOurs(
            String token, @org.jspecify.annotations.Nullable NumberFormatException e) {
        return new IllegalArgumentException("not a cursor of an event log: " + token, e);
    }
}
