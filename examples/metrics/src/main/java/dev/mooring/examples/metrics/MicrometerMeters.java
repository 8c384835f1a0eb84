package dev.mooring.examples.metrics;

import dev.mooring.sync.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a client's figures into a Micrometer registry, under {@code mooring.}: all that stands between the two. Give
 * {@code new SyncMetrics(new MicrometerMeters(registry, Tags.of("user", "anna")))} to the client's builder as its listener.
 */
public final class MicrometerMeters implements Meters {
    private static final String PREFIX = "mooring.";

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();

    /** Into this registry, every meter with these tags; two clients need different ones. */
    public MicrometerMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    @Override
    public void count(String name, long more) {
        registry.counter(PREFIX + name, tags).increment(more);
    }

    @Override
    public void time(String name, Duration took) {
        registry.timer(PREFIX + name, tags).record(took);
    }

    @Override
    public void gauge(String name, double value) {
        gauges.computeIfAbsent(name, this::register).set(Double.doubleToLongBits(value));
    }

    private AtomicLong register(String name) {
        AtomicLong bits = new AtomicLong();
        registry.gauge(PREFIX + name, tags, bits, held -> Double.longBitsToDouble(held.get()));
        return bits;
    }
}
