package dev.mooring.sync.internal.status;

import dev.mooring.sync.internal.status.StatusFacts.Power;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Light;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Facts with a clock, and what happens to a client, one call each. */
final class Clockwork {
    static final Duration POLL = Duration.ofSeconds(10);
    static final int STRETCH = Live.DEFAULT.stretch();

    final StatusFacts facts = new StatusFacts(Thresholds.DEFAULT);
    private final StatusRule rule;
    Instant now = Instant.parse("2026-11-21T10:00:00Z");
    long nanos = 1_000_000_000L;

    Clockwork(String... unlisted) {
        rule = new StatusRule(Thresholds.DEFAULT, POLL, Live.DEFAULT, Set.of(unlisted));
    }

    SyncStatus status() {
        return rule.status(facts, facts.counts(null, 0), now, nanos);
    }

    State state() {
        return status().state();
    }

    Light light() {
        return status().light();
    }

    Cause cause() {
        return status().reason().cause();
    }

    String says() {
        return status().reason().words();
    }

    Duration changesIn() {
        return rule.changesIn(facts, now, nanos);
    }

    void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    void on() {
        power(Power.ON);
    }

    void power(Power power) {
        if (facts.power != Power.CLOSED) {
            facts.power = power;
            facts.poweredAt = now;
        }
    }

    void write() {
        facts.pending++;
        facts.pendingSince = facts.pendingSince == null ? now : facts.pendingSince;
    }

    void acked() {
        facts.pending = 0;
        facts.pendingSince = null;
        facts.contact = new Contact(now, now, facts.contact.pull());
    }

    void caughtUp() {
        facts.verified(now);
        facts.current = true;
        facts.caughtUpNanos = nanos;
        facts.caughtUpAt = now;
        facts.contact = new Contact(now, facts.contact.ack(), now);
    }

    /** The channel has shown what it alone shows. */
    void shown() {
        facts.shownNanos = nanos;
        facts.shownAt = now;
    }

    /** It shows a last sign of life as it falls. */
    void channel(ChannelStatus.State state) {
        facts.channelAliveNanos = facts.isLive() ? Long.valueOf(nanos) : facts.channelAliveNanos;
        facts.channel = new ChannelStatus(state, null, "", now);
    }

    void synced() {
        caughtUp();
        facts.succeeded();
    }

    void unreached() {
        facts.failed(new Reason(Cause.OFFLINE, "nobody there", now), false, nanos);
    }

    void failed(Cause cause) {
        facts.failed(new Reason(cause, "it failed", now), true, nanos);
        if (cause == Cause.KNOWS_LESS || cause == Cause.OTHER_HISTORY) {
            facts.mismatch = facts.failure;
        }
    }
}
