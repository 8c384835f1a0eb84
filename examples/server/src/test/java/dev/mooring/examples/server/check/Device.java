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

/**
 * A device, as simple as the protocol allows: it numbers its writes, sends them in order, sends the same bytes again after anything unclear,
 * and takes in what the server tells. It believes nothing: what contradicts what it has seen before is noted. One thread.
 */
final class Device {
    private static final int MOST_OF_A_BATCH = 10;

    final String user;
    final String name;
    final List<Seen> log = new ArrayList<>();
    final List<String> written = new ArrayList<>();
    final List<Ack> acks = new ArrayList<>();
    final List<String> contradictions = new ArrayList<>();
    int unclear;
    int conflicts;

    private final Wire wire;
    private final Random random;
    private final Deque<String> pending = new ArrayDeque<>();
    private List<String> frozen = List.of();
    private long frozenToken;
    private long token;
    private String history = "";

    /** A batch that the server has taken while this device had the lease. */
    record Ack(long first, int count, long token, String device) {}

    Device(String user, String name, Wire wire, long seed) {
        this.user = user;
        this.name = name;
        this.wire = wire;
        this.random = new Random(seed);
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
        if (frozen.isEmpty() && !pending.isEmpty()) {
            int size = 1 + random.nextInt(MOST_OF_A_BATCH);
            frozen = pending.stream().limit(size).toList();
            frozenToken = token;
        }
        try {
            Wire.Heard heard = wire.post(user, "/do/sync", "", body());
            if (heard.status() == 200) {
                accepted(heard.json());
                return !heard.json().path("more").booleanValue();
            }
            if (heard.status() == 409) {
                conflicts++;
                refused(heard.json());
            } else {
                unclear++;
            }
        } catch (IOException e) {
            unclear++;
        }
        return false;
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
        long first = log.size() + 1;
        for (String id : frozen) {
            log.add(new Seen(log.size() + 1, id, "p-" + id));
            settle(id);
        }
        if (!frozen.isEmpty() && json.path("lease").path("held").booleanValue()) {
            acks.add(new Ack(first, frozen.size(), token(json), name));
        }
        frozen = List.of();
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
