package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.EventLogUser.event;
import static dev.mooring.sync.testing.conformance.Stage.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is tried of an event-log server that says that it keeps the promises of {@code docs/event-log.md}. */
final class EventLogPromises {
    private static final String PAGE = "docs/event-log.md, A server that keeps the promises, ";

    private EventLogPromises() {}

    static Stream<ConformanceTest> all() {
        return Stream.of(
                test(
                        "replay",
                        "A batch that comes again is answered as the first time, and stored once.",
                        "3",
                        "It pulls before it sends again.",
                        5,
                        EventLogPromises::replay),
                test(
                        "id-once",
                        "A mutation id that is stored elsewhere in the log is refused.",
                        "3",
                        "It looks for its own ids in what it pulls.",
                        5,
                        EventLogPromises::idOnce),
                test(
                        "history-named",
                        "Answers and status name the log's history, always the same.",
                        "4",
                        "It finds another history by length and fingerprint.",
                        5,
                        EventLogPromises::historyNamed),
                test(
                        "other-history",
                        "A request that names another history is refused, and nothing is stored.",
                        "4",
                        "It compares before it pushes, which a restore in between can escape.",
                        5,
                        EventLogPromises::otherHistory),
                test(
                        "first-lease",
                        "A first push gets the right to write, and a token.",
                        "6",
                        "It pushes without a lease.",
                        3,
                        EventLogPromises::firstLease),
                test(
                        "token-grows",
                        "Each writer that takes the right over gets a greater token.",
                        "6",
                        "It compares sequences as well.",
                        6,
                        EventLogPromises::tokenGrows),
                test(
                        "fenced",
                        "A push with an old token is refused, with the events that it lacks.",
                        "6",
                        "It reconciles by the sequence.",
                        6,
                        EventLogPromises::fenced),
                test(
                        "server-waits",
                        "What the server writes itself waits while a client has the right to write.",
                        "6",
                        "Its push meets the server's event, and is reconciled.",
                        8,
                        EventLogPromises::serverWaits),
                test(
                        "released",
                        "A writer can give its right back, and what waited is in the log then.",
                        "6",
                        "The right ends by itself after a while.",
                        7,
                        EventLogPromises::released),
                test(
                        "lease-survives",
                        "Token and right to write are there after a crash.",
                        "6",
                        "A push with the token that it has is refused, and reconciled.",
                        6,
                        EventLogPromises::leaseSurvives));
    }

    private static ConformanceTest test(
            String id, String says, String number, String client, int requests, ConformanceTest.Body body) {
        return new ConformanceTest(new Promise(id, says, PAGE + number, client), requests, body);
    }

    /** A new log of a server that says that it keeps this. */
    private static EventLogUser user(Stage stage, String promise) {
        EventLogUser user = new EventLogUser(stage);
        Got status = user.status();
        if (!status.list("promises").contains(promise)) {
            throw Ending.notOffered("the status does not name " + promise + " among its promises");
        }
        return user;
    }

