package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.RowSyncUser.data;
import static dev.mooring.sync.testing.conformance.RowSyncUser.find;
import static dev.mooring.sync.testing.conformance.RowSyncUser.fresh;
import static dev.mooring.sync.testing.conformance.RowSyncUser.isLiving;
import static dev.mooring.sync.testing.conformance.Stage.check;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is tried of a server of the row-sync family: rows, stamps and deletes. It is long as the list of promises stands in it. */
final class RowSyncTests {
    private static final Duration HOUR = Duration.ofHours(1);

    private RowSyncTests() {}

    static List<ConformanceTest> all() {
        return Stream.concat(base(), RowSyncPullTests.all()).toList();
    }

    private static Stream<ConformanceTest> base() {
        return Stream.of(
                test(
                        "first-push",
                        "A row is stored, and comes back with its columns by a full pull and by the next one.",
                        "1.3 and 1.5",
                        "Nothing can be synced.",
                        4,
                        RowSyncTests::firstPush),
                test(
                        "push-then-pull",
                        "An answer shows what its own request pushed.",
                        "1.4",
                        "It pushes and pulls by two calls.",
                        2,
                        RowSyncTests::pushThenPull),
                test(
                        "replay",
                        "A batch that comes again is taken, and changes nothing.",
                        "1.8",
                        "It sends the same bytes again after a lost answer.",
                        4,
                        RowSyncTests::replay),
                test(
                        "lost-answer",
                        "A batch whose answer was lost is there once when it is sent again.",
                        "1.8",
                        "It pulls, and sends the same bytes again.",
                        4,
                        RowSyncTests::lostAnswer),
                test(
                        "older-loses",
                        "An edit with an older stamp does not replace a newer one.",
                        "1.6",
                        "It pulls first, and decides by its policy.",
                        4,
                        RowSyncTests::olderLoses),
                test(
                        "stamp-ascends",
                        "The stamp of a row never goes back.",
                        "1.6",
                        "It stamps when it sends. What another client stamps in the past is found by a full pull.",
                        4,
                        RowSyncTests::stampAscends),
                test(
                        "offline-edit",
                        "An edit that was made before a device's watermark, and sent behind it, reaches that device.",
                        "1.9 (1)",
                        "It stamps when it sends, and pulls in full once a day.",
                        3,
                        RowSyncTests::offlineEdit),
                test(
                        "watermark-itself",
                        "A row with the very stamp of the watermark is shown.",
                        "1.5",
                        "Its watermark stays 60 s behind.",
                        3,
                        RowSyncTests::watermarkItself),
                test(
                        "delete-applied",
                        "A row that was deleted is not shown as living any more.",
                        "1.7",
                        "It sends deletes as rows where it can.",
                        10,
                        RowSyncTests::deleteApplied),
                test(
                        "delete-told",
                        "A delete that is not carried out is refused.",
                        "1.6",
                        "It refuses such a delete when it is written, if the table is described so.",
                        16,
                        RowSyncTests::deleteTold),
                test(
                        "delete-shown",
                        "Another device sees a delete by its next pull.",
                        "1.7",
                        "It sends deletes as rows.",
                        4,
                        RowSyncTests::deleteShown),
                test(
                        "soft-delete-shown",
                        "A row that is sent with its flag for deletes is shown as deleted to other devices.",
                        "1.7",
                        "Deletes would reach nobody before the next full pull.",
                        5,
                        RowSyncTests::softDeleteShown),
                test(
                        "hard-delete-shown",
                        "Another device sees by its next pull that a row was deleted for good.",
                        "1.7",
                        "It finds it by a full pull.",
                        4,
                        RowSyncTests::hardDeleteShown),
                test(
                        "no-return",
                        "A late edit does not bring a deleted row back.",
                        "1.6",
                        "It pulls first, and takes it for a conflict.",
                        5,
                        RowSyncTests::noReturn),
                test(
                        "array-order",
                        "Changes of one row in one batch are applied in their order.",
                        "1.3",
                        "It sends the last state of a row only.",
                        6,
                        RowSyncTests::arrayOrder),
                test(
                        "atomic-batch",
                        "A batch with a row that is refused is refused, and nothing of it is stored.",
                        "1.8",
                        "It pulls after a refusal.",
                        4,
                        RowSyncTests::atomicBatch),
                test(
                        "orphan-refused",
                        "A row whose parent is missing is refused.",
                        "1.8",
                        "The row waits for its parent.",
                        3,
                        RowSyncTests::orphanRefused),
                test(
                        "failure-named",
                        "A refusal names the table and the row.",
                        "1.8",
                        "It halves the batch until the row is found.",
                        2,
                        RowSyncTests::failureNamed),
                test(
                        "refused-4xx",
                        "A row that can never be stored is refused with a 4xx.",
                        "1.8",
                        "It reads the SQLSTATE of the refusal.",
                        2,
                        RowSyncTests::refused4xx),
                test(
                        "any-order",
                        "A parent may follow its child in one batch.",
                        "1.8",
                        "It sends parents first.",
                        2,
                        RowSyncTests::anyOrder),
                test(
                        "columns-kept",
                        "Columns that an update does not bring keep their values.",
                        "1.3",
                        "It sends full rows.",
                        5,
                        RowSyncTests::columnsKept),
                test(
                        "partial-update",
                        "An update of a row that is there need not bring what an insert needs.",
                        "1.3",
                        "It sends full rows.",
                        4,
                        RowSyncTests::partialUpdate),
                test(
                        "unknown-table",
                        "A change of a table that the server does not have is refused.",
                        "1.6",
                        "It cannot notice that.",
                        2,
                        RowSyncTests::unknownTable),
                test(
                        "unknown-column",
                        "A column that the server does not have is refused.",
                        "1.3",
                        "It cannot notice that.",
                        2,
                        RowSyncTests::unknownColumn),
                test(
                        "exact-text",
                        "Text comes back exactly: emoji, combining signs, line separators, escapes.",
                        "1.3",
                        "It compares rows by content; what the server alters is a change of another writer's.",
                        14,
                        RowSyncTests::exactText),
                test(
                        "exact-number",
                        "A number comes back to the last digit, or its row is refused.",
                        "1.3",
                        "It compares rows by content; what the server alters is a change of another writer's.",
                        26,
                        RowSyncTests::exactNumber),
                test(
                        "time-offset",
                        "A stamp with an offset is converted, not cut.",
                        "1.4",
                        "It sends UTC with three digits.",
                        3,
                        RowSyncTests::timeOffset),
                test(
                        "key-stays",
                        "A row keeps its primary key when another device writes the same unique one.",
                        "1.6",
                        "It knows such rows by the unique key.",
                        4,
                        RowSyncTests::keyStays),
                test(
                        "unique-renamed",
                        "A column of a unique key can be changed.",
                        "1.6",
                        "It refuses such an edit when it is written.",
                        3,
                        RowSyncTests::uniqueRenamed),
                test(
                        "large-text",
                        "A text of 300,000 characters comes back whole, or is refused.",
                        "1.8",
                        "A text that comes back cut is taken for a change of another writer's.",
                        3,
                        RowSyncTests::largeText),
                test(
                        "large-batch",
                        "A batch of 500 rows is stored whole, or refused as too large.",
                        "1.8",
                        "It sends 100 at most, and halves a batch that is refused.",
                        4,
                        RowSyncTests::largeBatch));
    }

