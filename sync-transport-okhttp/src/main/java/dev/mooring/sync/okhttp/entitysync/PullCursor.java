package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Cursor;

/**
 * Where a pull stands. A whole pull has no position; its cursor says what was seen last, so that an empty answer is looked at
 * twice, and that what a listing lacks can be held against what the server counts.
 *
 * @param kind what was seen last
 * @param count rows that were listed; for {@code AGAIN} those that the server counts; negative if that is not known
 * @param still whether nobody has written to the account since the listing before: the server's token is a new one for each push
 * @param token the server's token; empty where there is none
 */
record PullCursor(Kind kind, long count, boolean still, String token) {
    private static final long UNKNOWN = -1;

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
            return new PullCursor(Kind.START, UNKNOWN, false, "");
        }
        int colon = text.indexOf(':');
        Kind kind = kind(colon < 0 ? text : text.substring(0, colon));
        if (kind == Kind.TOKEN) {
            return new PullCursor(kind, UNKNOWN, false, text.substring(colon + 1));
        }
        String[] parts = text.split(":", 4);
        if (parts.length < 4) {
            return new PullCursor(kind, UNKNOWN, false, ""); // As an older version wrote it.
        }
        try {
            return new PullCursor(kind, Long.parseLong(parts[1]), parts[2].equals("still"), parts[3]);
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
        return new PullCursor(kind, count, same, next);
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
        return new Cursor(name + ":" + number + ":" + (still ? "still" : "moved") + ":" + token);
    }
}
