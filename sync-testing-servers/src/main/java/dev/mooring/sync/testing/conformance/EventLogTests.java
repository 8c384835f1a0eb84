package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.EventLogUser.event;
import static dev.mooring.sync.testing.conformance.EventLogUser.events;
import static dev.mooring.sync.testing.conformance.Stage.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** What is tried of every server of the event-log family. It is long as the list of promises stands in it. */
final class EventLogTests {
    private static final String PAGE = "event-log, section ";
    private static final int MANY = 120;

    private EventLogTests() {}

    static List<ConformanceTest> all() {
        return Stream.of(base(), EventLogPromises.all(), EventLogLive.all())
                .flatMap(each -> each)
                .toList();
    }

    private static Stream<ConformanceTest> base() {
        return Stream.of(
                test(
                        "first-push",
                        "A first push is stored and comes back as it was sent.",
                        "1.3",
                        "Nothing can be synced.",
                        3,
                        EventLogTests::firstPush),
                test(
                        "pull-behind",
                        "An empty push answers the events behind the marker, in order, and nothing else.",
                        "1.3",
                        "It refuses events that do not continue its log, and says which.",
                        7,
                        EventLogTests::pullBehind),
                test(
                        "pages-end",
                        "A long log can be read to its end.",
                        "1.3",
                        "It pulls until nothing more is told, and refuses a hole.",
                        12,
                        EventLogTests::pagesEnd),
                test(
                        "atomic-batch",
                        "A batch is stored whole or not at all.",
                        "1.6 and 3",
                        "After an unclear end it pulls first, and confirms what it finds.",
                        6,
                        EventLogTests::atomicBatch),
                test(
                        "lost-answer",
                        "A batch whose answer was lost is there once when it is sent again.",
                        "1.6 and 3",
                        "It pulls first, and confirms what it finds.",
                        4,
                        EventLogTests::lostAnswer),
                test(
                        "conflict-answer",
                        "A push whose place is taken is answered 409 with the events it lacks.",
                        "1.6 and 3",
                        "It takes 500 with UNIQUE for a conflict as well, and pulls.",
                        4,
                        EventLogTests::conflictAnswer),
                test(
                        "marker-ahead",
                        "A push behind a marker that the log has not reached is refused.",
                        "1.6",
                        "It asks for the status before it pushes after a pause.",
                        4,
                        EventLogTests::markerAhead),
                test(
                        "inner-gap",
                        "A batch whose numbers do not follow each other is refused, and nothing of it is stored.",
                        "1.6",
                        "It numbers its batches itself.",
                        6,
                        EventLogTests::innerGap),
                test(
                        "knows-less",
                        "A pull from a marker beyond the log tells that the server knows less.",
                        "1.6",
                        "It compares the status and a fingerprint of its last event.",
                        4,
                        EventLogTests::knowsLess),
                test(
                        "one-winner",
                        "Of many writers for one place exactly one is taken, and all others are told.",
                        "1.6",
                        "Each reconciles by a pull.",
                        40,
                        EventLogTests::oneWinner),
                test(
                        "no-coercion",
                        "A payload that is no text is refused, and not stored as something else.",
                        "1.2",
                        "It sends texts only.",
                        24,
                        EventLogTests::noCoercion),
                test(
                        "exact-text",
                        "A payload comes back exactly: emoji, NUL, line separators, escapes, long numbers.",
                        "1.2",
                        "It finds its own events by an id, not by their text.",
                        24,
                        EventLogTests::exactText),
                test(
                        "bad-request",
                        "A request that nobody can read is a 4xx, not a failure of the server.",
                        "1.7",
                        "It takes a 5xx for passing, so a bad request of another client would be sent for ever.",
                        10,
                        EventLogTests::badRequest),
                test(
                        "missing-field",
                        "An event without a field is refused with a 4xx, and nothing is stored.",
                        "1.2",
                        "It always sends all five.",
                        16,
                        EventLogTests::missingField),
                test(
                        "size-limit",
                        "An event that is too large is refused as too large, and nothing of its batch is stored.",
                        "1.2",
                        "It refuses payloads over 1.9 MB when they are written.",
                        4,
                        EventLogTests::sizeLimit),
                test(
                        "user-needed",
                        "A request that names no user is refused.",
                        "1.1",
                        "It always names one.",
                        2,
                        EventLogTests::userNeeded),
                test(
                        "users-apart",
                        "What one user writes, no other sees.",
                        "1.1",
                        "It binds its database to one user.",
                        6,
                        EventLogTests::usersApart),
                test(
                        "server-events-only",
                        "A client cannot write what only the server may mint.",
                        "1.7",
                        "It refuses such a mutation when it is written.",
                        4,
                        EventLogTests::serverEventsOnly),
                test(
                        "raw-append",
                        "No request appends to a log without a check of the sequence.",
                        "1.5",
                        "It never uses that path; a hole that another client makes is found by the status.",
                        4,
                        EventLogTests::rawAppend),
                test(
                        "bad-marker",
                        "A marker that is no number is refused.",
                        "1.5 and 1.6",
                        "It sends numbers.",
                        4,
                        EventLogTests::badMarker),
                test(
                        "status-agrees",
                        "The status tells the length of the log.",
                        "1.5",
                        "It takes a difference for a hole and does not push.",
                        4,
                        EventLogTests::statusAgrees),
                test(
                        "failed-call",
                        "Whether the events of an API call that was not made are stored is told.",
                        "1.4",
                        "It pulls and finds them, and reports the call as failed.",
                        4,
                        EventLogTests::failedCall),
                test(
                        "survives-restart",
                        "What was acknowledged is there after a crash.",
                        "1.3",
                        "It notices a log that is shorter than its own, and does not push.",
                        4,
                        EventLogTests::survivesRestart));
    }

