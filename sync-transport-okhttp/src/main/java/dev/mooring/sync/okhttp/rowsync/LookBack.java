package dev.mooring.sync.okhttp.rowsync;

import dev.mooring.sync.Change;
import java.time.Duration;
import java.time.Instant;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * When a pull looks further back than the overlap, for rows whose transaction ended long after it began: the server shows them
 * behind the watermark of everybody (protocol §1.9, holes 2 and 3). Time is the server's, as the cursor holds it.
 *
 * <p>A look-back begins where the one before was made, less the lateness, so that between them no commit slips through that is
 * late by no more than that. Rows that a usual pull would not have brought are its cost; where they come to more than the share
 * of all, the next one is put off, until it is so long ago that the share is kept without counting.
 */
final class LookBack {
    /** So much may be saved up, so that a long idle time does not pay for a burst. */
    private static final long MOST_CREDIT = 16 << 10;

    /** About what the bodies of an exchange without rows weigh, and what stands around a row. */
    private static final int EXCHANGE_BYTES = 180;

    private static final int ENVELOPE_BYTES = 130;
    private static final int ALL = 100;

    private final Duration overlap;
    private final Duration lateness;
    private final Duration every;
    private final int percent;

    LookBack(RowSyncDialectBuilder builder) {
        this.overlap = builder.overlap;
        this.lateness = builder.lateness;
        this.every = builder.lookBackEvery;
        this.percent = builder.lookBackPercent;
    }

    /**
     * What the cursor keeps.
     *
     * @param at the server's time at the last look-back, or at the listing
     * @param credit bytes that look-backs may still cost; negative while they have cost too much
     */
    record Look(String at, long credit) {
        static final char SIGN = '~';

        /** Reads what {@link #toString} made. */
        static Look of(String text) {
            int second = text.indexOf(SIGN, 1);
            String at = text.substring(1, Math.max(1, second));
            RowStamps.clock(at);
            return new Look(at, Long.parseLong(text.substring(second + 1)));
        }

        @Override
        public String toString() {
            return SIGN + at + SIGN + credit;
        }
    }

    /** What a pull without a look-back would ask for, and what one with it does. */
    String from(RowCursor cursor) {
        String usual = usual(cursor);
        String back = back(cursor);
        return back == null ? usual : back;
    }

    /** Whether a row came only because of the look-back. */
    boolean isExtra(RowCursor cursor, Change row) {
        Instant at = back(cursor) == null ? null : RowStamps.parse(row.at());
        return at != null && !at.isAfter(RowStamps.clock(usual(cursor)));
    }

    private String usual(RowCursor cursor) {
        return Marks.from(cursor.marks(), overlap);
    }

    /** Not in the pull that ends a listing, which has shown all there is. */
    private @Nullable String back(RowCursor cursor) {
        Look look = cursor.look();
        if (look == null || cursor.mode() != RowCursor.WATERMARK || !isDue(cursor, look)) {
            return null;
        }
        Instant usual = RowStamps.clock(usual(cursor));
        Instant wanted = RowStamps.clock(look.at()).minus(lateness);
        Instant floor = usual.minus(reach());
        Instant back = wanted.isBefore(floor) ? floor : wanted;
        return back.isBefore(usual) ? RowStamps.text(back) : null;
    }

    private boolean isDue(RowCursor cursor, Look look) {
        if (lateness.isZero()) {
            return false;
        }
        Duration since = since(cursor, look);
        return since.compareTo(every) >= 0 && (percent == ALL || look.credit() >= 0 || isOverdue(since));
    }

    private static Duration since(RowCursor cursor, Look look) {
        return Duration.between(
                RowStamps.clock(look.at()), RowStamps.clock(cursor.marks().get(0)));
    }

    /** Where changes come evenly, this alone keeps the share. */
    private boolean isOverdue(Duration since) {
        return since.compareTo(reach().multipliedBy(ALL - percent).dividedBy(percent)) >= 0;
    }

    /** How far behind the usual watermark it begins at most. */
    private Duration reach() {
        return lateness.plus(every).plus(every);
    }

    static int weight(Change row) {
        return (int) Math.min(Integer.MAX_VALUE, Utf8.size(row.payload()) + ENVELOPE_BYTES);
    }

    /**
     * Behind a pull.
     *
     * @param syncedAt what the server's clock told in its answer
     * @param usual bytes of rows that any pull would have brought
     * @param extra bytes of rows that only the look-back has brought
     */
    Look after(RowCursor cursor, String syncedAt, long usual, long extra) {
        Look before = cursor.look() == null ? new Look(cursor.marks().get(0), 0) : cursor.look();
        boolean looked = back(cursor) != null;
        boolean setBack = RowStamps.clock(before.at()).isAfter(RowStamps.clock(syncedAt));
        // What was owed before a long time is forgiven: one burst is no reason to look back rarely for days.
        long credit = looked && isOverdue(since(cursor, before)) ? Math.max(0, before.credit()) : before.credit();
        // One less than may be spent: what bodies weigh is estimated, and the share shall hold all the same.
        int share = Math.max(1, percent - 1);
        long earned = percent == ALL ? 0 : (usual + EXCHANGE_BYTES) * share / (ALL - share);
        return new Look(looked || setBack ? syncedAt : before.at(), Math.min(MOST_CREDIT, credit + earned - extra));
    }
}
