package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Faults planted into the row-sync server, beside those that it has from the live one. */
final class RowSyncFaults {
    private static final String STAMP = "lastModifiedAt";

    private RowSyncFaults() {}

    static Plot<Distortion> plot() {
        return Plot.of(Family.ROW_SYNC, "", RowSyncFaults::run, faults());
    }

    private static Report run(Distortion fault, Predicate<String> wanted) {
        RowSyncServer good = RowSyncServer.builder().build();
        return new Distorted(good, fault).report(Family.ROW_SYNC, Accounts.of(good), wanted);
    }

    private static List<Planted<Distortion>> faults() {
        return List.of(
                new Planted<Distortion>(
                        "forgets-rollback",
                        "A batch is refused, and the rows before the bad one are stored all the same.",
                        List.of("atomic-batch"),
                        () -> RowSyncFaults::forgetsRollback),
                new Planted<Distortion>(
                        "stores-nothing",
                        "A large batch is answered 200, and nothing is stored.",
                        List.of("large-batch"),
                        () -> pushes(rows -> {
                            if (rows.size() > 200) {
                                rows.clear();
                            }
                        })),
                new Planted<Distortion>(
                        "stores-twice",
                        "A batch that comes again is stored again, under new keys.",
                        List.of("replay", "lost-answer"),
                        () -> new StoresTwice(
                                request -> true,
                                pushes(rows -> rows.forEach(row -> Bodies.map(row.get("data"))
                                        .replace("id", UUID.randomUUID().toString()))))),
                new Planted<Distortion>(
                        "refuses-replay",
                        "A batch that comes again is refused.",
                        List.of("replay"),
                        () -> new RefusesReplay(request -> !ids(request).isEmpty(), 500)),
                new Planted<Distortion>(
                        "takes-orphans",
                        "A row without its parent is answered 200, and dropped with its batch.",
                        List.of("orphan-refused", "atomic-batch"),
                        () -> RowSyncFaults::takesOrphans),
                new Planted<Distortion>(
                        "names-nobody",
                        "A refusal does not say which row it means.",
                        List.of("failure-named"),
                        () -> RowSyncFaults::namesNobody),
                new Planted<Distortion>(
                        "drops-from-page",
                        "One row of a page of two is not shown.",
                        List.of("pages-end"),
                        () -> shows((request, rows) -> {
                            if (isPaged(request) && rows.size() == 2) {
                                rows.remove(0);
                            }
                        })),
                new Planted<Distortion>(
                        "repeats-row",
                        "A page shows a row twice.",
                        List.of("pages-end"),
                        () -> shows((request, rows) -> {
                            if (isPaged(request) && !rows.isEmpty()) {
                                rows.add(rows.get(0));
                            }
                        })),
                new Planted<Distortion>(
                        "loses-tombstone",
                        "Deleted rows are not shown.",
                        List.of("soft-delete-shown", "deleted-listed"),
                        () -> shows((request, rows) -> rows.removeIf(row -> Boolean.TRUE.equals(row.get("deleted"))))),
                new Planted<Distortion>(
                        "revives",
                        "Deleted rows are shown as living.",
                        List.of("soft-delete-shown", "deleted-listed", "delete-applied", "array-order"),
                        () -> shows((request, rows) -> rows.forEach(row -> row.replace("deleted", true, false)))),
                new Planted<Distortion>(
                        "ignores-hard-delete",
                        "A delete for good is answered 200, and not done.",
                        List.of("delete-applied"),
                        () -> pushes(rows -> rows.removeIf(row -> Boolean.TRUE.equals(row.get("deleted"))
                                && "daily_practice_queue".equals(row.get("table"))))),
                new Planted<Distortion>(
                        "deletes-last",
                        "Deletes are applied behind all other changes of a batch.",
                        List.of("array-order"),
                        () -> pushes(rows ->
                                rows.sort(Comparator.comparing(row -> Boolean.TRUE.equals(row.get("deleted")))))),
                new Planted<Distortion>(
                        "cuts-unicode",
                        "Characters above U+00FF are stored as a question mark.",
                        List.of("exact-text", "large-text"),
                        () -> (request, good) -> good.apply(
                                request.text().isEmpty()
                                        ? request
                                        : Bodies.with(request, Bodies.texts(Bodies.of(request), Bodies::cut)))),
                new Planted<Distortion>(
                        "trims",
                        "Spaces around a text are cut.",
                        List.of("exact-text"),
                        () -> columns(data -> data.replaceAll(
                                (column, value) -> value instanceof String text ? text.trim() : value))),
                new Planted<Distortion>(
                        "empties-columns",
                        "A column that an update does not bring becomes null.",
                        List.of("columns-kept"),
                        () -> pushes(rows -> rows.forEach(row -> {
                            if ("tune".equals(row.get("table")) && !Boolean.TRUE.equals(row.get("deleted"))) {
                                Bodies.map(row.get("data")).putIfAbsent("title", null);
                            }
                        }))),
                new Planted<Distortion>(
                        "no-echo",
                        "An answer does not show what its own request pushed.",
                        List.of("push-then-pull"),
                        () -> RowSyncFaults::noEcho),
                new Planted<Distortion>(
                        "ignores-watermark",
                        "A pull shows all rows, whatever its watermark.",
                        List.of("nothing-new"),
                        () -> asks("lastSyncAt", "2020-01-01T00:00:00.000Z")),
                new Planted<Distortion>(
                        "ignores-tables",
                        "A pull shows all tables.",
                        List.of("tables-chosen"),
                        () -> asks("pullTables", null)),
                new Planted<Distortion>(
                        "remembers-watermark",
                        "Writers overlap, and a pull shows no row older than the newest that the user was shown.",
                        List.of("looks-back"),
                        RemembersWatermark::new),
                new Planted<Distortion>(
                        "refuses-crowd",
                        "A push is refused while several others are under way.",
                        List.of("many-writers", "opposite-order"),
                        RefusesCrowd::new),
                new Planted<Distortion>(
                        "any-token",
                        "A bad token is let in as somebody.",
                        List.of("token-needed", "expired-token"),
                        AnyToken::new),
                new Planted<Distortion>(
                        "takes-expired",
                        "A credential that is over is let in.",
                        List.of("expired-token"),
                        () -> Distorted.takesExpired("Authorization")),
                new Planted<Distortion>(
                        "leaks-user",
                        "A user who has written nothing is shown the rows of another.",
                        List.of("users-apart", "token-needed"),
                        LeaksUser::new),
                new Planted<Distortion>(
                        "forgets-at-crash",
                        "A crash loses the row that came last.",
                        List.of("survives-restart"),
                        () -> new ForgetsAtCrash(
                                (request, reply) -> ids(request).isEmpty() ? Map.of() : Map.of("", ids(request)),
                                (request, reply, lost) -> shown(
                                        request, reply, (ask, rows) -> rows.removeIf(row -> lost.contains(id(row)))))));
    }

