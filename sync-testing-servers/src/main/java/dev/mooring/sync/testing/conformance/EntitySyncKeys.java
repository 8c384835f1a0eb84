package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.EntitySyncTests.test;
import static dev.mooring.sync.testing.conformance.EntitySyncUser.EARLY;
import static dev.mooring.sync.testing.conformance.EntitySyncUser.LATE;
import static dev.mooring.sync.testing.conformance.Stage.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is tried of an entity-sync server where something comes twice: idempotency keys, and the batch route. */
final class EntitySyncKeys {
    private static final String KEYS = "1, idempotency";
    private static final String BATCH = "1, batch";

    private EntitySyncKeys() {}

    static Stream<ConformanceTest> all() {
        return Stream.of(
                test(
                        "key-replay",
                        "A push that comes again under its key gets the same answer, and is not done again.",
                        KEYS,
                        "It pulls and compares before it sends again.",
                        5,
                        EntitySyncKeys::replay),
                test(
                        "lost-answer",
                        "A push whose answer was lost can be sent again at once, and is done once.",
                        KEYS,
                        "It pulls and compares before it sends again.",
                        6,
                        EntitySyncKeys::lostAnswer),
                test(
                        "key-edit",
                        "An edit of the timestamp alone, under a used key, is done or refused.",
                        KEYS,
                        "Another batch has another key.",
                        5,
                        EntitySyncKeys::edit),
                test(
                        "key-other-body",
                        "A used key with another body is refused with a 4xx, and nothing is stored.",
                        KEYS,
                        "It takes a 500 for passing, and halves the batch under new keys after three times.",
                        4,
                        EntitySyncKeys::otherBody),
                test(
                        "key-per-account",
                        "The same key of two accounts has nothing to do with each other.",
                        KEYS,
                        "Its keys are random.",
                        4,
                        EntitySyncKeys::perAccount),
                test(
                        "key-race",
                        "Of many pushes at the same time under one key one is done, and all get its answer.",
                        KEYS,
                        "It sends one push at a time.",
                        25,
                        EntitySyncKeys::race),
                test(
                        "batch-version",
                        "A batch does not overwrite a later version, and names it.",
                        BATCH,
                        "It sends a batch with a version above all others, behind a pull.",
                        5,
                        EntitySyncKeys::version),
                test(
                        "batch-atomic",
                        "A batch that failed has stored nothing.",
                        BATCH,
                        "It pulls, and acknowledges what is there.",
                        4,
                        EntitySyncKeys::atomic),
                test(
                        "batch-key",
                        "A batch that comes again under its key gets the same answer.",
                        BATCH,
                        "It goes by what a pull shows.",
                        4,
                        EntitySyncKeys::batchKey),
                test(
                        "batch-checksum",
                        "What a batch counts as uploaded is stored, whatever checksum it names.",
                        BATCH,
                        "Each entity of each batch has a checksum of its own.",
                        3,
                        EntitySyncKeys::checksum),
                test(
                        "batch-exact",
                        "A batch keeps the whole entity as it is.",
                        BATCH,
                        "What a push cannot carry would be lost.",
                        3,
                        EntitySyncKeys::exact));
    }

    private static Map<String, List<?>> entries(Map<String, @Nullable Object> entry) {
        return Map.of("entries", List.of(entry));
    }

    private static void replay(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        String key = user.key();
        Got first = user.push(key, entries(user.entry("e", "first", EARLY)));
        check(first.status == 200, "a first push was answered " + first.status);
        user.given(user.entry("e", "second", LATE));
        Got again = user.push(key, entries(user.entry("e", "first", EARLY)));
        Object notes = user.field("e", "notes");
        check("second".equals(notes), "a push that came again undid what was written in between");
        check(again.status == first.status && again.text.equals(first.text), "it was answered otherwise than before");
    }

    private static void lostAnswer(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        String key = user.key();
        user.lost(key, entries(user.entry("e")));
        Got second = user.push(key, entries(user.entry("e")));
        check(second.status == 200, "the push was answered " + second.status + " the second time");
        check(user.entries().containsKey("e"), "the entry is not there");
        Got third = user.push(key, entries(user.entry("e")));
        check(third.text.equals(second.text), "the second and the third time it was answered otherwise");
    }

    private static void edit(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        String key = user.key();
        Map<String, @Nullable Object> entry = user.entry("e");
        user.push(key, entries(entry));
        Map<String, @Nullable Object> edited = user.entry("e");
        edited.put("timestamp", LATE);
        Got got = user.push(key, entries(edited));
        String before = Json.write(user.field("e", "timestamp"));
        user.push(edited);
        String wanted = Json.write(user.field("e", "timestamp"));
        check(!wanted.equals("null"), "an entry that was pushed is in no pull");
        check(
                !got.isOk() || before.equals(wanted),
                "an edit of the timestamp was answered " + got.status + ", and the timestamp stayed " + before);
    }

