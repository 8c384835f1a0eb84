package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.EntitySyncSocket.about;
import static dev.mooring.sync.testing.conformance.EntitySyncSocket.event;
import static dev.mooring.sync.testing.conformance.EntitySyncTests.test;
import static dev.mooring.sync.testing.conformance.EntitySyncUser.EARLY;
import static dev.mooring.sync.testing.conformance.EntitySyncUser.LATE;
import static dev.mooring.sync.testing.conformance.Stage.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is tried of the socket of an entity-sync server. It is long as the list of promises, with each numbered hole of the page, stands in it. */
final class EntitySyncLive {
    private static final String SOCKET = "2, WebSocket";
    private static final String HOLE = "2, server hole ";
    private static final String PULLS = "It pulls at each connection, and takes what a socket says for a hint.";

    private EntitySyncLive() {}

    static Stream<ConformanceTest> all() {
        return Stream.of(
                test(
                        "socket-token",
                        "A socket without a good token, or for somebody else, is refused.",
                        SOCKET,
                        "It never names another user than its token does.",
                        5,
                        EntitySyncLive::token),
                test(
                        "socket-ping",
                        "A ping is answered, and a frame that nobody can read is answered with an error; the socket"
                                + " stays open.",
                        SOCKET,
                        "It closes a socket that is silent for two beats.",
                        14,
                        EntitySyncLive::ping),
                test(
                        "socket-tells",
                        "A write over a socket is told once to the user's other sockets, with a sequence, and to"
                                + " nobody else.",
                        SOCKET,
                        PULLS,
                        18,
                        EntitySyncLive::tells),
                test(
                        "ack-means-stored",
                        "What was acknowledged over a socket is in a pull.",
                        SOCKET,
                        "It sends pieces alone over the socket, one at a time.",
                        6,
                        EntitySyncLive::ackMeansStored),
                test(
                        "ack-each",
                        "Of several mutations in flight each is acknowledged, in order.",
                        SOCKET,
                        "One piece is under way at a time.",
                        14,
                        EntitySyncLive::ackEach),
                test(
                        "ack-names",
                        "An acknowledgement names what it acknowledges.",
                        SOCKET,
                        "One piece is under way at a time.",
                        4,
                        EntitySyncLive::ackNames),
                test(
                        "socket-failure-told",
                        "A write over a socket that was not stored is answered with an error, and told to nobody.",
                        SOCKET,
                        "An event without a sequence is a hint; a write without an answer is looked for in the next"
                                + " stream.",
                        14,
                        EntitySyncLive::failureTold),
                test(
                        "socket-ignores",
                        "What the socket takes is answered or done.",
                        SOCKET,
                        "It sends nothing of this kind.",
                        8,
                        EntitySyncLive::ignores),
                test(
                        "socket-older",
                        "An older entity over a socket does not overwrite a newer one.",
                        HOLE + 1,
                        "What is told and looks older is held until a pull decides.",
                        9,
                        EntitySyncLive::older),
                test(
                        "socket-twice",
                        "A mutation that comes twice over a socket is done and told once.",
                        HOLE + 1,
                        "It sends a piece again only if a stream shows that it is not there.",
                        14,
                        EntitySyncLive::twice),
                test(
                        "socket-revive",
                        "What was deleted and is created anew over a socket is there again.",
                        HOLE + 2,
                        "It writes entries over HTTP.",
                        10,
                        EntitySyncLive::revive),
                test(
                        "stream-deletes",
                        "A stream behind a marker tells what was deleted over HTTP since.",
                        HOLE + 3,
                        "It asks for a stream by time at each beat.",
                        13,
                        EntitySyncLive::streamDeletes),
                test(
                        "stream-pieces",
                        "A stream lacks no piece that is behind its marker.",
                        HOLE + 4,
                        "It asks for a stream by time at each beat.",
                        12,
                        EntitySyncLive::streamPieces),
                test(
                        "stream-plans",
                        "A stream tells plans and occurrences, too.",
                        HOLE + 5,
                        PULLS,
                        8,
                        EntitySyncLive::streamPlans),
                test(
                        "stream-marker",
                        "A stream behind a marker that was never given does not end there.",
                        HOLE + 6,
                        "An echo moves no mark.",
                        7,
                        EntitySyncLive::streamMarker),
                test(
                        "stream-under-load",
                        "Who follows a socket by its sequence misses nothing, while others write.",
                        HOLE + 7,
                        "It asks from 1,000 before its mark.",
                        360,
                        EntitySyncLive::streamUnderLoad),
                test(
                        "one-shape",
                        "An entity looks the same in a pull, whichever way it was written.",
                        HOLE + 8,
                        "It gives all entities one shape.",
                        7,
                        EntitySyncLive::oneShape),
                test(
                        "stream-end",
                        "A stream of everything does not end before a sequence that was acknowledged.",
                        HOLE + 9,
                        "Its mark never goes back.",
                        9,
                        EntitySyncLive::streamEnd),
                test(
                        "stream-long",
                        "A stream of 300 entries brings all of them.",
                        SOCKET,
                        PULLS,
                        20,
                        EntitySyncLive::streamLong),
                test(
                        "push-told",
                        "A push over HTTP is told to the user's sockets.",
                        "1, push",
                        "It tells others itself behind a push, and they pull.",
                        8,
                        EntitySyncLive::pushTold));
    }

