package dev.mooring.sync.metrics;

import java.time.Duration;

/**
 * Where the figures go; an app implements it over its metrics library. Called on the lane thread, and must return quickly. What it
 * throws is logged and ignored.
 */
public interface Meters {
    /**
     * Adds to a counter.
     *
     * @param name of the counter, as {@link SyncMetrics} lists them
     * @param more positive
     */
    void count(String name, long more);

    /**
     * Records a duration.
     *
     * @param name of the timer
     * @param took not negative
     */
    void time(String name, Duration took);

    /**
     * Sets a gauge.
     *
     * @param name of the gauge
     * @param value replaces the last one
     */
    void gauge(String name, double value);
}
