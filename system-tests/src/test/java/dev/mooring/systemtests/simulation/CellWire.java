package dev.mooring.systemtests.simulation;

import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * The way of one connection between a device and the server, in virtual time. Messages keep their order. It may fall still without a word:
 * then nothing more arrives here, and what was on its way to the server arrives late, or never.
 */
abstract class CellWire {
    final Rough rough;
    private boolean still;

    /** How bad all the ways are. */
    static final class Rough {
        private final Random luck;
        private VirtualScheduler time = new VirtualScheduler(0);
        private boolean on = true;

        Rough(long seed) {
            luck = new Random(seed * 53 + 11);
        }

        void time(VirtualScheduler runs) {
            time = runs;
        }

        void on(boolean value) {
            on = value;
        }

        VirtualScheduler time() {
            return time;
        }

        /** Whether something happens that happens once in so many times. */
        boolean happens(int times) {
            return on && luck.nextInt(times) == 0;
        }

        int next(int bound) {
            return luck.nextInt(bound);
        }
    }

    CellWire(Rough rough) {
        this.rough = rough;
    }

    /** From now on nothing comes through. */
    final boolean isStill() {
        return still;
    }

    /** A message sets out for the server. */
    final void toServer(Runnable arrives) {
        still |= rough.happens(60) || !isOnline();
        if (!still) {
            leaves(arrives);
        } else if (rough.next(2) == 0) {
            rough.time().schedule(Duration.ofMillis(rough.next(40_000)), arrives);
        }
    }

    /** A message sets out for the device. */
    final void toDevice(Runnable arrives) {
        still |= rough.happens(120);
        if (!still) {
            comes(() -> {
                still |= !isOnline(); // A stream leaves nothing out: what comes behind a lost message is lost, too.
                if (!still) {
                    arrives.run();
                }
            });
        }
    }

    /** A connection is made, and the server says what it has to say to that. */
    void dials(Runnable connects) {
        connects.run();
    }

    abstract void leaves(Runnable arrives);

    abstract void comes(Runnable arrives);

    /** Waits until something is so, or for so long. */
    abstract boolean waits(Duration patience, BooleanSupplier until);

    /** Whether there is a network at all. */
    abstract boolean isOnline();

    /**
     * Everything arrives at once, and nobody waits: what has not come by then does not come. The server reads the next message when it has
     * said all that it has to say to the one before.
     */
    static final class Prompt extends CellWire {
        private final Deque<Runnable> leaving = new ArrayDeque<>();
        private boolean arriving;

        Prompt(Rough rough) {
            super(rough);
        }

        @Override
        void dials(Runnable connects) {
            leaves(connects);
        }

        @Override
        void leaves(Runnable arrives) {
            leaving.add(arrives);
            if (arriving) {
                return;
            }
            arriving = true;
            try {
                for (Runnable next = leaving.poll(); next != null; next = leaving.poll()) {
                    next.run();
                }
            } finally {
                arriving = false;
            }
        }

        @Override
        void comes(Runnable arrives) {
            arrives.run();
        }

        @Override
        boolean waits(Duration patience, BooleanSupplier until) {
            return until.getAsBoolean();
        }

        @Override
        boolean isOnline() {
            return true;
        }
    }

    /** Messages take their time. */
    static final class Slow extends CellWire {
        private final VirtualScheduler.Lane lane;
        private final BooleanSupplier online;
        private long there;
        private long back;

        Slow(Rough rough, VirtualScheduler.Lane lane, BooleanSupplier online) {
            super(rough);
            this.lane = lane;
            this.online = online;
        }

        private Duration delay() {
            return Duration.ofMillis(rough.happens(8) ? rough.next(4000) : 1 + rough.next(20));
        }

        @Override
        void leaves(Runnable arrives) {
            long now = lane.nanoTime();
            there = Math.max(there, now + delay().toNanos());
            rough.time().schedule(Duration.ofNanos(there - now), arrives);
        }

        @Override
        void comes(Runnable arrives) {
            long now = lane.nanoTime();
            back = Math.max(back, now + delay().toNanos());
            lane.alarm(Duration.ofNanos(back - now), arrives);
        }

        @Override
        boolean waits(Duration patience, BooleanSupplier until) {
            return lane.sleep(patience, until);
        }

        @Override
        boolean isOnline() {
            return online.getAsBoolean();
        }
    }
}
