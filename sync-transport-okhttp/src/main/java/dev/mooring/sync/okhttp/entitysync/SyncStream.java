package dev.mooring.sync.okhttp.entitysync;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** A stream of what has changed, from its request to its end. One is asked for at a time, as nothing tells to which one a row belongs. */
final class SyncStream {
    /** What the server goes by. */
    enum By {
        /** What has a higher sequence; only where there is none, by time. */
        SEQ,
        /** What has changed since a time: deletions over HTTP keep their sequence, and the other way passes pieces over. */
        TIME
    }

    /** The server shows no more than that by time. */
    private static final int CUT = 250;
    /** No row has a higher one, so that the server goes by time. Each stream has one of its own, as its end says it again. */
    private static final long ABOVE_ALL = (1L << 53) - 1;

    private static final long NAMES = 1_000_000;

    private final By by;
    private final long name;
    private final long from;
    private final Instant since;
    private final long asked;
    private final Instant told;
    private long highest = -1;
    private int entries;
    private int pieces;
    private int beats;
    private boolean whole = true;

    /**
     * A stream that is about to be asked for.
     *
     * @param number of the stream, so that its end is not taken for that of another one
     * @param from the sequence that it begins behind
     * @param since the server's time that it begins at
     * @param asked as {@link Freshness#now} tells
     * @param told the server's time that was told last before
     */
    SyncStream(By by, long number, long from, Instant since, long asked, Instant told) {
        this.by = by;
        this.name = ABOVE_ALL - number % NAMES;
        this.from = from;
        this.since = since;
        this.asked = asked;
        this.told = told;
    }

    String request() {
        Map<String, Object> request = new TreeMap<>();
        request.put("type", "SYNC_REQUEST");
        request.put("timestamp", Times.text(told));
        request.put("lastSeq", (double) (by == By.SEQ ? from : name));
        request.put("lastSyncTime", Times.text(since));
        return Tree.write(request);
    }

    By by() {
        return by;
    }

    long asked() {
        return asked;
    }

    boolean isFromStart() {
        return by == By.SEQ && from == 0;
    }

    /** A frame of it came. Only one with a row of its own says how far it goes: an end says what was asked. */
    void showed(LiveFrame frame) {
        int rows = Math.max(1, frame.rows().size());
        boolean piece = frame.kind() == LiveFrame.Kind.PIECES || frame.kind() == LiveFrame.Kind.PIECE_GONE;
        entries += piece ? 0 : rows;
        pieces += piece ? rows : 0;
        highest = Math.max(highest, frame.lastSeq());
    }

    /** Something of it could not be read. */
    void spoil() {
        whole = false;
    }

    /** Whether this is the end of another one, as an end says again what a stream by time was asked for. */
    boolean isEndOfAnother(LiveFrame end) {
        return by == By.TIME ? end.lastSeq() != name : end.lastSeq() > ABOVE_ALL - NAMES;
    }

    /**
     * Whether it has shown all that it should have.
     *
     * @param end how it has ended: by the highest sequence that it showed, or the one that was asked for
     */
    boolean isWhole(LiveFrame end) {
        return whole && (by == By.TIME || end.lastSeq() == Math.max(from, highest));
    }

    /** Whether there may be more than it shows. */
    boolean isCut() {
        return by == By.TIME && (entries >= CUT || pieces >= CUT);
    }

    /** Whether it was due before the last beat already. */
    boolean isOverdue() {
        return beats++ > 0;
    }

    /**
     * How far it goes, now that it has ended. By time no further than the server was when it was asked, in two of its messages' words: one
     * that is wrong must not move on into its future.
     */
    LiveMark reached(LiveFrame end, boolean takesPieces) {
        if (by == By.SEQ) {
            return new LiveMark(highest, 0, takesPieces);
        }
        Instant at = end.at();
        return new LiveMark(
                -1, at == null ? 0 : Math.max(0, Math.min(told.toEpochMilli(), at.toEpochMilli())), takesPieces);
    }
}
