package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.RowSyncTests.test;
import static dev.mooring.sync.testing.conformance.RowSyncUser.data;
import static dev.mooring.sync.testing.conformance.RowSyncUser.find;
import static dev.mooring.sync.testing.conformance.RowSyncUser.fresh;
import static dev.mooring.sync.testing.conformance.RowSyncUser.isLiving;
import static dev.mooring.sync.testing.conformance.Stage.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is tried of a server of the row-sync family: pulls and their pages, users, and many at once. It is long as the list of promises stands in it. */
final class RowSyncPullTests {
    private static final int WRITERS = 20;
    /** How long a reader waits for the next write at most, before it pulls again. */
    private static final long PACE_MS = 20;

    private static final int CUT = 1_100;

    private RowSyncPullTests() {}

    static Stream<ConformanceTest> all() {
        return Stream.of(
                test(
                        "nothing-new",
                        "A pull from a watermark behind which nothing changed is empty.",
                        "1.5",
                        "It compares rows by content; one that comes again is no news.",
                        3,
                        RowSyncPullTests::nothingNew),
                test(
                        "tables-chosen",
                        "A pull of chosen tables shows no other.",
                        "1.3",
                        "It ignores tables that are not described.",
                        3,
                        RowSyncPullTests::tablesChosen),
                test(
                        "deleted-listed",
                        "A full pull shows soft-deleted rows as deleted.",
                        "1.5",
                        "What a full pull does not show is gone.",
                        4,
                        RowSyncPullTests::deletedListed),
                test(
                        "pages-end",
                        "A full pull in small pages shows each row once.",
                        "1.5",
                        "It repeats a pull of several answers until two passes agree.",
                        40,
                        RowSyncPullTests::pagesEnd),
                test(
                        "pages-stable",
                        "An edit between two pages hides no row.",
                        "1.9 (4)",
                        "It repeats a pull of several answers until two passes agree.",
                        42,
                        RowSyncPullTests::pagesStable),
                test(
                        "no-cut",
                        "A pull shows all rows that changed, or says that there are more.",
                        "1.5",
                        "It takes exactly 1000 rows of a table for a cut, and pulls the table in full.",
                        20,
                        RowSyncPullTests::noCut),
                test(
                        "bad-cursor",
                        "A cursor that is none is refused with a 4xx.",
                        "1.5",
                        "It begins its full pull anew.",
                        2,
                        RowSyncPullTests::badCursor),
                test(
                        "bad-marker",
                        "A watermark that is no time is refused with a 4xx.",
                        "1.5",
                        "It sends times that the server gave.",
                        3,
                        RowSyncPullTests::badMarker),
                test(
                        "bad-request",
                        "A request that nobody can read is a 4xx, not a failure of the server.",
                        "1.8",
                        "It takes a 5xx for passing, so a bad request of another client would be sent for ever.",
                        8,
                        RowSyncPullTests::badRequest),
                test(
                        "schema-checked",
                        "A client of another schema version is refused.",
                        "1.3",
                        "It cannot notice that.",
                        2,
                        RowSyncPullTests::schemaChecked),
                test(
                        "token-needed",
                        "A request without a token, or with a bad one, is answered 401, and nothing is stored.",
                        "1.2",
                        "It refreshes the token once.",
                        6,
                        RowSyncPullTests::tokenNeeded),
                test(
                        "expired-token",
                        "A request with a token that is over is answered 401, and nothing is stored.",
                        "1.2",
                        "It refreshes the token once.",
                        6,
                        RowSyncPullTests::expiredToken),
                test(
                        "users-apart",
                        "A user does not see the rows of another.",
                        "1.5",
                        "It binds its database to one user.",
                        6,
                        RowSyncPullTests::usersApart),
                test(
                        "foreign-write",
                        "A user cannot change the row of another.",
                        "1.6",
                        "It cannot tell whose rows they are.",
                        5,
                        RowSyncPullTests::foreignWrite),
                test(
                        "sets-apart",
                        "Who names the ids of another user in his request is not shown the rows of that user.",
                        "1.6",
                        "It names no ids.",
                        8,
                        RowSyncPullTests::setsApart),
                test(
                        "lost-row-told",
                        "Who does not own a row any more is told by his next pull.",
                        "1.7",
                        "A full pull does not show the row, so it is gone.",
                        5,
                        RowSyncPullTests::lostRowTold),
                test(
                        "many-writers",
                        "What many devices push at the same time is stored, each row once.",
                        "1.8",
                        "It sends again what was not answered.",
                        25,
                        RowSyncPullTests::manyWriters),
                test(
                        "one-row",
                        "Many writers of one row leave one of their states.",
                        "1.6",
                        "It pulls what is there.",
                        24,
                        RowSyncPullTests::oneRow),
                test(
                        "opposite-order",
                        "Devices that write two tables in opposite orders are both served.",
                        "1.8",
                        "It sends again after 40P01, and all devices of it have one order.",
                        30,
                        RowSyncPullTests::oppositeOrder),
                test(
                        "looks-back",
                        "Who looks back 2 s behind the server's clock misses nothing while others write.",
                        "1.9 (2 and 3)",
                        "Its watermark stays 60 s behind, and every 5 minutes it looks back 10 more.",
                        160,
                        RowSyncPullTests::looksBack),
                test(
                        "survives-restart",
                        "What was acknowledged is there after a crash.",
                        "1.8",
                        "It writes off what two full pulls do not show.",
                        4,
                        RowSyncPullTests::survivesRestart));
    }

