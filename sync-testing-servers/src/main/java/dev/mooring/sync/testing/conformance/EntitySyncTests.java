package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.EntitySyncUser.EARLY;
import static dev.mooring.sync.testing.conformance.EntitySyncUser.LATE;
import static dev.mooring.sync.testing.conformance.Stage.check;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is tried of every server of the entity-sync family over HTTP: pulls, pushes, tokens, accounts. It is long as the list of promises stands in it. */
final class EntitySyncTests {
    static final String PAGE = "entity-sync, section ";
    /** How often somebody reads while others write, at most. */
    static final int READS = 40;

    private EntitySyncTests() {}

    static List<ConformanceTest> all() {
        return Stream.of(base(), EntitySyncKeys.all(), EntitySyncLive.all())
                .flatMap(each -> each)
                .toList();
    }

    private static Stream<ConformanceTest> base() {
        return Stream.of(
                test(
                        "first-push",
                        "What is pushed comes back in a pull: entries, goals, plans, occurrences, templates.",
                        "1, push and pull",
                        "Nothing can be synced.",
                        3,
                        EntitySyncTests::firstPush),
                test(
                        "older-loses",
                        "An older entity does not overwrite a newer one.",
                        "1, push",
                        "It pulls first, and under lastWriteWins() sends the newer one again.",
                        4,
                        EntitySyncTests::olderLoses),
                test(
                        "partial-keeps",
                        "A push of some fields keeps the others.",
                        "1, push",
                        "It sends the whole entity, with what it knows of fields that it has no use for.",
                        4,
                        EntitySyncTests::partialKeeps),
                test(
                        "unknown-fields",
                        "A field that the server does not know is kept, or refused.",
                        "1, push",
                        "It sends such an entity by batch, which keeps it.",
                        3,
                        EntitySyncTests::unknownFields),
                test(
                        "failed-item-told",
                        "An item that was not stored is named in the answer.",
                        "1, push",
                        "It compares the counts of the answer as well, and asks again by a pull.",
                        4,
                        EntitySyncTests::failedItemTold),
                test(
                        "success-means-all",
                        "An answer with success is given only if everything was stored.",
                        "1, push",
                        "It reads the conflicts of every answer.",
                        3,
                        EntitySyncTests::successMeansAll),
                test(
                        "refused-whole",
                        "A push that was refused has stored nothing.",
                        "1, push",
                        "It pulls before it sends what is left under another key.",
                        4,
                        EntitySyncTests::refusedWhole),
                test(
                        "bad-item-named",
                        "Who sends one bad value among good ones is told which, or loses that one alone.",
                        "1, push",
                        "It halves the batch until the bad one is alone, and quarantines it.",
                        3,
                        EntitySyncTests::badItemNamed),
                test(
                        "bad-request",
                        "A request that nobody can read is a 4xx, not a failure of the server.",
                        "1, error body",
                        "After three times it halves the batch; a single one waits for ever.",
                        8,
                        EntitySyncTests::badRequest),
                test(
                        "too-many",
                        "More than 1000 items are refused, and nothing of them is stored.",
                        "1, the server's own design",
                        "It sends at most 100.",
                        3,
                        EntitySyncTests::tooMany),
                test(
                        "size-limit",
                        "An entity that is too large is refused or named, and what stands beside it is not lost.",
                        "1, push",
                        "It refuses payloads over 1.9 MB when they are written.",
                        3,
                        EntitySyncTests::sizeLimit),
                test(
                        "delete-hides",
                        "What was deleted is in no pull any more.",
                        "1, push",
                        "It takes a pull for what is there.",
                        5,
                        EntitySyncTests::deleteHides),
                test(
                        "delete-shown",
                        "A pull from a token tells what was deleted since.",
                        "1, pull",
                        "It compares whole pulls, and believes that something is gone only if the status confirms it.",
                        5,
                        EntitySyncTests::deleteShown),
                test(
                        "goal-delete",
                        "A goal can be deleted by a push.",
                        "1, push",
                        "It deletes goals by batch.",
                        5,
                        EntitySyncTests::goalDelete),
                test(
                        "revive",
                        "What was deleted and is pushed anew is there again.",
                        "1, push",
                        "It would lose the write, and show it as acknowledged.",
                        6,
                        EntitySyncTests::revive),
                test(
                        "incremental",
                        "A pull from a token brings what came after it, and nothing else.",
                        "1, pull",
                        "It pulls everything unless it is told that tokens work.",
                        5,
                        EntitySyncTests::incremental),
                test(
                        "pull-under-load",
                        "A pull lacks nothing that was acknowledged before it, while others write.",
                        "1, pull",
                        "What was confirmed and is missing is asked for twice before it is gone.",
                        80,
                        EntitySyncTests::pullUnderLoad),
                test(
                        "race-stored",
                        "Of many writers at the same time nobody's acknowledged entity is lost.",
                        "1, push",
                        "It would take a lost one for deleted.",
                        35,
                        EntitySyncTests::raceStored),
                test(
                        "exact-text",
                        "A text comes back exactly: emoji, NUL, line separators, escapes.",
                        "1, push",
                        "What comes back differently is a change of the server, and a conflict with the next edit.",
                        12,
                        EntitySyncTests::exactText),
                test(
                        "exact-numbers",
                        "A number of the metadata comes back with all its digits.",
                        "1, push",
                        "It takes what the server made of it.",
                        3,
                        EntitySyncTests::exactNumbers),
                test(
                        "token-needed",
                        "A request without a good token is refused with 401.",
                        "1, auth",
                        "It asks for a new credential after a 401, and only then.",
                        2,
                        EntitySyncTests::tokenNeeded),
                test(
                        "expired-token",
                        "A request with a token that is over is refused with 401, and nothing is stored.",
                        "1, auth",
                        "It asks for a new credential after a 401, and only then.",
                        5,
                        EntitySyncTests::expiredToken),
                test(
                        "accounts-apart",
                        "What one account writes, no other sees.",
                        "1, auth",
                        "It compares the subject of the token with the one that its data belongs to.",
                        6,
                        EntitySyncTests::accountsApart),
                test(
                        "status-agrees",
                        "The status counts what is there, and an account that was used has a time.",
                        "1, status",
                        "Without it nothing that is missing from a pull is taken for deleted.",
                        6,
                        EntitySyncTests::statusAgrees),
                test(
                        "survives-restart",
                        "What was acknowledged is there after a crash.",
                        "1, push",
                        "It holds back what is missing, and asks whether the server knows its last push.",
                        4,
                        EntitySyncTests::survivesRestart));
    }