    // ---- what faults are made of

    private interface Alter {
        void rows(Request request, List<Map<String, Object>> rows);
    }

    private static String user(Request request) {
        return request.header("Authorization");
    }

    private static boolean isPaged(Request request) {
        return Bodies.number(Bodies.map(Bodies.of(request)), "pageSize") == 2;
    }

    private static Distortion pushes(Consumer<List<Map<String, Object>>> alter) {
        return Distortion.pushes(request -> true, body -> Bodies.maps(body, "changes"), alter);
    }

    private static Distortion shows(Alter alter) {
        return (request, good) -> shown(request, good.apply(request), alter);
    }

    private static Reply shown(Request request, Reply reply, Alter alter) {
        Object body = Bodies.of(reply);
        if (reply.status() != 200 || !(Bodies.map(body).get("changes") instanceof List)) {
            return reply;
        }
        alter.rows(request, Bodies.maps(body, "changes"));
        return Bodies.with(reply, body);
    }

    private static Distortion columns(Consumer<Map<String, Object>> alter) {
        return shows((request, rows) -> rows.forEach(row -> alter.accept(Bodies.map(row.get("data")))));
    }

    /** A pull that asks for something else than it says; null takes the question away. */
    private static Distortion asks(String field, Object value) {
        return (request, good) -> {
            Map<String, Object> body = Bodies.map(Bodies.of(request));
            if (!(body.get(field) instanceof String) && !(body.get(field) instanceof List)) {
                return good.apply(request);
            }
            if (value == null) {
                body.remove(field);
            } else {
                body.put(field, value);
            }
            return good.apply(Bodies.with(request, body));
        };
    }

    private static String id(Map<String, Object> row) {
        Map<String, Object> data = Bodies.map(row.get("data"));
        return row.get("table") + " " + data.getOrDefault("id", data.get("tagId"));
    }

