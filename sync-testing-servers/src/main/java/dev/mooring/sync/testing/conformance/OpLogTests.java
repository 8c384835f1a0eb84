package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.Stage.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is tried of a server of the op-log family: operations, what they hold, and how they are read. It is long as the list of promises stands in it. */
final class OpLogTests {
    static final String PAGE = "op-log, section ";

    private OpLogTests() {}

    static List<ConformanceTest> all() {
        return Stream.concat(base(), OpLogHistoryTests.all()).toList();
    }

    private static Stream<ConformanceTest> base() {
        return Stream.of(
                test(
                        "first-push",
                        "Operations are stored in the order in which they were sent, and come back as they were.",
                        "1.2 and 1.4",
                        "Nothing can be synced.",
                        3,
                        OpLogTests::firstPush),
                test(
                        "pull-behind",
                        "A pull shows the operations behind its marker, ascending, and nothing else.",
                        "1.5",
                        "It begins one operation before its cursor, and compares that one.",
                        11,
                        OpLogTests::pullBehind),
                test(
                        "bootstrap-whole",
                        "A bootstrap shows all operations of the generation.",
                        "1.3",
                        "It takes key and snapshot from it, and pulls the operations.",
                        3,
                        OpLogTests::bootstrapWhole),
                test(
                        "replay",
                        "A batch that comes again is answered as the first time, and stored once.",
                        "1.4",
                        "It sends again what the log does not show, and would do things twice.",
                        5,
                        OpLogTests::replay),
                test(
                        "lost-answer",
                        "A batch whose answer was lost is there once when it is sent again.",
                        "1.4",
                        "It pulls first, and sends again what the log does not show.",
                        5,
                        OpLogTests::lostAnswer),
                test(
                        "first-write-wins",
                        "An operation never changes, whatever comes later under its identity.",
                        "1.4",
                        "It takes what the log shows; two devices would differ.",
                        4,
                        OpLogTests::firstWriteWins),
                test(
                        "other-payload-told",
                        "Another payload under a known identity is refused, not dropped in silence.",
                        "1.4",
                        "Its identities never repeat.",
                        4,
                        OpLogTests::otherPayloadTold),
                test(
                        "identity-parts",
                        "The same clock of another actor, scope or resource is another operation.",
                        "1.4",
                        "An operation would be taken for a known one, and never be stored.",
                        5,
                        OpLogTests::identityParts),
                test(
                        "atomic-batch",
                        "A batch with a bad operation is refused, and nothing of it is stored.",
                        "1.2",
                        "It pulls after a refusal, and settles what the log shows.",
                        5,
                        OpLogTests::atomicBatch),
                test(
                        "bad-operation",
                        "An operation with an empty name or a clock of zero is refused with a 4xx.",
                        "1.2",
                        "It knows this server's words for it, and quarantines the operation.",
                        8,
                        OpLogTests::badOperation),
                test(
                        "bad-clock",
                        "A clock that is no whole number of 64 bits is refused, not rounded.",
                        "1.2",
                        "Its clocks are whole numbers below 2^53.",
                        6,
                        OpLogTests::badClock),
                test(
                        "exact-clock",
                        "A clock comes back to the last digit.",
                        "1.2",
                        "Its clocks stay below 2^53.",
                        3,
                        OpLogTests::exactClock),
                test(
                        "payload-kinds",
                        "A payload may be any JSON value: null, text, number, list, nested and empty objects.",
                        "1.2",
                        "A tombstone is a payload of null; it would be lost.",
                        3,
                        OpLogTests::payloadKinds),
                test(
                        "exact-number",
                        "Numbers in a payload come back as they were written: 1.0, 20 digits, 1e400.",
                        "1.1",
                        "It gives the app the text of the payload, and reads no number itself.",
                        3,
                        OpLogTests::exactNumber),
                test(
                        "exact-text",
                        "Text in a payload keeps its value: emoji, NUL, line separators, markup.",
                        "1.1",
                        "It compares values, not bytes.",
                        3,
                        OpLogTests::exactText),
                test(
                        "payload-needed",
                        "An operation without a payload is refused, and the log stays readable.",
                        "1.11 (1)",
                        "It always sends one. An empty answer is garbage and moves nothing.",
                        6,
                        OpLogTests::payloadNeeded),
                test(
                        "unknown-field",
                        "A field that the server does not know is refused, not dropped.",
                        "1.1",
                        "It sends the known ones only.",
                        5,
                        OpLogTests::unknownField),
                test(
                        "bad-request",
                        "A request that nobody can read is a 4xx with an error in JSON.",
                        "1.4",
                        "It takes a 5xx for passing, so a bad request of another client would be sent for ever.",
                        8,
                        OpLogTests::badRequest),
                test(
                        "one-value",
                        "What stands behind the JSON of a request is refused.",
                        "1.1",
                        "It sends one value.",
                        3,
                        OpLogTests::oneValue),
                test(
                        "bad-marker",
                        "A marker that is no number is refused.",
                        "1.5",
                        "It sends numbers.",
                        4,
                        OpLogTests::badMarker),
                test(
                        "knows-less",
                        "A pull from a marker beyond the log tells that the server knows less.",
                        "1.5",
                        "It compares the last operation that it has.",
                        3,
                        OpLogTests::knowsLess),
                test(
                        "push-marker",
                        "The number in the answer to a push may be pulled from: it covers nothing that was not shown.",
                        "1.4",
                        "Only operations that it has received move its cursor.",
                        6,
                        OpLogTests::pushMarker),
                test(
                        "large-batch",
                        "A batch of 2,000 operations is stored whole, or refused as too large.",
                        "1.1",
                        "It sends 500 at most, and halves a batch that is refused.",
                        3,
                        OpLogTests::largeBatch),
                test(
                        "large-payload",
                        "A payload of 300,000 characters comes back whole, or is refused as too large.",
                        "1.1",
                        "It refuses payloads over 16 MiB when they are written.",
                        3,
                        OpLogTests::largePayload),
                test(
                        "unknown-path",
                        "A path that the server does not know is not answered 200.",
                        "1.1",
                        "An answer that is no JSON is garbage.",
                        1,
                        OpLogTests::unknownPath));
    }

