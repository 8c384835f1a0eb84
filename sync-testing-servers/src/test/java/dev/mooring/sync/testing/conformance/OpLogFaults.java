package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.oplog.OpLogServer;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Faults planted into the op-log server, beside those that it has from the live one. */
final class OpLogFaults {
    private static final String KEY = "datasetGenerationKey";
    private static final List<String> FIELDS = List.of("scope", "resourceId", "actor", "clock", "payload");

    private OpLogFaults() {}

    static Plot<Distortion> plot() {
        return Plot.of(Family.OP_LOG, "", OpLogFaults::run, faults());
    }

    private static Report run(Distortion fault, Predicate<String> wanted) {
        OpLogServer good = OpLogServer.builder().sessions(true).build();
        return new Distorted(good, fault).report(Family.OP_LOG, Accounts.of(good), wanted);
    }

    private static List<Planted<Distortion>> faults() {
        return List.of(
                new Planted<Distortion>(
                        "forgets-rollback",
                        "A batch is refused, and the operations before the bad one are stored all the same.",
                        List.of("atomic-batch"),
                        () -> OpLogFaults::forgetsRollback),
                new Planted<Distortion>(
                        "stores-nothing",
                        "A batch of more than 1,000 operations is answered 200, and nothing is stored.",
                        List.of("large-batch"),
                        () -> pushes(ops -> {
                            if (ops.size() > 1_000) {
                                ops.clear();
                            }
                        })),
                new Planted<Distortion>(
                        "stores-twice",
                        "A batch that comes again is stored again.",
                        List.of("replay", "lost-answer", "same-at-once"),
                        () -> new StoresTwice(OpLogFaults::isPush, (request, good) -> {
                            Object body = Bodies.of(request);
                            ops(body).forEach(op -> op.put("clock", 1_000_000 + Bodies.number(op, "clock")));
                            return good.apply(Bodies.with(request, body));
                        })),
                new Planted<Distortion>(
                        "refuses-replay",
                        "A batch that comes again is refused.",
                        List.of("replay", "same-at-once"),
                        () -> new RefusesReplay(OpLogFaults::bringsOps, 400)),
                new Planted<Distortion>(
                        "last-write-wins",
                        "A second payload under one identity replaces the first.",
                        List.of("first-write-wins"),
                        LastWriteWins::new),
                new Planted<Distortion>(
                        "identity-too-short",
                        "Operations are told apart without their resource and scope.",
                        List.of("identity-parts"),
                        IdentityTooShort::new),
                new Planted<Distortion>(
                        "drops-from-page",
                        "One operation of a long answer is not shown.",
                        List.of("large-batch"),
                        () -> shows(ops -> {
                            if (ops.size() > 100) {
                                ops.remove(ops.size() / 2);
                            }
                        })),
                new Planted<Distortion>(
                        "swaps-two",
                        "The first two operations behind a marker change places.",
                        List.of("pull-behind"),
                        () -> (request, good) -> {
                            Reply reply = good.apply(request);
                            return !request.path().matches(".*since=[1-9].*")
                                    ? reply
                                    : shown(reply, ops -> {
                                        if (ops.size() > 1) {
                                            Collections.swap(ops, 0, 1);
                                        }
                                    });
                        }),
                new Planted<Distortion>(
                        "includes-marker",
                        "A pull shows the operation of its marker again.",
                        List.of("pull-behind"),
                        () -> OpLogFaults::includesMarker),
                new Planted<Distortion>(
                        "bootstrap-short",
                        "A bootstrap leaves the last operation out.",
                        List.of("bootstrap-whole"),
                        () -> (request, good) -> {
                            Reply reply = good.apply(request);
                            return !request.path().startsWith("/sync/bootstrap")
                                    ? reply
                                    : shown(reply, ops -> {
                                        if (!ops.isEmpty()) {
                                            ops.remove(ops.size() - 1);
                                        }
                                    });
                        }),
                new Planted<Distortion>(
                        "rounds-numbers",
                        "Numbers are kept as doubles.",
                        List.of("exact-number", "exact-clock"),
                        () -> shows(ops -> ops.replaceAll(op -> Bodies.map(Bodies.rounded(op))))),
                new Planted<Distortion>(
                        "rounds-clocks",
                        "A clock with a fraction is cut to a whole number.",
                        List.of("bad-clock"),
                        () -> pushes(ops -> ops.forEach(op -> op.replace("clock", Bodies.whole(op.get("clock")))))),
                new Planted<Distortion>(
                        "cuts-unicode",
                        "Characters above U+00FF are stored as a question mark.",
                        List.of("exact-text", "large-payload", "snapshot-exact"),
                        () -> answers(Bodies::cut)),
                new Planted<Distortion>(
                        "escapes-markup",
                        "Text comes back with entities for markup.",
                        List.of("exact-text", "snapshot-exact"),
                        () -> answers(text -> text.replace("<", "&lt;"))),
                new Planted<Distortion>(
                        "loses-tombstone",
                        "An operation whose payload is null is not shown.",
                        List.of("payload-kinds"),
                        () -> shows(ops -> ops.removeIf(op -> op.get("payload") == null))),
                new Planted<Distortion>(
                        "drops-fields",
                        "Unknown fields of an operation are dropped.",
                        List.of("unknown-field"),
                        () -> pushes(ops -> ops.forEach(op -> op.keySet().retainAll(FIELDS)))),
                new Planted<Distortion>(
                        "late-commit",
                        "A sequence is given away before the operation is there; later ones may be shown before it.",
                        List.of("last-op-marker", "answer-marker"),
                        () -> new LateCommit(false)),
                new Planted<Distortion>(
                        "answer-ahead",
                        "An answer names a sequence whose operations it does not show yet.",
                        List.of("answer-marker"),
                        () -> new LateCommit(true)),
                new Planted<Distortion>(
                        "any-generation",
                        "A push under another key is stored.",
                        List.of("stale-told", "users-apart", "key-holds"),
                        AnyGeneration::new),
                new Planted<Distortion>(
                        "stale-silent",
                        "A refusal of a stale key does not say which one is active.",
                        List.of("stale-told", "reset-replaces"),
                        () -> OpLogFaults::staleSilent),
                new Planted<Distortion>(
                        "says-reset",
                        "A reset to a used key is answered 200, and not done.",
                        List.of("key-once"),
                        () -> (request, good) -> {
                            Reply reply = good.apply(request);
                            boolean reset = request.path().startsWith("/sync/reset") && reply.status() == 409;
                            return reset ? Bodies.status(reply, 200) : reply;
                        }),
                new Planted<Distortion>(
                        "keeps-snapshot",
                        "The snapshot of a reset is not stored.",
                        List.of("reset-replaces", "snapshot-exact", "key-once"),
                        () -> (request, good) -> {
                            Map<String, Object> body = Bodies.map(Bodies.of(request));
                            return good.apply(body.remove("snapshot") == null ? request : Bodies.with(request, body));
                        }),
                new Planted<Distortion>(
                        "sequence-anew",
                        "Sequences begin again at a reset.",
                        List.of("sequence-goes-on"),
                        SequenceAnew::new),
                new Planted<Distortion>(
                        "leaks-user",
                        "An empty log shows the operations of another user.",
                        List.of("users-apart", "reset-replaces"),
                        LeaksUser::new),
                new Planted<Distortion>(
                        "any-session",
                        "A bad session is let in as somebody.",
                        List.of("session-needed", "expired-session"),
                        AnySession::new),
                new Planted<Distortion>(
                        "takes-expired",
                        "A credential that is over is let in.",
                        List.of("expired-session"),
                        () -> Distorted.takesExpired("Cookie")),
                new Planted<Distortion>(
                        "any-origin",
                        "The origin of a push is not looked at.",
                        List.of("origin-needed"),
                        () -> (request, good) ->
                                good.apply(Bodies.header(request, "Origin", "http://" + request.header("Host")))),
                new Planted<Distortion>(
                        "any-marker",
                        "A marker that is no number is taken for 0.",
                        List.of("bad-marker"),
                        () -> (request, good) -> good.apply(new Request(
                                request.method(),
                                request.path().replaceAll("since=(?!\\d+&)[^&]*", "since=0"),
                                request.headers(),
                                request.body()))),
                new Planted<Distortion>(
                        "echoes-marker",
                        "An empty answer names the marker of the request as its sequence.",
                        List.of("knows-less"),
                        () -> OpLogFaults::echoesMarker),
                new Planted<Distortion>(
                        "forgets-at-crash",
                        "A crash loses the last operation of each log.",
                        List.of("survives-restart"),
                        () -> new ForgetsAtCrash(
                                OpLogFaults::lastOf,
                                (request, reply, lost) ->
                                        shown(reply, ops -> ops.removeIf(op -> lost.contains(identity(op)))))));
    }