    static ConformanceTest test(
            String id, String says, String section, String client, int requests, ConformanceTest.Body body) {
        return new ConformanceTest(new Promise(id, says, "row-sync, section " + section, client), requests, body);
    }

    private static void firstPush(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        Map<String, @Nullable Object> row = user.row(fresh(), "first");
        user.stored(List.of(user.upsert(row)));
        for (boolean full : new boolean[] {true, false}) {
            Map<?, ?> change = find(
                    full ? user.all(user.main) : user.recent(user.main),
                    user.main,
                    String.valueOf(row.get(user.main.key())));
            check(isLiving(change), "a row is not in " + (full ? "a full pull" : "the next pull"));
            Map<?, ?> data = data(Objects.requireNonNull(change));
            for (String column : List.of(user.main.key(), user.main.text())) {
                check(Objects.equals(row.get(column), data.get(column)), column + " came back as " + data.get(column));
            }
        }
    }

    private static void pushThenPull(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        List<?> changes = List.of(user.upsert(user.row(key, "echo")));
        Got got = user.sync(changes, RowSyncUser.asks(user.now().minus(HOUR), user.main));
        check(got.status == 200, "a push with a pull was answered " + got.status);
        check(
                isLiving(find(RowSyncUser.changes(got, user.main), user.main, key)),
                "the pushed row is not in the answer");
    }

