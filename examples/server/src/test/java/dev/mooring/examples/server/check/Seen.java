package dev.mooring.examples.server.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** One event as somebody has seen it. */
public record Seen(long sequence, String mutation, String payload) {
    public static Seen of(JsonNode event) {
        return new Seen(
                event.path("sequence").asLong(),
                event.path("mutation_id").asText(),
                event.path("payload").asText());
    }

    /** All events of an array. */
    static List<Seen> all(JsonNode events) {
        List<Seen> all = new ArrayList<>();
        events.forEach(event -> all.add(of(event)));
        return all;
    }
}
