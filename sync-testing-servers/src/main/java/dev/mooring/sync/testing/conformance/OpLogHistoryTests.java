package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.OpLogTests.test;
import static dev.mooring.sync.testing.conformance.Stage.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What is tried of a server of the op-log family: generations of the dataset, users, and many at once. It is long as the list of promises stands in it. */
final class OpLogHistoryTests {
    private static final int WRITERS = 20;
    /** How long a reader waits for the next write at most, before it pulls again. */
    private static final long PACE_MS = 20;

    private OpLogHistoryTests() {}

    static Stream<ConformanceTest> all() {
        return Stream.of(
                test(
                        "stale-told",
                        "A push or pull for another generation is answered 409 with the active one, and stores"
                                + " nothing.",
                        "1.6",
                        "Nothing of such an answer counts; it asks for the generation.",
                        6,
                        OpLogHistoryTests::staleTold),
                test(
                        "reset-replaces",
                        "A reset removes all operations, and its snapshot comes with every word of the new generation.",
                        "1.7",
                        "It installs the snapshot, and pulls everything under the new key.",
                        8,
                        OpLogHistoryTests::resetReplaces),
                test(
                        "snapshot-exact",
                        "A snapshot comes back character for character.",
                        "1.7",
                        "A snapshot that the app cannot read moves nothing.",
                        3,
                        OpLogHistoryTests::snapshotExact),
                test(
                        "key-once",
                        "A generation that was there once cannot be made again.",
                        "1.7",
                        "Its keys are random.",
                        8,
                        OpLogHistoryTests::keyOnce),
                test(
                        "reset-replay",
                        "A reset that comes again is answered as the first time.",
                        "1.7",
                        "Its reset asks which generation is active, and calls nothing a failure before.",
                        5,
                        OpLogHistoryTests::resetReplay),
                test(
                        "reset-compared",
                        "Of two resets of one generation the second is refused.",
                        "1.7",
                        "What is pending is kept and sent again; what was only on the server is lost.",
                        5,
                        OpLogHistoryTests::resetCompared),
                test(
                        "sequence-goes-on",
                        "A sequence never comes again, not even after a reset.",
                        "1.4 and 1.7",
                        "It pulls a new generation from its beginning.",
                        6,
                        OpLogHistoryTests::sequenceGoesOn),
                test(
                        "key-holds",
                        "What was pushed under an old key is not in the new generation.",
                        "1.11 (3)",
                        "Only the log under one key confirms.",
                        80,
                        OpLogHistoryTests::keyHolds),
                test(
                        "first-contact",
                        "Many first contacts of one user get one generation.",
                        "1.11 (4)",
                        "Mutations wait for the first contact; a second key would be another history.",
                        20,
                        OpLogHistoryTests::firstContact),
                test(
                        "many-writers",
                        "What many clients push at the same time is stored once each, with sequences that differ.",
                        "1.4",
                        "What the log does not show is sent again.",
                        25,
                        OpLogHistoryTests::manyWriters),
                test(
                        "same-at-once",
                        "One operation that is sent many times at the same time is stored once.",
                        "1.4",
                        "It has one push under way at a time.",
                        24,
                        OpLogHistoryTests::sameAtOnce),
                test(
                        "last-op-marker",
                        "Who pulls from the last operation that it received misses nothing while others write.",
                        "1.5",
                        "It would not notice.",
                        170,
                        stage -> underLoad(stage, false)),
                test(
                        "answer-marker",
                        "Who pulls from the sequence that an answer names misses nothing while others write.",
                        "1.11 (2)",
                        "Only operations that it has received move its cursor.",
                        170,
                        stage -> underLoad(stage, true)),
                test(
                        "users-apart",
                        "What one user writes, no other sees, and his key is none for another.",
                        "1.10",
                        "It binds its database to one user.",
                        6,
                        OpLogHistoryTests::usersApart),
                test(
                        "session-needed",
                        "A request without a session, or with a bad one, is answered 401.",
                        "1.10",
                        "It asks for a new session once.",
                        3,
                        OpLogHistoryTests::sessionNeeded),
                test(
                        "expired-session",
                        "A push with a session that is over is answered 401, and nothing is stored.",
                        "1.10",
                        "It asks for a new session once.",
                        6,
                        OpLogHistoryTests::expiredSession),
                test(
                        "origin-needed",
                        "A push from a foreign page is refused, and nothing is stored.",
                        "1.10",
                        "It names the server's own origin.",
                        6,
                        OpLogHistoryTests::originNeeded),
                test(
                        "survives-restart",
                        "What was acknowledged is there after a crash.",
                        "1.4",
                        "It notices that its last operation is gone, and sends nothing.",
                        4,
                        OpLogHistoryTests::survivesRestart));
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private static Got reset(OpLogUser user, String key, String snapshot) {
        Got got = user.reset(key, snapshot);
        check(got.status == 200, "a reset with a new key was answered " + got.status);
        return got;
    }

    private static void staleTold(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        String active = user.key();
        String wrong = fresh();
        for (Got got : List.of(user.push(wrong, user.ops(1, 1)), user.asks(0, wrong))) {
            check(got.status == 409, "a request for another generation was answered " + got.status);
            check(active.equals(OpLogUser.key(got)), "the refusal names another generation than the active one");
            check(got.get("snapshot") instanceof String, "the refusal has no snapshot");
        }
        check(user.log().isEmpty(), "a push for another generation was stored");
    }

    private static void resetReplaces(Stage stage) {
        OpLogUser user = OpLogUser.apart(stage);
        user.stored(user.ops(1, 3));
        String old = user.key();
        String key = fresh();
        reset(user, key, "{\"s\":1}");
        Got got = user.bootstrap();
        check(key.equals(OpLogUser.key(got)), "a bootstrap names another generation than the new one");
        check("{\"s\":1}".equals(got.get("snapshot")), "a bootstrap has another snapshot");
        check(got.list("ops").isEmpty(), "operations are there after a reset");
        Got stale = user.asks(0, old);
        check(stale.status == 409, "a pull for the old generation was answered " + stale.status);
        check("{\"s\":1}".equals(stale.get("snapshot")), "the refusal has another snapshot");
        user.key(key);
        user.stored(user.ops(1, 1));
        check(user.clocks().equals(List.of(1L)), "an identity of the old generation is not free in the new one");
    }

    private static void snapshotExact(Stage stage) {
        OpLogUser user = OpLogUser.apart(stage);
        String snapshot = "\ud83d\ude00 \u00e9\u4e2d <&> \"\\\u0000\n\u2028 {\"n\":1.0}";
        reset(user, fresh(), snapshot);
        Object got = user.bootstrap().get("snapshot");
        check(snapshot.equals(got), Json.write(snapshot) + " came back as " + Json.write(got));
    }

    private static void keyOnce(Stage stage) {
        OpLogUser user = OpLogUser.apart(stage);
        String first = user.key();
        String second = fresh();
        reset(user, second, "second");
        for (String used : List.of(first, second)) {
            String snapshot = used.equals(second) ? "another" : "first";
            Got got = user.reset(used, snapshot);
            check(got.isRefusal(), "a reset to a used key was answered " + got.status);
        }
        check("second".equals(user.bootstrap().get("snapshot")), "a refused reset changed the dataset");
    }

    private static void resetReplay(Stage stage) {
        OpLogUser user = OpLogUser.apart(stage);
        String key = fresh();
        reset(user, key, "s");
        Got again = user.reset(key, "s");
        check(again.isOk(), "the same reset was answered " + again.status + " the second time");
        check(key.equals(OpLogUser.key(user.bootstrap())), "another generation is active");
    }

    private static void resetCompared(Stage stage) {
        OpLogUser user = OpLogUser.apart(stage);
        OpLogUser other = user.device();
        user.key();
        other.key();
        reset(user, fresh(), "one");
        Got got = other.reset(fresh(), "two");
        check(got.isRefusal(), "a reset by a client that had not seen another reset was answered " + got.status);
    }

    private static void sequenceGoesOn(Stage stage) {
        OpLogUser user = OpLogUser.apart(stage);
        user.stored(user.ops(1, 3));
        long last = user.pull(0).number("serverSeq");
        String key = fresh();
        reset(user, key, "");
        user.key(key);
        user.stored(user.ops(1, 1));
        List<Long> now = OpLogUser.numbers(user.log(), "serverSeq");
        check(now.size() == 1 && now.get(0) > last, "the sequence was " + last + ", and after a reset it is " + now);
    }

    private static void keyHolds(Stage stage) throws Exception {
        OpLogUser user = OpLogUser.apart(stage);
        List<Callable<Boolean>> all = new ArrayList<>();
        all.add(() -> {
            for (int i = 0; i < 8; i++) {
                reset(user, fresh(), "");
            }
            return true;
        });
        for (int i = 0; i < 4; i++) {
            OpLogUser writer = user.device();
            all.add(() -> {
                for (long clock = 1; clock <= 8; clock++) {
                    String key = OpLogUser.key(writer.bootstrap());
                    writer.push(key, List.of(writer.op(clock, key)));
                }
                return true;
            });
        }
        Stage.race(all);
        Got now = user.bootstrap();
        long foreign = user.mine(now).stream()
                .filter(op -> !OpLogUser.key(now).equals(op.get("payload")))
                .count();
        check(foreign == 0, foreign + " operations of an old generation are in the new one");
    }

    private static void firstContact(Stage stage) throws Exception {
        OpLogUser user = OpLogUser.apart(stage);
        List<Callable<String>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(() -> OpLogUser.key(user.bootstrap()));
        }
        Set<String> keys = new HashSet<>(Stage.race(all));
        check(keys.size() == 1, "16 first contacts of one user got " + keys.size() + " generations");
    }

