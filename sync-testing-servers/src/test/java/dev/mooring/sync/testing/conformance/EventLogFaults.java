package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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

/** Faults planted into an event-log server that keeps its promises. */
final class EventLogFaults {
    private EventLogFaults() {}

    static Plot<Distortion> plot() {
        return Plot.of(Family.EVENT_LOG, "", EventLogFaults::run, faults());
    }

    private static Report run(Distortion fault, Predicate<String> wanted) {
        EventLogServer good = EventLogServer.builder().flavour(Flavour.STRICT).build();
        return new Distorted(good, fault).report(Family.EVENT_LOG, user -> Map.of(), wanted);
    }

    private static List<Planted<Distortion>> faults() {
        return List.of(
                new Planted<Distortion>(
                        "forgets-rollback",
                        "A batch is refused, and its first events are stored all the same.",
                        List.of("atomic-batch", "inner-gap"),
                        () -> EventLogFaults::forgetsRollback),
                new Planted<Distortion>(
                        "drops-last",
                        "A batch is answered 200, and its last event is not stored.",
                        List.of(
                                "first-push",
                                "pull-behind",
                                "pages-end",
                                "atomic-batch",
                                "conflict-answer",
                                "marker-ahead",
                                "inner-gap",
                                "knows-less",
                                "users-apart",
                                "status-agrees",
                                "survives-restart",
                                "replay",
                                "id-once",
                                "lost-answer"),
                        () -> pushes(events -> {
                            if (events.size() > 1) {
                                events.remove(events.size() - 1);
                            }
                        })),
                new Planted<Distortion>(
                        "stores-twice",
                        "A batch that comes again is stored again.",
                        List.of("replay", "lost-answer"),
                        () -> new StoresTwice(EventLogFaults::isSync, EventLogFaults::behindItself)),
                new Planted<Distortion>(
                        "refuses-replay",
                        "A batch that comes again is refused.",
                        List.of("replay"),
                        RefusesReplay::new),
                new Planted<Distortion>(
                        "drops-from-page",
                        "One event of a long page is not shown.",
                        List.of("pages-end"),
                        () -> pages(events -> {
                            if (events.size() > 50) {
                                events.remove(events.size() / 2);
                            }
                        })),
                new Planted<Distortion>(
                        "drops-from-answer",
                        "The first of several events that a pull lacks is not shown.",
                        List.of("pull-behind"),
                        () -> answers(events -> {
                            if (events.size() > 1) {
                                events.remove(0);
                            }
                        })),
                new Planted<Distortion>(
                        "swaps-two",
                        "The first two events that a pull lacks change places.",
                        List.of("pull-behind"),
                        () -> answers(events -> {
                            if (events.size() > 1) {
                                Collections.swap(events, 0, 1);
                            }
                        })),
                new Planted<Distortion>(
                        "ends-early",
                        "The first page does not say that there are more.",
                        List.of("pages-end"),
                        () -> EventLogFaults::endsEarly),
                new Planted<Distortion>(
                        "rounds-numbers",
                        "A payload is parsed and written again, with numbers as doubles.",
                        List.of("exact-text"),
                        () -> payloads(text -> text.replaceAll("\\d{17,}(\\.\\d+)?", "1.2345678901234567E19"))),
                new Planted<Distortion>(
                        "cuts-unicode",
                        "Characters above U+00FF are stored as a question mark.",
                        List.of("exact-text"),
                        () -> payloads(Bodies::cut)),
                new Planted<Distortion>(
                        "trims",
                        "Spaces around a payload are cut.",
                        List.of("exact-text"),
                        () -> payloads(String::trim)),
                new Planted<Distortion>(
                        "says-taken",
                        "A push whose place is taken is answered 200.",
                        List.of(
                                "conflict-answer",
                                "marker-ahead",
                                "inner-gap",
                                "one-winner",
                                "id-once",
                                "other-history",
                                "fenced",
                                "released",
                                "lease-survives"),
                        () -> statuses(409, 200)),
                new Planted<Distortion>(
                        "conflict-500",
                        "A conflict is answered 500.",
                        List.of(
                                "conflict-answer",
                                "inner-gap",
                                "one-winner",
                                "id-once",
                                "other-history",
                                "fenced",
                                "released",
                                "lease-survives"),
                        () -> statuses(409, 500)),
                new Planted<Distortion>(
                        "conflict-empty",
                        "A conflict does not bring the events that are there.",
                        List.of("conflict-answer", "fenced"),
                        () -> (request, good) -> {
                            Reply reply = good.apply(request);
                            return reply.status() == 409 ? cleared(reply) : reply;
                        }),
                new Planted<Distortion>(
                        "token-back",
                        "The fencing token begins again with each writer.",
                        List.of("token-grows", "lease-survives"),
                        () -> EventLogFaults::tokenBack),
                new Planted<Distortion>(
                        "old-token-good",
                        "A push with an old fencing token is taken.",
                        List.of("fenced", "released", "lease-survives"),
                        OldTokenGood::new),
                new Planted<Distortion>(
                        "writes-at-once",
                        "The server's own event does not wait for the writer.",
                        List.of("server-waits", "released"),
                        WritesAtOnce::new),
                new Planted<Distortion>(
                        "history-anew",
                        "Each answer names another history.",
                        List.of("history-named"),
                        HistoryAnew::new),
                new Planted<Distortion>(
                        "history-ignored",
                        "The history that a push names is not looked at.",
                        List.of("other-history"),
                        () -> (request, good) -> {
                            Map<String, Object> body = Bodies.map(Bodies.of(request));
                            return good.apply(body.remove("history") == null ? request : Bodies.with(request, body));
                        }),
                new Planted<Distortion>(
                        "status-behind",
                        "The status tells one event less than there are.",
                        List.of("status-agrees"),
                        () -> EventLogFaults::statusBehind),
                new Planted<Distortion>(
                        "leaks-user",
                        "An empty log shows the events of another user.",
                        List.of("users-apart", "other-history"),
                        LeaksUser::new),
                new Planted<Distortion>(
                        "any-user",
                        "A request without a user is served.",
                        List.of("user-needed"),
                        () -> (request, good) -> good.apply(
                                request.header("X-User-Id").isEmpty()
                                        ? Bodies.header(request, "X-User-Id", "nobody")
                                        : request)),
                new Planted<Distortion>(
                        "mints-for-all",
                        "A client's event of the server's own type is stored.",
                        List.of("server-events-only"),
                        () -> pushes(events ->
                                events.forEach(event -> event.replace("event_type", "proxy_minted", "user_action")))),
                new Planted<Distortion>(
                        "forgets-at-crash",
                        "A crash loses the last event of each log.",
                        List.of("survives-restart"),
                        () -> new ForgetsAtCrash(EventLogFaults::lastOf, EventLogFaults::without)));
    }