    static ConformanceTest test(
            String id, String says, String section, String client, int requests, ConformanceTest.Body body) {
        return new ConformanceTest(new Promise(id, says, PAGE + section, client), requests, body);
    }

    private static void firstPush(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        List<Map<String, @Nullable Object>> sent = user.ops(1, 3);
        user.stored(sent);
        user.holds(sent, "after a first push");
    }

    private static void pullBehind(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        for (int i = 1; i <= 3; i++) {
            user.stored(user.ops(2L * i - 1, 2));
        }
        List<Long> all = OpLogUser.numbers(user.log(), "serverSeq");
        check(all.size() == 6, "6 operations were stored, " + all.size() + " came");
        for (int i = 0; i < all.size(); i++) {
            List<Long> behind = OpLogUser.numbers(user.mine(user.pull(all.get(i))), "serverSeq");
            List<Long> expected = all.subList(i + 1, all.size());
            check(behind.equals(expected), "since " + all.get(i) + " came " + behind + " instead of " + expected);
            check(i == 0 || all.get(i - 1) < all.get(i), "sequences do not ascend: " + all);
        }
    }

    private static void bootstrapWhole(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        user.stored(user.ops(1, 5));
        Got got = user.bootstrap();
        List<Long> clocks = OpLogUser.numbers(user.mine(got), "clock");
        check(clocks.equals(List.of(1L, 2L, 3L, 4L, 5L)), "a bootstrap shows " + clocks + " of 5 operations");
        check(got.get("snapshot") instanceof String, "a bootstrap has no snapshot");
    }

    private static void replay(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        List<?> batch = user.ops(1, 3);
        Got first = user.stored(batch);
        Got again = user.push(batch);
        check(again.status == 200, "the same batch was answered " + again.status + " the second time");
        check(again.number("serverSeq") >= first.number("serverSeq"), "the second answer names a lower sequence");
        check(user.clocks().equals(List.of(1L, 2L, 3L)), "the batch is not there exactly once");
    }

