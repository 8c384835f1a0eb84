package dev.mooring.sync.internal.channel;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.internal.channel.ChannelState.Phase;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.settings.GuardedScheduler;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.Connection;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import dev.mooring.sync.status.ChannelStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what {@link ChannelPlan} says, for one client. Events come from any thread and are taken one at a time under a lock. Steps are done
 * outside it and in order, by one thread at a time: by that which has brought the event, or by the one that is doing steps already. So
 * whatever the app's code calls back from inside {@link WakeUps#open} only joins the queue.
 *
 * <p>Its only timer is an alarm of the scheduler, so a lane that is blocked in an exchange stops no beat.
 */
public final class Channel {
    /** For how long a connection may take to open. */
    static final Duration CONNECT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final @Nullable WakeUps wakeUps;
    private final Live live;
    private final Connectivity connectivity;
    private final GuardedScheduler scheduler;
    private final Lane lane;
    private final ChannelPlan plan;

    private final Object lock = new Object();
    private final ArrayDeque<ChannelStep> steps = new ArrayDeque<>();
    private volatile ChannelState state = ChannelState.FIRST;
    private volatile ChannelStatus status = ChannelStatus.NONE;
    private Connectivity.State network = Connectivity.State.UNKNOWN;
    private boolean closed;
    private boolean working;
    private long alarmAt = Long.MAX_VALUE;

    /** These two are used by the thread that is doing steps. */
    private @Nullable Connection connection;

    private Registration alarm = () -> {};

    /** What the lane gives. Called under no lock of the channel's. */
    public interface Lane {
        /** Whether the client is switched on. Called under the channel's lock, so it waits for nothing. */
        boolean isOn();

        /**
         * There may be something to pull: a connection says so, is open again, or was refused.
         *
         * @param brought as in {@link WakeUps.Listener#woken}
         */
        void woken(boolean brought);

        /** What the channel alone shows is here. */
        void shown();

        /** The pace of polls may be another one. */
        void repoll();

        /**
         * Tells listeners.
         *
         * @param aliveAt the last sign of life, by the monotonic clock
         */
        void changed(ChannelStatus status, long aliveAt);
    }

    /**
     * A channel that is off.
     *
     * @param wakeUps null if there is none; then nothing here does anything
     */
    public Channel(@Nullable WakeUps wakeUps, Settings settings, Lane lane) {
        this.live = settings.live();
        this.wakeUps = wakeUps;
        this.connectivity = settings.connectivity();
        this.scheduler = settings.scheduler();
        this.lane = lane;
        this.plan = new ChannelPlan(live.beat(), CONNECT, settings.retries());
    }

    /** The client was switched on or off. */
    public void switched() {
        if (wakeUps != null) {
            network(connectivity.current());
        }
    }

    /** The platform says that the network is another one. */
    public void network(Connectivity.State now) {
        if (wakeUps == null) {
            return;
        }
        synchronized (lock) {
            network = now;
            boolean before = state.wanted();
            take(new ChannelEvent.Wanted(isWanted()));
            if (before && state.wanted()) {
                take(ChannelEvent.Plain.MOVED);
            }
        }
        work();
    }

    private boolean isWanted() {
        boolean there = network != Connectivity.State.OFFLINE;
        boolean free = network != Connectivity.State.METERED || live.metered();
        return !closed && lane.isOn() && there && free;
    }

    /** The app asks for a sync, or somebody has signed in. */
    public void asked() {
        on(ChannelEvent.Plain.ASKED);
    }

    /** Whether it is proven alive. Any thread. */
    public boolean isLive() {
        return state.phase() == Phase.LIVE;
    }

    /** The status as it is now. Any thread. */
    public ChannelStatus status() {
        return status;
    }

    /** Ends it for good. */
    public void close() {
        synchronized (lock) {
            closed = true;
            take(new ChannelEvent.Wanted(false));
        }
        work();
    }

    private void on(ChannelEvent event) {
        if (wakeUps != null) {
            synchronized (lock) {
                take(event);
            }
            work();
        }
    }

    /** Under the lock. */
    private void take(ChannelEvent event) {
        double jitter =
                event instanceof ChannelEvent.Alive ? 0 : scheduler.random().nextDouble();
        ChannelPlan.Next next = plan.next(state, event, scheduler.nanoTime(), jitter);
        state = next.state();
        steps.addAll(next.steps());
    }

    private void woken(long number, boolean brought) {
        if (isHeard(number)) {
            lane.woken(brought);
        }
    }