    // ---- what faults are made of

    private static boolean isPush(Request request) {
        return request.path().startsWith("/sync/push");
    }

    private static List<Map<String, Object>> ops(Object body) {
        return Bodies.maps(body, "ops");
    }

    private static boolean bringsOps(Request request) {
        return isPush(request) && !ops(Bodies.of(request)).isEmpty();
    }

    private static String user(Request request) {
        return request.header("Cookie");
    }

    private static Distortion pushes(Consumer<List<Map<String, Object>>> alter) {
        return Distortion.pushes(OpLogFaults::isPush, OpLogFaults::ops, alter);
    }

    private static Distortion shows(Consumer<List<Map<String, Object>>> alter) {
        return (request, good) -> shown(good.apply(request), alter);
    }

    private static Reply shown(Reply reply, Consumer<List<Map<String, Object>>> alter) {
        Object body = Bodies.of(reply);
        List<Map<String, Object>> ops = ops(body);
        if (reply.status() != 200 || ops.isEmpty()) {
            return reply;
        }
        alter.accept(ops);
        return Bodies.with(reply, body);
    }

    /** Alters all texts of the answers of pulls and bootstraps. */
    private static Distortion answers(UnaryOperator<String> alter) {
        return (request, good) -> {
            Reply reply = good.apply(request);
            boolean shows = reply.status() == 200
                    && request.method().equals("GET")
                    && !reply.text().isEmpty();
            return shows ? Bodies.with(reply, Bodies.texts(Bodies.of(reply), alter)) : reply;
        };
    }