    private static void lostAnswer(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        List<Map<String, @Nullable Object>> batch = user.ops(1, 20);
        user.lost(batch);
        user.stored(batch);
        user.holds(batch, "sent twice");
    }

    private static void firstWriteWins(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        user.stored(List.of(user.op(1, "one")));
        user.push(List.of(user.op(1, "two")));
        user.holds(List.of(user.op(1, "one")), "after a second payload");
    }

    private static void otherPayloadTold(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        user.stored(List.of(user.op(1, "one")));
        Got got = user.push(List.of(user.op(1, "two")));
        check(got.isRefusal(), "another payload under a known identity was answered " + got.status);
    }

    private static void identityParts(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        OpLogUser other = user.device();
        Map<String, @Nullable Object> scope = user.op(1, "scope");
        scope.put("scope", "registry");
        Map<String, @Nullable Object> resource = user.op(1, "resource");
        resource.put("resourceId", other.actor);
        user.stored(List.of(user.op(1, "first"), scope, resource, other.op(1, "actor")));
        Got got = user.pull(0);
        int found = user.mine(got).size()
                + (int) got.list("ops").stream()
                        .filter(each -> each instanceof Map<?, ?> op && other.actor.equals(op.get("resourceId")))
                        .count();
        check(found == 4, "4 operations differ in actor, scope or resource, and " + found + " were stored");
    }

    private static void atomicBatch(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        user.stored(user.ops(1, 1));
        Got got = user.push(List.of(user.op(2, "{}"), user.op(3, "{}"), user.op(0, "{}"), user.op(4, "{}")));
        check(!got.isOk(), "a batch with a clock of zero was answered " + got.status);
        check(user.clocks().equals(List.of(1L)), "the batch was refused, and the log has " + user.clocks());
    }

    private static void badOperation(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        for (String field : List.of("actor", "scope", "resourceId", "clock")) {
            Map<String, @Nullable Object> bad = user.op(1, "{}");
            bad.put(field, field.equals("clock") ? (Object) 0 : "");
            Got got = user.push(List.of(bad));
            check(got.isRefusal(), "an operation with " + field + " " + bad.get(field) + " was answered " + got.status);
        }
    }

    private static void badClock(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        for (Object clock : List.of(new BigDecimal("1.5"), "1", new BigDecimal("9223372036854775808"))) {
            Got got = user.push(List.of(user.op(clock, "{}")));
            check(got.isRefusal(), "the clock " + Json.write(clock) + " was answered " + got.status);
        }
        check(user.log().isEmpty(), "an operation with a bad clock was stored");
    }

    private static void exactClock(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        List<Map<String, @Nullable Object>> sent =
                List.of(user.op((1L << 53) + 1, "above 2^53"), user.op(Long.MAX_VALUE, "the last"));
        user.stored(sent);
        user.holds(sent, "large clocks");
    }

    private static void payloadKinds(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        List<@Nullable Object> payloads = Arrays.asList(
                null, "text", "", 7, false, List.of(), List.of(List.of(1), 2), Map.of(), Map.of("a", List.of()));
        sent(user, payloads, "payloads of all kinds");
    }

    private static void exactNumber(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        List<@Nullable Object> payloads = new ArrayList<>();
        for (String number : List.of("1.0", "12345678901234567890", "1e400", "0.1234567890123456789", "-0.50")) {
            payloads.add(Map.of("n", new BigDecimal(number)));
        }
        sent(user, payloads, "numbers");
    }

    private static void exactText(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        sent(
                user,
                List.of(
                        "\ud83d\ude00 \u00e9\u4e2d\u05d0 e\u0301",
                        "a\u0000b\n\t\\\"/",
                        "\u2028\u2029\u0085\ufeff",
                        "<b>&amp;</b>",
                        Map.of("\ud83d\ude00 <&> ", "names, too")),
                "text");
    }

    private static void sent(OpLogUser user, List<@Nullable Object> payloads, String what) {
        List<Map<String, @Nullable Object>> ops = new ArrayList<>();
        payloads.forEach(payload -> ops.add(user.op(ops.size() + 1L, payload)));
        user.stored(ops);
        user.holds(ops, what);
    }

