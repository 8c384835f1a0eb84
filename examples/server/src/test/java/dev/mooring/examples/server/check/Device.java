package dev.mooring.examples.server.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A device, as simple as the protocol allows: it numbers its writes, sends them in order, sends the same bytes again after anything unclear,
 * and takes in what the server tells. Now and then it tries whether a push with an old token is refused. It believes nothing: what
 * contradicts what it has seen before is noted. One thread.
 */
final class Device {
    private static final int MOST_OF_A_BATCH = 10;
    private static final int PROBES_ONE_IN = 30;

    final String user;
    final String name;
    final List<Seen> log = new ArrayList<>();
    final List<String> written = new ArrayList<>();
    final List<Operation> operations = new ArrayList<>();
    final List<String> contradictions = new ArrayList<>();
    int unclear;
    int conflicts;

    private final Wire wire;
    private final Random random;
    private final LongSupplier clock;
    private final Deque<String> pending = new ArrayDeque<>();
    private List<String> frozen = List.of();
    private long frozenToken;
    private long token;
    private String history = "";
    private boolean probes;
    private int probed;
    private long began;

    Device(String user, String name, Wire wire, long seed) {
        this(user, name, wire, seed, System::nanoTime);
    }

    /**
     * The same with another clock.
     *
     * @param clock which tells for all devices of a user what ended before what began
     */
    Device(String user, String name, Wire wire, long seed, LongSupplier clock) {
        this.user = user;
        this.name = name;
        this.wire = wire;
        this.random = new Random(seed);
        this.clock = clock;
    }

    Wire wire() {
        return wire;
    }

    void write() {
        String id = name + "-" + (written.size() + 1);
        written.add(id);
        pending.add(id);
    }

    boolean isDone() {
        return pending.isEmpty();
    }

    /** Pushes if anything is pending, else pulls. Returns whether there is certainly no more to pull. */
    boolean exchange() {
        String body = ask();
        try {
            return told(wire.post(user, "/do/sync", "", body));
        } catch (IOException e) {
            return told(null);
        }
    }

    /** Begins an exchange, and returns what is to be sent. */
    String ask() {
        if (frozen.isEmpty() && token > 0 && random.nextInt(PROBES_ONE_IN) == 0) {
            probed++;
            probes = true;
            frozen = List.of(name + "-probe-" + probed);
            frozenToken = token - 1;
        } else if (frozen.isEmpty() && !pending.isEmpty()) {
            int size = 1 + random.nextInt(MOST_OF_A_BATCH);
            frozen = pending.stream().limit(size).toList();
            frozenToken = token;
        }
        began = clock.getAsLong();
        return body();
    }

    /**
     * Ends the exchange.
     *
     * @param heard null if nobody knows what became of it
     * @return whether there is certainly no more to pull
     */
    boolean told(Wire.@Nullable Heard heard) {
        boolean clear = heard != null && (heard.status() == 200 || heard.status() == 409);
        Operation.Asked asked = new Operation.Asked(log.size(), frozen.isEmpty() ? token : frozenToken, frozen);
        operations.add(new Operation(
                name, began, clock.getAsLong(), asked, clear ? Operation.Told.of(heard.status(), heard.json()) : null));
        if (!clear) {
            unclear++;
            if (probes) {
                probes = false;
                frozen = List.of();
            }
            return false;
        }
        if (heard.status() == 409) {
            conflicts++;
            probes = false;
            refused(heard.json());
            return false;
        }
        if (probes) {
            contradictions.add(name + ": a push with an old token was taken: " + asked);
        }
        accepted(heard.json());
        return !heard.json().path("more").booleanValue();
    }

    private String body() {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < frozen.size(); i++) {
            String id = frozen.get(i);
            events.append(i == 0 ? "" : ",")
                    .append("{\"sequence\":")
                    .append(log.size() + 1 + i)
                    .append(",\"timestamp\":\"t\",\"event_type\":\"user_action\",\"schema_version\":1,\"payload\":\"p-")
                    .append(id)
                    .append("\",\"mutation_id\":\"")
                    .append(id)
                    .append("\"}");
        }
        return "{\"events_since\":" + log.size() + ",\"writer\":\"" + name + "\",\"fencing_token\":"
                + (frozen.isEmpty() ? token : frozenToken)
                + (history.isEmpty() ? "" : ",\"history\":\"" + history + "\"") + ",\"events\":[" + events + "]}";
    }

    private void accepted(JsonNode json) {
        for (String id : frozen) {
            log.add(new Seen(log.size() + 1, id, "p-" + id));
            settle(id);
        }
        frozen = List.of();
        probes = false;
        take(json);
    }

    private void refused(JsonNode json) {
        int before = log.size();
        take(json);
        Set<String> there = new HashSet<>();
        log.subList(before, log.size()).forEach(seen -> there.add(seen.mutation()));
        there.retainAll(frozen);
        if (!there.isEmpty()
                && there.size() < frozen.size()
                && !json.path("more").booleanValue()) {
            contradictions.add(name + ": a batch was stored in part: " + there + " of " + frozen);
        }
        for (String id : frozen) {
            if (there.contains(id)) {
                settle(id);
            }
        }
        frozen = List.of();
    }

    private void settle(String id) {
        if (!id.equals(pending.peek())) {
            contradictions.add(name + ": " + id + " is settled before " + pending.peek());
        }
        pending.remove(id);
    }

    private void take(JsonNode json) {
        String now = json.path("history").asText();
        if (!history.isEmpty() && !history.equals(now)) {
            contradictions.add(name + ": the history " + history + " became " + now);
        }
        history = now;
        if (token(json) < token) {
            contradictions.add(name + ": the token went from " + token + " to " + token(json));
        }
        token = token(json);
        for (JsonNode event : json.path("server_events")) {
            Seen seen = Seen.of(event);
            if (seen.sequence() != log.size() + 1) {
                contradictions.add(name + ": " + seen + " follows " + log.size());
                return;
            }
            log.add(seen);
        }
        if (json.path("latest_sequence").asLong() < log.size()) {
            contradictions.add(
                    name + ": the log ends at " + json.path("latest_sequence") + ", it was at " + log.size());
        }
    }

    private static long token(JsonNode json) {
        return json.path("lease").path("fencing_token").asLong();
    }
}
