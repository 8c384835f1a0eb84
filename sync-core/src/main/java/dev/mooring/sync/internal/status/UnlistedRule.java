package dev.mooring.sync.internal.status;

import dev.mooring.sync.live.Live;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What no pull shows comes by the channel alone. So a pull proves nothing of it, and whether it is all here depends on when the channel
 * has shown it last. Pure.
 */
final class UnlistedRule {
    /** A longer time is taken for this one, so that nothing overflows. */
    static final Duration LONG = Duration.ofDays(36_500);

    private final Thresholds limits;
    private final Duration poll;
    private final Duration beat;
    private final String names;

    /**
     * What is known of the channel.
     *
     * @param status how it is
     * @param slower by what factor the client asks less often now
     * @param poweredAt when the client was started
     * @param shownNanos when it has shown last all that it alone shows, by the monotonic clock; null if it has not since the start
     * @param shownAt the same by the wall clock
     */
    record Known(
            ChannelStatus status,
            int slower,
            Instant poweredAt,
            @Nullable Long shownNanos,
            Instant shownAt) {}

    /**
     * With these limits.
     *
     * @param poll how often the client asks the server
     * @param collections that come by the channel alone; most clients have none
     */
    UnlistedRule(Thresholds limits, Duration poll, Live live, Set<String> collections) {
        this.limits = limits;
        this.poll = poll;
        this.beat = live.beat();
        List<String> shown = new ArrayList<>();
        collections.forEach(each -> shown.add(Shown.name(each)));
        this.names = String.join(", ", shown);
    }

    /** For how many nanoseconds more the channel is believed; negative if it is not. */
    long believedFor(Known known, long nanos) {
        Long shown = known.shownNanos();
        if (names.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return shown == null ? -1 : shown + believed(known) - nanos;
    }

    private long believed(Known known) {
        Duration every = poll.multipliedBy(known.slower());
        return fresh(every.compareTo(beat) < 0 ? beat : every, limits);
    }

    /** For how long something is believed that is shown that often. */
    static long fresh(Duration every, Thresholds limits) {
        return (every.compareTo(LONG) > 0 ? LONG : every).plus(limits.grace()).toNanos();
    }

    /** Why not everything is known to be here; null if it is. */
    @Nullable
    Reason missed(Known known, long nanos) {
        if (believedFor(known, nanos) >= 0) {
            return null;
        }
        Instant since =
                known.shownNanos() == null ? known.poweredAt() : known.shownAt().plusNanos(believed(known));
        return new Reason(Cause.CHANNEL_SILENT, names + " comes over the live channel alone, " + words(known), since);
    }

    private static String words(Known known) {
        ChannelStatus channel = known.status();
        return switch (channel.state()) {
            case OFF ->
                known.slower() > 1
                        ? "which is closed while the network costs money; what is new comes over another network"
                        : "which this client does not open; what is new does not come";
            case CONNECTING -> "which is being opened; what is new comes then";
            case LIVE -> "which is open and has not shown it for a while; what is new comes as soon as it does";
            case DOWN ->
                isRefused(channel)
                        ? "which is refused; it is opened again when somebody signs in or asks for a sync, and what is"
                                + " new comes then"
                        : "which is down; it is opened again by itself, and what is new comes then";
        };
    }

    private static boolean isRefused(ChannelStatus channel) {
        return channel.cause() == WakeUps.Kind.AUTH_REQUIRED || channel.cause() == WakeUps.Kind.OTHER_ACCOUNT;
    }
}
