package dev.mooring.sync.internal.channel;

import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.internal.channel.ChannelState.Phase;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The life of a channel, decided by values alone: no clock, no thread, no I/O.
 *
 * <p>It is opened when it is wanted, and a pull follows, as nobody knows what came before. While it is open it is asked for a sign of life
 * at each beat, and closed when none has come for two, counted from the last sign. A connection that is lost or cannot be opened is tried
 * again, after waits that grow. Only a connection that has lived for a beat ends the row of failures, so a server that lets in and drops at
 * once is not asked in a spin. What is refused is not tried again by itself: the wait ends when somebody signs in, the app asks for a sync,
 * or the network is another one. The pull that follows a refusal shows whether the server refuses that as well.
 */
final class ChannelPlan {
    /** Garbage counts as so many failures at least. */
    private static final int GARBAGE = 6;

    /** By what factor the wait for a channel that the server does not have is longer than the longest other one. */
    private static final int ABSENT = 10;

    private final long beat;
    private final long connect;
    private final RetryPolicy retries;

    ChannelPlan(Duration beat, Duration connect, RetryPolicy retries) {
        this.beat = beat.toNanos();
        this.connect = connect.toNanos();
        this.retries = retries;
    }

    /** The state after an event, and what is to be done. */
    record Next(ChannelState state, List<ChannelStep> steps) {
        private static Next of(ChannelState state, ChannelStep... steps) {
            return new Next(state, Collections.unmodifiableList(Arrays.asList(steps)));
        }

        private Next behind(ChannelStep first) {
            List<ChannelStep> all = new ArrayList<>();
            all.add(first);
            all.addAll(steps);
            return new Next(state, Collections.unmodifiableList(all));
        }

        private Next and(ChannelStep last) {
            List<ChannelStep> all = new ArrayList<>(steps);
            all.add(last);
            return new Next(state, Collections.unmodifiableList(all));
        }
    }

    /**
     * What follows.
     *
     * @param now the monotonic clock, in nanoseconds
     * @param jitter from 0 to 1, drawn anew for each event
     */
    Next next(ChannelState state, ChannelEvent event, long now, double jitter) {
        if (event instanceof ChannelEvent.Wanted wanted) {
            return wanted.wanted() == state.wanted() ? Next.of(state) : wanted(state.wanting(wanted.wanted()), now);
        }
        if (event == ChannelEvent.Plain.MOVED) {
            return moved(state, now);
        }
        if (event == ChannelEvent.Plain.ASKED) {
            return state.phase() == Phase.REFUSED ? open(state.failed(0), now) : Next.of(state);
        }
        if (event == ChannelEvent.Plain.RANG) {
            return now < state.due() ? Next.of(state) : rang(state, now, jitter);
        }
        if (event instanceof ChannelEvent.Opened opened) {
            boolean awaited = opened.number() == state.number() && state.phase() == Phase.OPENING;
            return awaited ? opened(state, opened.watchesItself(), now) : Next.of(state);
        }
        if (event instanceof ChannelEvent.Alive alive) {
            boolean counts = alive.number() == state.number() && state.phase() == Phase.LIVE;
            return Next.of(counts ? state.alive(now) : state);
        }
        ChannelEvent.Closed closed = (ChannelEvent.Closed) event;
        boolean there = state.phase() == Phase.OPENING || state.phase() == Phase.LIVE;
        return there && closed.number() == state.number() ? fall(state, closed.end(), now, jitter) : Next.of(state);
    }

    private Next wanted(ChannelState state, long now) {
        if (state.wanted()) {
            return open(state.failed(0), now);
        }
        ChannelState off = state.at(Phase.OFF, Long.MAX_VALUE);
        return switch (state.phase()) {
            case OPENING -> Next.of(off, new ChannelStep.Close(state.number()), ChannelStep.Plain.TELL);
            case LIVE ->
                Next.of(off, new ChannelStep.Close(state.number()), ChannelStep.Plain.TELL, ChannelStep.Plain.REPOLL);
            default -> Next.of(off, ChannelStep.Plain.TELL);
        };
    }

