package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.Flavour;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Faults planted into the requests and answers of an entity-sync server that keeps the family's promises. It is long as it is one table. */
final class EntitySyncFaults {
    private static final String KEY = "X-Idempotency-Key";

    private EntitySyncFaults() {}

    static Plot<Distortion> plot() {
        return Plot.of(Family.ENTITY_SYNC, "", EntitySyncFaults::run, faults());
    }

    private static Report run(Distortion fault, Predicate<String> wanted) {
        EntitySyncServer good =
                EntitySyncServer.builder().flavour(Flavour.PROMISED).build();
        good.addToken("conform-known", "conform-known");
        return new Distorted(good, fault).report(Family.ENTITY_SYNC, Accounts.of(good), wanted);
    }

    private static List<Planted<Distortion>> faults() {
        return List.of(
                new Planted<Distortion>(
                        "forgets-rollback",
                        "A push is refused, and the entries before the bad one are stored all the same.",
                        List.of("refused-whole"),
                        () -> EntitySyncFaults::forgetsRollback),
                new Planted<Distortion>(
                        "drops-last",
                        "A push of several entries is answered 200, and the last one is not stored.",
                        List.of(
                                "delete-hides",
                                "status-agrees",
                                "survives-restart",
                                "too-many",
                                "size-limit",
                                "refused-whole"),
                        () -> pushes(entries -> {
                            if (entries.size() > 1) {
                                entries.remove(entries.size() - 1);
                            }
                        })),
                new Planted<Distortion>(
                        "ignores-keys",
                        "A push that comes again is done again.",
                        List.of("key-replay", "key-race", "lost-answer", "key-other-body"),
                        () -> (request, good) ->
                                good.apply(isPush(request) ? Bodies.header(request, KEY, "") : request)),
                new Planted<Distortion>(
                        "keys-for-all",
                        "A key that one account has used is taken for a replay of every account.",
                        List.of("key-per-account"),
                        KeysForAll::new),
                new Planted<Distortion>(
                        "refuses-replay",
                        "A push that comes again is refused.",
                        List.of("key-replay", "key-race", "lost-answer"),
                        RefusesReplay::new),
                new Planted<Distortion>(
                        "ignores-deletes",
                        "A deletion is answered 200, and not done.",
                        List.of("delete-hides", "delete-shown", "status-agrees"),
                        () -> pushes(entries -> entries.removeIf(each -> each.containsKey("deletedAt")))),
                new Planted<Distortion>(
                        "loses-tombstone",
                        "A pull from a token does not tell what was deleted.",
                        List.of("delete-shown"),
                        () -> shows((request, entries) -> entries.removeIf(each -> each.containsKey("deletedAt")))),
                new Planted<Distortion>(
                        "ignores-token",
                        "A pull from a token brings everything.",
                        List.of("incremental", "delete-shown"),
                        () -> (request, good) ->
                                good.apply(isPull(request) ? Bodies.with(request, Map.of()) : request)),
                new Planted<Distortion>(
                        "token-ahead",
                        "A pull's token stands behind writes that it does not show.",
                        List.of("incremental", "delete-shown"),
                        () -> EntitySyncFaults::tokenAhead),
                new Planted<Distortion>(
                        "last-write-wins",
                        "An older entity overwrites a newer one.",
                        List.of("older-loses"),
                        () -> pushes(entries -> entries.forEach(each -> each.remove("updatedAt")))),
                new Planted<Distortion>(
                        "names-nobody",
                        "What could not be stored is not named.",
                        List.of("failed-item-told", "size-limit"),
                        () -> EntitySyncFaults::namesNobody),
                new Planted<Distortion>(
                        "bad-request-500",
                        "A request that nobody can read is answered 500.",
                        List.of("bad-request"),
                        () -> (request, good) -> {
                            Reply reply = good.apply(request);
                            return reply.status() == 400 ? Bodies.status(reply, 500) : reply;
                        }),
                new Planted<Distortion>(
                        "cuts-unicode",
                        "Characters above U+00FF are stored as a question mark.",
                        List.of("exact-text"),
                        () -> notes(Bodies::cut)),
                new Planted<Distortion>(
                        "trims", "Spaces around a text are cut.", List.of("exact-text"), () -> notes(String::trim)),
                new Planted<Distortion>(
                        "drops-from-pull",
                        "One entry of a long pull is not shown.",
                        List.of("pull-under-load", "race-stored"),
                        () -> shows((request, entries) -> {
                            if (entries.size() > 10) {
                                entries.remove(entries.size() / 2);
                            }
                        })),
                new Planted<Distortion>(
                        "late-commit",
                        "A push is answered before it is stored; the next one of its writer stores it.",
                        List.of("pull-under-load"),
                        LateCommit::new),
                new Planted<Distortion>(
                        "refuses-crowd",
                        "A push is refused while several others are under way.",
                        List.of("race-stored", "key-race"),
                        RefusesCrowd::new),
                new Planted<Distortion>(
                        "loses-revived",
                        "What was deleted and is pushed anew is answered 200, and not done.",
                        List.of("revive"),
                        LosesRevived::new),
                new Planted<Distortion>(
                        "leaks-account",
                        "An account that has written nothing is shown the entries of another.",
                        List.of("accounts-apart"),
                        Leaks::new),
                new Planted<Distortion>(
                        "any-token",
                        "A bad token is let in as somebody.",
                        List.of("token-needed"),
                        () -> (request, good) -> good.apply(
                                request.header("Authorization").equals("Bearer conform-nobody")
                                        ? Bodies.header(request, "Authorization", "Bearer conform-known")
                                        : request)),
                new Planted<Distortion>(
                        "takes-expired",
                        "A credential that is over is let in.",
                        List.of("expired-token"),
                        () -> Distorted.takesExpired("Authorization")),
                new Planted<Distortion>(
                        "status-stale",
                        "The status counts nothing.",
                        List.of("status-agrees"),
                        () -> EntitySyncFaults::statusStale),
                new Planted<Distortion>(
                        "batch-overwrites",
                        "A batch does not compare versions.",
                        List.of("batch-version"),
                        () -> batches(each -> each.put("version", 1_000_000))),
                new Planted<Distortion>(
                        "batch-cuts",
                        "A batch drops fields that a push does not know.",
                        List.of("batch-exact"),
                        () -> batches(each -> Bodies.map(each.get("data")).remove("scoreTitle"))),
                new Planted<Distortion>(
                        "forgets-at-crash",
                        "A crash loses the entry that came last.",
                        List.of("survives-restart"),
                        () -> new ForgetsAtCrash(
                                EntitySyncFaults::lastOf,
                                (request, reply, lost) -> shown(
                                        request,
                                        reply,
                                        (asked, entries) -> entries.removeIf(
                                                each -> lost.contains(String.valueOf(each.get("id"))))))));
    }

