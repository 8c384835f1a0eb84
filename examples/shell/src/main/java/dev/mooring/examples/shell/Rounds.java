package dev.mooring.examples.shell;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what each sync does, and hears how the channel is. A report of failure has no counts, but a sync that failed in its last step may have superseded
 * something in its first; so the events are counted instead.
 */
final class Rounds implements SyncListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.shell.sync");

    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
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
        } else if (event instanceof SyncEvent.ChannelChanged changed) {
            news.add(new ChannelNews(changed.status()));
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

    /** Waits for the next round to end, or for the next word of the channel. */
    News next() throws InterruptedException {
        return news.take();
    }
}
