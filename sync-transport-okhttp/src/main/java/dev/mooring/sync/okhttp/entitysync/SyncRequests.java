package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.okhttp.entitysync.SyncStream.By;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which streams are to be asked for, and from where. */
final class SyncRequests {
    /** A sequence is taken before its row is written, by several machines: a lower one may be seen later. */
    private static final long OVERLAP = 1_000;

    private static final Duration OVERLAP_TIME = Duration.ofMinutes(5);

    private final Set<By> due = EnumSet.noneOf(By.class);
    private boolean fromStart;
    private long streams;

    /** Everything that may have changed. */
    void all() {
        due.add(By.SEQ);
        due.add(By.TIME);
    }

    void again(By by) {
        due.add(by);
    }

    /** Everything that is there, or was deleted. */
    void fromStart() {
        fromStart = true;
        due.add(By.SEQ);
    }

    /**
     * The next one.
     *
     * @param mark how far the channel was followed
     * @param listed the server's time at a complete pull, if nothing older is wanted by time; null for everything
     * @param asked as {@link Freshness#now} tells
     * @param told the server's time that was told last
     * @return null if nothing is to be asked for
     */
    @Nullable
    SyncStream next(LiveMark mark, @Nullable Instant listed, long asked, Instant told) {
        if (due.isEmpty()) {
            return null;
        }
        By by = due.iterator().next();
        due.remove(by);
        long from = fromStart || mark.seq() < 0 ? 0 : Math.max(0, mark.seq() - OVERLAP);
        fromStart &= by != By.SEQ;
        Instant reached = mark.at() > 0 ? Instant.ofEpochMilli(mark.at()) : listed;
        Instant since = reached == null ? Instant.EPOCH : reached.minus(OVERLAP_TIME);
        return new SyncStream(by, streams++, from, since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since, asked, told);
    }
}
