package dev.mooring.sync.internal.settings;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.status.Thresholds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a client was wired. The defaults stand in the Javadoc of {@link dev.mooring.sync.SyncClientBuilder}.
 *
 * @param pollEvery how often the app wants the server asked; null if it has not said. {@link #poll} tells what follows from that
 */
public record Settings(
        ConflictPolicy conflicts,
        RefusedWrites refusedWrites,
        RetryPolicy retries,
        @Nullable Duration pollEvery,
        Duration debounce,
        Duration mopUp,
        Duration lease,
        Duration closeTimeout,
        boolean keepLog,
        Retention retention,
        Listeners listeners,
        GuardedScheduler scheduler,
        Thresholds thresholds,
        Connectivity connectivity,
        Settling settling,
        @Nullable UserSwitch otherUser,
        @Nullable WakeUps wakeUps,
        Live live) {

    /** How many listings over how much time must agree before a row that none of them shows counts as deleted. */
    public record Settling(int listings, Duration time) {
        /** Refuses what would settle it at once. */
        public Settling {
            if (listings < 2) {
                throw new IllegalArgumentException(
                        "one listing cannot confirm another: give 2 listings or more, got " + listings);
            }
            time = notNegative("time over which listings agree", time);
        }
    }

    /** By what factor a stuck client waits longer, and a client that pays for the network polls less often. */
    public static final int SLOWER = 4;

    /** How often a client with a channel asks the server, unless the app says otherwise. */
    private static final Duration BESIDE_A_CHANNEL = Duration.ofSeconds(30);

    private static final Duration FOREVER = Duration.ofDays(36_500);

    /** How long a client that is closed waits for a server to take back what it holds for it. */
    private static final Duration LEAVE = Duration.ofSeconds(1);

    /** The same, but not longer than a close may wait at all. */
    public Duration leaveWithin() {
        return closeTimeout.compareTo(LEAVE) < 0 ? closeTimeout : LEAVE;
    }

    /** Whether the app has named a policy for conflicts. */
    public boolean decidesConflicts() {
        return conflicts != Draft.DEFAULT;
    }

    /** The channel of a client with this transport; null if there is none. */
    public @Nullable WakeUps channel(Transport transport) {
        return !live.isOn() ? null : wakeUps == null ? transport.channel() : wakeUps;
    }

    /** Whether the channel is the transport's own, so that it can have brought changes. */
    public boolean hearsChannel() {
        return wakeUps == null;
    }

    /** How often a client with this channel, or with none, asks the server; null if it does not by itself. */
    public @Nullable Duration poll(@Nullable WakeUps channel) {
        return pollEvery == null && channel != null ? BESIDE_A_CHANNEL : pollEvery;
    }

    /** Refuses a duration that is zero or negative. */
    public static Duration positive(String name, Duration value) {
        if (value.isZero()) {
            throw new IllegalArgumentException("the " + name + " must be positive, got " + value);
        }
        return notNegative(name, value);
    }

    /** Refuses a negative duration; cuts one that no clock can count. */
    public static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("the " + name + " must not be negative, got " + value);
        }
        return value.compareTo(FOREVER) > 0 ? FOREVER : value;
    }

    /** What the builder fills in. */
    public static final class Draft {
        private static final ConflictPolicy DEFAULT = ConflictPolicy.serverWins();

        public ConflictPolicy conflicts = DEFAULT;
        public RefusedWrites refusedWrites = RefusedWrites.STAY;
        public RetryPolicy retries = RetryPolicy.DEFAULT;
        public @Nullable Duration poll;
        public Duration debounce = Duration.ofMillis(50);
        public Duration mopUp = Duration.ofSeconds(30);
        public Duration lease = Duration.ofSeconds(15);
        public Duration closeTimeout = Duration.ofSeconds(5);
        public @Nullable Boolean keepLog;
        public Retention retention = Retention.ALL;
        public boolean undoesFromLog = true;
        public boolean atLeastOnce;
        public @Nullable SyncListener listener;
        public @Nullable Scheduler scheduler;
        public Thresholds thresholds = Thresholds.DEFAULT;
        public Connectivity connectivity = Connectivity.UNKNOWN;
        public Settling settling = new Settling(2, Duration.ofMinutes(10));
        private @Nullable UserSwitch otherUser;
        public @Nullable WakeUps wakeUps;
        public Live live = Live.DEFAULT;

        /** What to do with another's storage. */
        public void otherUser(UserSwitch how) {
            if (how.kind() == UserSwitch.Kind.DRAIN) {
                throw new IllegalArgumentException(
                        "a client cannot send what another user has left: park or drop it, or drain it as that user");
            }
            otherUser = how;
        }

        /** Checks what contradicts itself. */
        public Settings freeze(Transport transport) {
            Capabilities can = transport.capabilities();
            if (!can.canResolve() && !atLeastOnce) {
                throw new IllegalArgumentException("the dialect " + can.dialect() + " can neither repeat a batch safely"
                        + " nor recognise its own mutations, so a lost answer may apply a mutation twice;"
                        + " call acceptAtLeastOnce() to accept that");
            }
            if (retention.trims() && Boolean.FALSE.equals(keepLog)) {
                throw new IllegalArgumentException("no log is kept (keepLog(false)), so nothing of it can be kept for a"
                        + " while: leave one of the two out");
            }
            Listeners listeners = new Listeners();
            if (listener != null) {
                listeners.add(listener);
            }
            return new Settings(
                    conflicts,
                    refusedWrites,
                    retries,
                    poll,
                    debounce,
                    mopUp,
                    lease,
                    closeTimeout,
                    keepLog == null ? undoesFromLog && can.keepsLog() : keepLog,
                    retention,
                    listeners,
                    new GuardedScheduler(scheduler == null ? new SystemScheduler() : scheduler),
                    thresholds,
                    new GuardedConnectivity(connectivity),
                    settling,
                    otherUser,
                    wakeUps,
                    live);
        }
    }
}
