package dev.mooring.examples.server.check;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** A server of one log in memory, which may have a fault. It is there to find out what the checkers find. */
final class MemoryServer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LENGTH = Duration.ofSeconds(120);

    private final Fault fault;
    private final Random random;
    private final List<Seen> log = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>(List.of(Lease.NONE));
    private final List<Seen> answered = new ArrayList<>();
    private final TreeSet<Integer> ends = new TreeSet<>();
    private String answeredTo = "";
    private int shown;
    private List<Seen> undone = List.of();

    MemoryServer(Fault fault, long seed) {
        this.fault = fault;
        this.random = new Random(seed);
    }

    List<Seen> log() {
        return log;
    }

    private Lease lease() {
        return leases.get(leases.size() - 1);
    }

    /** What a request does, and is answered, at one moment. */
    Wire.Heard answer(String body) {
        JsonNode request;
        try {
            request = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        List<Event> events = new ArrayList<>();
        List<Seen> batch = new ArrayList<>();
        for (JsonNode event : request.path("events")) {
            Seen seen = Seen.of(event);
            batch.add(seen);
            events.add(Event.of(
                    seen.sequence(), new Event.Fields("t", "user_action", 1, seen.payload(), seen.mutation(), null)));
        }
        Writer writer = new Writer(
                request.path("writer").asText(), request.path("fencing_token").asLong());
        Ask ask = new Ask(request.path("events_since").asLong(), events, null, writer);
        if (!answered.isEmpty() && (!ask.isPull() || answeredTo.equals(writer.name()))) {
            log.addAll(answered);
            answered.clear();
        }
        return ask.isPull() ? pulled(ask) : pushed(ask, batch);
    }

    private Wire.Heard pulled(Ask ask) {
        if (!undone.isEmpty() && undone.get(0).sequence() == log.size() + 1) {
            List<Seen> dirty = new ArrayList<>(log);
            dirty.addAll(undone);
            undone = List.of();
            return told(ask, true, dirty, lease());
        }
        int length = log.size();
        if (fault == Fault.READS_A_STALE_COPY && ends.lower(length) != null && ends.lower(length) >= ask.since()) {
            length = ends.lower(length);
        }
        if (shown > ask.since()) {
            length = shown;
        }
        shown = 0;
        Lease lease = leases.get(Math.min(length, leases.size() - 1));
        if (fault == Fault.TELLS_THE_NEXT_TOKEN && random.nextInt(10) == 0) {
            lease = new Lease(lease.token() + 1, lease.holder(), lease.expiresAt());
        }
        return told(ask, ask.since() <= length, log.subList(0, length), lease);
    }

    private Wire.Heard pushed(Ask ask, List<Seen> batch) {
        Ask asked = ask;
        boolean atEnd = fault == Fault.TAKES_A_FENCED_PUSH && ask.since() == log.size();
        if (fault == Fault.NO_FENCE || atEnd) {
            asked = new Ask(
                    ask.since(), ask.events(), null, new Writer(ask.writer().name(), lease().token()));
        }
        long latest = fault == Fault.BELIEVES_THE_MARKER ? ask.since() : log.size();
        Head head = new Head("h", latest, latest, 0, lease(), Head.Inbox.EMPTY);
        Outcome outcome = new Decision(head, asked, 0, LENGTH).outcome(places(asked));
        boolean atRandom = random.nextInt(5) == 0;
        if (outcome instanceof Outcome.Stored stored) {
            if (atRandom && fault == Fault.REFUSES_FOR_NOTHING) {
                return told(ask, false, log, lease());
            }
            if (atRandom && fault == Fault.SHOWS_WHAT_IT_UNDOES) {
                undone = batch;
                return new Wire.Heard(503, JSON.createObjectNode());
            }
            store(ask, batch, stored.lease());
        } else if (fault == Fault.GROWS_THE_TOKEN_FOR_A_REPLAY && outcome instanceof Outcome.Replayed) {
            leases.set(
                    leases.size() - 1,
                    new Lease(lease().token() + 1, ask.writer().name(), LENGTH.toMillis()));
        }
        return told(ask, !(outcome instanceof Outcome.Refused), log, lease());
    }

    private Map<String, Long> places(Ask ask) {
        Map<String, Long> places = new HashMap<>();
        for (Seen seen : log) {
            boolean forgotten = fault == Fault.FORGETS_MUTATIONS || fault == Fault.REFUSES_A_REPLAY;
            if (!forgotten && ask.mutations().contains(seen.mutation())) {
                places.put(seen.mutation(), seen.sequence());
            }
        }
        return places;
    }

    private void store(Ask ask, List<Seen> batch, Lease happened) {
        Lease lease = fault == Fault.NO_FENCE ? new Lease(1, ask.writer().name(), LENGTH.toMillis()) : happened;
        if (fault == Fault.FORGETS_MUTATIONS && random.nextInt(10) == 0) {
            Seen first = batch.get(0);
            batch.add(new Seen(ask.since() + batch.size() + 1, first.mutation(), first.payload()));
        }
        if (fault == Fault.TURNS_AROUND && batch.size() > 1) {
            Seen first = batch.get(0);
            Seen second = batch.get(1);
            batch.set(0, new Seen(first.sequence(), second.mutation(), second.payload()));
            batch.set(1, new Seen(second.sequence(), first.mutation(), first.payload()));
        }
        while (leases.size() <= log.size() + batch.size()) {
            leases.add(lease);
        }
        if (fault == Fault.SHOWS_HALF && batch.size() > 1) {
            shown = log.size() + 1;
        }
        if (fault == Fault.ANSWERS_BEFORE_IT_STORES) {
            answered.addAll(batch);
            answeredTo = ask.writer().name();
        } else {
            log.addAll(batch);
            ends.add(log.size());
        }
    }

    private Wire.Heard told(Ask ask, boolean accepted, List<Seen> events, Lease lease) {
        long latest = events.size() + (ask.isPull() ? 0 : answered.size());
        ObjectNode json = JSON.createObjectNode().put("history", "h").put("latest_sequence", latest);
        ArrayNode told = json.putArray("server_events");
        for (Seen seen : events.subList((int) Math.min(ask.since(), events.size()), events.size())) {
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
        return new Wire.Heard(accepted ? 200 : 409, json);
    }

    /** As if its process were gone and came back. */
    void crash() {
        boolean loses = fault == Fault.LOSES_WHAT_IT_ANSWERED || fault == Fault.STORES_HALF;
        if (loses && log.size() > 3) {
            int left = fault == Fault.STORES_HALF ? log.size() - 1 : log.size() - 2;
            log.subList(left, log.size()).clear();
            leases.subList(left + 1, leases.size()).clear();
        }
    }
}
