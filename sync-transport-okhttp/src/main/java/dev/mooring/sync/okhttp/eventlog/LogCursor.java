package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * The token of this dialect: the last synced sequence and, where it is known, a fingerprint of the event there, such as
 * {@code 42:9f3ac0de01234567}. The fingerprint shows when the server's log was replaced by another one.
 *
 * <p>Of a server that keeps the promises it also holds the fencing token and the history, as in {@code 42:9f3ac0de01234567:7:h1}.
 * So these are stored in the transaction that stores what came with them. Behind a slash stands up to where this client was in an
 * earlier history, until it is there again, as in {@code 3:9f3ac0de01234567:7/42:h2}.
 *
 * @param sequence 0 at the start
 * @param fingerprint empty where unknown
 * @param token the fencing token of the log's end, as the server told it last; 0 where it told none
 * @param until where this client was before the log was replaced; 0 from there on
 * @param history the server's name of this log; empty where it told none
 */
record LogCursor(long sequence, String fingerprint, long token, long until, String history) {
    /** JSON numbers are safe up to here, and the server's own arithmetic is that of JSON numbers. */
    static final long MAX_SEQUENCE = (1L << 53) - 1;

    private static final int PARTS = 4;

    LogCursor(long sequence, String fingerprint) {
        this(sequence, fingerprint, 0, 0, "");
    }

    static LogCursor of(Cursor cursor) {
        String text = cursor.token();
        if (text.isEmpty()) {
            return new LogCursor(0, "");
        }
        String[] parts = text.split(":", PARTS);
        try {
            long sequence = number(parts[0]);
            if (parts.length == PARTS) {
                String[] token = parts[2].split("/", 2);
                long until = token.length == 1 ? 0 : number(token[1]);
                return new LogCursor(sequence, parts[1], number(token[0]), until, parts[3]);
            }
            if (parts.length < PARTS - 1) {
                return new LogCursor(sequence, parts.length == 1 ? "" : parts[1]);
            }
        } catch (NumberFormatException e) {
            throw notOurs(text, e);
        }
        throw notOurs(text, null);
    }

    private static long number(String text) {
        long number = Long.parseLong(text);
        if (number < 0 || number > MAX_SEQUENCE) {
            throw new NumberFormatException("out of range: " + text);
        }
        return number;
    }

    /** Behind this event of the same log. */
    LogCursor behind(Event last) {
        // A later version may read more of it, and must not take that for another event.
        return new LogCursor(
                last.sequence(),
                last.unreadable() == null ? last.fingerprint() : "",
                token,
                until > last.sequence() ? until : 0,
                history);
    }

    /** The same place, with what the server has told of its log. What it did not tell stays as it was. */
    LogCursor told(LogFacts facts) {
        return new LogCursor(
                sequence,
                fingerprint,
                facts.token() < 0 ? token : facts.token(),
                until,
                facts.history().isEmpty() ? history : facts.history());
    }

    /** Before everything in another history, which replaced this one. */
    LogCursor replaced(LogFacts now) {
        return new LogCursor(0, "", 0, Math.max(sequence, until), "").told(now);
    }

    /** A change of the log, with what is known of its place. */
    Incoming placed(Incoming change) {
        return change.change().position() <= until ? change.passedBefore() : change;
    }

    Cursor cursor() {
        if (!history.isEmpty()) {
            String fence = until == 0 ? Long.toString(token) : token + "/" + until;
            return new Cursor(sequence + ":" + fingerprint + ":" + fence + ":" + history);
        }
        if (sequence == 0) {
            return Cursor.START;
        }
        return new Cursor(fingerprint.isEmpty() ? Long.toString(sequence) : sequence + ":" + fingerprint);
    }

    /** Whether this event may be the one at the cursor. */
    boolean matches(Event event) {
        return event.sequence() == sequence && (fingerprint.isEmpty() || fingerprint.equals(event.fingerprint()));
    }

    private static IllegalArgumentException notOurs(String token, @Nullable NumberFormatException e) {
        return new IllegalArgumentException("not a cursor of an event log: " + token, e);
    }
}