    private static String identity(Map<String, Object> op) {
        return op.get("actor") + " " + op.get("clock") + " " + op.get("scope") + " " + op.get("resourceId");
    }

    // ---- faults

    private static Map<String, Set<String>> lastOf(Request request, Reply reply) {
        List<Map<String, Object>> ops = ops(Bodies.of(request));
        return ops.isEmpty() ? Map.of() : Map.of(user(request), Set.of(identity(ops.get(ops.size() - 1))));
    }

    private static Reply forgetsRollback(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        Object body = Bodies.of(request);
        List<Map<String, Object>> ops = ops(body);
        int bad = 0;
        while (bad < ops.size() && Bodies.number(ops.get(bad), "clock") > 0) {
            bad++;
        }
        if (isPush(request) && reply.status() == 500 && bad > 0) {
            ops.subList(bad, ops.size()).clear();
            Reply ignored = good.apply(Bodies.with(request, body));
        }
        return reply;
    }

    private static Reply includesMarker(Request request, Function<Request, Reply> good) {
        String path = request.path();
        if (!path.matches(".*since=[1-9]\\d{0,17}&.*")) {
            return good.apply(request);
        }
        long since = Long.parseLong(path.replaceAll(".*since=(\\d+)&.*", "$1")) - 1;
        return good.apply(new Request(
                request.method(), path.replaceAll("since=\\d+", "since=" + since), request.headers(), request.body()));
    }

    private static Reply staleSilent(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        boolean stale = reply.status() == 409 && !request.path().startsWith("/sync/reset");
        return stale ? Reply.of(409, reply.headers(), "{\"error\":\"stale\"}") : reply;
    }

    private static Reply echoesMarker(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        Map<String, Object> body = Bodies.map(Bodies.of(reply));
        boolean empty = reply.status() == 200 && request.path().matches("/sync/pull\\?since=\\d+&.*");
        if (!empty || !Bodies.maps(body, "ops").isEmpty() || !body.containsKey("serverSeq")) {
            return reply;
        }
        body.put("serverSeq", Long.parseLong(request.path().replaceAll(".*since=(\\d+)&.*", "$1")));
        return Bodies.with(reply, body);
    }

