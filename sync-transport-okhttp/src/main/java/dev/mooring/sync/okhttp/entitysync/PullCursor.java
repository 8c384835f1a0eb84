package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Cursor;

/**
 * Where a pull stands. A whole pull has no position; its cursor says what was seen last, so that an empty answer is looked at
 * twice.
 */
final class PullCursor {
    /** Everything was listed. */
    static final Cursor LISTED = new Cursor("listed");

    /** The last pull showed nothing at all: the status is asked whether that can be. */
    static final Cursor EMPTY = new Cursor("empty");

    /** The status knows of rows: the pull is made once more, and believed. */
    static final Cursor AGAIN = new Cursor("again");

    private static final String TOKEN = "token:";

    private PullCursor() {}

    static Cursor ofToken(String token) {
        return new Cursor(TOKEN + token);
    }

    /** The server's token; empty where there is none. */
    static String token(Cursor cursor) {
        return cursor.token().startsWith(TOKEN) ? cursor.token().substring(TOKEN.length()) : "";
    }
}
