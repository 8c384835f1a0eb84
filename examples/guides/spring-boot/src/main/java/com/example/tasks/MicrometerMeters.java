package com.example.tasks;

import dev.mooring.sync.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The client's figures in Micrometer, under {@code mooring.}. */
class MicrometerMeters implements Meters {
    private final MeterRegistry registry;
    private final Map<String, Double> gauges = new ConcurrentHashMap<>();

    MicrometerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void count(String name, long more) {
        registry.counter("mooring." + name).increment(more);
    }

    @Override
    public void time(String name, Duration took) {
        registry.timer("mooring." + name).record(took);
    }

    @Override
    public void gauge(String name, double value) {
        if (gauges.put(name, value) == null) {
            registry.gauge("mooring." + name, gauges, all -> all.get(name));
        }
    }
}
