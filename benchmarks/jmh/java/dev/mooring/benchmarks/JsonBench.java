package dev.mooring.benchmarks;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonEscapes;
import dev.mooring.sync.internal.json.JsonWriter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What the cursor and the writer of JSON text cost: a payload that is checked, a row that is read, passed over and written. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonBench {
    /** A few words, or a text with an escape every few characters. */
    @Param({"Buy milk and bread", "Buy \\\"milk\\\" and\\nbread \\u00e9"})
    public String words = "";

    private String row = "";

    /** Measures all of it, from the harness of this module. */
    static void run() throws RunnerException {
        new Runner(new OptionsBuilder().include(JsonBench.class.getSimpleName()).addProfiler("gc").build()).run();
    }

    /** The row of the given words. */
    @Setup
    public void begin() {
        row = "{\"op\":\"update\",\"row\":{\"id\":\"8f14e45f-ceea-4e7c-9d55-000000000001\",\"title\":\"" + words
                + "\",\"done\":0,\"rank\":12345,\"price\":3.75,\"due\":null},\"changed\":[\"title\",\"rank\"]}";
    }

    private static RuntimeException fault(JsonCursor json, String expected, @Nullable String found) {
        return new IllegalArgumentException(expected + " at " + json.at());
    }

    @Benchmark
    public boolean check() {
        JsonCursor json = JsonCursor.strict(row, JsonBench::fault);
        boolean good = JsonEscapes.half(row) < 0 && json.skip(1000);
        json.end();
        return good;
    }

    @Benchmark
    public String raw() {
        return JsonCursor.withHalves(row, JsonBench::fault).raw();
    }

    @Benchmark
    public void read(Blackhole sink) {
        JsonCursor json = JsonCursor.strict(row, JsonBench::fault);
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (json.peek() != '{') {
                sink.consume(json.raw());
                continue;
            }
            json.beginObject();
            for (String column = json.nextName(); column != null; column = json.nextName()) {
                switch (json.peek()) {
                    case '"' -> sink.consume(json.string());
                    case 'n' -> sink.consume(json.nullValue());
                    default -> sink.consume(json.number());
                }
            }
        }
    }

    @Benchmark
    public String write() {
        JsonWriter json = new JsonWriter().begin('{').name("op").string("update").name("row").begin('{');
        for (int i = 0; i < 6; i++) {
            json.name("title").string(words);
        }
        return json.end('}').end('}').toString();
    }
}