    private static void manyWriters(Stage stage) throws Exception {
        OpLogUser user = new OpLogUser(stage);
        String key = user.key();
        List<Callable<Got>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            OpLogUser writer = user.device();
            all.add(() -> writer.push(key, writer.ops(1, 3)));
        }
        long taken = Stage.race(all).stream().filter(Got::isOk).count();
        check(taken == WRITERS, (WRITERS - taken) + " of " + WRITERS + " writers were refused");
        List<Map<?, ?>> log = user.log();
        Set<Object> identities = new HashSet<>();
        log.forEach(op -> identities.add(op.get("actor") + " " + op.get("clock")));
        check(log.size() == WRITERS * 3, WRITERS * 3 + " operations were taken, " + log.size() + " are there");
        check(identities.size() == log.size(), "an operation is there twice");
        check(new HashSet<>(OpLogUser.numbers(log, "serverSeq")).size() == log.size(), "a sequence is there twice");
    }

    private static void sameAtOnce(Stage stage) throws Exception {
        OpLogUser user = new OpLogUser(stage);
        String key = user.key();
        List<Callable<Got>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            all.add(() -> user.push(key, user.ops(1, 1)));
        }
        long taken = Stage.race(all).stream().filter(Got::isOk).count();
        check(taken == WRITERS, (WRITERS - taken) + " of " + WRITERS + " senders of the same operation were refused");
        check(user.clocks().equals(List.of(1L)), "the operation is there more than once, or not at all");
    }

    /** Six writers, and a reader whose marker is either what it received or what an answer says. */
    private static void underLoad(Stage stage, boolean believesAnswers) throws Exception {
        OpLogUser user = new OpLogUser(stage);
        String key = user.key();
        AtomicInteger writing = new AtomicInteger(6);
        Semaphore written = new Semaphore(0);
        Set<Long> seen = new TreeSet<>();
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            OpLogUser writer = user.device();
            all.add(() -> {
                for (int n = 0; n < 10; n++) {
                    writer.push(key, List.of(writer.op(n + 1, n)));
                    written.release();
                }
                return writing.decrementAndGet() == 0;
            });
        }
        all.add(() -> {
            long since = 0;
            for (int last = 0, pulls = 0; last < 2 && pulls < 100; pulls++) {
                last = writing.get() == 0 ? last + 1 : 0;
                if (last == 0 && written.tryAcquire(PACE_MS, TimeUnit.MILLISECONDS)) {
                    written.drainPermits();
                }
                Got got = user.pull(since);
                seen.addAll(OpLogUser.numbers(user.mine(got), "serverSeq"));
                for (Object each : got.list("ops")) {
                    since = Math.max(since, each instanceof Map<?, ?> op ? Got.number(op.get("serverSeq")) : 0);
                }
                since = believesAnswers ? Math.max(since, got.number("serverSeq")) : since;
            }
            return true;
        });
        Stage.race(all);
        List<Long> log = OpLogUser.numbers(user.log(), "serverSeq");
        long missed = log.stream()
                .filter(each -> !seen.contains(each) && each < seen.stream().reduce(0L, Math::max))
                .count();
        check(missed == 0, "a reader of " + log.size() + " operations missed " + missed);
    }

    private static void usersApart(Stage stage) {
        OpLogUser one = OpLogUser.apart(stage);
        OpLogUser other = OpLogUser.apart(stage);
        one.stored(one.ops(1, 3));
        check(other.bootstrap().list("ops").isEmpty(), "a new user sees operations of another");
        Got got = other.push(one.key(), other.ops(1, 1));
        check(got.status == 409, "a push under another user's key was answered " + got.status);
        check(one.pull(0).list("ops").size() == 3, "a user's log was changed by another user");
    }

    private static void sessionNeeded(Stage stage) {
        Got none = stage.wire.exchange("GET", "sync/bootstrap", Map.of(), null);
        if (none.isOk()) {
            throw Ending.notOffered("everybody is let in without a session");
        }
        check(none.status == 401, "a request without a session was answered " + none.status);
        Map<String, String> bad =
                Map.of("Cookie", "baselib-oidc-session-cookie=conform", "Authorization", "Bearer conform");
        Got refused = stage.wire.exchange("GET", "sync/bootstrap", bad, null);
        check(refused.status == 401, "a request with a bad session was answered " + refused.status);
    }

    private static void expiredSession(Stage stage) {
        Got none = stage.wire.exchange("GET", "sync/bootstrap", Map.of(), null);
        if (none.isOk()) {
            throw Ending.notOffered("everybody is let in without a session");
        }
        OpLogUser user = OpLogUser.apart(stage);
        Got got = user.pushExpired(user.key(), user.ops(1, 1));
        check(got.status == 401, "a push with a session that is over was answered " + got.status);
        check(user.log().isEmpty(), "a push with a session that is over was stored");
        user.stored(user.ops(2, 1));
        check(user.clocks().equals(List.of(2L)), "the same user cannot go on with a good session");
    }

    private static void originNeeded(Stage stage) {
        Got none = stage.wire.exchange("GET", "sync/bootstrap", Map.of(), null);
        if (none.isOk()) {
            throw Ending.notOffered("everybody is let in without a session");
        }
        OpLogUser user = new OpLogUser(stage);
        for (String origin : List.of("", "null", "http://conform.example")) {
            Got got = user.pushFrom(origin, user.ops(1, 1));
            check(got.status == 403, "a push from the origin \"" + origin + "\" was answered " + got.status);
        }
        check(user.log().isEmpty(), "something was stored");
    }

    private static void survivesRestart(Stage stage) {
        OpLogUser user = new OpLogUser(stage);
        user.stored(user.ops(1, 3));
        stage.restart();
        check(user.clocks().equals(List.of(1L, 2L, 3L)), "operations that were acknowledged are gone");
    }
}