    private static void payloadNeeded(Stage stage) {
        OpLogUser user = OpLogUser.apart(stage);
        user.stored(user.ops(1, 1));
        Map<String, @Nullable Object> lacking = user.op(2, "");
        lacking.remove("payload");
        Got got = user.push(List.of(lacking));
        Got pulled = user.asks(0, user.key());
        boolean readable = pulled.status == 200
                && !pulled.text.isBlank()
                && user.mine(pulled).size() == 1;
        check(readable, "an operation without payload was answered " + got.status + ", and the log cannot be read now");
        check(got.isRefusal(), "an operation without payload was answered " + got.status);
    }

    private static void unknownField(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        Map<String, @Nullable Object> op = user.op(1, "{}");
        op.put("conform", 1);
        Got got = user.push(List.of(op));
        check(got.isRefusal(), "an operation with an unknown field was answered " + got.status);
        check(user.log().isEmpty(), "it was refused and stored");
    }

    private static void badRequest(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        String noKey = "{\"clientId\":\"c\",\"ops\":[]}";
        String noClient = "{\"datasetGenerationKey\":\"k\",\"ops\":[]}";
        for (String body : List.of("{", "", "[1", "hello", "{\"clientId\":7}", noKey, noClient)) {
            Got got = user.post("sync/push", body);
            check(got.isRefusal(), "the body " + (body.isEmpty() ? "\"\"" : body) + " was answered " + got.status);
            check(got.get("error") instanceof String, "the refusal of " + body + " says no error");
        }
    }

    private static void oneValue(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        Got got = user.post("sync/push", user.body(user.key(), user.ops(1, 1)) + " {");
        check(got.isRefusal(), "a request with half an object behind its JSON was answered " + got.status);
    }

    private static void badMarker(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        for (String since : List.of("-1", "abc", "1.5")) {
            Got got = user.asks(since, user.key());
            check(got.isRefusal(), "since=" + since + " was answered " + got.status);
        }
    }

    private static void knowsLess(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        long latest = user.stored(user.ops(1, 1)).number("serverSeq");
        long beyond = latest + 1_000_000;
        Got got = user.asks(beyond, user.key());
        boolean told = !got.isOk() || (got.number("serverSeq") >= 0 && got.number("serverSeq") < beyond);
        check(told, "a pull since " + beyond + " was answered 200 without a word that the log ends before");
    }

    private static void pushMarker(Stage stage) {
        OpLogUser one = new OpLogUser(stage);
        OpLogUser other = one.device();
        one.stored(one.ops(1, 1));
        long marker = other.stored(other.ops(1, 1)).number("serverSeq");
        LinkedHashSet<Object> seen = new LinkedHashSet<>();
        other.mine(other.pull(marker)).forEach(op -> seen.add(op.get("actor")));
        check(seen.contains(one.actor), "a pull since the push's " + marker + " misses an operation of another client");
    }

    private static void largeBatch(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        Got got = user.push(user.ops(1, 2_000));
        check(got.status == 200 || got.status == 413, "2,000 operations were answered " + got.status);
        int stored = user.log().size();
        check(stored == (got.status == 200 ? 2_000 : 0), "answered " + got.status + ", and " + stored + " are stored");
    }

    private static void largePayload(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        String large = String.join("", Collections.nCopies(100_000, "a\ud83d\ude00"));
        Got got = user.push(List.of(user.op(1, large)));
        check(got.status == 200 || got.status == 413, "a payload of 300,000 characters was answered " + got.status);
        List<Map<?, ?>> log = user.log();
        check(got.isOk() || log.isEmpty(), "it was refused as too large, and stored");
        boolean whole = log.size() == 1 && large.equals(log.get(0).get("payload"));
        check(!got.isOk() || whole, "it was stored, and did not come back whole");
    }

    private static void unknownPath(Stage stage) {
        Got got = new OpLogUser(stage).get("sync/conform-nothing");
        check(!got.isOk(), "a path that is none was answered " + got.status);
    }
}
