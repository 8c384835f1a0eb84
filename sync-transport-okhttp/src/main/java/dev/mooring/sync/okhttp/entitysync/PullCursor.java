package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Cursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import okio.ByteString;

/**
 * Where a pull stands. A whole pull has no position; its cursor says what was seen last, so that an empty answer is looked at
 * twice, and that what a listing lacks can be held against what the server counts.
 *
 * @param kind what was seen last
 * @param count rows that were listed; for {@code AGAIN} those that the server counts; negative if that is not known
 * @param still whether nobody has written to the account since the listing before: the server's token is a new one for each push
 * @param token the server's token; empty where there is none
 * @param left the tokens before, by their fingerprints, latest first: each push and socket write leaves one behind for good, so a
 *     server that shows one of them again was restored from an older copy
 */
record PullCursor(Kind kind, long count, boolean still, String token, List<String> left) {
    private static final long UNKNOWN = -1;
    private static final int MOST_LEFT = 32;
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
        /** What comes after a token. */
        TOKEN
    }

    static PullCursor of(Cursor cursor) {
        String text = cursor.token();
        if (text.isEmpty()) {
            return new PullCursor(Kind.START, UNKNOWN, false, "", Collections.emptyList());
        }
        int colon = text.indexOf(':');
        Kind kind = kind(colon < 0 ? text : text.substring(0, colon));
        if (kind == Kind.TOKEN) {
            return new PullCursor(kind, UNKNOWN, false, text.substring(colon + 1), Collections.emptyList());
        }
        String[] parts = text.split(":", 4);
        if (parts.length < 4) {
            return new PullCursor(kind, UNKNOWN, false, "", Collections.emptyList()); // As an older version wrote it.
        }
        try {
            List<String> words = Arrays.asList(parts[2].split(String.valueOf(LEFT)));
            boolean still = words.get(0).equals("still");
            return new PullCursor(kind, Long.parseLong(parts[1]), still, parts[3], words.subList(1, words.size()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no cursor of this dialect: " + kind, e);
        }
    }

    private static Kind kind(String name) {
        return switch (name) {
            case "listed" -> Kind.LISTED;
            case "empty" -> Kind.EMPTY;
            case "again" -> Kind.AGAIN;
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

    /** What the next answer says: whether its token is still the same one. */
    PullCursor answered(String next) {
        boolean same = kind == Kind.LISTED ? !next.isEmpty() && next.equals(token) : still;
        return new PullCursor(kind, count, same, next, leaving(next));
    }

    private List<String> leaving(String next) {
        if (token.isEmpty() || token.equals(next)) {
            return left;
        }
        List<String> more = new ArrayList<>();
        more.add(fingerprint(token));
        more.addAll(left.subList(0, Math.min(left.size(), MOST_LEFT - 1)));
        return more;
    }

    /** Whether the server calls its state now as it did before a later one. */
    boolean hasLeft(String next) {
        return !next.isEmpty() && !next.equals(token) && left.contains(fingerprint(next));
    }

    private static String fingerprint(String token) {
        return ByteString.encodeUtf8(token).sha256().hex().substring(0, 12);
    }

    /** The same behind a push, which has given the server's state this token. */
    Cursor pushed(Cursor from, String next) {
        return kind == Kind.LISTED && !next.isEmpty()
                ? new PullCursor(kind, count, false, next, leaving(next)).listed(count)
                : from;
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

    private Cursor written(String name, long number) {
        return new Cursor(name + ":" + number + ":" + (still ? "still" : "moved") + behind() + ":" + token);
    }

    private String behind() {
        StringBuilder text = new StringBuilder();
        left.forEach(each -> text.append(LEFT).append(each));
        return text.toString();
    }
}
