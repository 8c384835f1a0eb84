package dev.mooring.sync.metrics;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.status.SyncStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * Turns events into counters, timers and gauges. Give it to {@link dev.mooring.sync.SyncClientBuilder#listener}, or call it from a listener of your own.
 * Use one instance for each client.
 *
 * <table>
 *   <caption>What there is</caption>
 *   <tr><th>counter</th><th>counts</th></tr>
 *   <tr><td>{@code sync.synced}, {@code .offline}, {@code .failed}, {@code .incompatible}, {@code .elsewhere}, {@code .interrupted}</td>
 *       <td>syncs, by their end</td></tr>
 *   <tr><td>{@code exchange.failed}</td><td>exchanges that brought no answer</td></tr>
 *   <tr><td>{@code mutations.acked}, {@code .superseded}, {@code .quarantined}, {@code .retried}</td>
 *       <td>mutations; {@code retried} counts those of each batch that went out once more</td></tr>
 *   <tr><td>{@code changes.applied}</td><td>changes of others</td></tr>
 *   <tr><td>{@code cells.outdone}</td><td>cells of which an edit of this device lost, where these have clocks</td></tr>
 *   <tr><td>{@code bytes.pushed}, {@code bytes.pulled}</td><td>of acknowledged mutations and of received changes</td></tr>
 *   <tr><td>{@code rebuilds}</td><td>rebuilds that have swapped</td></tr>
 *   <tr><td>{@code channel.opened}, {@code channel.lost}</td><td>how often the channel became live, and how often it stopped being so</td></tr>
 *   <tr><td>{@code wakeups}, {@code wakeups.syncs}</td><td>wake-ups, of channels and of the app, and the syncs that they have led to</td></tr>
 *   <tr><th>timer</th><th></th></tr>
 *   <tr><td>{@code exchange.check}, {@code .pull}, {@code .heard}, {@code .push}, {@code .call}</td>
 *       <td>from its start to its end, including the time to apply changes</td></tr>
 *   <tr><td>{@code lock.write}, {@code .sync}, {@code .swap}</td>
 *       <td>for how long the client's transactions kept other writers of the database waiting: with each sync the longest of each kind since the last
 *       one, see {@link SyncEvent.LockHeld}</td></tr>
 *   <tr><th>gauge</th><th></th></tr>
 *   <tr><td>{@code queue.pending}, {@code queue.inflight}, {@code parked.superseded}, {@code parked.quarantined},
 *       {@code rows.aside}</td>
 *       <td>as the status has them</td></tr>
 *   <tr><td>{@code channel}</td><td>1 while the channel is live, else 0</td></tr>
 *   <tr><td>{@code conflict.rate}</td><td>superseded of all settled mutations since the client was built, 0 to 1</td></tr>
 *   <tr><td>{@code light}</td><td>the ordinal of {@link SyncStatus.Light}, so all is well at 0</td></tr>
 *   <tr><td>{@code state}</td><td>the ordinal of {@link SyncStatus.State}</td></tr>
 * </table>
 */
public final class SyncMetrics implements SyncListener {
    private final Meters meters;
    private long acked;
    private long superseded;
    private boolean live;

    /**
     * Figures for these meters.
     *
     * @param meters called on the lane thread
     */
    public SyncMetrics(Meters meters) {
        this.meters = Objects.requireNonNull(meters);
    }

    @Override
    public void on(SyncEvent event) {
        if (event instanceof SyncEvent.ExchangeEnded ended) {
            exchange(ended);
        } else if (event instanceof SyncEvent.Acked done) {
            acked += done.ids().size();
            count("mutations.acked", done.ids().size());
            count("bytes.pushed", done.bytes());
            conflicts();
        } else if (event instanceof SyncEvent.Superseded lost) {
            superseded += lost.mutations().size();
            count("mutations.superseded", lost.mutations().size());
            conflicts();
        } else if (event instanceof SyncEvent.Quarantined) {
            count("mutations.quarantined", 1);
        } else if (event instanceof SyncEvent.Retried again) {
            count("mutations.retried", again.mutations());
        } else if (event instanceof SyncEvent.Applied applied) {
            count("changes.applied", applied.changes());
        } else if (event instanceof SyncEvent.Outdone outdone) {
            count("cells.outdone", outdone.count());
        } else if (event instanceof SyncEvent.RebuildStepped stepped) {
            count("rebuilds", stepped.step() == SyncEvent.RebuildStep.SWAPPED ? 1 : 0);
        } else if (event instanceof SyncEvent.Finished finished) {
            count("sync." + name(finished.report()), 1);
        } else if (event instanceof SyncEvent.ChannelChanged changed) {
            channel(changed.status().state() == ChannelStatus.State.LIVE);
        } else if (event instanceof SyncEvent.Woken woken) {
            count("wakeups", woken.hints());
            count("wakeups.syncs", 1);
        } else if (event instanceof SyncEvent.LockHeld held) {
            lock("lock.write", held.write());
            lock("lock.sync", held.sync());
            lock("lock.swap", held.swap());
        } else if (event instanceof SyncEvent.StatusChanged changed) {
            status(changed.status());
        }
    }

    private void exchange(SyncEvent.ExchangeEnded ended) {
        meters.time("exchange." + ended.kind().name().toLowerCase(Locale.ROOT), ended.took());
        count("bytes.pulled", ended.bytes());
        count("exchange.failed", ended.failure() == null ? 0 : 1);
    }

    private void channel(boolean isLive) {
        count("channel.opened", isLive && !live ? 1 : 0);
        count("channel.lost", live && !isLive ? 1 : 0);
        live = isLive;
        meters.gauge("channel", isLive ? 1 : 0);
    }

    private void status(SyncStatus status) {
        meters.gauge("queue.pending", status.pending());
        meters.gauge("queue.inflight", status.counts().inFlight());
        meters.gauge("parked.superseded", status.counts().superseded());
        meters.gauge("parked.quarantined", status.counts().quarantined());
        meters.gauge("rows.aside", status.counts().setAside());
        meters.gauge("light", status.light().ordinal());
        meters.gauge("state", status.state().ordinal());
    }

    private void conflicts() {
        long settled = acked + superseded;
        meters.gauge("conflict.rate", settled == 0 ? 0 : (double) superseded / settled);
    }

    private void count(String name, long more) {
        if (more > 0) {
            meters.count(name, more);
        }
    }

    private void lock(String name, Duration held) {
        if (!held.isZero()) {
            meters.time(name, held);
        }
    }

    /** Not from the name of its class, which R8 and its like change. */
    private static String name(SyncReport report) {
        if (report instanceof SyncReport.Synced) {
            return "synced";
        } else if (report instanceof SyncReport.Offline) {
            return "offline";
        } else if (report instanceof SyncReport.Failed) {
            return "failed";
        } else if (report instanceof SyncReport.Incompatible) {
            return "incompatible";
        }
        return report instanceof SyncReport.Elsewhere ? "elsewhere" : "interrupted";
    }
}
