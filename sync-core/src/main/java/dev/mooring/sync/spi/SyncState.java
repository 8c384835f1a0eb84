package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;

/**
 * Where we are in the server's history.
 *
 * @param cursor the dialect's own token
 * @param position position of the last change behind us; 0 before the first
 */
public record SyncState(Cursor cursor, long position) {
    /** Before the first contact. */
    public static final SyncState START = new SyncState(Cursor.START, 0);
}
