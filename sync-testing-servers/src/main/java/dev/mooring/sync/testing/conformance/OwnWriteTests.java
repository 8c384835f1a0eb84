package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.OwnTests.ALL;
import static dev.mooring.sync.testing.conformance.OwnTests.KEYS;
import static dev.mooring.sync.testing.conformance.OwnTests.LOGS;
import static dev.mooring.sync.testing.conformance.OwnTests.NO_SEQUENCE;
import static dev.mooring.sync.testing.conformance.OwnTests.test;
import static dev.mooring.sync.testing.conformance.Stage.check;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What becomes of writes, and what is said of them. */
final class OwnWriteTests {
    private static final List<String> TEXTS = List.of(
            "\ud83d\ude00 \u00e9\u4e2d\u05d0",
            "a\u2028\u2029\u0085b",
            "\" \\ / \n\t<&>",
            " leading and trailing ",
            "e\u0301 \u00e9",
            "12345678901234567890.10",
            "",
            "null");
    private static final List<String> NUMBERS = List.of(
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "0.1",
            "1234567.890625",
            "12345678901234567890.123456789012345678");

    private OwnWriteTests() {}

    static Stream<OwnTest> all() {
        return Stream.of(
                test(
                        "first-write",
                        "A write comes back to another device with its collection, key and text.",
                        "the transport",
                        "Nothing can be synced.",
                        ALL,
                        6,
                        OwnWriteTests::firstWrite),
                test(
                        "outcomes-named",
                        "An outcome names a mutation of its batch, and no mutation has two.",
                        "outcomes",
                        "It takes such an answer for garbage, and tries again.",
                        ALL,
                        3,
                        OwnWriteTests::outcomesNamed),
                test(
                        "push-cursor",
                        "The answer to a push moves the cursor over nothing that was not delivered.",
                        "decode",
                        "It believes the cursor: what others have written meanwhile is lost to this device.",
                        NO_SEQUENCE,
                        6,
                        OwnWriteTests::pushCursor),
                test(
                        "batch-order",
                        "The writes of a batch are in the log in its order, at places that ascend.",
                        "capabilities",
                        "It applies them in the order in which they come.",
                        LOGS,
                        6,
                        OwnWriteTests::batchOrder),
                test(
                        "last-of-key",
                        "Of several writes of one key in a batch the last one stays.",
                        "capabilities",
                        "It sees an older state than its own, and takes it for a conflict.",
                        KEYS,
                        4,
                        OwnWriteTests::lastOfKey),
                test(
                        "full-batch",
                        "A batch as large as is claimed is taken, and all of it is there.",
                        "capabilities",
                        "It halves a batch that is refused as too large; what is dropped without a word is lost.",
                        ALL,
                        14,
                        OwnWriteTests::fullBatch),
                test(
                        "exact-text",
                        "A text comes back to the letter: emoji, line separators, escapes, spaces at its ends.",
                        "the transport",
                        "It knows its own writes by the echo; other devices show what the server made of the text.",
                        ALL,
                        14,
                        OwnWriteTests::exactText),
                test(
                        "exact-key",
                        "A key comes back to the letter, and no two keys are taken for one.",
                        "the transport",
                        "It would never know its own write again, or write over another row.",
                        ALL,
                        6,
                        OwnWriteTests::exactKey),
                test(
                        "exact-number",
                        "A number comes back to the last digit, or its write is refused.",
                        "the transport",
                        "It never reads payloads; other devices show another number.",
                        ALL,
                        16,
                        OwnWriteTests::exactNumber),
                test(
                        "large-write",
                        "A large write is there whole, or it is refused as that.",
                        "outcomes",
                        "It sets what is too large aside, and tells the app.",
                        ALL,
                        6,
                        OwnWriteTests::largeWrite),
                test(
                        "refused-named",
                        "What is refused for good is refused by name, or by an answer that says it is in the batch.",
                        "outcomes",
                        "It sends what failed for other reasons for ever.",
                        ALL,
                        6,
                        OwnWriteTests::refusedNamed),
                test(
                        "atomic-batch",
                        "Of a batch with a bad write exactly that is there which the answer says.",
                        "outcomes",
                        "It sends what was not taken again, and what was stored without a word is then there twice.",
                        ALL,
                        8,
                        OwnWriteTests::atomicBatch),
                test(
                        "users-apart",
                        "What one user writes, no other sees, and a new user has nothing.",
                        "the transport",
                        "It binds its database to one user.",
                        ALL,
                        8,
                        OwnWriteTests::usersApart),
                test(
                        "survives-restart",
                        "What was acknowledged survives a crash of the server.",
                        "the proof",
                        "It has deleted what was acknowledged.",
                        ALL,
                        8,
                        OwnWriteTests::survivesRestart));
    }

