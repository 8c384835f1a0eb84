package dev.mooring.examples.shell;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.status.SyncStatus;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what each sync does, and hears how the channel is. A report of failure has no counts, but a sync that failed in its last step may have superseded
 * something in its first; so the events are counted instead.
 */
final class Rounds implements SyncListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.shell.sync");

    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final CountDownLatch settled = new CountDownLatch(1);
    private Progress progress = Progress.NONE;
    private long superseded;
    private long quarantined;

    @Override
    public void on(SyncEvent event) {
        LOG.debug("{}", event);
        if (event instanceof SyncEvent.Started) {
            progress = Progress.NONE;
            superseded = 0;
            quarantined = 0;
        } else if (event instanceof SyncEvent.Progressed progressed) {
            progress = progressed.progress();
        } else if (event instanceof SyncEvent.Superseded lost) {
            superseded += lost.mutations().size();
        } else if (event instanceof SyncEvent.Quarantined) {
            quarantined++;
        } else if (event instanceof SyncEvent.Finished finished) {
            news.add(new Round(finished.report(), progress.pushed(), progress.pulled(), superseded, quarantined));
        } else if (event instanceof SyncEvent.StatusChanged changed
                && changed.status().state() == SyncStatus.State.SYNCED) {
            settled.countDown();
        } else if (event instanceof SyncEvent.ChannelChanged changed) {
            news.add(new ChannelNews(changed.status()));
            if (changed.status().state() == ChannelStatus.State.DOWN) {
                settled.countDown();
            }
        }
    }

    /** What {@code watch} waits for. */
    sealed interface News permits Round, ChannelNews {}

    /** The channel is another one, or stands differently. */
    record ChannelNews(ChannelStatus status) implements News {}

    /** The round that ended with this report; events come before the report's future completes. */
    Round of(SyncReport report) {
        for (News each = news.poll(); each != null; each = news.poll()) {
            if (each instanceof Round round) {
                return round;
            }
        }
        return new Round(report, 0, 0, 0, 0);
    }

    /** All rounds so far as one, with this report. */
    Round sum(SyncReport report) {
        Round sum = new Round(report, 0, 0, 0, 0);
        for (News each = news.poll(); each != null; each = news.poll()) {
            if (each instanceof Round round) {
                sum = new Round(
                        report,
                        sum.pushed() + round.pushed(),
                        sum.pulled() + round.pulled(),
                        sum.superseded() + round.superseded(),
                        sum.quarantined() + round.quarantined());
            }
        }
        return sum;
    }

    /** Waits until the client says that everything is here and there, or that the channel is down; at most so long. */
    void awaitSettled(Duration atMost) throws InterruptedException {
        boolean unused = settled.await(atMost.toMillis(), TimeUnit.MILLISECONDS); // The status says how it ended.
    }

    /** Waits for the next round to end, or for the next word of the channel. */
    News next() throws InterruptedException {
        return news.take();
    }
}
