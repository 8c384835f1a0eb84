package dev.mooring.sync.testing.conformance;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One throw-away account of an entity-sync server. A hook gives it a credential; without one, its bearer token is its name. The ids of its
 * entities begin with its name.
 */
final class EntitySyncUser {
    static final String EARLY = "2026-11-01T10:00:00.000Z";
    static final String LATE = "2026-11-02T10:00:00.000Z";
    private static final String BEARER = "Bearer ";

    final String name;
    final Map<String, String> headers;
    private final Stage stage;
    private final AtomicInteger keys = new AtomicInteger();

    EntitySyncUser(Stage stage) {
        this.stage = stage;
        this.name = stage.user();
        this.headers = new LinkedHashMap<>(stage.headers(name));
        if (headers.isEmpty()) {
            headers.put("Authorization", BEARER + name);
        }
    }

    // ---- entities

    String id(String own) {
        return name + "-" + own;
    }

    /** An entry that every way takes. */
    Map<String, @Nullable Object> entry(String own, String notes, String updatedAt) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("id", id(own));
        entry.put("timestamp", EARLY);
        entry.put("duration", 1800);
        entry.put("type", "practice");
        entry.put("instrument", "piano");
        entry.put("pieces", List.of());
        entry.put("techniques", List.of());
        entry.put("goalIds", List.of());
        entry.put("tags", List.of());
        entry.put("notes", notes);
        entry.put("createdAt", EARLY);
        entry.put("updatedAt", updatedAt);
        return entry;
    }

    Map<String, @Nullable Object> entry(String own) {
        return entry(own, "of " + own, EARLY);
    }

    Map<String, @Nullable Object> goal(String own) {
        Map<String, @Nullable Object> goal = new LinkedHashMap<>();
        goal.put("id", id(own));
        goal.put("title", "of " + own);
        goal.put("type", "custom");
        goal.put("status", "active");
        goal.put("current_value", 0);
        goal.put("created_at", EARLY);
        goal.put("updated_at", EARLY);
        return goal;
    }

    /** A plan, or a template. */
    Map<String, @Nullable Object> plan(String own, String status) {
        Map<String, @Nullable Object> plan = new LinkedHashMap<>();
        plan.put("id", id(own));
        plan.put("title", "of " + own);
        plan.put("type", "custom");
        plan.put("schedule", Map.of("kind", "single"));
        plan.put("visibility", "private");
        if (!status.isEmpty()) {
            plan.put("status", status);
        }
        plan.put("createdAt", EARLY);
        plan.put("updatedAt", EARLY);
        return plan;
    }

    Map<String, @Nullable Object> occurrence(String own, String plan) {
        Map<String, @Nullable Object> occurrence = new LinkedHashMap<>();
        occurrence.put("id", id(own));
        occurrence.put("planId", id(plan));
        occurrence.put("status", "scheduled");
        return occurrence;
    }

    // ---- over HTTP

    /** A key that nobody else has. */
    String key() {
        return name + "-key-" + keys.incrementAndGet();
    }

    /** Entries, under a key of their own. */
    @SafeVarargs
    final Got push(Map<String, @Nullable Object>... entries) {
        List<Object> all = new ArrayList<>();
        for (Map<String, @Nullable Object> entry : entries) {
            all.add(entry);
        }
        return push(key(), Map.of("entries", all));
    }

    Got push(String key, Map<String, ?> changes) {
        return post("push", key, Json.write(Map.of("changes", changes)));
    }

    /** A push that has to be taken before anything can be tried. */
    @SafeVarargs
    final void given(Map<String, @Nullable Object>... entries) {
        Got got = push(entries);
        if (got.status != 200 || !got.list("conflicts").isEmpty()) {
            throw Ending.unclear("a push of good entries was answered " + got.status);
        }
    }

    Got delete(String list, String own) {
        return push(key(), Map.of(list, List.of(Map.of("id", id(own), "deletedAt", LATE))));
    }

    Got batch(String key, List<? extends Map<String, ?>> entities) {
        return post("batch", key, Json.write(Map.of("entities", entities)));
    }

    Map<String, @Nullable Object> inBatch(String own, @Nullable Object data, String checksum, long version) {
        Map<String, @Nullable Object> entity = new LinkedHashMap<>();
        entity.put("id", id(own));
        entity.put("type", "logbook_entry");
        entity.put("data", data);
        entity.put("checksum", checksum);
        entity.put("version", version);
        return entity;
    }

    Got post(String call, String key, String body) {
        return seen(stage.wire.exchange("POST", "api/sync/" + call, with(key), body));
    }

    /** A push with a credential of this account that is over; behind it, the account has a good one again. */
    Got pushExpired(Map<String, ?> changes) {
        Map<String, String> expired = stage.expired(name);
        Got got = stage.wire.exchange("POST", "api/sync/push", expired, Json.write(Map.of("changes", changes)));
        headers.putAll(stage.headers(name));
        return got;
    }

    /** Sends a push, and does not wait for its answer. */
    void lost(String key, Map<String, ?> changes) {
        stage.wire.lost("POST", "api/sync/push", with(key), Json.write(Map.of("changes", changes)));
    }

    private Map<String, String> with(String key) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("X-Device-ID", "dev_conform");
        if (!key.isEmpty()) {
            all.put("X-Idempotency-Key", key);
        }
        return all;
    }

    private static Got seen(Got got) {
        if (got.status == 401) {
            throw Ending.unclear("a throw-away account was answered 401; it takes a hook that gives it a credential");
        }
        return got;
    }

    Got status() {
        return seen(stage.wire.exchange("GET", "api/sync/status", headers, null));
    }

    /** Everything, or what came after a token. */
    Got pull(String token) {
        Got got = post("pull", "", token.isEmpty() ? "{}" : Json.write(Map.of("syncToken", token)));
        if (got.status != 200) {
            throw Ending.broken("a pull was answered " + got.status);
        }
        return got;
    }

    String token() {
        return pull("").get("syncToken") instanceof String token ? token : "";
    }

    /** The entities of this account in an answer, by the end of their ids. */
    Map<String, Map<?, ?>> of(Got pulled, String list) {
        Map<String, Map<?, ?>> found = new LinkedHashMap<>();
        for (Object each : pulled.list(list)) {
            if (each instanceof Map<?, ?> entity
                    && String.valueOf(entity.get("id")).startsWith(name + "-")) {
                found.put(String.valueOf(entity.get("id")).substring(name.length() + 1), entity);
            }
        }
        return found;
    }

    Map<String, Map<?, ?>> entries() {
        return of(pull(""), "entries");
    }

    /** A field of an entry; null if either is not there. */
    @Nullable
    Object field(String own, String field) {
        Map<?, ?> entry = entries().get(own);
        return entry == null ? null : entry.get(field);
    }

    // ---- over the socket

    String bearer() {
        String header = headers.getOrDefault("Authorization", "");
        return header.startsWith(BEARER) ? header.substring(BEARER.length()) : "";
    }

    /** Whom the server takes it for: the subject of its token, or its name if nobody can read that. */
    String subject() {
        String[] parts = bearer().split("\\.", -1);
        try {
            String claims = parts.length == 3
                    ? new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                    : "";
            return !claims.isEmpty()
                            && Json.read(claims) instanceof Map<?, ?> map
                            && map.get("sub") instanceof String subject
                    ? subject
                    : name;
        } catch (IOException | IllegalArgumentException e) {
            return name;
        }
    }

    static String query(String user, String token) {
        List<String> pairs = new ArrayList<>();
        if (!user.isEmpty()) {
            pairs.add("userId=" + URLEncoder.encode(user, StandardCharsets.UTF_8));
        }
        if (!token.isEmpty()) {
            pairs.add("token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    WireSocket socket(String query) {
        return stage.wire.socket("sync/ws" + query, Map.of(), ByteString::hex);
    }

    /** One more of its sockets, open and welcomed. */
    EntitySyncSocket listen() throws InterruptedException {
        return new EntitySyncSocket(
                stage.wire, socket(query(subject(), bearer())).opened());
    }
}