    private static void replay(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        List<?> batch = List.of(user.upsert(user.row(fresh(), "one")), user.upsert(user.row(fresh(), "two")));
        user.stored(batch);
        Got again = user.push(batch);
        check(again.status == 200, "the same batch was answered " + again.status + " the second time");
        int rows = user.all(user.main).size();
        check(rows == 2, "2 rows were sent twice, and " + rows + " are there");
    }

    private static void lostAnswer(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        List<?> batch = Stream.generate(() -> user.upsert(user.row(fresh(), "lost")))
                .limit(20)
                .toList();
        user.lost(batch);
        user.stored(batch);
        int rows = user.all(user.main).size();
        check(rows == 20, "20 rows were sent twice, and " + rows + " are there");
    }

    private static void olderLoses(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        user.stored(List.of(user.upsert(user.row(key, "newer"))));
        user.push(List.of(user.upsert(user.row(key, "older", user.now().minus(HOUR)))));
        check("newer".equals(user.stored(key)), "an edit of an hour ago replaced a newer one");
    }

    private static void stampAscends(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        user.stored(List.of(user.upsert(user.row(key, "newer"))));
        user.push(List.of(user.upsert(user.row(key, "older", user.now().minus(HOUR)))));
        boolean shown = find(user.recent(user.main), user.main, key) != null;
        check(shown, "the stamp of a row went back, and a device that pulls now does not see it");
    }

    private static void offlineEdit(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = user.old("made offline");
        check(isLiving(find(user.recent(user.main), user.main, key)), "a row that came just now is not shown");
    }

    private static void watermarkItself(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        Instant stamp = user.now().minus(Duration.ofMillis(500));
        user.stored(List.of(user.upsert(user.row(key, "same time", stamp))));
        check(
                find(user.since(stamp, user.main), user.main, key) != null,
                "a row stamped at the watermark is not shown");
    }

    /** Stores a row and deletes it; whether the delete was taken. */
    private static boolean deleted(RowSyncUser user, WritableTable table, String key) {
        String parent = table.parent().isEmpty() ? "" : user.old("parent");
        Map<String, @Nullable Object> row = user.row(table, key, "to be deleted", parent);
        row.put(RowSyncUser.STAMP, RowSyncUser.text(user.now().minus(HOUR)));
        user.stored(List.of(user.upsert(table, row)));
        return user.push(List.of(user.delete(table, key))).isOk();
    }

    private static void deleteApplied(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        for (WritableTable table : List.of(user.main, user.hard())) {
            String key = fresh();
            check(deleted(user, table, key), "a delete in " + table.name() + " was refused");
            check(!isLiving(find(user.all(table), table, key)), "a deleted row of " + table.name() + " is there");
        }
    }

    private static void deleteTold(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        for (WritableTable table : stage.tables()) {
            String key = fresh();
            boolean applied = table.equals(user.main)
                    || !deleted(user, table, key)
                    || !isLiving(find(user.all(table), table, key));
            check(applied, "a delete in " + table.name() + " was answered 200, and the row is there");
        }
    }

    private static void deleteShown(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        check(deleted(user, user.main, key), "a delete was refused");
        shownDeleted(user, user.main, key);
    }

    private static void shownDeleted(RowSyncUser user, WritableTable table, String key) {
        Map<?, ?> change = find(user.recent(table), table, key);
        check(change != null && !isLiving(change), "the next pull of another device does not show the delete");
    }

    private static void softDeleteShown(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = user.old("to be deleted");
        user.stored(List.of(user.upsert(flagged(user, key))));
        shownDeleted(user, user.main, key);
        check(!isLiving(find(user.all(user.main), user.main, key)), "a full pull shows it as living");
    }

    private static Map<String, @Nullable Object> flagged(RowSyncUser user, String key) {
        Map<String, @Nullable Object> row = user.row(key, "deleted");
        row.put(user.main.deleted(), 1);
        return row;
    }

    private static void hardDeleteShown(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        check(deleted(user, user.hard(), key), "a delete was refused");
        shownDeleted(user, user.hard(), key);
    }

