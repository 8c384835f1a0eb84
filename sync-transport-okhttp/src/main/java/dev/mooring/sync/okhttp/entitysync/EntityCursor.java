package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Cursor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where a pull stands. A whole pull has no position; its cursor says what was seen last, so that an empty answer is looked at
 * twice, and that what a listing lacks can be held against what the server counts.
 *
 * @param kind what was seen last
 * @param count rows that were listed; for {@code AGAIN} those that the server counts; negative if that is not known
 * @param still whether nobody has written to the account since the listing before: the server's token is a new one for each push
 * @param token the server's token; empty where there is none
 * @param past what is remembered of the states before
 */
record EntityCursor(Kind kind, long count, boolean still, String token, PastTokens past) {
    private static final long UNKNOWN = -1;
    private static final char LEFT = '~';

    /** What was seen last. */
    enum Kind {
        /** Nothing yet. */
        START,
        /** Everything was listed. */
        LISTED,
        /** The last pull showed nothing at all: the status is asked whether that can be. */
        EMPTY,
        /** The status knows of rows: the pull is made once more, and believed. */
        AGAIN,
        /** The server may have been restored: it is asked under the key of the last push for nothing. */
        PROBE,
        /** It took that, as if it had never heard of the key: it is asked once more, whether it keeps keys at all. */
        PROBED,
        /** What comes after a token. */
        TOKEN
    }

    static EntityCursor of(Cursor cursor) {
        String text = cursor.token();
        if (text.isEmpty()) {
            return new EntityCursor(Kind.START, UNKNOWN, false, "", PastTokens.NONE);
        }
        int colon = text.indexOf(':');
        Kind kind = kind(colon < 0 ? text : text.substring(0, colon));
        if (kind == Kind.TOKEN) {
            return new EntityCursor(kind, UNKNOWN, false, text.substring(colon + 1), PastTokens.NONE);
        }
        String[] parts = text.split(":", 4);
        if (parts.length < 4) {
            return new EntityCursor(kind, UNKNOWN, false, "", PastTokens.NONE); // As an older version wrote it.
        }
        try {
            List<String> words = Arrays.asList(parts[2].split(String.valueOf(LEFT)));
            boolean still = words.get(0).equals("still");
            return new EntityCursor(
                    kind, Long.parseLong(parts[1]), still, parts[3], PastTokens.of(words.subList(1, words.size())));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no cursor of this dialect: " + kind, e);
        }
    }

    /** Where the live channel is by a cursor; nothing by one that is none of this dialect, as the exchange itself says. */
    static LiveMark live(Cursor cursor) {
        try {
            return of(cursor).past().live();
        } catch (IllegalArgumentException e) {
            return LiveMark.NONE;
        }
    }

    private static Kind kind(String name) {
        return switch (name) {
            case "listed" -> Kind.LISTED;
            case "empty" -> Kind.EMPTY;
            case "again" -> Kind.AGAIN;
            case "probe" -> Kind.PROBE;
            case "probed" -> Kind.PROBED;
            case "token" -> Kind.TOKEN;
            default ->
                throw new IllegalArgumentException("no cursor of this dialect begins with what this one begins with");
        };
    }

    static Cursor ofToken(String token) {
        return new Cursor("token:" + token);
    }

    boolean isWhole() {
        return kind != Kind.TOKEN;
    }

    /** What the next answer says: whether its token is still the same one, at a time of the server. */
    EntityCursor answered(String next, long now) {
        boolean same = kind == Kind.LISTED ? !next.isEmpty() && next.equals(token) : still;
        return new EntityCursor(kind, count, same, next, past.pulled(token, next, now));
    }

    /** Whether the server calls its state now as it did before a later one. */
    boolean isBehind(String next) {
        return past.isBehind(token, next);
    }

    /** The server was restored from an older copy, which is known for good, also where others write to it from here on. */
    Cursor restored() {
        return new EntityCursor(kind, count, false, "", past.restored(token)).listed(0);
    }

    /** The same of a cursor that is behind the pull which showed the older state already. */
    Cursor restoredBefore() {
        return new EntityCursor(kind, count, false, "", past.restored("")).listed(0);
    }

    /** The same behind a push, which has given the server's state this token. */
    Cursor pushed(Cursor from, String next, String key) {
        return kind == Kind.LISTED && !next.isEmpty()
                ? new EntityCursor(kind, count, false, next, past.pushed(token, next, key)).listed(count)
                : from;
    }

    Cursor probe() {
        return written("probe", count);
    }

    Cursor probed() {
        return written("probed", count);
    }

    Cursor listed(long rows) {
        return written("listed", rows);
    }

    Cursor empty() {
        return written("empty", 0);
    }

    Cursor again(long counted) {
        return written("again", counted);
    }

    /**
     * The same behind what the live channel has brought. A cursor that has no place for it stays as it is.
     *
     * @param from as it is written
     */
    Cursor heard(Cursor from, LiveMark mark) {
        boolean place = kind != Kind.START && kind != Kind.TOKEN && from.token().split(":", 4).length == 4;
        return place && !mark.equals(past.live())
                ? new EntityCursor(kind, count, still, token, past.heard(mark))
                        .written(kind.name().toLowerCase(Locale.ROOT), count)
                : from;
    }

    private Cursor written(String name, long number) {
        return new Cursor(name + ":" + number + ":" + (still ? "still" : "moved") + behind() + ":" + token);
    }

    private String behind() {
        StringBuilder text = new StringBuilder();
        past.words().forEach(each -> text.append(LEFT).append(each));
        return text.toString();
    }
}