    private static void otherBody(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        String key = user.key();
        user.push(key, entries(user.entry("a")));
        Got got = user.push(key, entries(user.entry("b")));
        check(got.isRefusal(), "a used key with another body was answered " + got.status);
        check(!user.entries().containsKey("b"), "a push that was refused is stored");
    }

    private static void perAccount(Stage stage) {
        EntitySyncUser one = new EntitySyncUser(stage);
        EntitySyncUser other = new EntitySyncUser(stage);
        if (one.headers.equals(other.headers)) {
            throw Ending.unclear("it takes two accounts, and the hook gives both users the same credential");
        }
        String key = one.key();
        one.push(key, entries(one.entry("a")));
        Got got = other.push(key, entries(other.entry("b")));
        check(got.status == 200, "a key that another account has used was answered " + got.status);
        check(other.entries().containsKey("b"), "a push under a key that another account has used is not stored");
    }

    private static void race(Stage stage) throws Exception {
        EntitySyncUser user = new EntitySyncUser(stage);
        String key = user.key();
        List<Callable<Got>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(() -> user.push(key, entries(user.entry("e"))));
        }
        List<Got> answers = Stage.race(all);
        Set<String> different = answers.stream().map(each -> each.text).collect(Collectors.toSet());
        check(answers.stream().allMatch(Got::isOk), "not all of them were taken");
        check(user.entries().containsKey("e"), "all of them were taken, and the entry is in no pull");
        check(different.size() == 1, "20 pushes under one key got " + different.size() + " different answers");
    }

    private static void version(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        for (int i = 1; i <= 2; i++) {
            Got got = batch(user, "", List.of(user.inBatch("e", user.entry("e", "v" + i, EARLY), user.id("c" + i), i)));
            check(got.status == 200, "a batch was answered " + got.status);
        }
        Got got = user.batch("", List.of(user.inBatch("e", user.entry("e", "old", EARLY), user.id("c3"), 1)));
        check("v2".equals(user.field("e", "notes")), "a batch overwrote a later version");
        check(!got.isOk() || Json.write(got.list("conflicts")).contains(user.id("e")), "the conflict was not named");
    }

    /** {@code NOT_OFFERED} if there are no batches. */
    private static Got batch(EntitySyncUser user, String key, List<? extends Map<String, ?>> entities) {
        Got got = user.batch(key, entities);
        if (got.status == 404 || got.status == 405) {
            throw Ending.notOffered("POST api/sync/batch was answered " + got.status);
        }
        return got;
    }

    private static void atomic(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Got got = batch(
                user,
                "",
                List.of(
                        user.inBatch("a", user.entry("a"), user.id("c1"), 1),
                        user.inBatch("b", null, user.id("c2"), 1)));
        user.batch("", List.of(user.inBatch("good", user.entry("good"), user.id("c3"), 1)));
        Map<String, Map<?, ?>> there = user.entries();
        check(there.containsKey("good"), "what a good batch brought is in no pull");
        boolean stored = there.containsKey("a");
        check(got.isOk() || !stored, "the batch was answered " + got.status + ", and a part of it is stored");
    }

    private static void batchKey(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        String key = user.key();
        List<Map<String, @Nullable Object>> entities = List.of(user.inBatch("e", user.entry("e"), user.id("c"), 1));
        Got first = batch(user, key, entities);
        boolean stored = first.status == 200 && user.entries().containsKey("e");
        check(stored, "a batch was answered " + first.status + ", and what it brought is in no pull");
        Got again = user.batch(key, entities);
        check(again.text.equals(first.text), "it was answered otherwise the second time");
    }

    private static void checksum(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Got got = batch(
                user,
                "",
                List.of(
                        user.inBatch("a", user.entry("a"), user.id("same"), 1),
                        user.inBatch("b", user.entry("b"), user.id("same"), 1)));
        long uploaded = got.number("uploaded");
        int there = user.entries().size();
        check(uploaded >= 0, "the answer to a batch does not count what was uploaded");
        check(there >= uploaded, uploaded + " were counted as uploaded, and " + there + " are there");
    }

    private static void exact(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Map<String, @Nullable Object> entry = user.entry("e");
        entry.put("scoreTitle", "Sonata");
        entry.put("mood", "proud");
        Got got = batch(user, "", List.of(user.inBatch("e", entry, user.id("c"), 1)));
        check(got.status == 200, "a batch was answered " + got.status);
        Map<?, ?> there = user.entries().getOrDefault("e", Map.of());
        for (String field : List.of("scoreTitle", "mood", "notes")) {
            check(Objects.equals(entry.get(field), there.get(field)), field + " came back as " + there.get(field));
        }
    }
}