    static ConformanceTest test(
            String id, String says, String section, String client, int requests, ConformanceTest.Body body) {
        return new ConformanceTest(new Promise(id, says, PAGE + section, client), requests, body);
    }

    private static void firstPush(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Map<String, List<?>> changes = new LinkedHashMap<>();
        changes.put("entries", List.of(user.entry("e")));
        changes.put("goals", List.of(user.goal("g")));
        changes.put("practicePlans", List.of(user.plan("p", "active")));
        changes.put("planOccurrences", List.of(user.occurrence("o", "p")));
        changes.put("planTemplates", List.of(user.plan("t", "")));
        Got got = user.push(user.key(), changes);
        check(got.status == 200, "a push of one entity of each kind was answered " + got.status);
        Got pulled = user.pull("");
        changes.forEach((list, sent) -> {
            String id = String.valueOf(((Map<?, ?>) sent.get(0)).get("id"));
            check(
                    user.of(pulled, list).containsKey(id.substring(user.name.length() + 1)),
                    "the pushed one of " + list + " is in no pull");
        });
        check("of e".equals(user.field("e", "notes")), "the notes came back otherwise");
    }

    private static void olderLoses(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.given(user.entry("e", "newer", LATE));
        Got got = user.push(user.entry("e", "older", EARLY));
        Object notes = user.field("e", "notes");
        check("newer".equals(notes), "an older entity was answered " + got.status + ", and a pull shows " + notes);
        check(!got.isOk() || !got.list("conflicts").isEmpty(), "nobody is told that the older one was not stored");
    }

