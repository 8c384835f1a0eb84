package dev.mooring.sync.okhttp.rowsync;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.rowsync.LookBack.Look;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The token of this dialect, in one of four modes: within a listing of all tables ({@code L}), at the pull that ends it ({@code
 * F}), within a full pull of one table whose incremental answer was cut ({@code R}, kept here so that a crash does not lose it),
 * or behind all of that ({@code W}).
 *
 * @param mode which
 * @param tables the {@linkplain RowTables#mark() set of tables} that it covers
 * @param marks times of the server's clock, newest first; in a listing, those at which its passes began
 * @param look when the last {@link LookBack} was; null before a listing has ended, and in a cursor of an older version
 * @param refill tables that have to be pulled in full, the first one now
 * @param paging where the listing or the refill is; null in the modes {@code F} and {@code W}
 */
record RowCursor(
        char mode,
        String tables,
        List<String> marks,
        @Nullable Look look,
        List<String> refill,
        @Nullable Paging paging) {
    static final char LISTING = 'L';
    static final char REFILL = 'R';
    static final char WATERMARK = 'W';
    /** As {@link #WATERMARK}, where the next pull ends a listing. */
    static final char LISTED = 'F';

    private static final int FIELDS = 10;

    /**
     * A full pull page by page.
     *
     * @param pass how often it has begun, from 1
     * @param restarts how often its server cursor was refused in a row
     * @param before the {@link Census} of the pass before; empty in the first
     * @param census of this pass so far
     * @param startedAt when the server says that the pass began; empty before its first page
     * @param next the server's cursor, which is opaque; empty before the first page
     */
    record Paging(int pass, int restarts, String before, String census, String startedAt, String next) {
        static final Paging FIRST = new Paging(1, 0, "", "", "", "");

        Paging nextPage(String soFar, String began, String cursor) {
            return new Paging(pass, 0, before, soFar, began, cursor);
        }

        Paging nextPass(String done) {
            return new Paging(pass + 1, 0, done, "", "", "");
        }

        /** The pass begins anew, and is read: it is not as the one before. */
        Paging reading() {
            return new Paging(pass, 0, new Census(before).keys(), "", "", "");
        }

        Paging restart() {
            return new Paging(pass, restarts + 1, "", "", "", "");
        }

        boolean isFirstPage() {
            return next.isEmpty();
        }
    }

    static RowCursor of(Cursor cursor, RowTables tables) {
        String token = cursor.token();
        if (token.isEmpty()) {
            return new RowCursor(
                    LISTING, tables.mark(), Collections.emptyList(), null, Collections.emptyList(), Paging.FIRST);
        }
        String[] fields = token.split(";", FIELDS);
        char mode = fields[0].length() == 2 && fields[0].charAt(1) == '1' ? fields[0].charAt(0) : ' ';
        try {
            if ((mode == WATERMARK || mode == LISTED) && fields.length == 3) {
                return checked(mode, fields, Collections.emptyList(), null);
            }
            if ((mode == LISTING || mode == REFILL) && fields.length == FIELDS) {
                Paging paging = new Paging(
                        Integer.parseInt(fields[4]),
                        Integer.parseInt(fields[5]),
                        fields[6],
                        fields[7],
                        fields[8],
                        fields[9]);
                return checked(mode, fields, list(fields[3]), paging);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a cursor of a row-sync server: " + token, e);
        }
        throw new IllegalArgumentException("not a cursor of a row-sync server: " + token);
    }

    /** The look-back stands behind the marks, so that a cursor without one reads as it always did. */
    private static RowCursor checked(char mode, String[] fields, List<String> refill, @Nullable Paging paging) {
        int sign = fields[2].indexOf(Look.SIGN);
        List<String> marks = list(sign < 0 ? fields[2] : fields[2].substring(0, sign));
        Look look = sign < 0 ? null : Look.of(fields[2].substring(sign));
        return checked(new RowCursor(mode, fields[1], marks, look, refill, paging));
    }

    private static RowCursor checked(RowCursor cursor) {
        for (String mark : cursor.marks) {
            RowStamps.clock(mark);
        }
        boolean behind = cursor.mode != LISTING;
        if ((behind && cursor.marks.isEmpty()) || (cursor.mode == REFILL) == cursor.refill.isEmpty()) {
            throw new IllegalArgumentException("a part is missing");
        }
        return cursor;
    }

    private static List<String> list(String field) {
        return field.isEmpty()
                ? Collections.emptyList()
                : Collections.unmodifiableList(Arrays.asList(field.split(",")));
    }

    Cursor token() {
        String token = mode + "1;" + tables + ";" + String.join(",", marks) + (look == null ? "" : look);
        Paging at = paging;
        if (at != null) {
            token += ";" + String.join(",", refill) + ";" + at.pass + ";" + at.restarts + ";" + at.before + ";"
                    + at.census + ";" + at.startedAt + ";" + at.next;
        }
        return new Cursor(token);
    }

    RowCursor at(Paging page) {
        return new RowCursor(mode, tables, marks, look, refill, page);
    }

    RowCursor marked(List<String> times) {
        return new RowCursor(mode, tables, times, look, refill, paging);
    }

    RowCursor looked(Look at) {
        return new RowCursor(mode, tables, marks, at, refill, paging);
    }

    /** Behind the pages of a listing that have shown all there was when they began. */
    RowCursor listed() {
        return new RowCursor(LISTED, tables, marks, look, refill, null);
    }

    /** Behind a listing, or with tables still to be pulled in full. */
    RowCursor after(List<String> waiting) {
        return waiting.isEmpty()
                ? new RowCursor(WATERMARK, tables, marks, look, waiting, null)
                : new RowCursor(REFILL, tables, marks, look, waiting, Paging.FIRST);
    }

    /** The latest time of the server's clock that this client has seen; null before the first. */
    @Nullable
    String clock() {
        if (!marks.isEmpty()) {
            return marks.get(0);
        }
        return paging == null || paging.startedAt.isEmpty() ? null : paging.startedAt;
    }
}