    private static final class LastWriteWins implements Distortion {
        private final Map<String, Object> last = new ConcurrentHashMap<>();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            Reply reply = good.apply(request);
            for (Map<String, Object> op : ops(Bodies.of(request))) {
                if (op.get("payload") instanceof String text) {
                    last.put(identity(op), text);
                }
            }
            return shown(
                    reply,
                    ops -> ops.forEach(
                            op -> op.replace("payload", last.getOrDefault(identity(op), op.get("payload")))));
        }
    }

    private static final class IdentityTooShort implements Distortion {
        private final Map<String, String> seen = new ConcurrentHashMap<>();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            return pushes(ops -> ops.removeIf(op -> {
                        String first =
                                seen.putIfAbsent(user(request) + op.get("actor") + op.get("clock"), identity(op));
                        return first != null && !first.equals(identity(op));
                    }))
                    .answer(request, good);
        }
    }

    /** Every fifth push takes its time between its sequence and its commit, while others write and read. */
    private static final class LateCommit implements Distortion {
        private final boolean inOrder;
        private final Overlap overlap = new Overlap();
        private final Set<String> open = ConcurrentHashMap.newKeySet();

        /**
         * A server whose writers overlap.
         *
         * @param inOrder nothing behind an open one is shown, though the answer names it
         */
        LateCommit(boolean inOrder) {
            this.inOrder = inOrder;
        }

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            if (!isPush(request)) {
                Reply reply = shown(good.apply(request), this::hide);
                overlap.read();
                return reply;
            }
            Set<String> mine = new HashSet<>();
            ops(Bodies.of(request)).forEach(op -> mine.add(identity(op)));
            boolean late = overlap.begin() % 5 == 0;
            if (late) {
                open.addAll(mine);
            }
            try {
                Reply reply = good.apply(request);
                if (late) {
                    overlap.awaitOthers();
                }
                return reply;
            } finally {
                open.removeAll(mine);
                overlap.end();
            }
        }

        private void hide(List<Map<String, Object>> ops) {
            boolean behind = false;
            for (var each = ops.iterator(); each.hasNext(); ) {
                boolean hidden = open.contains(identity(each.next()));
                behind |= hidden && inOrder;
                if (hidden || behind) {
                    each.remove();
                }
            }
        }
    }

    private static final class AnyGeneration implements Distortion {
        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            Reply reply = good.apply(request);
            if (!isPush(request) || reply.status() != 409) {
                return reply;
            }
            Map<String, Object> body = Bodies.map(Bodies.of(request));
            Object asked = body.put(KEY, Bodies.map(Bodies.of(reply)).get(KEY));
            Reply taken = good.apply(Bodies.with(request, body));
            Map<String, Object> told = Bodies.map(Bodies.of(taken));
            told.put(KEY, asked);
            return Bodies.with(taken, told);
        }
    }

    private static final class SequenceAnew implements Distortion {
        private final Map<String, Long> shift = new HashMap<>();

        @Override
        public synchronized Reply answer(Request request, Function<Request, Reply> good) {
            if (request.path().startsWith("/sync/reset")) {
                Reply before = good.apply(new Request("GET", "/sync/bootstrap", request.headers(), new byte[0]));
                shift.put(user(request), Bodies.number(Bodies.map(Bodies.of(before)), "serverSeq"));
                return good.apply(request);
            }
            long back = shift.getOrDefault(user(request), 0L);
            return back == 0
                    ? good.apply(request)
                    : shown(
                            good.apply(request),
                            ops -> ops.forEach(op -> op.put("serverSeq", Bodies.number(op, "serverSeq") - back)));
        }
    }

    private static final class LeaksUser implements Distortion {
        private Object last = List.of();

        @Override
        public synchronized Reply answer(Request request, Function<Request, Reply> good) {
            Reply reply = good.apply(request);
            Map<String, Object> body = Bodies.map(Bodies.of(reply));
            if (!body.containsKey("ops") || !request.path().matches("/sync/bootstrap|/sync/pull\\?since=0&.*")) {
                return reply;
            }
            if (Bodies.maps(body, "ops").isEmpty()) {
                body.put("ops", last);
                return Bodies.with(reply, body);
            }
            last = body.get("ops");
            return reply;
        }
    }

    private static final class AnySession implements Distortion {
        private volatile String good = "";

        @Override
        public Reply answer(Request request, Function<Request, Reply> server) {
            Reply reply = server.apply(request);
            if (reply.status() == 200) {
                good = user(request);
            }
            return reply.status() == 401 && !user(request).isEmpty()
                    ? server.apply(Bodies.header(request, "Cookie", good))
                    : reply;
        }
    }
}