    private static void noReturn(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = user.old("to be deleted");
        user.stored(List.of(user.upsert(flagged(user, key))));
        user.push(List.of(user.upsert(user.row(key, "late", user.now().minus(HOUR)))));
        check(user.stored(key) == null, "an edit of an hour ago brought a deleted row back");
    }

    private static void arrayOrder(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String dies = fresh();
        String lives = user.old("before");
        Got got = user.push(List.of(
                user.upsert(user.row(dies, "short")),
                user.delete(user.main, dies),
                user.delete(user.main, lives),
                user.upsert(user.row(lives, "again"))));
        check(got.status == 200, "deletes and upserts of the same rows were answered " + got.status);
        check(user.stored(dies) == null, "a row that was made and deleted in one batch is there");
        check("again".equals(user.stored(lives)), "a row that was deleted and made in one batch is not there");
    }

    /** A row that refers to nothing. */
    private static Map<String, @Nullable Object> orphan(RowSyncUser user, String key) {
        WritableTable child = user.child();
        return user.upsert(child, user.row(child, key, "orphan", fresh()));
    }

    private static void atomicBatch(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String before = fresh();
        String behind = fresh();
        Got got = user.push(List.of(
                user.upsert(user.row(before, "before")),
                orphan(user, fresh()),
                user.upsert(user.row(behind, "behind"))));
        check(!got.isOk(), "a batch with a row without its parent was answered " + got.status);
        int stored = user.all(user.main).size();
        check(stored == 0, "the batch was refused, and " + stored + " of its rows are stored");
    }

    private static void orphanRefused(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        Got got = user.push(List.of(orphan(user, key)));
        check(!got.isOk(), "a row whose parent is missing was answered " + got.status);
        check(find(user.all(user.child()), user.child(), key) == null, "it was refused and stored");
    }

    private static void failureNamed(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        Got got = user.push(List.of(user.upsert(user.row(fresh(), "good")), orphan(user, key)));
        String error = String.valueOf(got.get("error"));
        boolean named = error.contains(key) && error.contains(user.child().name());
        check(got.isOk() || named, "the refusal does not name the row: " + error);
    }

    private static void refused4xx(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        Got got = user.push(List.of(orphan(user, fresh())));
        check(got.isRefusal(), "a row whose parent is missing was answered " + got.status);
    }

    private static void anyOrder(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String parent = fresh();
        WritableTable child = user.child();
        Map<String, @Nullable Object> first = user.upsert(child, user.row(child, fresh(), "child", parent));
        Got got = user.push(List.of(first, user.upsert(user.row(parent, "parent"))));
        check(got.isOk(), "a child before its parent was answered " + got.status);
    }

    private static void columnsKept(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = user.old("kept");
        Map<String, @Nullable Object> row = user.row(key, "");
        row.remove(user.main.text());
        user.push(List.of(user.upsert(row)));
        check("kept".equals(user.stored(key)), "a column that was not sent became " + user.stored(key));
    }

    private static void partialUpdate(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        WritableTable child = user.child();
        String key = fresh();
        user.stored(List.of(user.upsert(child, user.row(child, key, "one", user.old("parent")))));
        Map<String, Object> part = new LinkedHashMap<>();
        part.put(child.key(), key);
        part.put(child.text(), "two");
        part.put(RowSyncUser.STAMP, RowSyncUser.text(user.now()));
        Got got = user.push(List.of(user.upsert(child, part)));
        check(got.isOk(), "an update of a row without its parent's column was answered " + got.status);
        Map<?, ?> found = find(user.all(child), child, key);
        check(found != null && "two".equals(data(found).get(child.text())), "the update was not stored");
    }

    private static void unknownTable(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        Got got = user.push(List.of(RowSyncUser.upsert("conform_nothing", fresh(), user.row(fresh(), "x"))));
        check(got.isRefusal(), "a change of a table that is none was answered " + got.status);
    }

    private static void unknownColumn(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        Map<String, @Nullable Object> row = user.row(fresh(), "x");
        row.put("conformNothing", 1);
        Got got = user.push(List.of(user.upsert(row)));
        check(got.isRefusal(), "a column that is none was answered " + got.status);
    }

