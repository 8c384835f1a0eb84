package dev.mooring.examples.server;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The server as a program whose clock runs more quickly, and is wrong: {@code -Dclock.speed=20 -Dclock.epoch=… -Dclock.skew=…}. */
public final class SkewedServer {
    private SkewedServer() {}

    public static void main(String[] args) {
        Main.run(args, System.out, System.err, new Quick(Integer.getInteger("clock.speed", 1)));
    }

    private static final class Quick extends Clock {
        private final int speed;
        private final long epoch = Long.getLong("clock.epoch", 0);
        private final long skew = Long.getLong("clock.skew", 0);

        Quick(int speed) {
            this.speed = speed;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(epoch + (System.currentTimeMillis() - epoch) * speed + skew);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
