package dev.mooring.sync.okhttp.rowsync;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The last few times that the server's clock told, newest first and each as it came. What is sent as the watermark is the newest
 * of them that is older than the latest one by the overlap: rows whose transaction ended behind a later one, and pushes that
 * were on their way, are found that way (protocol §1.9, holes 1 to 3), and the text is the server's own, which it compares as
 * text (§1.5).
 */
final class Marks {
    /** So many lie inside the overlap at most, so that frequent pulls do not make a long cursor. */
    private static final int MOST = 6;

    private Marks() {}

    /**
     * The first one, of a listing. There is none before it that the server told, so the one that lies behind it by the overlap is
     * made, in the shape of the server's own.
     */
    static List<String> begin(String first, Duration overlap) {
        List<String> marks = new ArrayList<>();
        marks.add(first);
        if (!overlap.isZero()) {
            marks.add(RowStamps.text(RowStamps.clock(first).minus(overlap)));
        }
        return Collections.unmodifiableList(marks);
    }

    static List<String> add(List<String> marks, String newest, Duration overlap) {
        Instant now = RowStamps.clock(newest);
        Instant bound = now.minus(overlap);
        long bucket = Math.max(1, overlap.toMillis() / MOST);
        List<String> kept = new ArrayList<>();
        kept.add(newest);
        for (int i = 0; i < marks.size(); i++) {
            Instant at = RowStamps.clock(marks.get(i));
            if (!at.isBefore(now)) {
                continue; // Twice the same, or the clock was set back: what it said then is no watermark any more.
            }
            boolean behind = !at.isAfter(bound);
            boolean oldestOfBucket = i + 1 == marks.size() || bucket(at, bucket) != bucket(marks.get(i + 1), bucket);
            if (behind || oldestOfBucket) {
                kept.add(marks.get(i));
            }
            if (behind) {
                break;
            }
        }
        return Collections.unmodifiableList(kept);
    }

    private static long bucket(String mark, long millis) {
        return bucket(RowStamps.clock(mark), millis);
    }

    private static long bucket(Instant at, long millis) {
        return Math.floorDiv(at.toEpochMilli(), millis);
    }

    /** What to pull from; the oldest there is while none is old enough. */
    static String from(List<String> marks, Duration overlap) {
        Instant bound = RowStamps.clock(marks.get(0)).minus(overlap);
        for (String mark : marks) {
            if (!RowStamps.clock(mark).isAfter(bound)) {
                return mark;
            }
        }
        return marks.get(marks.size() - 1);
    }
}
