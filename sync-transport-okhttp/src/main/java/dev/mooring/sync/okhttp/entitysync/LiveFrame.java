package dev.mooring.sync.okhttp.entitysync;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of the socket's server.
 *
 * @param kind what it is
 * @param words of an answer or an error; else empty
 * @param key of what is gone; else empty
 * @param rows that it tells
 * @param seq of a change that somebody has just made; negative where none is told
 * @param lastSeq of a stream; negative where none is told
 * @param at the server's time; null where it cannot be read
 */
record LiveFrame(
        Kind kind,
        String words,
        String key,
        List<EntityRow> rows,
        long seq,
        long lastSeq,
        @Nullable Instant at) {
    /** What it is. */
    enum Kind {
        /** The first one of a connection. */
        WELCOME,
        PONG,
        /** An acknowledgement, or the end of a stream. */
        RESPONSE,
        ERROR,
        /** Somebody has put an entry. */
        ENTRY,
        /** An entry is gone: by itself, or in a stream. */
        ENTRY_GONE,
        /** Entries of a stream. */
        ENTRIES,
        /** Somebody has put a piece. */
        PIECE,
        /** A piece is gone: by itself, or in a stream. */
        PIECE_GONE,
        /** Pieces of a stream. */
        PIECES,
        /** Somebody has changed a plan or an occurrence. */
        PLAN,
        /** What this version does not know. */
        OTHER
    }

    boolean isOfStream() {
        return lastSeq >= 0;
    }
}