    private static void partialKeeps(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.given(user.entry("e"));
        Map<String, @Nullable Object> some = new LinkedHashMap<>();
        some.put("id", user.id("e"));
        some.put("notes", "edited");
        Got got = user.push(some);
        Object duration = user.field("e", "duration");
        check(!got.isOk() || Got.number(duration) == 1800, "a push of the notes alone left the duration " + duration);
    }

    private static void unknownFields(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Map<String, @Nullable Object> entry = user.entry("e");
        entry.put("scoreTitle", "Sonata");
        Got got = user.push(entry);
        boolean told = !got.isOk() || !got.list("conflicts").isEmpty();
        check(told || "Sonata".equals(user.field("e", "scoreTitle")), "a scoreTitle was taken, and is not there");
    }

    /** A push of a good entry and of a plan that no server can carry out. */
    private static Got half(EntitySyncUser user) {
        Map<String, @Nullable Object> plan = user.plan("p", "active");
        plan.put("schedule", Map.of("kind", "recurring", "rule", "no rule"));
        Map<String, List<?>> changes = new LinkedHashMap<>();
        changes.put("entries", List.of(user.entry("e")));
        changes.put("practicePlans", List.of(plan));
        return user.push(user.key(), changes);
    }

    private static void failedItemTold(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Got got = half(user);
        Got pulled = user.pull("");
        for (Map.Entry<String, String> each :
                Map.of("e", "entries", "p", "practicePlans").entrySet()) {
            boolean stored = user.of(pulled, each.getValue()).containsKey(each.getKey());
            boolean told = !got.isOk() || Json.write(got.list("conflicts")).contains(user.id(each.getKey()));
            check(stored || told, "of two items " + each.getKey() + " was not stored, and the answer does not say so");
            check(!stored || got.isOk(), "the answer is " + got.status + ", and " + each.getKey() + " was stored");
        }
    }

    private static void successMeansAll(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Got got = half(user);
        boolean stored = user.of(user.pull(""), "practicePlans").containsKey("p");
        check(!got.isOk() || got.get("success") instanceof Boolean, "the answer does not say whether it is a success");
        boolean success = got.isOk() && Boolean.TRUE.equals(got.get("success"));
        check(!success || stored, "the answer says success, and one of two items was not stored");
    }

    private static Got withBadType(EntitySyncUser user) {
        Map<String, @Nullable Object> bad = user.entry("bad");
        bad.put("type", "jogging");
        return user.push(user.entry("a"), bad, user.entry("b"));
    }

    private static void refusedWhole(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Got got = withBadType(user);
        user.given(user.entry("good"));
        Set<String> there = user.entries().keySet();
        check(there.contains("good"), "a good push is in no pull");
        check(got.isOk() || there.size() == 1, "a push was answered " + got.status + ", and now there are " + there);
    }

    private static void badItemNamed(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Got got = withBadType(user);
        boolean named = got.text.contains(user.id("bad")) || got.text.contains("jogging");
        check(named, "three entries, one with a bad type, were answered " + got.status + " without saying which");
        check(!got.isOk() || user.entries().size() == 2, "the good ones beside the bad one are not there");
    }

    private static void badRequest(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        for (String body : List.of("{", "", "null", "[]", "{\"changes\":null}", "{\"changes\":{\"entries\":{}}}")) {
            Got got = user.post("push", "", body);
            check(got.isRefusal(), "the body " + (body.isEmpty() ? "\"\"" : body) + " was answered " + got.status);
        }
    }