    private static void firstWrite(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        Mutation write = user.write("a", "first");
        one.store(write);
        // A server that keeps keys may tell a row twice on the way.
        List<Incoming> told = stage.isLog()
                ? user.all()
                : new ArrayList<>(OwnUser.rows(user.all()).values());
        check(told.size() == 1, "one write was stored, and " + told.size() + " came back");
        Change change = told.get(0).change();
        String where = change.collection() + "/" + change.key();
        check(where.equals(write.collection() + "/" + write.key()), "a write came back as one of " + where);
        check(!change.tombstone(), "a write came back as a deletion");
        check(user.says(told.get(0), write), "a write came back with the text " + user.text(told.get(0)));
    }

    private static void outcomesNamed(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        OwnSent sent = one.send(user.writes("a", 3));
        Set<UUID> open = new HashSet<>();
        sent.push().mutations().forEach(each -> open.add(each.id()));
        if (sent.answer() instanceof Answer.Settled settled) {
            for (Outcome each : settled.outcomes()) {
                check(
                        open.remove(each.mutation()),
                        "the answer has a second outcome, or one of nobody: " + OwnWords.of(each));
            }
        }
        sent.checkTaken(sent.push().mutations());
        int count = user.count(sent.push().mutations().get(0), user.all());
        check(count == 1, "a write without a refusal is there " + OwnUser.times(count));
    }

    private static void pushCursor(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        OwnDevice other = user.pulled();
        Mutation unseen = user.write("a", "unseen");
        other.store(unseen);
        OwnSent sent = one.send(user.write("b", "own"));
        sent.checkTaken(sent.push().mutations());
        if (sent.answer() instanceof Answer.Settled settled) {
            one.cursor = settled.page().cursor();
        }
        check(
                user.count(unseen, one.pull()) == 1,
                "behind the cursor of a push, what another device wrote is not told");
    }

    private static void batchOrder(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        List<Mutation> writes = user.writes("a", 12);
        one.store(writes.subList(0, 7));
        one.store(writes.subList(7, 12));
        List<Incoming> told = user.all();
        check(told.size() == writes.size(), writes.size() + " writes were stored, " + told.size() + " came back");
        long before = Long.MIN_VALUE;
        for (int i = 0; i < writes.size(); i++) {
            check(user.says(told.get(i), writes.get(i)), "write " + (i + 1) + " is not in its place");
            long position = told.get(i).change().position();
            check(position > before, "the place " + position + " does not ascend");
            before = position;
        }
    }

    private static void lastOfKey(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        List<Mutation> writes = List.of(user.write("a", "1"), user.write("b", "1"), user.write("a", "2"));
        // A server of which only the last state counts is sent no other.
        one.store(stage.claims.coalesces() ? writes.subList(1, 3) : writes);
        user.checkHasExactly(writes.subList(1, 3), "behind one batch");
        Mutation next = user.write("a", "4");
        one.pull();
        one.store(next);
        user.checkHasExactly(List.of(writes.get(1), next), "behind a write of a key that was there");
    }

    private static void fullBatch(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        List<Mutation> batch = new ArrayList<>();
        long bytes = 0;
        for (Mutation each : user.writes("a", Math.min(stage.claims.maxBatchCount(), 500))) {
            bytes += one.transport.measure(each);
            if (bytes <= stage.claims.maxBatchBytes() || batch.isEmpty()) {
                batch.add(each);
            }
        }
        OwnSent sent = one.send(batch);
        sent.checkTaken(batch);
        user.checkHasExactly(batch, "behind a batch of " + batch.size());
    }