    // ---- what faults have in common

    static boolean isPush(Request request) {
        return request.path().equals("/api/sync/push");
    }

    private static boolean isPull(Request request) {
        return request.path().equals("/api/sync/pull");
    }

    private static List<Map<String, Object>> entries(Object body) {
        return Bodies.maps(Bodies.map(body).get("changes"), "entries");
    }

    /** A push whose entries are altered; what is no push of entries passes. */
    private static Distortion pushes(Consumer<List<Map<String, Object>>> alter) {
        return Distortion.pushes(EntitySyncFaults::isPush, EntitySyncFaults::entries, alter);
    }

    private static Distortion notes(UnaryOperator<String> alter) {
        return pushes(entries ->
                entries.forEach(each -> each.computeIfPresent("notes", (name, text) -> alter.apply(text.toString()))));
    }

    private static Distortion batches(Consumer<Map<String, Object>> alter) {
        return (request, good) -> {
            if (!request.path().equals("/api/sync/batch")) {
                return good.apply(request);
            }
            Object body = Bodies.of(request);
            Bodies.maps(body, "entities").forEach(alter);
            return good.apply(Bodies.with(request, body));
        };
    }

    /** Alters the entries that a pull shows. */
    private interface Alter {
        void alter(Request request, List<Map<String, Object>> entries);
    }

    private static Distortion shows(Alter alter) {
        return (request, good) -> shown(request, good.apply(request), alter);
    }

    private static Reply shown(Request request, Reply reply, Alter alter) {
        if (!isPull(request) || reply.status() != 200) {
            return reply;
        }
        Object body = Bodies.of(reply);
        alter.alter(request, Bodies.maps(body, "entries"));
        return Bodies.with(reply, body);
    }

    private static String user(Request request) {
        return request.header("Authorization");
    }

    // ---- faults

    private static Map<String, Set<String>> lastOf(Request request, Reply reply) {
        Map<String, Set<String>> last = new LinkedHashMap<>();
        if (isPush(request)) {
            entries(Bodies.of(request)).forEach(each -> last.put("", Set.of(String.valueOf(each.get("id")))));
        }
        return last;
    }

