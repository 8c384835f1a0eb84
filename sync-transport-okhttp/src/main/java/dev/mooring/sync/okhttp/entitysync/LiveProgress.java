package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Cursor;

/**
 * How far a connection has come: where its streams have ended, and what of that was taken. Only the latter counts, and goes into the
 * cursor.
 */
final class LiveProgress {
    /** Core is told so that its cursor keeps a mark, but not for every step of it. */
    private static final long FAR = 500;

    private static final long FAR_MILLIS = 3_600_000;

    private final boolean pieces;
    private LiveMark mark = LiveMark.NONE;
    private LiveMark ahead = LiveMark.NONE;
    private LiveMark kept = LiveMark.NONE;
    private LiveMark offered = LiveMark.NONE;
    private boolean bySequence;
    private boolean byTime;
    private boolean complete;
    private boolean shown;
    private boolean fromStart;
    /** Up to when everything is shown once a stream from the start has ended; 0 if none has to. */
    private long cut;

    LiveProgress(boolean pieces) {
        this.pieces = pieces;
    }

    boolean takesPieces() {
        return pieces;
    }

    /** Up to where everything is taken. */
    LiveMark mark() {
        return mark;
    }

    /** Up to where everything is taken when core has what waits. */
    LiveMark ahead() {
        return mark.or(ahead);
    }

    /** The mark goes out with what is handed to core. */
    LiveMark offer(boolean paid) {
        offered = paid ? ahead() : mark;
        return offered;
    }

    /**
     * Where core is.
     *
     * @param pull whether it pulls from there
     * @return whether it has begun anew since it was told last, so that nothing of before counts
     */
    boolean core(Cursor cursor, boolean pull) {
        LiveMark now = EntityCursor.live(cursor).serving(pieces);
        boolean anew = pull && !kept.equals(LiveMark.NONE) && now.equals(LiveMark.NONE);
        kept = now;
        if (anew) {
            mark = LiveMark.NONE;
            ahead = LiveMark.NONE;
            offered = LiveMark.NONE;
            complete = false;
            forget();
        }
        mark = mark.or(now);
        return anew;
    }

    /** A stream has ended that showed all it should have. */
    void ended(SyncStream stream, LiveFrame end) {
        ahead = ahead.or(stream.reached(end, pieces));
        bySequence |= stream.by() == SyncStream.By.SEQ;
        byTime |= stream.by() == SyncStream.By.TIME;
        if (stream.isFromStart()) {
            fromStart = true;
            ahead = ahead.or(new LiveMark(-1, cut, pieces));
            cut = 0;
        }
    }

    /** Whether one that was cut has to be followed by everything there is, as that was not shown just before. */
    boolean hasToStartOver(SyncStream stream, LiveFrame end) {
        cut = fromStart ? 0 : stream.reached(end, pieces).at();
        return !fromStart;
    }

    void beat() {
        fromStart = false;
    }

    /** Something that was shown, and is no piece, was not taken: it is asked for again. */
    void stay() {
        ahead = LiveMark.NONE;
    }

    /** What was shown and not taken is asked for again. */
    void forget() {
        stay();
        bySequence = false;
        byTime = false;
    }

    /**
     * All that was shown is taken.
     *
     * @return whether core should ask what was heard, though nothing waits: to keep the mark, or as pieces can go now
     */
    boolean settle() {
        mark = ahead();
        ahead = LiveMark.NONE;
        boolean both = bySequence && byTime;
        boolean first = !complete && both;
        complete |= both;
        shown |= both;
        bySequence &= !both;
        byTime &= !both;
        LiveMark known = kept.or(offered);
        boolean far = mark.seq() - known.seq() >= (known.seq() < 0 ? 1 : FAR) || mark.at() - known.at() >= FAR_MILLIS;
        return far || (first && pieces);
    }

    /** Whether all that both streams have shown is taken, once for each time. */
    boolean hasShown() {
        boolean now = shown;
        shown = false;
        return now;
    }

    /** Whether all pieces that the server shows are taken. */
    boolean knowsPieces() {
        return pieces && complete;
    }
}
