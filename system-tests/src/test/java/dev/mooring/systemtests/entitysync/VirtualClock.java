package dev.mooring.systemtests.entitysync;

import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The server's clock runs with the devices'. */
final class VirtualClock extends Clock {
    private final VirtualScheduler time;

    VirtualClock(VirtualScheduler time) {
        this.time = time;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return time.now();
    }
}