    private static Reply forgetsRollback(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        Object body = Bodies.of(request);
        if (isPush(request) && reply.status() == 400 && entries(body).size() > 1) {
            List<Map<String, Object>> entries = entries(body);
            entries.subList(1, entries.size()).clear();
            Reply kept = good.apply(Bodies.header(Bodies.with(request, body), KEY, ""));
            assert kept.status() == 200;
        }
        return reply;
    }

    private static Reply tokenAhead(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        if (!isPull(request) || reply.status() != 200) {
            return reply;
        }
        Object body = Bodies.of(reply);
        long token =
                Long.parseLong(String.valueOf(Bodies.map(body).get("syncToken")).substring("seq_".length()));
        Bodies.map(body).put("syncToken", "seq_" + (token + 5));
        return Bodies.with(reply, body);
    }

    private static Reply namesNobody(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        if (!isPush(request) || reply.status() != 200) {
            return reply;
        }
        Object body = Bodies.of(reply);
        Bodies.map(body).put("conflicts", List.of());
        return Bodies.with(reply, body);
    }

    private static Reply statusStale(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        if (!request.path().equals("/api/sync/status") || reply.status() != 200) {
            return reply;
        }
        Object body = Bodies.of(reply);
        Bodies.map(body).put("entityCount", 0);
        return Bodies.with(reply, body);
    }

    private static final class KeysForAll implements Distortion {
        private final Map<String, Reply> answers = new ConcurrentHashMap<>();
        private final Map<String, String> owners = new ConcurrentHashMap<>();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            String key = request.header(KEY);
            Reply known = key.isEmpty() ? null : answers.get(key);
            if (known != null && !user(request).equals(owners.get(key))) {
                return known;
            }
            Reply reply = good.apply(request);
            if (isPush(request) && !key.isEmpty()) {
                owners.putIfAbsent(key, user(request));
                answers.putIfAbsent(key, reply);
            }
            return reply;
        }
    }

    private static final class RefusesReplay implements Distortion {
        private final Set<String> used = ConcurrentHashMap.newKeySet();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            String key = request.header(KEY);
            boolean again = isPush(request) && !key.isEmpty() && !used.add(user(request) + key);
            return again ? Reply.of(409, Map.of(), "{\"success\":false}") : good.apply(request);
        }
    }

    private static final class LateCommit implements Distortion {
        private final List<Request> late = new ArrayList<>();

        @Override
        public synchronized Reply answer(Request request, Function<Request, Reply> good) {
            boolean racing = isPush(request) && request.text().contains("-w0-");
            if (racing) {
                for (Request each : late) {
                    Reply stored = good.apply(each);
                    assert stored.status() == 200;
                }
                late.clear();
            }
            if (!racing) {
                return good.apply(request);
            }
            late.add(request);
            return Reply.of(200, Map.of(), "{\"success\":true,\"conflicts\":[]}");
        }
    }

    private static final class RefusesCrowd implements Distortion {
        private final Overlap overlap = new Overlap();
        private final AtomicInteger inside = new AtomicInteger();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            if (!isPush(request)) {
                return good.apply(request);
            }
            try {
                if (inside.incrementAndGet() > 6) {
                    return Reply.of(503, Map.of(), "{}");
                }
                overlap.awaitOthers();
                return good.apply(request);
            } finally {
                inside.decrementAndGet();
            }
        }
    }

    private static final class LosesRevived implements Distortion {
        private final Set<Object> deleted = ConcurrentHashMap.newKeySet();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            return pushes(entries -> {
                        entries.removeIf(each ->
                                !each.containsKey("deletedAt") && deleted.contains(String.valueOf(each.get("id"))));
                        entries.stream()
                                .filter(each -> each.containsKey("deletedAt"))
                                .forEach(each -> deleted.add(String.valueOf(each.get("id"))));
                    })
                    .answer(request, good);
        }
    }

    private static final class Leaks implements Distortion {
        private final Set<String> writers = ConcurrentHashMap.newKeySet();
        private volatile Map<String, Object> last = Map.of();
        private volatile String owner = "";

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            if (isPush(request)) {
                writers.add(user(request));
                entries(Bodies.of(request)).forEach(each -> last = each);
                owner = user(request);
            }
            return shown(request, good.apply(request), (asked, entries) -> {
                if (!writers.contains(user(asked)) && !owner.equals(user(asked)) && !last.isEmpty()) {
                    entries.add(last);
                }
            });
        }
    }
}