    private static Map<String, @Nullable Object> created(EntitySyncUser user, String own) {
        return event("ENTRY_CREATED", "entry", user.entry(own));
    }

    private static Map<String, @Nullable Object> piece(EntitySyncUser user, String own) {
        Map<String, @Nullable Object> piece = new LinkedHashMap<>();
        piece.put("id", user.id(own));
        piece.put("title", own);
        piece.put("status", "learning");
        return event("PIECE_ADDED", "piece", piece);
    }

    private static void token(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.listen();
        for (String query : List.of(
                "",
                EntitySyncUser.query(user.subject(), "conform-nobody"),
                EntitySyncUser.query("conform-nobody", user.bearer()))) {
            Got got = user.socket(query).handshake();
            check(got.isRefusal(), "a socket with the parameters " + query + " was answered " + got.status);
        }
    }

    private static void ping(Stage stage) throws InterruptedException {
        EntitySyncSocket socket = new EntitySyncUser(stage).listen();
        for (String text : List.of(
                "no JSON",
                "{\"type\":\"PING\"}",
                "{\"type\":\"NOTHING\",\"timestamp\":\"" + LATE + "\"}",
                "{\"type\":\"ENTRY_CREATED\",\"timestamp\":\"" + LATE + "\",\"entry\":{\"id\":\"x\"}}")) {
            socket.sendText(text);
            Map<?, ?> answer = socket.next();
            check(answer != null && "ERROR".equals(answer.get("type")), "the frame " + text + " got no error");
        }
        socket.heard();
    }

    private static void tells(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncUser other = new EntitySyncUser(stage);
        EntitySyncSocket writer = user.listen();
        EntitySyncSocket reader = user.listen();
        EntitySyncSocket foreign = other.listen();
        writer.write(created(user, "e"));
        List<Map<?, ?>> told = about(reader.heard(), user.id("e"));
        check(told.size() == 1, "a write was told " + told.size() + " times");
        check(
                "ENTRY_CREATED".equals(told.get(0).get("type")),
                "it was told as " + told.get(0).get("type"));
        check(Got.number(told.get(0).get("seq")) > 0, "it was told without a sequence");
        check(about(writer.heard(), user.id("e")).isEmpty(), "it was told to its writer");
        boolean apart = !user.headers.equals(other.headers);
        check(!apart || about(foreign.heard(), user.id("e")).isEmpty(), "it was told to another user");
    }

    private static void ackMeansStored(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.listen().write(created(user, "e"));
        check("of e".equals(user.field("e", "notes")), "an entry was acknowledged, and is in no pull");
    }