    // ---- what faults are made of

    private static boolean isSync(Request request) {
        return request.path().startsWith("/do/sync");
    }

    private static boolean isRead(Request request) {
        return request.path().startsWith("/do/events") && request.method().equals("GET");
    }

    private static String user(Request request) {
        return request.header("X-User-Id");
    }

    /** Alters what is pushed. */
    private static Distortion pushes(Consumer<List<Map<String, Object>>> alter) {
        return Distortion.pushes(EventLogFaults::isSync, body -> Bodies.maps(body, "events"), alter);
    }

    /** Alters the events of an answer. */
    private static Distortion pages(Consumer<List<Map<String, Object>>> alter) {
        return (request, good) -> shown(request, good.apply(request), alter);
    }

    private static Reply shown(Request request, Reply reply, Consumer<List<Map<String, Object>>> alter) {
        if (reply.status() != 200 || !(isSync(request) || isRead(request))) {
            return reply;
        }
        Object body = Bodies.of(reply);
        alter.accept(isRead(request) ? Bodies.maps(body) : Bodies.maps(body, "server_events"));
        return Bodies.with(reply, body);
    }

    /** Alters the events of an answer to a push or a pull. */
    private static Distortion answers(Consumer<List<Map<String, Object>>> alter) {
        return (request, good) -> isSync(request) ? shown(request, good.apply(request), alter) : good.apply(request);
    }

    private static Distortion payloads(UnaryOperator<String> alter) {
        return pages(events -> events.forEach(
                event -> event.computeIfPresent("payload", (name, text) -> alter.apply(text.toString()))));
    }

    private static Distortion statuses(int from, int to) {
        return (request, good) -> {
            Reply reply = good.apply(request);
            return reply.status() == from ? Bodies.status(reply, to) : reply;
        };
    }

    private static Reply cleared(Reply reply) {
        Map<String, Object> body = Bodies.map(Bodies.of(reply));
        body.replace("server_events", List.of());
        return Bodies.with(reply, body);
    }

    // ---- faults

    /** The same events once more, behind those of this push. */
    private static Reply behindItself(Request request, Function<Request, Reply> good) {
        Object body = Bodies.of(request);
        List<Map<String, Object>> events = Bodies.maps(body, "events");
        long since = Bodies.number(Bodies.map(body), "events_since") + events.size();
        Bodies.map(body).put("events_since", since);
        for (Map<String, Object> event : events) {
            event.remove("mutation_id");
            event.put("sequence", ++since);
        }
        return good.apply(Bodies.with(request, body));
    }

    private static String name(Request request, Map<String, Object> event) {
        return user(request) + " " + Bodies.number(event, "sequence");
    }