    /** Whether that connection, which says something, is the one that is live. */
    private boolean isHeard(long number) {
        synchronized (lock) {
            take(new ChannelEvent.Alive(number));
            return state.number() == number && state.phase() == Phase.LIVE;
        }
    }

    // ---- steps

    private void work() {
        synchronized (lock) {
            if (working) {
                return;
            }
            working = true;
        }
        while (true) {
            Runnable next;
            synchronized (lock) {
                ChannelStep step = steps.poll();
                long due = state.due();
                if (step == null && due == alarmAt) {
                    working = false;
                    return;
                }
                alarmAt = step == null ? due : alarmAt;
                next = step == null ? () -> ring(due) : () -> work(step);
            }
            Failures.quietly("serve the channel", next); // The app's channel may throw.
        }
    }

    private void ring(long due) {
        alarm.close();
        if (due == Long.MAX_VALUE) {
            alarm = () -> {};
            return;
        }
        Duration wait = Duration.ofNanos(Math.max(0, due - scheduler.nanoTime()));
        alarm = scheduler.alarm(wait, this::rang);
        if (alarm == GuardedScheduler.LOST) {
            alarm = scheduler.schedule(wait, this::rang); // Later than due if the lane is busy, and better than never.
        }
    }

    private void rang() {
        synchronized (lock) {
            alarmAt = Long.MIN_VALUE; // It is spent, also if it rings too early.
        }
        on(ChannelEvent.Plain.RANG);
    }

    private void work(ChannelStep step) {
        if (step instanceof ChannelStep.Open open) {
            open(open.number());
        } else if (step instanceof ChannelStep.Beat && connection != null) {
            connection.beat();
        } else if (step instanceof ChannelStep.Close && connection != null) {
            Connection last = connection;
            connection = null;
            last.close();
        } else if (step == ChannelStep.Plain.PULL) {
            lane.woken(false);
        } else if (step == ChannelStep.Plain.REPOLL) {
            lane.repoll();
        } else if (step == ChannelStep.Plain.TELL) {
            tell();
        }
    }

    private void open(long number) {
        connection = null;
        try {
            connection = Objects.requireNonNull(wakeUps).open(new Told(number));
        } catch (Throwable thrown) {
            LOG.warn("the channel threw as it was opened; it is tried again", Failures.bare(thrown));
            on(new ChannelEvent.Closed(
                    number, new End(Kind.LOST, "the channel could not be opened, as this app's log says", null)));
        }
    }

    /** Tells it once for each state and cause. */
    private void tell() {
        ChannelState now;
        synchronized (lock) {
            now = state;
        }
        ChannelStatus before = status;
        ChannelStatus next = shown(now);
        boolean same = next.state() == before.state() && next.cause() == before.cause();
        Instant since = same ? before.since() : scheduler.now();
        status = new ChannelStatus(next.state(), next.cause(), next.words(), since);
        if (!same) {
            LOG.info("the channel is {}{}", next.state(), next.cause() == null ? "" : " (" + next.cause() + ")");
        }
        if (!same || !next.words().equals(before.words())) {
            lane.changed(status, now.aliveAt());
        }
    }

    private static ChannelStatus shown(ChannelState state) {
        End end = state.end();
        boolean down = state.phase() == Phase.REFUSED
                || ((state.phase() == Phase.OPENING || state.phase() == Phase.WAITING) && state.failures() > 0);
        if (down && end != null) {
            return new ChannelStatus(ChannelStatus.State.DOWN, end.kind(), end.words(), Instant.EPOCH);
        }
        ChannelStatus.State shown = switch (state.phase()) {
            case OFF -> ChannelStatus.State.OFF;
            case LIVE -> ChannelStatus.State.LIVE;
            default -> ChannelStatus.State.CONNECTING;
        };
        return new ChannelStatus(shown, null, "", Instant.EPOCH);
    }

    /** What one connection tells. */
    private final class Told implements WakeUps.Listener {
        private final long number;

        Told(long number) {
            this.number = number;
        }

        @Override
        public void opened(boolean watchesItself) {
            on(new ChannelEvent.Opened(number, watchesItself));
        }

        @Override
        public void alive() {
            synchronized (lock) {
                take(new ChannelEvent.Alive(number));
            }
        }

        @Override
        public void woken(boolean brought) {
            Channel.this.woken(number, brought);
        }

        @Override
        public void shown() {
            if (isHeard(number)) {
                lane.shown();
            }
        }

        @Override
        public void closed(End end) {
            on(new ChannelEvent.Closed(number, end));
        }
    }
}