    private static void ackEach(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        for (int i = 0; i < 5; i++) {
            socket.send(created(user, "e" + i));
        }
        long last = 0;
        for (int i = 0; i < 5; i++) {
            long next = Got.number(socket.acked().get("lastSeq"));
            check(next > last, "behind " + last + " was acknowledged " + next);
            last = next;
        }
        check(user.entries().size() == 5, "5 entries were acknowledged, and fewer are there");
    }

    private static void ackNames(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        socket.send(created(user, "e"));
        check(Json.write(socket.acked()).contains(user.id("e")), "an acknowledgement does not say of what");
    }

    private static void failureTold(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket writer = user.listen();
        EntitySyncSocket reader = user.listen();
        String large = String.join("", Collections.nCopies(3_000_000, "x"));
        writer.send(event("ENTRY_CREATED", "entry", user.entry("e", large, EARLY)));
        List<Map<?, ?>> answers = writer.heard();
        if (user.entries().containsKey("e")) {
            return;
        }
        check(
                answers.stream().noneMatch(EntitySyncSocket::isAck),
                "an entry of 3 MB was acknowledged, and is in no pull");
        check(about(reader.heard(), user.id("e")).isEmpty(), "an entry that was not stored was told to others");
        check(!answers.isEmpty(), "an entry of 3 MB was not stored, and nobody says so");
    }

    private static void ignores(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        socket.send(event("BULK_SYNC", "entries", List.of(user.entry("e"))));
        boolean answered = !socket.heard().isEmpty();
        check(answered || user.entries().containsKey("e"), "a BULK_SYNC was neither answered nor done");
    }

    private static void older(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        socket.write(event("ENTRY_CREATED", "entry", user.entry("e", "newer", LATE)));
        socket.send(event("ENTRY_UPDATED", "entry", user.entry("e", "older", EARLY)));
        socket.heard();
        Object notes = user.field("e", "notes");
        check("newer".equals(notes), "an older entity came later, and a pull shows " + notes);
    }

    private static void twice(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket writer = user.listen();
        EntitySyncSocket reader = user.listen();
        writer.write(created(user, "e"));
        writer.send(created(user, "e"));
        writer.heard();
        int told = about(reader.heard(), user.id("e")).size();
        check(told == 1, "the same mutation twice was told " + told + " times");
    }

    private static void revive(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        socket.write(created(user, "e"));
        socket.write(event("ENTRY_DELETED", "entryId", user.id("e")));
        check(!user.entries().containsKey("e"), "what was deleted over a socket is in a pull");
        socket.write(event("ENTRY_CREATED", "entry", user.entry("e", "again", LATE)));
        check("again".equals(user.field("e", "notes")), "what was created anew was acknowledged, and is in no pull");
    }

    private static void streamDeletes(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        socket.write(created(user, "a"));
        long marker = socket.write(created(user, "b"));
        Got got = user.delete("entries", "a");
        check(got.status == 200, "a deletion was answered " + got.status);
        socket.write(created(user, "c"));
        List<Map<?, ?>> stream = socket.stream(marker);
        check(!about(stream, user.id("c")).isEmpty(), "a stream lacks an entry that came behind its marker");
        check(!about(stream, user.id("a")).isEmpty(), "a stream lacks what was deleted over HTTP behind its marker");
    }

    private static void streamPieces(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        socket.write(piece(user, "early"));
        socket.write(created(user, "e"));
        socket.write(piece(user, "late"));
        List<Map<?, ?>> stream = socket.stream(0);
        for (String each : List.of("late", "early")) {
            check(!about(stream, user.id(each)).isEmpty(), "a stream from the beginning lacks the " + each + " piece");
        }
    }

    private static void streamPlans(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        socket.write(event("PLAN_CREATED", "plan", user.plan("p", "active")));
        check(!about(socket.stream(0), user.id("p")).isEmpty(), "a stream from the beginning lacks a plan");
    }