    private static Map<String, Set<String>> lastOf(Request request, Reply reply) {
        List<Map<String, Object>> events = Bodies.maps(Bodies.of(request), "events");
        return isSync(request) && reply.status() == 200 && !events.isEmpty()
                ? Map.of(user(request), Set.of(name(request, events.get(events.size() - 1))))
                : Map.of();
    }

    private static Reply without(Request request, Reply reply, Set<String> lost) {
        return shown(request, reply, events -> events.removeIf(event -> lost.contains(name(request, event))));
    }

    private static Reply forgetsRollback(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        Object body = Bodies.of(request);
        List<Map<String, Object>> events = Bodies.maps(body, "events");
        if (isSync(request) && reply.status() >= 400 && events.size() > 1) {
            events.remove(events.size() - 1);
            Reply ignored = good.apply(Bodies.with(request, body));
        }
        return reply;
    }

    private static Reply endsEarly(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.keySet().removeIf("X-More"::equalsIgnoreCase);
        return new Reply(reply.status(), headers, reply.body());
    }

    private static Reply tokenBack(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        Map<String, Object> body = Bodies.map(Bodies.of(reply));
        if (reply.status() == 200 && body.get("lease") != null) {
            Map<String, Object> lease = Bodies.map(body.get("lease"));
            lease.put("fencing_token", BigDecimal.ONE);
            return Bodies.with(reply, body);
        }
        return reply;
    }

    private static Reply statusBehind(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        Map<String, Object> body = Bodies.map(Bodies.of(reply));
        long latest = Bodies.number(body, "latest_sequence");
        if (!request.path().startsWith("/do/status") || latest < 1) {
            return reply;
        }
        body.put("latest_sequence", latest - 1);
        return Bodies.with(reply, body);
    }

    private static final class RefusesReplay implements Distortion {
        private final Set<String> seen = ConcurrentHashMap.newKeySet();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            boolean pushes = isSync(request)
                    && !Bodies.maps(Bodies.of(request), "events").isEmpty();
            return !pushes || seen.add(user(request) + request.text())
                    ? good.apply(request)
                    : Reply.of(409, Map.of(), "{\"error\":\"known\",\"server_events\":[]}");
        }
    }

    private static final class OldTokenGood implements Distortion {
        private final Map<String, Long> tokens = new HashMap<>();

        @Override
        public synchronized Reply answer(Request request, Function<Request, Reply> good) {
            Map<String, Object> body = Bodies.map(Bodies.of(request));
            Long token = tokens.get(user(request));
            boolean names = token != null && body.containsKey("fencing_token");
            if (names) {
                body.put("fencing_token", token);
            }
            Reply reply = good.apply(names ? Bodies.with(request, body) : request);
            long told = Bodies.number(Bodies.map(Bodies.map(Bodies.of(reply)).get("lease")), "fencing_token");
            tokens.merge(user(request), told, Math::max);
            return reply;
        }
    }

    /** It takes the right to write away before the webhook. */
    private static final class WritesAtOnce implements Distortion {
        private final Map<String, Request> writers = new HashMap<>();

        @Override
        public synchronized Reply answer(Request request, Function<Request, Reply> good) {
            if (request.path().startsWith("/do/webhook/") && writers.get(user(request)) != null) {
                Reply ignored = good.apply(writers.get(user(request)));
            }
            Reply reply = good.apply(request);
            Map<String, Object> body = Bodies.map(Bodies.of(request));
            long token = Bodies.number(Bodies.map(Bodies.map(Bodies.of(reply)).get("lease")), "fencing_token");
            if (isSync(request) && token > 0 && body.get("writer") != null) {
                Map<String, Object> release = new LinkedHashMap<>();
                release.put("writer", body.get("writer"));
                release.put("fencing_token", token);
                release.put("release", true);
                Request back = new Request("POST", "/do/lease", request.headers(), new byte[0]);
                writers.put(user(request), Bodies.with(back, release));
            }
            return reply;
        }
    }

    private static final class HistoryAnew implements Distortion {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            Reply reply = good.apply(request);
            Map<String, Object> body = Bodies.map(Bodies.of(reply));
            return body.replace("history", "h" + count.incrementAndGet()) == null ? reply : Bodies.with(reply, body);
        }
    }

    private static final class LeaksUser implements Distortion {
        private Object last = List.of();

        @Override
        public synchronized Reply answer(Request request, Function<Request, Reply> good) {
            Reply reply = good.apply(request);
            if (!isRead(request) || reply.status() != 200 || !request.path().endsWith("since=0")) {
                return reply;
            }
            List<Map<String, Object>> events = Bodies.maps(Bodies.of(reply));
            if (events.isEmpty()) {
                return Bodies.with(reply, last);
            }
            last = new ArrayList<>(events);
            return reply;
        }
    }
}
