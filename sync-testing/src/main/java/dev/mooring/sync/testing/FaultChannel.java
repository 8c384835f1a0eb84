package dev.mooring.sync.testing;

import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.WakeUps;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A channel that goes wrong: it skips wake-ups, repeats, delays and makes them up, is refused, cut, or stays open and says nothing any
 * more. Nothing of that may cost a client more than time.
 *
 * <p>All that a client is told, it is told by an alarm of its own scheduler. So a process that is stopped is told late, and a dead one
 * never.
 */
public final class FaultChannel implements WakeUps {
    private static final Duration LATENCY = Duration.ofMillis(5);

    private final WakeUps inner;
    private final Scheduler scheduler;
    private final Random random;
    private final Supplier<Plan> plan;

    /**
     * Puts faults in front of a channel.
     *
     * @param inner tells its listener at once, on the thread that runs virtual time
     * @param scheduler the client's own
     * @param random decides
     * @param plan asked whenever something happens, so it may change while a connection is open
     */
    public FaultChannel(WakeUps inner, Scheduler scheduler, Random random, Supplier<Plan> plan) {
        this.inner = inner;
        this.scheduler = scheduler;
        this.random = random;
        this.plan = plan;
    }

    /**
     * How likely each fault is, 0 to 1.
     *
     * @param skips that a wake-up does not arrive
     * @param repeats that it arrives twice
     * @param lies that one is made up when the client asks for a sign of life
     * @param cuts that the connection is cut behind a wake-up
     * @param freezes that from a wake-up on nothing arrives any more, and nobody is told
     * @param refuses that a connection is refused
     * @param slowest by how much a wake-up is late at most
     */
    public record Plan(
            double skips, double repeats, double lies, double cuts, double freezes, double refuses, Duration slowest) {
        /** Nothing goes wrong. */
        public static final Plan NONE = new Plan(0, 0, 0, 0, 0, 0, Duration.ZERO);

        /** Nothing arrives, and nobody gets a connection. */
        public static final Plan DEAD = new Plan(1, 0, 0, 0, 1, 1, Duration.ZERO);

        /**
         * Any mixture of faults.
         *
         * @param random decides
         * @param rate the most of each, 0 to 1
         * @param slowest the longest delay
         * @return a plan
         */
        public static Plan seeded(Random random, double rate, Duration slowest) {
            double[] rates =
                    random.doubles(6, 0, Math.max(rate, Double.MIN_VALUE)).toArray();
            return new Plan(rates[0], rates[1], rates[2], rates[3], rates[4], rates[5], slowest);
        }
    }

    @Override
    public Connection open(Listener listener) {
        Line line = new Line(listener);
        if (happens(plan.get().refuses())) {
            Kind[] kinds = Kind.values();
            line.end(new End(kinds[random.nextInt(kinds.length)], "the channel is refused", null));
        } else {
            line.to(inner.open(line));
        }
        return line;
    }

    private boolean happens(double likely) {
        return random.nextDouble() < likely;
    }

    /** One connection, between the client's end and the server's. */
    private final class Line implements Connection, Listener {
        private final Listener client;
        private Connection server = new Nowhere();
        private boolean over;
        private boolean frozen;

        Line(Listener client) {
            this.client = client;
        }

        void to(Connection opened) {
            server = opened;
            if (over) {
                opened.close();
            }
        }

        private void tell(Duration late, Runnable what) {
            scheduler.alarm(LATENCY.plus(late), () -> {
                if (!over && !isFrozen()) {
                    what.run();
                }
            });
        }

        private boolean isFrozen() {
            frozen |= plan.get().equals(Plan.DEAD);
            return frozen;
        }

        private Duration late() {
            return Duration.ofNanos(
                    (long) (random.nextDouble() * plan.get().slowest().toNanos()));
        }

        @Override
        public void opened(boolean watchesItself) {
            tell(Duration.ZERO, () -> client.opened(watchesItself));
        }

        @Override
        public void alive() {
            tell(Duration.ZERO, client::alive);
        }

        @Override
        public void woken(boolean brought) {
            Plan now = plan.get();
            if (!happens(now.skips())) {
                tell(late(), () -> client.woken(brought));
            }
            if (happens(now.repeats())) {
                tell(late(), () -> client.woken(brought));
            }
            frozen |= happens(now.freezes());
            if (happens(now.cuts())) {
                end(new End(Kind.LOST, "the channel was cut", null));
            }
        }

        @Override
        public void shown() {
            if (!happens(plan.get().skips())) {
                tell(late(), client::shown);
            }
        }

        @Override
        public void closed(End end) {
            end(end);
        }

        private void end(End why) {
            tell(Duration.ZERO, () -> {
                over = true;
                server.close();
                client.closed(why);
            });
        }

        @Override
        public void beat() {
            if (over || isFrozen()) {
                return;
            }
            server.beat();
            if (happens(plan.get().lies())) {
                tell(late(), () -> client.woken(random.nextBoolean()));
            }
        }

        @Override
        public void close() {
            over = true;
            server.close();
        }
    }

    /** The other end of a connection that was refused. */
    private static final class Nowhere implements Connection {
        @Override
        public void beat() {}

        @Override
        public void close() {}
    }
}