    private static void exactText(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        for (String text : List.of(
                "\ud83d\ude00 \u00e9\u4e2d\u05d0",
                "e\u0301 \u00e9",
                "\u2028\u2029\u0085\ufeff\ufffd",
                "\"\\\n\t\u0001/",
                " leading and trailing ",
                "{\"n\":12345678901234567890}")) {
            String key = fresh();
            user.stored(List.of(user.upsert(user.row(key, text))));
            Object got = user.stored(key);
            check(text.equals(got), Json.write(text) + " came back as " + Json.write(got));
        }
    }

    private static void exactNumber(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        WritableTable table = user.table(
                "with a column for numbers",
                each -> !each.number().isEmpty() || !each.decimal().isEmpty());
        numbers(user, table, table.number(), List.of("0", "-7", "2147483647", "2147483648", "9007199254740993"));
        numbers(
                user,
                table,
                table.decimal(),
                List.of("0.1", "-1234567.890625", "9007199254740993", "0.1000000000000000055"));
    }

    private static void numbers(RowSyncUser user, WritableTable table, String column, List<String> all) {
        for (String digits : column.isEmpty() ? List.<String>of() : all) {
            String key = fresh();
            Map<String, @Nullable Object> row = user.row(table, key, digits, "");
            row.put(column, new BigDecimal(digits));
            Got got = user.push(List.of(user.upsert(table, row)));
            Map<?, ?> found = find(user.all(table), table, key);
            if (!got.isOk()) {
                check(found == null, "a row with the number " + digits + " was refused, and is there");
                continue;
            }
            check(found != null, "a row with the number " + digits + " was taken, and is not there");
            Object came = data(Objects.requireNonNull(found)).get(column);
            check(isNumber(came, digits), digits + " came back as " + Json.write(came));
        }
    }

    /** As a number, or as a text of one. */
    private static boolean isNumber(@Nullable Object came, String digits) {
        try {
            return new BigDecimal(String.valueOf(came)).compareTo(new BigDecimal(digits)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void timeOffset(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String key = fresh();
        Map<String, @Nullable Object> row = user.row(key, "offset");
        row.put(RowSyncUser.STAMP, "2026-11-20T12:00:00.000+05:00");
        if (user.push(List.of(user.upsert(row))).isRefusal()) {
            return;
        }
        Map<?, ?> found = find(user.all(user.main), user.main, key);
        Object stamp = found == null ? null : data(found).get(RowSyncUser.STAMP);
        boolean same = Instant.parse("2026-11-20T07:00:00Z").equals(RowSyncUser.instant(stamp));
        check(same, "12:00 at +05:00 came back as " + stamp);
    }

    private static void keyStays(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        WritableTable table = user.uniqueOne();
        String key = fresh();
        user.stored(List.of(user.upsert(table, user.row(table, key, "conform", ""))));
        user.push(List.of(user.upsert(table, user.row(table, fresh(), "conform", ""))));
        boolean stays = isLiving(find(user.all(table), table, key));
        check(stays, "a row has another primary key since another device wrote the same unique one");
    }

    private static void uniqueRenamed(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        WritableTable table = user.uniqueOne();
        String key = fresh();
        user.stored(List.of(user.upsert(table, user.row(table, key, "one", ""))));
        Got got = user.push(List.of(user.upsert(table, user.row(table, key, "two", ""))));
        check(got.isOk(), "an edit of a unique text was answered " + got.status);
    }

    private static void largeText(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        String large = String.join("", Collections.nCopies(100_000, "a\ud83d\ude00"));
        String key = fresh();
        Got got = user.push(List.of(user.upsert(user.row(key, large))));
        Object stored = user.stored(key);
        check(!got.isOk() || large.equals(stored), "it was stored, and did not come back whole");
        check(got.isOk() || stored == null, "it was answered " + got.status + ", and stored");
    }

    private static void largeBatch(Stage stage) {
        RowSyncUser user = new RowSyncUser(stage);
        List<?> rows = Stream.generate(() -> user.upsert(user.row(fresh(), "one of many")))
                .limit(500)
                .toList();
        Got got = user.push(rows);
        check(got.status == 200 || got.status == 413, "500 rows were answered " + got.status);
        int stored = user.all(user.main).size();
        check(stored == (got.status == 200 ? 500 : 0), "answered " + got.status + ", and " + stored + " are stored");
    }
}
