package dev.mooring.sync.metrics;

import java.time.Duration;

/**
 * Where figures go: a thin side of a metrics library. Called on the lane thread; must return quickly. What it throws is logged by the
 * client and swallowed.
 */
public interface Meters {
    /**
     * Something happened so many times more.
     *
     * @param name of the counter, as {@link SyncMetrics} lists them
     * @param more positive
     */
    void count(String name, long more);

    /**
     * Something took so long.
     *
     * @param name of the timer
     * @param took not negative
     */
    void time(String name, Duration took);

    /**
     * Something stands at a value.
     *
     * @param name of the gauge
     * @param value replaces the last one
     */
    void gauge(String name, double value);
}
