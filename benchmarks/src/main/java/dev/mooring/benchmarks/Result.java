package dev.mooring.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The figures of one benchmark, printed as one JSON object. */
final class Result {
    private final Map<String, String> fields = new LinkedHashMap<>();

    Result(String bench) {
        fields.put("bench", '"' + bench + '"');
    }

    Result name(String field, String value) {
        fields.put(field, '"' + value + '"');
        return this;
    }

    Result put(String name, double value) {
        fields.put(name, String.format(Locale.ROOT, value >= 1000 ? "%.0f" : "%.3f", value));
        return this;
    }

    /** The most heap that was in use at any time since the start, garbage included. */
    Result peakHeap() {
        long peak = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                peak += pool.getPeakUsage().getUsed();
            }
        }
        put("peak_heap_mb", peak / 1048576.0);
        return put("max_heap_mb", Runtime.getRuntime().maxMemory() / 1048576.0);
    }

    void print() {
        StringBuilder json = new StringBuilder("{");
        fields.forEach((name, value) -> json.append(json.length() == 1 ? "" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
        System.out.println(json.append('}'));
    }
}