    private Next open(ChannelState state, long now) {
        ChannelState opening = state.opening(now + connect);
        return Next.of(opening, ChannelStep.Plain.TELL, new ChannelStep.Open(opening.number()));
    }

    private Next opened(ChannelState state, boolean watchesItself, long now) {
        return Next.of(
                state.live(watchesItself, now, now + beat),
                ChannelStep.Plain.TELL,
                ChannelStep.Plain.REPOLL,
                ChannelStep.Plain.PULL);
    }

    /** The connection may go over a network that is gone: so it has to answer soon. */
    private Next moved(ChannelState state, long now) {
        return switch (state.phase()) {
            case LIVE -> {
                ChannelStep ask = new ChannelStep.Beat(state.number());
                long alive = Math.min(state.aliveAt(), now - 2 * beat + beat / 3);
                long due = Math.min(state.due(), now + beat / 3);
                yield Next.of(state.watchesItself() ? state : state.alive(alive).at(Phase.LIVE, due), ask);
            }
            case WAITING, REFUSED -> open(state.failed(0), now);
            default -> Next.of(state);
        };
    }

    private Next rang(ChannelState state, long now, double jitter) {
        return switch (state.phase()) {
            case OPENING -> silent(state, "the channel was not open in time", now, jitter);
            case LIVE -> watched(state, now, jitter);
            case WAITING -> open(state, now);
            default -> Next.of(state);
        };
    }

    private Next watched(ChannelState state, long now, double jitter) {
        ChannelState lived = hasLived(state, now) ? state.failed(0) : state;
        if (state.watchesItself()) {
            return Next.of(lived.at(Phase.LIVE, now + beat));
        }
        if (now - state.aliveAt() >= 2 * beat) {
            return silent(state, "the channel has shown no sign of life for two beats", now, jitter);
        }
        long due = Math.min(now + beat, state.aliveAt() + 2 * beat);
        return Next.of(lived.at(Phase.LIVE, due), new ChannelStep.Beat(state.number()));
    }

    private Next silent(ChannelState state, String words, long now, double jitter) {
        return fall(state, new End(Kind.SILENT, words, null), now, jitter)
                .behind(new ChannelStep.Close(state.number()));
    }

    private boolean hasLived(ChannelState state, long now) {
        return state.phase() == Phase.LIVE && now - state.openedAt() >= beat;
    }

    private Next fall(ChannelState state, End end, long now, double jitter) {
        Next down = end.kind() == Kind.AUTH_REQUIRED || end.kind() == Kind.OTHER_ACCOUNT
                ? Next.of(
                        state.ended(end).at(Phase.REFUSED, Long.MAX_VALUE),
                        ChannelStep.Plain.TELL,
                        ChannelStep.Plain.PULL)
                : waiting(state, end, now, jitter);
        return state.phase() == Phase.LIVE ? down.and(ChannelStep.Plain.REPOLL) : down;
    }

    private Next waiting(ChannelState state, End end, long now, double jitter) {
        int failures = hasLived(state, now) ? 1 : Math.min(state.failures(), 1000) + 1;
        Duration wait = switch (end.kind()) {
            case ABSENT ->
                retries.delay(Integer.MAX_VALUE, end.retryAfter(), jitter)
                        .plus(retries.delay(Integer.MAX_VALUE, null, jitter).multipliedBy(ABSENT - 1));
            case GARBAGE -> retries.delay(Math.max(failures, GARBAGE), end.retryAfter(), jitter);
            default -> retries.delay(failures, end.retryAfter(), jitter);
        };
        return Next.of(
                state.failed(failures).ended(end).at(Phase.WAITING, now + wait.toNanos()), ChannelStep.Plain.TELL);
    }
}
