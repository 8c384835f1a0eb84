package dev.mooring.examples.shell;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what each sync does. A report of failure has no counts, but a sync that failed in its last step may have superseded
 * something in its first; so the events are counted instead.
 */
final class Rounds implements SyncListener {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.shell.sync");

    private final BlockingQueue<Round> ended = new LinkedBlockingQueue<>();
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
            ended.add(new Round(finished.report(), progress.pushed(), progress.pulled(), superseded, quarantined));
        }
    }

    /** The round that ended with this report; events come before the report's future completes. */
    Round of(SyncReport report) {
        Round round = ended.poll();
        return round == null ? new Round(report, 0, 0, 0, 0) : round;
    }

    /** Waits for the next round to end. */
    Round next() throws InterruptedException {
        return ended.take();
    }
}