    private static ConformanceTest test(
            String id, String says, String section, String client, int requests, ConformanceTest.Body body) {
        return new ConformanceTest(new Promise(id, says, PAGE + section, client), requests, body);
    }

    private static void firstPush(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 2);
        List<Map<?, ?>> log = user.log();
        check(log.size() == 2, "2 events were stored, " + log.size() + " came back");
        for (int i = 0; i < 2; i++) {
            Map<?, ?> sent = events(1, 2).get(i);
            for (String field : List.of("timestamp", "event_type", "payload")) {
                check(
                        Objects.equals(sent.get(field), log.get(i).get(field)),
                        field + " came back as " + log.get(i).get(field));
            }
            check(Got.number(log.get(i).get("sequence")) == i + 1, "event " + (i + 1) + " has another number");
        }
    }

    private static void pullBehind(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 5);
        for (int since = 0; since <= 5; since++) {
            Got got = user.push(since, List.of());
            check(got.status == 200, "an empty push since " + since + " was answered " + got.status);
            List<Long> numbers = new ArrayList<>();
            got.list("server_events").forEach(each -> numbers.add(Got.number(((Map<?, ?>) each).get("sequence"))));
            List<Long> expected = new ArrayList<>();
            for (long i = since + 1L; i <= 5; i++) {
                expected.add(i);
            }
            check(numbers.equals(expected), "since " + since + " came " + numbers + " instead of " + expected);
        }
    }

    private static void pagesEnd(Stage stage) {
        EventLogUser user = new EventLogUser(stage);
        int count = 0;
        for (int i = 0; i < 5; i++) {
            Got got = user.push(count, events(count + 1L, MANY * 4));
            check(got.status == 200, "a push of " + MANY * 4 + " events was answered " + got.status);
            count += MANY * 4;
        }
        List<Long> numbers = user.numbers();
        check(numbers.size() == count, count + " events were stored, " + numbers.size() + " can be read");
        for (int i = 0; i < count; i++) {
            check(numbers.get(i) == i + 1, "event " + (i + 1) + " is missing or out of order");
        }
    }

    private static void atomicBatch(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 1);
        Got got = user.push(1, List.of(event(2L, "{}"), event(3L, "{}"), event(4L, null)));
        check(!got.isOk(), "a batch with an event without payload was answered " + got.status);
        List<Long> numbers = user.numbers();
        check(numbers.equals(List.of(1L)), "the batch was refused, and the log has " + numbers);
    }

    private static void lostAnswer(Stage stage) {
        EventLogUser user = new EventLogUser(stage);
        user.lost(0, events(1, 20));
        user.push(0, events(1, 20));
        List<Long> expected =
                events(1, 20).stream().map(each -> (Long) each.get("sequence")).toList();
        check(user.numbers().equals(expected), "20 events were sent twice, and the log has " + user.numbers());
    }

    private static void conflictAnswer(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 3);
        Got got = user.push(2, List.of(event(3L, "{\"other\":true}")));
        check(got.status == 409, "a push into a taken place was answered " + got.status);
        check(got.list("server_events").size() == 1, "the answer lacks the event that is in the place");
        check(user.numbers().equals(List.of(1L, 2L, 3L)), "the log was changed by a refused push");
    }

    private static void markerAhead(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 4);
        Got got = user.push(50, List.of(event(51L, "{}")));
        check(!got.isOk(), "a push since 50 into a log of 4 was taken");
        check(user.numbers().equals(List.of(1L, 2L, 3L, 4L)), "the log has a hole now");
    }

    private static void innerGap(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 1);
        for (List<Long> bad : List.of(List.of(2L, 4L), List.of(2L, 2L), List.of(3L, 2L))) {
            List<Object> batch = new ArrayList<>();
            bad.forEach(each -> batch.add(event(each, "{}")));
            Got got = user.push(1, batch);
            check(got.isRefusal(), "a batch with the numbers " + bad + " was answered " + got.status);
        }
        check(user.numbers().equals(List.of(1L)), "something of a refused batch was stored");
    }

    private static void knowsLess(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 2);
        Got got = user.push(99, List.of());
        boolean told = !got.isOk() || Got.number(got.get("latest_sequence")) == 2;
        check(told, "a pull since 99 from a log of 2 was answered 200 without a word about that");
    }

    private static void oneWinner(Stage stage) throws Exception {
        EventLogUser user = EventLogUser.with(stage, 1);
        int writers = 20;
        List<Callable<Got>> all = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            String payload = "{\"writer\":" + i + "}";
            all.add(() -> user.push(1, List.of(event(2L, payload))));
        }
        List<Got> answers = Stage.race(all);
        long taken = answers.stream().filter(Got::isOk).count();
        check(taken == 1, taken + " of " + writers + " writers were told that they have the place");
        long told = answers.stream().filter(each -> each.status == 409).count();
        check(told == writers - 1, "only " + told + " of " + (writers - 1) + " others were answered 409");
        check(user.numbers().equals(List.of(1L, 2L)), "the log has other events than the winner's");
    }

    private static void noCoercion(Stage stage) {
        List<Object> bad = List.of(Map.of("a", 1), 7, 7.5, true, List.of("a"));
        for (Object payload : bad) {
            EventLogUser user = EventLogUser.with(stage, 1);
            Got got = user.push(1, List.of(event(2L, payload)));
            check(
                    got.isRefusal(),
                    "the payload " + Json.write(payload) + ", which is no text, was answered " + got.status);
        }
    }

    private static void exactText(Stage stage) {
        List<String> texts = List.of(
                "{\"t\":\"\ud83d\ude00 \u00e9\u4e2d\u05d0\"}",
                "a\u0000b",
                "\u2028\u2029\u0085",
                "{\"n\":12345678901234567890.123456789012345678}",
                "\"\\u00e9\\/\\n\"",
                "\ufffd\uffff",
                " leading and trailing ",
                "e\u0301 \u00e9");
        EventLogUser user = new EventLogUser(stage);
        for (int i = 0; i < texts.size(); i++) {
            Got got = user.push(i, List.of(event(i + 1L, texts.get(i))));
            check(got.status == 200, "the payload " + Json.write(texts.get(i)) + " was answered " + got.status);
        }
        List<Map<?, ?>> log = user.log();
        for (int i = 0; i < texts.size(); i++) {
            Object got = i < log.size() ? log.get(i).get("payload") : null;
            check(texts.get(i).equals(got), Json.write(texts.get(i)) + " came back as " + Json.write(got));
        }
    }

    private static void badRequest(Stage stage) {
        EventLogUser user = new EventLogUser(stage);
        for (String body : List.of("{", "", "null", "[1", "\"x\"", "{\"events_since\":0,\"events\":[null]}")) {
            Got got = user.post("do/sync", body);
            check(got.isRefusal(), "the body " + (body.isEmpty() ? "\"\"" : body) + " was answered " + got.status);
        }
    }

    private static void missingField(Stage stage) {
        for (String field : List.of("sequence", "timestamp", "event_type", "schema_version", "payload")) {
            EventLogUser user = EventLogUser.with(stage, 1);
            Map<String, ?> lacking = event(2L, "{}");
            lacking.remove(field);
            Got got = user.push(1, List.of(lacking));
            check(got.isRefusal(), "an event without " + field + " was answered " + got.status);
            check(user.numbers().equals(List.of(1L)), "an event without " + field + " was stored");
        }
    }

    private static void sizeLimit(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 1);
        String large = String.join("", Collections.nCopies(3_000_000, "x"));
        Got got = user.push(1, List.of(event(2L, "{}"), event(3L, large)));
        check(got.status == 413, "an event of 3 MB was answered " + got.status);
        check(user.numbers().equals(List.of(1L)), "something of the batch was stored");
    }

    private static void userNeeded(Stage stage) {
        Got got = stage.wire.exchange("GET", "do/status", Map.of(), null);
        check(got.isRefusal(), "a request without a user was answered " + got.status);
    }

    private static void usersApart(Stage stage) {
        EventLogUser one = EventLogUser.with(stage, 3);
        EventLogUser other = new EventLogUser(stage);
        check(other.numbers().isEmpty(), "a new user sees events of another");
        check(other.push(0, events(1, 1)).status == 200, "a new user cannot write a first event");
        check(one.numbers().size() == 3, "a user's log was changed by another user");
    }

    private static void serverEventsOnly(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 1);
        Map<String, Object> minted = new LinkedHashMap<>(event(2L, "{}"));
        minted.put("event_type", "proxy_minted");
        Got got = user.push(1, List.of(minted));
        check(got.isRefusal(), "an event of the type proxy_minted was answered " + got.status);
    }

    private static void rawAppend(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 1);
        Got got = user.post("do/events", Json.write(event(9L, "{}")));
        if (got.status == 404 || got.status == 405) {
            return;
        }
        check(user.numbers().equals(List.of(1L)), "POST /do/events stored event 9 behind event 1");
    }

    private static void badMarker(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 2);
        Got got = user.get("do/events?since=abc");
        check(got.isRefusal(), "since=abc was answered " + got.status);
        Got pushed = user.push("x", List.of(event(3L, "{}")));
        check(pushed.isRefusal(), "a push since \"x\" was answered " + pushed.status);
    }

    private static void statusAgrees(Stage stage) {
        EventLogUser user = new EventLogUser(stage);
        check(user.status().number("latest_sequence") == 0, "an empty log has a latest sequence");
        user.push(0, events(1, 3));
        Got got = user.status();
        check(got.number("latest_sequence") == 3, "3 events were stored, the latest is " + got.get("latest_sequence"));
        check(got.number("event_count") == 3, "3 events were stored, the count is " + got.get("event_count"));
    }

    private static void failedCall(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 1);
        String call = "{\"events_since\":1,\"events\":" + Json.write(events(2, 1))
                + ",\"request\":{\"url\":\"http://127.0.0.1:9/\",\"headers\":{\"A\":\"<<SECRET:conform-nobody>>\"}}}";
        Got got = user.post("do/proxy", call);
        if (got.status == 404 || got.status == 405) {
            throw Ending.notOffered("POST /do/proxy was answered " + got.status);
        }
        check(!got.isOk(), "a call with a secret that nobody knows was answered " + got.status);
        boolean told = Boolean.TRUE.equals(got.get("events_accepted"));
        boolean stored = user.numbers().size() > 1;
        check(
                stored == told,
                "the answer " + (told ? "says" : "does not say") + " that the event is stored, and it is "
                        + (stored ? "" : "not"));
    }

    private static void survivesRestart(Stage stage) {
        EventLogUser user = EventLogUser.with(stage, 3);
        stage.restart();
        check(user.numbers().equals(List.of(1L, 2L, 3L)), "events that were acknowledged are gone");
    }
}