    private static void nothingNew(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        user.stored(List.of(user.upsert(user.row(fresh(), "x"))));
        int changes =
                user.since(user.now().plus(Duration.ofHours(1)), user.main).size();
        check(changes == 0, "a pull since in an hour shows " + changes + " rows");
    }

    private static void tablesChosen(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        user.stored(List.of(user.upsert(user.row(fresh(), "x"))));
        Got got = RowSyncUser.good(
                user.sync(List.of(), RowSyncUser.asks(user.now().minus(Duration.ofHours(1)), user.uniqueOne())));
        int others = RowSyncUser.changes(got, user.main).size();
        check(others == 0, "a pull of " + user.uniqueOne().name() + " shows " + user.main.name());
    }

    private static void deletedListed(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = user.old("to be deleted");
        user.stored(List.of(user.delete(user.main, key)));
        Map<?, ?> found = find(user.all(user.main), user.main, key);
        check(found != null && !isLiving(found), "a full pull does not show that a row is deleted");
    }

    private static Set<String> seven(RowSyncUser user) {
        Set<String> keys = new HashSet<>();
        List<Object> changes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String key = fresh();
            keys.add(key);
            changes.add(user.upsert(user.row(key, "row " + i, user.now().minus(Duration.ofHours(1)))));
        }
        user.stored(changes);
        return keys;
    }

    private static void pagesEnd(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        Set<String> keys = seven(user);
        List<Map<?, ?>> all = user.all(user.main, 2, 1, () -> {});
        Set<Object> seen = keys(all, user.main);
        check(seen.containsAll(keys), "of 7 rows " + (7 - seen.size()) + " are on no page of 2");
        check(all.size() == seen.size(), "a row is on two pages");
    }

    private static Set<Object> keys(List<Map<?, ?>> changes, WritableTable table) {
        Set<Object> keys = new HashSet<>();
        changes.forEach(change -> keys.add(data(change).get(table.key())));
        return keys;
    }

    private static void pagesStable(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        Set<String> keys = seven(user);
        Object first = data(user.all(user.main).get(0)).get(user.main.key());
        Map<String, @Nullable Object> edit =
                user.upsert(user.row(String.valueOf(first), "edited", user.now().plusSeconds(5)));
        List<Map<?, ?>> all = user.all(user.main, 2, 1, () -> user.stored(List.of(edit)));
        Set<Object> seen = keys(all, user.main);
        seen.add(String.valueOf(first));
        keys.removeAll(seen);
        check(keys.isEmpty(), "a row was edited behind the first page, and " + keys.size() + " others are on no page");
    }

    private static void noCut(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        WritableTable table = user.child();
        String parent = user.old("parent");
        for (int sent = 0; sent < CUT; sent += 100) {
            List<Object> rows = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                rows.add(user.upsert(table, user.row(table, fresh(), "row", parent)));
            }
            user.stored(rows);
        }
        Got got = RowSyncUser.good(
                user.sync(List.of(), RowSyncUser.asks(user.now().minus(Duration.ofHours(1)), table)));
        int rows = RowSyncUser.changes(got, table).size();
        check(rows >= CUT || got.get("nextCursor") != null, CUT + " rows changed, and a pull shows " + rows);
    }

    private static void badCursor(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        Got got = user.sync(List.of(), Map.of("pullCursor", "conform", "pullTables", List.of(user.main.name())));
        check(got.isRefusal(), "a cursor that is none was answered " + got.status);
    }

    private static void badMarker(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        for (Object marker : List.of("yesterday", 7)) {
            Got got = user.sync(List.of(), Map.of("lastSyncAt", marker, "pullTables", List.of(user.main.name())));
            check(got.isRefusal(), "the watermark " + Json.write(marker) + " was answered " + got.status);
        }
    }

    private static void badRequest(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        for (String body : List.of("{", "", "null", "[1", "{}", "{\"changes\":7}")) {
            Got got = user.post(body);
            check(got.isRefusal(), "the body " + (body.isEmpty() ? "\"\"" : body) + " was answered " + got.status);
        }
    }

    private static void schemaChecked(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        Got got = user.sync(List.of(), Map.of("schemaVersion", 999_999, "pullTables", List.of()));
        check(got.isRefusal(), "the schema version 999999 was answered " + got.status);
    }

    private static void tokenNeeded(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String body = Json.write(Map.of("changes", List.of(user.upsert(user.row(fresh(), "x")))));
        for (String token : List.of("", "Bearer", "Bearer conform", "Basic Y29uZm9ybTo=")) {
            Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("Authorization", token);
            Got got = stage.wire.exchange("POST", "api/sync", headers, body);
            check(got.status == 401, "a push with the credential \"" + token + "\" was answered " + got.status);
        }
        check(user.all(user.main).isEmpty(), "a push without a credential was stored");
    }

    private static void expiredToken(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        Got got = user.pushExpired(List.of(user.upsert(user.row(key, "x"))));
        check(got.status == 401, "a push with a token that is over was answered " + got.status);
        check(user.stored(key) == null, "a push with a token that is over was stored");
        user.stored(List.of(user.upsert(user.row(key, "y"))));
        check("y".equals(user.stored(key)), "the same user cannot go on with a good token");
    }

    private static void usersApart(Stage stage) {
        RowSyncUser one = new RowSyncUser(stage);
        RowSyncUser other = new RowSyncUser(stage);
        String key = fresh();
        one.stored(List.of(one.upsert(one.row(key, "private"))));
        boolean seen = find(other.all(other.main), other.main, key) != null
                || find(other.recent(other.main), other.main, key) != null;
        check(!seen, "a user sees the row of another");
    }

    private static void foreignWrite(Stage stage) {
        RowSyncUser one = new RowSyncUser(stage);
        RowSyncUser other = new RowSyncUser(stage);
        String key = one.old("mine");
        Map<String, @Nullable Object> row = other.row(key, "taken");
        row.put(one.main.owner(), one.id);
        other.push(List.of(other.upsert(row)));
        check("mine".equals(one.stored(key)), "a user changed the row of another");
    }

    private static void setsApart(Stage stage) {
        RowSyncUser one = new RowSyncUser(stage);
        WritableTable table = one.table("whose rows are shown by a set of ids", each -> each.seen() != null);
        WritableTable.Seen seen = Objects.requireNonNull(table.seen());
        WritableTable owned = one.table(seen.table());
        String id = fresh();
        String key = fresh();
        Map<String, @Nullable Object> row = one.row(table, key, "mine", "");
        row.put(seen.column(), id);
        one.stored(List.of(one.upsert(owned, one.row(owned, id, "mine", ""))));
        one.stored(List.of(one.upsert(table, row)));
        if (find(one.all(table), table, key) == null) {
            throw Ending.unclear("a user is not shown his own row of " + table.name());
        }
        RowSyncUser other = new RowSyncUser(stage);
        check(find(other.all(table), table, key) == null, "a user is shown the row of another");
        Map<String, Object> ask = Map.of(
                "pullTables",
                List.of(table.name()),
                "pageSize",
                500,
                "initialPageCount",
                32,
                "collectionsOverride",
                Map.of(seen.set(), List.of(id)));
        Got got = other.sync(List.of(), ask);
        boolean shown = find(RowSyncUser.changes(got, table), table, key) != null;
        check(!shown, "a user who named the id of another was shown the row behind it");
    }

    private static void lostRowTold(Stage stage) {
        RowSyncUser one = new RowSyncUser(stage);
        RowSyncUser other = new RowSyncUser(stage);
        String key = one.old("given away");
        Map<String, @Nullable Object> row = one.row(key, "given away");
        row.put(one.main.owner(), other.id);
        Got got = one.push(List.of(one.upsert(row)));
        if (!got.isOk()) {
            throw Ending.notOffered("a row cannot be given away: " + got.status);
        }
        Map<?, ?> told = find(one.recent(one.main), one.main, key);
        check(told != null && !isLiving(told), "the former owner's next pull does not say that the row is gone");
    }

    private static void manyWriters(Stage stage) throws Exception {
        RowSyncUser user = new RowSyncUser(stage);
        List<Callable<Got>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            List<?> rows = List.of(user.upsert(user.row(fresh(), "a" + i)), user.upsert(user.row(fresh(), "b" + i)));
            all.add(() -> user.push(rows));
        }
        long taken = Stage.race(all).stream().filter(Got::isOk).count();
        check(taken == WRITERS, (WRITERS - taken) + " of " + WRITERS + " writers were refused");
        int rows = user.all(user.main).size();
        check(rows == WRITERS * 2, WRITERS * 2 + " rows were taken, " + rows + " are there");
    }

    private static void oneRow(Stage stage) throws Exception {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        Set<Object> texts = new HashSet<>();
        List<Callable<Got>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            texts.add("writer " + i);
            List<?> rows = List.of(user.upsert(user.row(key, "writer " + i)));
            all.add(() -> user.push(rows));
        }
        long taken = Stage.race(all).stream().filter(Got::isOk).count();
        check(taken > 0, "none of " + WRITERS + " writers of one row was taken");
        check(user.all(user.main).size() == 1, "one row is there more than once, or not at all");
        check(texts.contains(String.valueOf(user.stored(key))), "the row has a state that nobody sent");
    }

    private static void oppositeOrder(Stage stage) throws Exception {
        RowSyncUser user = new RowSyncUser(stage);
        String one = user.old("one");
        WritableTable table = user.uniqueOne();
        String other = fresh();
        List<Callable<Got>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Object first = user.upsert(user.row(one, "text " + i));
            Object second = user.upsert(table, user.row(table, other, "conform", ""));
            List<?> rows = i % 2 == 0 ? List.of(first, second) : List.of(second, first);
            all.add(() -> user.push(rows));
        }
        long taken = Stage.race(all).stream().filter(Got::isOk).count();
        check(taken == WRITERS, (WRITERS - taken) + " of " + WRITERS + " writers were refused");
    }

    private static void looksBack(Stage stage) throws Exception {
        RowSyncUser user = new RowSyncUser(stage);
        Set<Object> seen = ConcurrentHashMap.newKeySet();
        Set<Object> sent = ConcurrentHashMap.newKeySet();
        Semaphore written = new Semaphore(0);
        AtomicInteger writing = new AtomicInteger(6);
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(() -> {
                for (int n = 0; n < 8; n++) {
                    String key = fresh();
                    if (user.push(List.of(user.upsert(user.row(key, "row " + n))))
                            .isOk()) {
                        sent.add(key);
                    }
                    written.release();
                }
                return writing.decrementAndGet() == 0;
            });
        }
        all.add(() -> {
            Instant watermark = user.now();
            for (int last = 0, pulls = 0; last < 2; pulls++) {
                last = writing.get() == 0 || pulls > 80 ? last + 1 : 0;
                if (last == 0 && written.tryAcquire(PACE_MS, TimeUnit.MILLISECONDS)) {
                    written.drainPermits();
                }
                Got got =
                        RowSyncUser.good(user.sync(List.of(), RowSyncUser.asks(watermark.minusSeconds(2), user.main)));
                seen.addAll(keys(RowSyncUser.changes(got, user.main), user.main));
                watermark = RowSyncUser.instant(got.get("syncedAt"));
            }
            return writing.get() == 0;
        });
        boolean whole = Stage.race(all).get(6);
        sent.removeAll(seen);
        check(!whole || sent.isEmpty(), "a device that pulled all the time missed " + sent.size() + " rows");
    }

    private static void survivesRestart(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = user.old("kept");
        stage.restart();
        check("kept".equals(user.stored(key)), "a row that was acknowledged is gone");
    }
}