    private static Set<String> ids(Request request) {
        Set<String> ids = new HashSet<>();
        Bodies.maps(Bodies.of(request), "changes").forEach(row -> ids.add(id(row)));
        return ids;
    }

    // ---- faults

    private static Reply forgetsRollback(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        Map<String, Object> body = Bodies.map(Bodies.of(request));
        if (reply.status() == 500) {
            for (Map<String, Object> row : Bodies.maps(body, "changes")) {
                body.put("changes", List.of(row));
                if (good.apply(Bodies.with(request, body)).status() != 200) {
                    break;
                }
            }
        }
        return reply;
    }

    private static Reply takesOrphans(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        return reply.text().contains("code=23503")
                ? Reply.of(200, reply.headers(), "{\"changes\":[],\"syncedAt\":\"2026-11-20T10:00:00.000Z\"}")
                : reply;
    }

    private static Reply namesNobody(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        return reply.status() == 500 ? Reply.of(500, reply.headers(), "{\"error\":\"code=23503\"}") : reply;
    }

    private static Reply noEcho(Request request, Function<Request, Reply> good) {
        Set<String> own = ids(request);
        return shown(request, good.apply(request), (ask, rows) -> rows.removeIf(row -> own.contains(id(row))));
    }

    private static final class RemembersWatermark implements Distortion {
        private final Overlap overlap = new Overlap();
        private final Set<String> open = ConcurrentHashMap.newKeySet();
        private final Set<String> shown = ConcurrentHashMap.newKeySet();
        private final Map<String, Instant> newest = new HashMap<>();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            Set<String> mine = ids(request);
            if (mine.isEmpty()) {
                Reply reply = shown(request, good.apply(request), this::hide);
                overlap.read();
                return reply;
            }
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

        private synchronized void hide(Request request, List<Map<String, Object>> rows) {
            if (!request.text().contains("lastSyncAt")) {
                return;
            }
            Instant before = newest.getOrDefault(user(request), Instant.MIN);
            rows.removeIf(row -> {
                Instant stamp = Instant.parse(String.valueOf(row.get(STAMP)));
                boolean hidden = open.contains(id(row)) || (stamp.isBefore(before) && !shown.contains(id(row)));
                if (!hidden) {
                    newest.merge(user(request), stamp, (one, other) -> one.isAfter(other) ? one : other);
                    shown.add(id(row));
                }
                return hidden;
            });
        }
    }

    private static final class RefusesCrowd implements Distortion {
        private final AtomicInteger open = new AtomicInteger();
        private final Overlap overlap = new Overlap();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            if (ids(request).isEmpty()) {
                return good.apply(request);
            }
            try {
                if (open.incrementAndGet() > 1) {
                    return Reply.of(500, Map.of(), "{\"error\":\"code=40P01\"}");
                }
                if (overlap.begin() % 5 == 0) {
                    overlap.awaitOthers();
                }
                return good.apply(request);
            } finally {
                open.decrementAndGet();
                overlap.end();
            }
        }
    }

    private static final class AnyToken implements Distortion {
        private volatile String good = "";

        @Override
        public Reply answer(Request request, Function<Request, Reply> server) {
            Reply reply = server.apply(request);
            if (reply.status() == 200) {
                good = user(request);
            }
            return reply.status() == 401 ? server.apply(Bodies.header(request, "Authorization", good)) : reply;
        }
    }

    /** To users who have not written themselves. */
    private static final class LeaksUser implements Distortion {
        private List<Map<String, Object>> last = List.of();
        private final Set<String> wrote = new HashSet<>();

        @Override
        public synchronized Reply answer(Request request, Function<Request, Reply> good) {
            List<Map<String, Object>> pushed = Bodies.maps(Bodies.of(request), "changes");
            Reply reply = good.apply(request);
            if (!pushed.isEmpty()) {
                wrote.add(user(request));
            }
            if (reply.status() == 200
                    && !pushed.isEmpty()
                    && "tune".equals(pushed.get(0).get("table"))) {
                last = new ArrayList<>(pushed);
            }
            return shown(request, reply, (ask, rows) -> {
                boolean full = ask.text().contains("\"pullTables\":[\"tune\"]")
                        && !ask.text().contains("lastSyncAt");
                if (full && rows.isEmpty() && !wrote.contains(user(ask))) {
                    rows.addAll(last);
                }
            });
        }
    }
}
