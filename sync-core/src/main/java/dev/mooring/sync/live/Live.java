package dev.mooring.sync.live;

import java.time.Duration;

/**
 * How a client uses its channel. Give it to {@link dev.mooring.sync.SyncClientBuilder#live(Live)}. Immutable; each method returns a copy.
 *
 * <p>Nothing depends on a channel: whatever it loses, repeats, delays or makes up costs time only, as polling goes on.
 */
public final class Live {
    /** 2 s, at most 10 s, beats of 30 s, polls stretched tenfold, not where the network costs money. */
    public static final Live DEFAULT =
            new Live(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(30), 10, false, true);

    /** No channel is opened, also if the transport has one. */
    public static final Live OFF =
            new Live(DEFAULT.settle, DEFAULT.atMost, DEFAULT.beat, DEFAULT.stretch, DEFAULT.metered, false);

    private final Duration settle;
    private final Duration atMost;
    private final Duration beat;
    private final int stretch;
    private final boolean metered;
    private final boolean on;

    private Live(Duration settle, Duration atMost, Duration beat, int stretch, boolean metered, boolean on) {
        this.settle = settle;
        this.atMost = atMost;
        this.beat = beat;
        this.stretch = stretch;
        this.metered = metered;
        this.on = on;
    }

    /**
     * How wake-ups in a row are taken together. The first one leads to a sync at once. Later ones wait until none has come for
     * {@code quiet}, but never longer than {@code atMost} in all. Those that come while a sync runs lead to one more sync.
     *
     * @param quiet not negative; 2 s by default
     * @param most not less than {@code quiet}; 10 s by default
     * @return a copy
     * @throws IllegalArgumentException if a bound is broken
     */
    public Live settle(Duration quiet, Duration most) {
        if (quiet.isNegative() || most.compareTo(quiet) < 0) {
            throw new IllegalArgumentException(
                    "wake-ups settle within 0 <= quiet <= most, got " + quiet + " and " + most);
        }
        return new Live(quiet, most, beat, stretch, metered, on);
    }

    /**
     * How often the other side is asked for a sign of life. A connection that has given none for two beats is closed and opened anew.
     *
     * @param every positive; 30 s by default
     * @return a copy
     * @throws IllegalArgumentException if it is not
     */
    public Live beatEvery(Duration every) {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("the interval of beats must be positive, got " + every);
        }
        return new Live(settle, atMost, every, stretch, metered, on);
    }

    /**
     * By what factor polls are rarer while the channel is proven alive. When it is not, they come as often as
     * {@link dev.mooring.sync.SyncClientBuilder#pollEvery} says, and one comes at once if it was due by that.
     *
     * @param factor 1 or more; 10 by default
     * @return a copy
     * @throws IllegalArgumentException if it is less
     */
    public Live stretchPolls(int factor) {
        if (factor < 1) {
            throw new IllegalArgumentException("polls are stretched by 1 or more, got " + factor);
        }
        return new Live(settle, atMost, beat, factor, metered, on);
    }

    /**
     * Whether the channel stays open where the network costs money; false by default.
     *
     * @param allowed true to keep it
     * @return a copy
     */
    public Live whenMetered(boolean allowed) {
        return new Live(settle, atMost, beat, stretch, allowed, on);
    }

    /**
     * As {@link #settle(Duration, Duration)} says.
     *
     * @return for how long no wake-up has to come
     */
    public Duration settle() {
        return settle;
    }

    /**
     * As {@link #settle(Duration, Duration)} says.
     *
     * @return for how long the first of several waits
     */
    public Duration atMost() {
        return atMost;
    }

    /**
     * As {@link #beatEvery} says.
     *
     * @return the interval of beats
     */
    public Duration beat() {
        return beat;
    }

    /**
     * As {@link #stretchPolls} says.
     *
     * @return the factor
     */
    public int stretch() {
        return stretch;
    }

    /**
     * As {@link #whenMetered} says.
     *
     * @return whether the channel stays open there
     */
    public boolean metered() {
        return metered;
    }

    /**
     * Whether a channel is opened at all.
     *
     * @return false for {@link #OFF}
     */
    public boolean isOn() {
        return on;
    }
}
