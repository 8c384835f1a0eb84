package dev.mooring.examples.server.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.examples.server.lease.Lease;
import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.log.Ask;
import dev.mooring.examples.server.log.Decision;
import dev.mooring.examples.server.log.Event;
import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A server of one log in memory, which may have a fault. Some answers get lost. It is there to find out what the checker finds. */
final class MemoryServer implements Wire {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LENGTH = Duration.ofSeconds(120);

    private final Fault fault;
    private final Random random;
    private final List<Seen> log = new ArrayList<>();
    private Lease lease = Lease.NONE;

    MemoryServer(Fault fault, long seed) {
        this.fault = fault;
        this.random = new Random(seed);
    }

    List<Seen> log() {
        return log;
    }

    @Override
    public Heard post(String user, String path, String key, String body) throws IOException {
        JsonNode request = JSON.readTree(body);
        List<Event> events = new ArrayList<>();
        for (JsonNode event : request.path("events")) {
            String id = event.path("mutation_id").asText();
            events.add(Event.of(
                    event.path("sequence").asLong(),
                    new Event.Fields(
                            "t", "user_action", 1, event.path("payload").asText(), id, null)));
        }
        long since = request.path("events_since").asLong();
        long token = request.path("fencing_token").asLong();
        if (fault == Fault.NO_FENCE) {
            token = lease.token();
        }
        Ask ask = new Ask(since, events, null, new Writer(request.path("writer").asText(), token));
        Heard answer = answer(ask, request.path("events"));
        if (random.nextInt(8) == 0) {
            crash();
            throw new IOException("the answer is lost");
        }
        return answer;
    }

    private Heard answer(Ask ask, JsonNode events) {
        long latest = fault == Fault.BELIEVES_THE_MARKER ? ask.since() : log.size();
        Head head = new Head("h", latest, latest, 0, lease, Head.Inbox.EMPTY);
        Outcome outcome = new Decision(head, ask, 0, LENGTH).outcome(places(ask));
        boolean stored = outcome instanceof Outcome.Stored && !ask.isPull();
        if (outcome instanceof Outcome.Stored happened) {
            lease = fault == Fault.NO_FENCE && stored
                    ? new Lease(1, ask.writer().name(), LENGTH.toMillis())
                    : happened.lease();
        }
        if (stored) {
            store(events, ask.since());
        }
        ObjectNode json = JSON.createObjectNode().put("history", "h").put("latest_sequence", log.size());
        ArrayNode told = json.putArray("server_events");
        boolean accepted = !(outcome instanceof Outcome.Refused);
        for (Seen seen : log.subList((int) Math.min(ask.since(), log.size()), log.size())) {
            boolean own = accepted && ask.mutations().contains(seen.mutation());
            boolean skipped = fault == Fault.SKIPS_AN_EVENT && random.nextInt(20) == 0;
            if (!own && !skipped) {
                told.addObject()
                        .put("sequence", seen.sequence())
                        .put("mutation_id", seen.mutation())
                        .put("payload", seen.payload());
            }
        }
        json.putObject("lease").put("fencing_token", lease.token()).put("held", lease.isHeldBy(ask.writer(), 0));
        return new Heard(accepted ? 200 : 409, json);
    }

    private Map<String, Long> places(Ask ask) {
        Map<String, Long> places = new HashMap<>();
        for (Seen seen : log) {
            if (fault != Fault.FORGETS_MUTATIONS && ask.mutations().contains(seen.mutation())) {
                places.put(seen.mutation(), seen.sequence());
            }
        }
        return places;
    }

    private void store(JsonNode events, long since) {
        List<Seen> batch = new ArrayList<>();
        events.forEach(event -> batch.add(Seen.of(event)));
        if (fault == Fault.FORGETS_MUTATIONS && random.nextInt(10) == 0) {
            Seen first = batch.get(0);
            batch.add(new Seen(since + batch.size() + 1, first.mutation(), first.payload()));
        }
        if (fault == Fault.TURNS_AROUND && batch.size() > 1) {
            Seen first = batch.get(0);
            Seen second = batch.get(1);
            batch.set(0, new Seen(first.sequence(), second.mutation(), second.payload()));
            batch.set(1, new Seen(second.sequence(), first.mutation(), first.payload()));
        }
        log.addAll(batch);
    }

    private void crash() {
        boolean loses = fault == Fault.LOSES_WHAT_IT_ANSWERED || fault == Fault.STORES_HALF;
        if (loses && log.size() > 3) {
            int left = fault == Fault.STORES_HALF ? log.size() - 1 : log.size() - 2;
            log.subList(left, log.size()).clear();
        }
    }
}