    private static Map<String, @Nullable Object> named(long sequence, String id) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>(event(sequence, "{}"));
        event.put("mutation_id", id);
        return event;
    }

    private static Got write(EventLogUser user, String writer, long token, long since) {
        return user.push(since, List.of(event(since + 1, "{}")), Map.of("writer", writer, "fencing_token", token));
    }

    /** The token that an answer tells; a broken promise if there is none. */
    private static long token(Got got) {
        Object lease = got.get("lease");
        long token = lease instanceof Map<?, ?> map ? Got.number(map.get("fencing_token")) : -1;
        check(token >= 0, "an answer tells no fencing token");
        return token;
    }

    private static void replay(Stage stage) {
        EventLogUser user = user(stage, "idempotent");
        List<?> batch = List.of(named(1, "a"), named(2, "b"));
        check(user.push(0, batch).status == 200, "a first push was refused");
        Got again = user.push(0, batch);
        check(again.status == 200, "the same batch was answered " + again.status + " the second time");
        check(user.numbers().equals(List.of(1L, 2L)), "the batch is not there exactly once");
    }

    private static void idOnce(Stage stage) {
        EventLogUser user = user(stage, "idempotent");
        check(user.push(0, List.of(named(1, "a"), named(2, "b"))).status == 200, "a first push was refused");
        Got again = user.push(2, List.of(named(3, "a")));
        check(again.status == 409, "the id of event 1 was taken once more, by " + again.status);
        check(user.numbers().equals(List.of(1L, 2L)), "an id is in the log twice");
    }

    private static void historyNamed(Stage stage) {
        EventLogUser user = user(stage, "history");
        String history = user.status().get("history") instanceof String text ? text : "";
        check(!history.isEmpty(), "the status names no history");
        check(history.equals(user.push(0, List.of(event(1L, "{}"))).get("history")), "a push names another history");
        check(history.equals(user.push(1, List.of()).get("history")), "a pull names another history");
    }

    private static void otherHistory(Stage stage) {
        EventLogUser user = user(stage, "history");
        Got got = user.push(0, List.of(event(1L, "{}")), Map.of("history", "conform-another"));
        check(got.status == 409, "a push for another history was answered " + got.status);
        check(got.get("history") instanceof String, "the refusal does not name the history");
        check(user.numbers().isEmpty(), "a push for another history was stored");
    }

    private static void firstLease(Stage stage) {
        EventLogUser user = user(stage, "leases");
        Got got = write(user, "a", 0, 0);
        check(got.status == 200, "a first push with a writer was answered " + got.status);
        check(token(got) > 0, "the first writer got no token");
    }

    private static void tokenGrows(Stage stage) {
        EventLogUser user = user(stage, "leases");
        long first = token(write(user, "a", 0, 0));
        Got other = write(user, "b", first, 1);
        check(other.status == 200, "a writer that has read everything could not take over: " + other.status);
        check(token(other) > first, "the second writer got the token of the first, " + first);
        Got back = write(user, "a", token(other), 2);
        check(token(back) > token(other), "the token did not grow when the right went back");
    }

    private static void fenced(Stage stage) {
        EventLogUser user = user(stage, "leases");
        long first = token(write(user, "a", 0, 0));
        write(user, "b", first, 1);
        Got old = write(user, "a", first, 2);
        check(old.status == 409, "a push with an old token was answered " + old.status);
        check(user.numbers().equals(List.of(1L, 2L)), "a push with an old token was stored");
        Got behind = write(user, "a", first, 1);
        check(behind.list("server_events").size() == 1, "the refusal lacks the event that the writer has not seen");
    }

    /** Whether the server wrote at once. */
    private static boolean wrote(EventLogUser user) {
        Got got = user.post("do/webhook/conform", "{\"a\":1}");
        if (got.status == 404 || got.status == 405) {
            throw Ending.notOffered("POST /do/webhook/conform was answered " + got.status);
        }
        check(got.isOk(), "a webhook was answered " + got.status);
        return user.status().number("latest_sequence") > 1;
    }

    private static void serverWaits(Stage stage) {
        EventLogUser user = user(stage, "leases");
        long token = token(write(user, "a", 0, 0));
        check(!wrote(user), "the server wrote into the log while a client had the right to");
        Got next = write(user, "a", token, 1);
        check(next.status == 200, "a webhook made a push of the holder fail, with " + next.status);
        check(user.numbers().equals(List.of(1L, 2L, 3L)), "the webhook's event did not follow the holder's push");
    }

    private static void released(Stage stage) {
        EventLogUser user = user(stage, "leases");
        long token = token(write(user, "a", 0, 0));
        check(!wrote(user), "the server wrote into the log while a client had the right to");
        String body = "{\"writer\":\"a\",\"fencing_token\":" + token + ",\"release\":true}";
        check(user.post("do/lease", body).isOk(), "the right could not be given back");
        check(user.numbers().equals(List.of(1L, 2L)), "what waited is not in the log");
        Got old = write(user, "a", token, 2);
        check(old.status == 409, "the token of before the server's event was taken, by " + old.status);
    }

    private static void leaseSurvives(Stage stage) {
        EventLogUser user = user(stage, "leases");
        long first = token(write(user, "a", 0, 0));
        long second = token(write(user, "b", first, 1));
        stage.restart();
        check(write(user, "a", first, 2).status == 409, "a push with an old token was taken after a restart");
        check(write(user, "b", second, 2).status == 200, "the holder could not go on after a restart");
    }
}
