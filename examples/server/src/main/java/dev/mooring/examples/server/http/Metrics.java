package dev.mooring.examples.server.http;

import dev.mooring.examples.server.log.Answer;
import dev.mooring.examples.server.log.Ask;
import dev.mooring.examples.server.log.Outcome;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counters, as lines that Prometheus reads. */
final class Metrics {
    private final Map<String, LongAdder> counters = new ConcurrentSkipListMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentSkipListMap<>();

    void count(String name, long more) {
        counters.computeIfAbsent(name, each -> new LongAdder()).add(more);
    }

    void gauge(String name, LongSupplier value) {
        gauges.put(name, value);
    }

    /** What became of an exchange. */
    void exchanged(Ask ask, Answer answer) {
        String outcome = answer.outcome() instanceof Outcome.Refused refused
                ? refused.reason().name().toLowerCase(Locale.ROOT)
                : answer.outcome() instanceof Outcome.Replayed ? "replayed" : "stored";
        String kind = ask.isPull() ? "pull" : "push";
        count("mooring_exchanges_total{kind=\"" + kind + "\",outcome=\"" + outcome + "\"}", 1);
        if (answer.outcome() instanceof Outcome.Stored) {
            count("mooring_events_stored_total", ask.events().size());
        }
        count("mooring_events_sent_total", answer.page().events().size());
    }

    /** A request was answered. */
    void answered(int status, long nanos) {
        count("mooring_answers_total{status=\"" + status + "\"}", 1);
        count("mooring_answer_microseconds_total", nanos / 1000);
    }

    String lines() {
        StringBuilder lines = new StringBuilder();
        counters.forEach((name, value) ->
                lines.append(name).append(' ').append(value.sum()).append('\n'));
        gauges.forEach((name, value) ->
                lines.append(name).append(' ').append(value.getAsLong()).append('\n'));
        return lines.toString();
    }
}