    private static void tooMany(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            many.add(Map.of("id", user.id("e" + i), "notes", "n"));
        }
        Got got = user.push(user.key(), Map.of("entries", many));
        check(got.isRefusal(), "a push of 1001 entries was answered " + got.status);
        check(user.entries().isEmpty(), "a push of 1001 entries was refused, and some are stored");
    }

    private static void sizeLimit(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        String large = String.join("", Collections.nCopies(3_000_000, "x"));
        Got got = user.push(user.entry("small"), user.entry("large", large, EARLY));
        boolean named = Json.write(got.list("conflicts")).contains(user.id("large"));
        check(got.isRefusal() || named, "an entry of 3 MB was answered " + got.status + ", and not named");
        boolean stored = user.entries().containsKey("small");
        check(
                stored == got.isOk(),
                "the answer is " + got.status + ", and the small entry is " + (stored ? "" : "not ") + "there");
    }

    private static void deleteHides(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.given(user.entry("a"), user.entry("b"));
        Got got = user.delete("entries", "a");
        check(got.status == 200, "a deletion was answered " + got.status);
        Got pulled = user.pull("");
        check(!pulled.text.contains(user.id("a")), "a deleted entry is in a pull of everything");
        check(user.of(pulled, "entries").containsKey("b"), "another entry is gone");
    }

    private static void deleteShown(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.given(user.entry("a"));
        String token = user.token();
        user.delete("entries", "a");
        Map<?, ?> tombstone = user.of(user.pull(token), "entries").get("a");
        check(tombstone != null && tombstone.get("deletedAt") != null, "a pull does not show what was deleted");
    }

    private static void goalDelete(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        Got got = user.push(user.key(), Map.of("goals", List.of(user.goal("g"))));
        boolean before = user.of(user.pull(""), "goals").containsKey("g");
        check(before, "a push of a goal was answered " + got.status + ", and the goal is in no pull");
        Got deleted = user.delete("goals", "g");
        boolean there = user.of(user.pull(""), "goals").containsKey("g");
        check(!there, "a goal's deletion was answered " + deleted.status + ", and the goal is there");
    }

    private static void revive(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.given(user.entry("e"));
        user.delete("entries", "e");
        Got got = user.push(user.entry("e", "again", "2026-11-03T10:00:00.000Z"));
        check(got.status == 200, "a push of what was deleted was answered " + got.status);
        check("again".equals(user.field("e", "notes")), "what was deleted and pushed anew is not there");
    }

    private static void incremental(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.given(user.entry("a"));
        String token = user.token();
        user.given(user.entry("b"));
        Map<String, Map<?, ?>> found = user.of(user.pull(token), "entries");
        check(found.containsKey("b"), "a pull from a token lacks what came after it");
        check(!found.containsKey("a"), "a pull from a token brings what was there before");
    }

    private static void pullUnderLoad(Stage stage) throws Exception {
        EntitySyncUser user = new EntitySyncUser(stage);
        List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
        List<Future<Boolean>> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
            String writer = "w" + w + "-";
            writers.add(Stage.beside(() -> {
                for (int i = 0; i < 8; i++) {
                    user.given(user.entry(writer + i));
                    acknowledged.add(writer + i);
                }
                return true;
            }));
        }
        boolean over = false;
        try {
            for (int reads = 0; !over; reads++) {
                if (reads == READS) {
                    Stage.results(writers);
                }
                over = writers.stream().allMatch(Future::isDone);
                List<String> before = List.copyOf(acknowledged);
                Map<String, Map<?, ?>> found = user.entries();
                List<String> lost =
                        before.stream().filter(each -> !found.containsKey(each)).toList();
                check(lost.isEmpty(), "acknowledged, and missing from a pull that was asked for later: " + lost);
            }
        } finally {
            Stage.ended(writers);
        }
        Stage.results(writers);
    }

    private static void raceStored(Stage stage) throws Exception {
        EntitySyncUser user = new EntitySyncUser(stage);
        List<Callable<Got>> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Map<String, @Nullable Object> entry = user.entry("e" + i);
            all.add(() -> user.push(entry));
        }
        long taken = Stage.race(all).stream()
                .filter(each -> each.isOk() && each.list("conflicts").isEmpty())
                .count();
        int there = user.entries().size();
        check(there >= taken, taken + " writers were told that their entry is stored, and " + there + " are there");
        check(taken == 30, "of 30 writers of different entities " + (30 - taken) + " were refused");
    }

    private static void exactText(Stage stage) {
        List<String> texts = List.of(
                "\ud83d\ude00 \u00e9\u4e2d\u05d0",
                "a\u0000b",
                "\u2028\u2029\u0085",
                "\\u00e9\\/\n\t\"",
                "\ufffd\uffff",
                " leading and trailing ",
                "e\u0301 \u00e9");
        EntitySyncUser user = new EntitySyncUser(stage);
        for (int i = 0; i < texts.size(); i++) {
            Got got = user.push(user.entry("e" + i, texts.get(i), EARLY));
            check(got.status == 200, "the notes " + Json.write(texts.get(i)) + " were answered " + got.status);
        }
        Map<String, Map<?, ?>> there = user.entries();
        for (int i = 0; i < texts.size(); i++) {
            Map<?, ?> entry = there.get("e" + i);
            Object notes = entry == null ? null : entry.get("notes");
            check(texts.get(i).equals(notes), Json.write(texts.get(i)) + " came back as " + Json.write(notes));
        }
    }

    private static void exactNumbers(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        List<BigDecimal> numbers = List.of(
                new BigDecimal("0.1"),
                new BigDecimal("-7"),
                new BigDecimal("1E+300"),
                new BigDecimal("9007199254740993"),
                new BigDecimal("12345678901234567890.125"));
        Map<String, @Nullable Object> entry = user.entry("e");
        entry.put("metadata", Map.of("numbers", numbers));
        user.given(entry);
        Object back = user.field("e", "metadata") instanceof Map<?, ?> map ? map.get("numbers") : null;
        for (int i = 0; i < numbers.size(); i++) {
            Object each = back instanceof List<?> list && i < list.size() ? list.get(i) : null;
            boolean same = each instanceof BigDecimal number && number.compareTo(numbers.get(i)) == 0;
            check(same, numbers.get(i) + " came back as " + each);
        }
    }

    private static void tokenNeeded(Stage stage) {
        for (Map<String, String> headers :
                List.of(Map.<String, String>of(), Map.of("Authorization", "Bearer conform-nobody"))) {
            Got got = stage.wire.exchange("POST", "api/sync/pull", headers, "{}");
            String with = headers.isEmpty() ? "without a token" : "with a bad token";
            check(got.status == 401, "a pull " + with + " was answered " + got.status);
        }
    }

    private static void expiredToken(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.given(user.entry("before"));
        Got got = user.pushExpired(Map.of("entries", List.of(user.entry("e"))));
        check(got.status == 401, "a push with a token that is over was answered " + got.status);
        check(!user.entries().containsKey("e"), "a push with a token that is over was stored");
        user.given(user.entry("f"));
        check(user.entries().containsKey("f"), "the same account cannot go on with a good token");
    }

    private static void accountsApart(Stage stage) {
        EntitySyncUser one = new EntitySyncUser(stage);
        EntitySyncUser other = new EntitySyncUser(stage);
        if (one.headers.equals(other.headers)) {
            throw Ending.unclear("it takes two accounts, and the hook gives both users the same credential");
        }
        one.given(one.entry("e"));
        check(!other.pull("").text.contains(one.id("e")), "an account sees the entry of another one");
        Map<String, @Nullable Object> foreign = one.entry("e", "overwritten", LATE);
        other.push(foreign);
        check("of e".equals(one.field("e", "notes")), "an account overwrote the entry of another one");
    }

    private static void statusAgrees(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        long before = user.status().number("entityCount");
        user.given(user.entry("a"), user.entry("b"), user.entry("c"));
        user.delete("entries", "b");
        Got got = user.status();
        long more = got.number("entityCount") - before;
        check(more == 2, "3 entries were written and 1 deleted, and the status counts " + more + " more");
        check(got.get("lastSyncTime") instanceof String, "an account that was used has no lastSyncTime");
    }

    private static void survivesRestart(Stage stage) {
        EntitySyncUser user = new EntitySyncUser(stage);
        user.given(user.entry("a"), user.entry("b"));
        stage.restart();
        check(user.entries().keySet().containsAll(List.of("a", "b")), "entries that were acknowledged are gone");
    }
}
