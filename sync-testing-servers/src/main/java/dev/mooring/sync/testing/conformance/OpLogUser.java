package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.Stage.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One client of an op-log server. Where no hook makes users, all of them share one log. Each user writes to a resource of its own, and looks
 * at that one only.
 */
final class OpLogUser {
    final String resource;
    final String actor;
    private final Stage stage;
    private final Map<String, String> headers;
    private final AtomicInteger devices;
    private String key = "";

    OpLogUser(Stage stage) {
        this(stage, stage.user(), null);
    }

    private OpLogUser(Stage stage, String actor, @Nullable OpLogUser same) {
        this.stage = stage;
        this.actor = actor;
        this.resource = same == null ? actor : same.resource;
        this.headers = same == null ? new LinkedHashMap<>(stage.headers(actor)) : same.headers;
        this.devices = same == null ? new AtomicInteger() : same.devices;
        headers.putIfAbsent("Origin", stage.wire.origin());
    }

    /** A user who has a log of its own, for tests that replace or spoil a whole log. */
    static OpLogUser apart(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        if (!stage.hasAccounts(user.actor)) {
            throw Ending.unclear(
                    "it replaces a whole log, and no hook was given that makes users with logs of their own");
        }
        return user;
    }

    /** Another client of the same user. */
    OpLogUser device() {
        return new OpLogUser(stage, resource + "-" + devices.incrementAndGet(), this);
    }

    /** A push with a session of this user that is over; behind it, the user has a good one again. */
    Got pushExpired(String key, Object ops) {
        Map<String, String> expired = new LinkedHashMap<>(stage.expired(actor));
        expired.putIfAbsent("Origin", stage.wire.origin());
        Got got = stage.wire.exchange("POST", "sync/push", expired, body(key, ops));
        headers.putAll(stage.headers(actor));
        return got;
    }

    /** An operation of this client on its resource. */
    Map<String, @Nullable Object> op(Object clock, @Nullable Object payload) {
        Map<String, @Nullable Object> op = new LinkedHashMap<>();
        op.put("scope", "list");
        op.put("resourceId", resource);
        op.put("actor", actor);
        op.put("clock", clock);
        op.put("payload", payload);
        return op;
    }

    /** Operations with these clocks; each payload tells its own. */
    List<Map<String, @Nullable Object>> ops(long first, int count) {
        List<Map<String, @Nullable Object>> ops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ops.add(op(first + i, Map.of("n", first + i)));
        }
        return ops;
    }

    /** The active generation, asked for once. */
    String key() {
        if (key.isEmpty()) {
            key = key(bootstrap());
        }
        return key;
    }

    /** The generation that an answer names. */
    static String key(Got got) {
        check(
                got.get("datasetGenerationKey") instanceof String,
                "an answer with " + got.status + " names no generation");
        return String.valueOf(got.get("datasetGenerationKey"));
    }

    /** From now on it names this generation. */
    void key(String value) {
        this.key = value;
    }

    Got push(Object ops) {
        return push(key(), ops);
    }

    Got push(String generation, Object ops) {
        return post("sync/push", body(generation, ops));
    }

    String body(String generation, Object ops) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("clientId", actor);
        body.put("datasetGenerationKey", generation);
        body.put("ops", ops);
        return Json.write(body);
    }

    /** A push whose answer is not waited for. */
    void lost(Object ops) {
        stage.wire.lost("POST", "sync/push", headers, body(key(), ops));
    }

    /** A push as another site's page makes it, or one without an origin. */
    Got pushFrom(String origin, Object ops) {
        Map<String, String> other = new LinkedHashMap<>(headers);
        other.remove("Origin");
        if (!origin.isEmpty()) {
            other.put("Origin", origin);
        }
        return stage.wire.exchange("POST", "sync/push", other, body(key(), ops));
    }

    /** A push that has to be taken. */
    Got stored(Object ops) {
        Got got = push(ops);
        if (got.status != 200) {
            throw Ending.unclear("a push of good operations was answered " + got.status);
        }
        return got;
    }

    Got reset(String newKey, Object snapshot) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("clientId", actor);
        body.put("datasetGenerationKey", newKey);
        body.put("snapshot", snapshot);
        return post("sync/reset", Json.write(body));
    }

    Got post(String path, String body) {
        return stage.wire.exchange("POST", path, headers, body);
    }

    Got get(String path) {
        return stage.wire.exchange("GET", path, headers, null);
    }

    /** A request that must be answered 200 with an object. */
    private static Got good(Got got, String request) {
        check(got.status == 200, request + " was answered " + got.status);
        check(got.json() instanceof Map, request + " was answered 200 without an object");
        return got;
    }

    Got bootstrap() {
        return good(get("sync/bootstrap"), "a bootstrap");
    }

    /** A pull that need not be taken. */
    Got asks(Object since, String generation) {
        return get("sync/pull?since=" + since + "&clientId=" + actor + "&datasetGenerationKey=" + generation);
    }

    Got pull(long since) {
        return good(asks(since, key()), "a pull since " + since);
    }

    /** The operations of an answer on this user's resource. */
    List<Map<?, ?>> mine(Got got) {
        List<Map<?, ?>> mine = new ArrayList<>();
        for (Object each : got.list("ops")) {
            if (each instanceof Map<?, ?> op && resource.equals(op.get("resourceId"))) {
                mine.add(op);
            }
        }
        return mine;
    }

    /** What the whole log has on this user's resource. */
    List<Map<?, ?>> log() {
        return mine(pull(0));
    }

    static List<Long> numbers(List<Map<?, ?>> ops, String field) {
        return ops.stream().map(op -> Got.number(op.get(field))).toList();
    }

    /** The clocks of the log. */
    List<Long> clocks() {
        return numbers(log(), "clock");
    }

    /** Whether the log holds exactly what was sent, in this order. */
    void holds(List<? extends Map<?, ?>> sent, String when) {
        List<Map<?, ?>> log = log();
        check(
                log.size() == sent.size(),
                when + ": " + sent.size() + " operations were stored, " + log.size() + " came");
        for (int i = 0; i < sent.size(); i++) {
            for (String field : List.of("scope", "resourceId", "actor", "clock", "payload")) {
                String was = Json.write(sent.get(i).get(field));
                String is = Json.write(log.get(i).get(field));
                check(Objects.equals(was, is), when + ": " + field + " " + was + " came back as " + is);
            }
        }
    }
}