    private static void streamMarker(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        long ahead = socket.write(created(user, "e")) + 1_000_000;
        long end = EntitySyncSocket.end(socket.stream(ahead));
        check(end < ahead, "a stream behind " + ahead + ", which nobody was ever given, ends at " + end);
    }

    private static void streamUnderLoad(Stage stage) throws Exception {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket reader = user.listen();
        Set<String> written = Collections.synchronizedSet(new HashSet<>());
        List<Future<Boolean>> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            String writer = "w" + w + "-";
            EntitySyncSocket socket = user.listen();
            writers.add(Stage.beside(() -> {
                for (int i = 0; i < 6; i++) {
                    socket.write(created(user, writer + i));
                    written.add(user.id(writer + i));
                }
                return true;
            }));
        }
        Set<String> seen = new HashSet<>();
        long marker = 0;
        boolean over = false;
        try {
            for (int reads = 0; !over; reads++) {
                if (reads == EntitySyncTests.READS) {
                    Stage.results(writers);
                }
                over = writers.stream().allMatch(Future::isDone);
                List<Map<?, ?>> stream = reader.stream(marker);
                stream.forEach(each -> each.forEach((name, value) -> {
                    if (name.equals("entries") && value instanceof List<?> list) {
                        list.forEach(one -> seen.add(String.valueOf(((Map<?, ?>) one).get("id"))));
                    }
                }));
                marker = Math.max(marker, EntitySyncSocket.end(stream));
            }
        } finally {
            Stage.ended(writers);
        }
        Stage.results(writers);
        Set<String> missed = new HashSet<>(written);
        missed.removeAll(seen);
        check(missed.isEmpty(), "who followed the sequence missed " + missed);
    }

    private static void oneShape(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        Map<String, @Nullable Object> http = user.entry("http");
        Map<String, @Nullable Object> live = user.entry("live");
        http.put("goalIds", List.of(user.id("g")));
        live.put("goalIds", List.of(user.id("g")));
        user.given(http);
        user.listen().write(event("ENTRY_CREATED", "entry", live));
        Map<String, Map<?, ?>> there = user.entries();
        Set<?> one = there.getOrDefault("http", Map.of()).keySet();
        Set<?> other = there.getOrDefault("live", Map.of()).keySet();
        check(one.equals(other), "pushed, an entry has the fields " + one + "; written over a socket, " + other);
    }

    private static void streamEnd(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        socket.write(created(user, "e"));
        Map<String, @Nullable Object> planned = event("PLAN_CREATED", "plan", user.plan("p", "active"));
        planned.put("occurrences", List.of(user.occurrence("o", "p")));
        long acknowledged = socket.write(planned);
        long end = EntitySyncSocket.end(socket.stream(0));
        check(end >= acknowledged, acknowledged + " was acknowledged, and a stream of everything ends at " + end);
    }

    private static void streamLong(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        for (int i = 0; i < 3; i++) {
            List<Object> some = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                some.add(user.entry("e" + i + "-" + j));
            }
            Got got = user.push(user.key(), Map.of("entries", some));
            check(got.status == 200, "a push of 100 entries was answered " + got.status);
        }
        Set<Object> seen = new HashSet<>();
        for (Map<?, ?> message : user.listen().stream(0)) {
            if (message.get("entries") instanceof List<?> list) {
                list.forEach(each -> seen.add(((Map<?, ?>) each).get("id")));
            }
        }
        seen.removeIf(each -> !String.valueOf(each).startsWith(user.name));
        check(seen.size() == 300, "of 300 entries a stream from the beginning brought " + seen.size());
    }

    private static void pushTold(Stage stage) throws InterruptedException {
        EntitySyncUser user = new EntitySyncUser(stage);
        EntitySyncSocket socket = user.listen();
        user.given(user.entry("e"));
        check(!about(socket.heard(), user.id("e")).isEmpty(), "a push over HTTP was told to no socket");
    }
}