    private static void exactText(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        List<Mutation> writes = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
            writes.add(user.write("a" + i, TEXTS.get(i)));
            one.store(writes.get(i));
        }
        List<Incoming> told = user.all();
        for (int i = 0; i < writes.size(); i++) {
            int index = i;
            String came = told.stream()
                    .filter(each -> each.key().equals(writes.get(index).key()))
                    .map(user::text)
                    .findFirst()
                    .orElse("(nothing)");
            check(came.equals(TEXTS.get(i)), Json.write(TEXTS.get(i)) + " came back as " + Json.write(came));
        }
    }

    private static void exactKey(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        String large = String.join("", Collections.nCopies(200, "k"));
        List<Mutation> writes = new ArrayList<>();
        for (String name : List.of(
                "a/b ?&=#%2F", "\u00e9 \ud83d\ude00", "e\u0301", "\u00e9", "Case", "case", large, large + "1")) {
            writes.add(user.write(name, "of " + writes.size()));
        }
        one.store(writes);
        user.checkHasExactly(writes, "behind writes of strange keys");
    }

    private static void exactNumber(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        for (String digits : NUMBERS) {
            Mutation write = user.number("n" + digits, digits);
            if (!isCarried(one, write)) {
                continue;
            }
            OwnSent sent = one.send(write);
            if (sent.outcome(write) instanceof Outcome.Rejected || sent.isBlamed()) {
                continue;
            }
            sent.checkTaken(List.of(write));
            String came = "(nothing)";
            for (Incoming each : user.all()) {
                if (each.key().equals(write.key())) {
                    came = String.valueOf(stage.server.digits(each.change()));
                }
            }
            check(isNumber(came, digits), digits + " came back as " + came);
        }
    }

    private static boolean isNumber(String came, String digits) {
        try {
            return new BigDecimal(came).compareTo(new BigDecimal(digits)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Whether the transport takes it, which it may also refuse when it is written. */
    private static boolean isCarried(OwnDevice device, Mutation write) {
        try {
            return device.transport.measure(write) >= 0;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private static void largeWrite(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        int length = (int) Math.min(500_000, Math.min(stage.claims.maxBatchBytes(), stage.answerBytes()) / 4);
        Mutation write = user.write("large", String.join("", Collections.nCopies(length, "x")) + "end");
        if (!isCarried(one, write)) {
            return;
        }
        OwnSent sent = one.send(write);
        boolean refused = sent.outcome(write) instanceof Outcome.Rejected || sent.isBlamed();
        if (!refused) {
            sent.checkTaken(List.of(write));
        }
        int count = user.count(write, user.all());
        check(
                count == (refused ? 0 : 1),
                "a write of " + length + " characters was " + (refused ? "refused" : "taken") + ", and is there "
                        + OwnUser.times(count));
    }

    private static void refusedNamed(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        Mutation bad = user.refused("bad");
        OwnDevice one = user.pulled();
        OwnSent sent = one.send(user.write("a", "1"), bad, user.write("b", "1"));
        boolean named = isNamed(sent, bad);
        check(named, "a batch with a bad write was answered, of that, " + sent.words(bad));
        one.pull();
        OwnSent alone = one.send(bad);
        boolean again = isNamed(alone, bad);
        check(again, "a bad write alone was answered " + alone.words(bad));
    }

    /** A write that waits for a row which nobody knows counts as refused. */
    private static boolean isNamed(OwnSent sent, Mutation bad) {
        Outcome outcome = sent.outcome(bad);
        return outcome instanceof Outcome.Rejected || outcome instanceof Outcome.Waiting || sent.isBlamed();
    }

    private static void atomicBatch(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        Mutation bad = user.refused("bad");
        OwnDevice one = user.pulled();
        OwnSent sent = one.send(user.write("a", "1"), user.write("b", "1"), bad, user.write("c", "1"));
        one.pull();
        Mutation good = user.write("good", "1");
        one.store(good);
        List<Incoming> told = user.all();
        check(user.count(good, told) == 1, "a good write behind the batch is not there");
        for (Mutation each : sent.push().mutations()) {
            int count = user.count(each, told);
            boolean taken = sent.isTaken(each) && !sent.onPull();
            if (sent.onPull() && !each.equals(bad) && sent.outcome(each) == null) {
                check(count <= 1, "the write of " + each.key() + " is there " + OwnUser.times(count));
                continue;
            }
            check(
                    count == (taken ? 1 : 0),
                    "the write of " + each.key() + " was answered " + sent.words(each) + ", and is there "
                            + OwnUser.times(count));
        }
    }

    private static void usersApart(OwnStage stage) throws Exception {
        OwnUser one = stage.user();
        OwnDevice device = one.pulled();
        List<Mutation> writes = one.writes("a", 3);
        device.store(writes);
        OwnUser other = stage.user();
        OwnDevice stranger = other.device();
        int seen = stranger.pull().size();
        check(seen == 0, "a new user is told " + seen + " changes of another");
        stranger.store(other.write("a0", "another"));
        one.checkHasExactly(writes, "behind the write of another user");
    }

    private static void survivesRestart(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        List<Mutation> writes = user.writes("a", 5);
        one.store(writes);
        stage.restart();
        user.checkHasExactly(writes, "behind a restart");
    }
}
