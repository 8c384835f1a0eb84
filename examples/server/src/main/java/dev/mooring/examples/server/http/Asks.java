package dev.mooring.examples.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.examples.server.lease.Lease;
import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.log.Ask;
import dev.mooring.examples.server.log.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a client asks. What is missing or of another type is refused; nothing is guessed. */
final class Asks {
    static final int MOST_EVENTS = 5_000;
    static final int MOST_PAYLOAD_BYTES = 1_900_000;

    private static final int NAME = 200;
    private static final int KEY = 1_000;
    private static final Pattern WRITER = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private Asks() {}

    static Ask of(Body body) {
        JsonNode events = body.member("events");
        if (events != null && !events.isArray()) {
            throw Refusal.malformed("events must be an array.");
        }
        return new Ask(
                body.number("events_since", 0),
                events == null ? List.of() : events(events),
                body.text("history", NAME),
                writer(body.text("writer", NAME), body.number("fencing_token", 0)));
    }

    static Writer writer(@Nullable String name, long token) {
        if (name == null) {
            return Writer.NONE;
        }
        if (!WRITER.matcher(name).matches() || name.equals(Lease.SERVER)) {
            throw Refusal.malformed("writer must be 1 to 128 printable ASCII characters, and not \"server\".");
        }
        return new Writer(name, token);
    }

    private static List<Event> events(JsonNode array) {
        if (array.size() > MOST_EVENTS) {
            throw Refusal.tooLarge("The batch has more than " + MOST_EVENTS + " events.");
        }
        List<Event> events = new ArrayList<>(array.size());
        Set<String> mutations = new HashSet<>();
        for (JsonNode each : array) {
            Event event = event(Body.of(each, "an event"));
            if (event.mutation() != null && !mutations.add(event.mutation())) {
                throw Refusal.malformed("mutation_id " + event.mutation() + " is in the batch twice.");
            }
            events.add(event);
        }
        return events;
    }

    private static Event event(Body event) {
        String payload = event.needed("payload", Body.MOST_BYTES);
        if (payload.length() > MOST_PAYLOAD_BYTES
                || payload.getBytes(StandardCharsets.UTF_8).length > MOST_PAYLOAD_BYTES) {
            throw Refusal.tooLarge("A payload has more than " + MOST_PAYLOAD_BYTES + " bytes.");
        }
        String type = event.needed("event_type", NAME);
        if (type.equals("proxy_minted")) {
            throw Refusal.ofEvents(
                    403, "Client cannot submit proxy_minted events. Only the server can mint these events.");
        }
        if (event.member("sequence") == null || event.member("schema_version") == null) {
            throw Refusal.malformed("sequence or schema_version is missing.");
        }
        return Event.of(
                event.number("sequence", 0),
                new Event.Fields(
                        event.needed("timestamp", NAME),
                        type,
                        event.number("schema_version", 0),
                        payload,
                        event.text("mutation_id", NAME),
                        event.text("key", KEY)));
    }
}
