package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.live.Live;
import java.time.Duration;

/** How a schedule has the clients of a run set up. */
final class ClientSettings {
    /** By how much a channel makes polls rarer. */
    static final int STRETCH = 3;

    /** Seconds, where a schedule has no polls and its devices have channels. */
    static final int POLL_WITH_CHANNEL = 30;

    private static final Duration BEAT = Duration.ofSeconds(5);

    private ClientSettings() {}

    static <DB> void apply(Schedule schedule, SimulatedWorld<DB> world, SyncClientBuilder<DB> builder) {
        if (!world.keepsCells()) {
            builder.conflicts(policy(schedule, world.keepsKeys()));
        }
        builder.refusedWrites(Math.floorMod(schedule.seed(), 4) == 3 ? RefusedWrites.TAKE_BACK : RefusedWrites.STAY)
                .retries(new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(20), Duration.ofMinutes(1)))
                .unconfirmedDeletions(2, Duration.ofSeconds(30));
        if (schedule.channels()) {
            builder.live(Live.DEFAULT.beatEvery(BEAT).stretchPolls(STRETCH));
        }
        if (schedule.poll() > 0) {
            builder.pollEvery(Duration.ofSeconds(schedule.poll()));
        }
    }

    private static ConflictPolicy policy(Schedule schedule, boolean keepsKeys) {
        return switch (schedule.policy()) {
            case 0 -> ConflictPolicy.serverWins();
            case 1 -> keepsKeys ? ConflictPolicy.lastWriteWins() : ConflictPolicy.rebase();
            default ->
                ConflictPolicy.decide(conflict -> conflict.mutation().payload().hashCode() % 2 == 0
                        ? ConflictPolicy.Resolution.SUPERSEDE
                        : ConflictPolicy.Resolution.RESEND);
        };
    }
}
