package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The confirmed rows of a server that keeps keys. */
abstract class ConfirmedContract<DB> extends LogContract<DB> {
    /** A row that lives. */
    static Confirmed row(String key, int version, long listing) {
        return row(key, version, listing, false);
    }

    /** A row; every field depends on the version. */
    static Confirmed row(String key, int version, long listing, boolean tombstone) {
        Change change = new Change(
                version % 5 - 1,
                "todo",
                key,
                "set",
                "{\"v\":" + version + "}",
                tombstone,
                version % 4,
                "stamp " + version,
                "device-" + version % 2);
        Instant stamp = version % 3 == 0 ? null : STAMP.plusNanos(version);
        return new Confirmed(change, version % 7 == 0 ? "" : "echo-" + version, stamp, version % 2 == 0, listing);
    }

    private static List<Confirmed> rows(int from, int to, long listing) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(n -> row("key-" + n, n, listing))
                .toList();
    }

    @Test
    void aNewStorageKnowsNothingOfTheServer() throws Exception {
        read(tx -> {
            assertNull(tx.confirmed().get("todo", "key-1"));
            assertEquals(List.of(), tx.confirmed().unseen(Long.MAX_VALUE, 10));
            assertEquals(0, tx.confirmed().count(Long.MAX_VALUE));
        });
    }

    @Test
    void allAreReadInChunksEachOnce() throws Exception {
        write(tx -> tx.confirmed().put(rows(1, 120, 3)));
        read(tx -> {
            List<Confirmed> all = new ArrayList<>();
            String collection = "";
            String key = "";
            while (true) {
                List<Confirmed> chunk = tx.confirmed().behind(collection, key, 50);
                if (chunk.isEmpty()) {
                    break;
                }
                assertEquals(Math.min(50, 120 - all.size()), chunk.size());
                all.addAll(chunk);
                collection = chunk.get(chunk.size() - 1).change().collection();
                key = chunk.get(chunk.size() - 1).change().key();
            }
            assertEquals(120, all.size());
            assertEquals(Set.copyOf(rows(1, 120, 3)), Set.copyOf(all));
            assertEquals(List.of(), tx.confirmed().behind("todo", "zzz", 50));
        });
    }

    @Test
    void rowsThatNoListingShowsAreNeverMissing() throws Exception {
        write(tx -> tx.confirmed().put(List.of(row("listed", 1, 3), row("unlisted", 2, Confirmed.UNLISTED))));
        write(tx -> tx.confirmed().put(List.of(row("unlisted", 3, Confirmed.UNLISTED))));
        read(tx -> {
            assertEquals(row("unlisted", 3, Confirmed.UNLISTED), tx.confirmed().get("todo", "unlisted"));
            assertEquals(1, tx.confirmed().count(Long.MAX_VALUE));
            assertEquals(1, tx.confirmed().count(4));
            assertEquals(List.of(row("listed", 1, 3)), tx.confirmed().unseen(Long.MAX_VALUE, 10));
            assertEquals(2, tx.confirmed().behind("", "", 10).size());
        });
    }

    @Test
    void confirmedRowsComeBackExactlyAsTheyWere() throws Exception {
        write(tx -> {
            tx.confirmed().put(List.of());
            tx.confirmed().put(rows(1, 120, 3));
            assertEquals(row("key-5", 5, 3), tx.confirmed().get("todo", "key-5"));
        });
        read(tx -> {
            for (int n = 1; n <= 120; n++) {
                assertEquals(row("key-" + n, n, 3), tx.confirmed().get("todo", "key-" + n));
            }
            assertNull(tx.confirmed().get("todo", "key-121"));
            assertNull(tx.confirmed().get("other", "key-1"));
            assertNull(tx.confirmed().get("todo", "KEY-1"));
        });
    }

    @Test
    void manyRowsAreReadAndSeenAtOnce() throws Exception {
        List<String> some =
                IntStream.rangeClosed(2, 600).mapToObj(n -> "key-" + n).toList();
        write(tx -> {
            tx.confirmed().put(rows(1, 601, 3));
            tx.confirmed().put(List.of(new Confirmed(Change.gone("other", "key-2"), "", null, false, 3)));
        });
        write(tx -> {
            List<Confirmed> found = tx.confirmed().get("todo", some);
            assertEquals(599, found.size());
            assertEquals(Set.copyOf(rows(2, 600, 3)), Set.copyOf(found));
            tx.confirmed().seen("todo", some, 4);
            tx.confirmed().seen("todo", List.of(), 5);
        });
        read(tx -> {
            assertEquals(Set.copyOf(rows(2, 600, 4)), Set.copyOf(tx.confirmed().get("todo", some)));
            assertEquals(row("key-1", 1, 3), tx.confirmed().get("todo", "key-1"));
            assertEquals(row("key-601", 601, 3), tx.confirmed().get("todo", "key-601"));
            assertEquals(List.of(row("key-1", 1, 3)), tx.confirmed().get("todo", List.of("key-1", "none", "KEY-2")));
            assertEquals(List.of(), tx.confirmed().get("todo", List.of()));
        });
    }

    @Test
    void asWhatARowWasToldIsKeptAndReadAlone() throws Exception {
        List<String> some =
                IntStream.rangeClosed(1, 300).mapToObj(n -> "key-" + n).toList();
        write(tx -> {
            tx.confirmed().put(rows(1, 300, 3));
            tx.confirmed().put(List.of(toldAs("key-7", "text 7 🚢"), toldAs("key-8", "old")));
            tx.confirmed().put(List.of(toldAs("key-8", "new")));
            tx.confirmed().seen("todo", List.of("key-7"), 4);
        });
        read(tx -> {
            Map<String, Confirmed.Told> told = new HashMap<>();
            for (Confirmed.Told each : tx.confirmed().told("todo", some)) {
                assertEquals(null, told.put(each.key(), each), each.key());
            }
            assertEquals(300, told.size());
            for (Confirmed row : tx.confirmed().get("todo", some)) {
                String key = row.change().key();
                assertEquals(new Confirmed.Told(key, row.told(), row.stamp()), told.get(key));
            }
            assertEquals("text 7 🚢", Objects.requireNonNull(told.get("key-7")).told());
            assertEquals("new", Objects.requireNonNull(told.get("key-8")).told());
            assertEquals("", Objects.requireNonNull(told.get("key-9")).told());
            assertEquals(
                    "text 7 🚢",
                    Objects.requireNonNull(tx.confirmed().get("todo", "key-7")).told(),
                    "seen again, it keeps it");
            assertEquals(List.of(), tx.confirmed().told("todo", List.of("none", "KEY-7")));
            assertEquals(List.of(), tx.confirmed().told("other", List.of("key-7")));
            assertEquals(List.of(), tx.confirmed().told("todo", List.of()));
        });
        write(tx -> tx.confirmed().put(List.of(row("key-7", 7, 4))));
        read(tx -> assertEquals(
                "", tx.confirmed().told("todo", List.of("key-7")).get(0).told()));
    }

    private static Confirmed toldAs(String key, String told) {
        Confirmed row = row(key, 7, 3);
        return new Confirmed(row.change(), row.echo(), row.stamp(), row.own(), row.listing(), told);
    }

    @Test
    void noneOfManyIsSeenIfOneIsNotThere() throws Exception {
        write(tx -> tx.confirmed().put(rows(1, 2, 3)));
        assertThrows(
                IllegalStateException.class,
                () -> write(tx -> tx.confirmed().seen("todo", List.of("key-1", "none", "key-2"), 4)));
        read(tx -> assertEquals(
                Set.copyOf(rows(1, 2, 3)), Set.copyOf(tx.confirmed().behind("", "", 10))));
    }

    @Test
    void everyTextAndStampOfARowSurvives() throws Exception {
        String text = "\u0000 quotes '\" \\ newline \n Ünïcödé 汉字 🚢 \uFFFD " + "x".repeat(70_000);
        List<Confirmed> odd = new ArrayList<>();
        for (Instant stamp : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.EPOCH.minusNanos(1))) {
            Change change = new Change(Long.MAX_VALUE, text, text + stamp, "", text, true, -1, text, text);
            odd.add(new Confirmed(change, text, stamp, true, Long.MAX_VALUE - 1));
        }
        odd.add(new Confirmed(new Change(-1, "", "", "", "", false, 0, "", ""), "", null, false, 0));
        write(tx -> tx.confirmed().put(odd));
        read(tx -> {
            for (Confirmed row : odd) {
                Change change = row.change();
                assertEquals(row, tx.confirmed().get(change.collection(), change.key()));
            }
        });
    }

    @Test
    void aRowReplacesTheOneOfItsKey() throws Exception {
        write(tx -> tx.confirmed().put(rows(1, 60, 1)));
        write(tx -> {
            List<Confirmed> mixed = new ArrayList<>(rows(50, 90, 2));
            mixed.set(0, row("key-50", 77, 2, true));
            tx.confirmed().put(mixed);
        });
        read(tx -> {
            assertEquals(row("key-50", 77, 2, true), tx.confirmed().get("todo", "key-50"));
            assertEquals(row("key-49", 49, 1), tx.confirmed().get("todo", "key-49"));
            assertEquals(row("key-51", 51, 2), tx.confirmed().get("todo", "key-51"));
            assertEquals(89, tx.confirmed().count(Long.MAX_VALUE));
        });
    }

    @Test
    void theSameKeyInTwoCollectionsIsTwoRows() throws Exception {
        Change change = new Change(1, "other", "key-1", "set", "{}", false, 1, "", "");
        Confirmed other = new Confirmed(change, "e", null, false, 1);
        write(tx -> tx.confirmed().put(List.of(row("key-1", 1, 1), other)));
        read(tx -> {
            assertEquals(row("key-1", 1, 1), tx.confirmed().get("todo", "key-1"));
            assertEquals(other, tx.confirmed().get("other", "key-1"));
        });
    }

    @Test
    void seeingARowAgainMovesItsListingAndNothingElse() throws Exception {
        write(tx -> tx.confirmed().put(rows(1, 3, 1)));
        write(tx -> tx.confirmed().seen("todo", List.of("key-2"), 2));
        read(tx -> {
            assertEquals(row("key-2", 2, 2), tx.confirmed().get("todo", "key-2"));
            assertEquals(row("key-1", 1, 1), tx.confirmed().get("todo", "key-1"));
            assertEquals(Set.of("key-1", "key-3"), keys(tx.confirmed().unseen(2, 10)));
            assertEquals(2, tx.confirmed().count(2));
        });
    }

    @Test
    void unseenRowsAreThoseOfEarlierListingsWithoutTombstones() throws Exception {
        write(tx -> {
            tx.confirmed().put(rows(1, 40, 1));
            tx.confirmed().put(rows(41, 60, 2));
            tx.confirmed().put(List.of(row("gone", 1, 1, true), row("gone too", 2, 2, true)));
        });
        read(tx -> {
            assertEquals(List.of(), tx.confirmed().unseen(1, 100));
            assertEquals(keys(rows(1, 40, 1)), keys(tx.confirmed().unseen(2, 100)));
            assertEquals(keys(rows(1, 60, 1)), keys(tx.confirmed().unseen(3, 100)));
            for (Confirmed row : tx.confirmed().unseen(2, 100)) {
                assertEquals(row, tx.confirmed().get("todo", row.change().key()));
            }
            assertEquals(0, tx.confirmed().count(1));
            assertEquals(40, tx.confirmed().count(2));
            assertEquals(60, tx.confirmed().count(3));
            assertEquals(60, tx.confirmed().count(Long.MAX_VALUE));
        });
    }

    @Test
    void unseenRowsCanBeSweptInSlices() throws Exception {
        write(tx -> tx.confirmed().put(rows(1, 100, 1)));
        write(tx -> tx.confirmed().put(rows(1, 5, 2)));
        Set<String> swept = new HashSet<>();
        write(tx -> {
            for (List<Confirmed> slice = tx.confirmed().unseen(2, 30);
                    !slice.isEmpty();
                    slice = tx.confirmed().unseen(2, 30)) {
                assertEquals(true, slice.size() <= 30);
                swept.addAll(keys(slice));
                tx.confirmed()
                        .put(slice.stream()
                                .map(each -> row(each.change().key(), 1, 2, true))
                                .toList());
            }
        });
        assertEquals(keys(rows(6, 100, 1)), swept);
        read(tx -> assertEquals(5, tx.confirmed().count(Long.MAX_VALUE)));
    }

    private static Set<String> keys(List<Confirmed> rows) {
        Set<String> keys = rows.stream().map(row -> row.change().key()).collect(Collectors.toSet());
        assertEquals(rows.size(), keys.size(), "no row twice");
        return keys;
    }

    @Test
    void whatWasConfirmedIsForgottenAndNothingElse() throws Exception {
        append(1, 3);
        long second = all().get(1).seq();
        write(tx -> {
            tx.parked().park(second, MutationState.QUARANTINED, "no", STAMP);
            tx.outbox().batch(batch(List.of(second - 1), 1));
            tx.cursor().state(listed());
            tx.confirmed().log(List.of(change(1), change(2)));
            tx.confirmed().put(rows(1, 30, 1));
            fixture().put(tx.handle(), "a", "1");
        });
        write(tx -> {
            tx.confirmed().forget();
            tx.confirmed().forget();
        });
        read(tx -> {
            assertNull(tx.confirmed().get("todo", "key-1"));
            assertEquals(0, tx.confirmed().count(Long.MAX_VALUE));
            assertEquals(List.of(), tx.confirmed().log(-1, 10));
            assertEquals(new OutboxCounts(2, 0, 0, 1), tx.outbox().counts());
            assertEquals(listed(), tx.cursor().state());
            assertEquals(batch(List.of(second - 1), 1), tx.outbox().batch());
        });
        assertEquals("1", row("a"));
        write(tx -> {
            tx.confirmed().log(List.of(change(1)));
            tx.confirmed().put(rows(1, 1, 5));
        });
    }

    @Test
    void oneKeyIsForgottenAlone() throws Exception {
        write(tx -> tx.confirmed().put(rows(1, 3, 1)));
        write(tx -> {
            tx.confirmed().forget("todo", "key-2");
            tx.confirmed().forget("todo", "unknown");
            tx.confirmed().forget("list", "key-1");
        });
        read(tx -> {
            assertNull(tx.confirmed().get("todo", "key-2"));
            assertEquals(row("key-1", 1, 1), tx.confirmed().get("todo", "key-1"));
            assertEquals(2, tx.confirmed().count(Long.MAX_VALUE));
        });
    }

    @Test
    void confirmedRowsRollBackWithTheirTransaction() throws Exception {
        write(tx -> {
            tx.confirmed().put(rows(1, 30, 1));
            tx.confirmed().log(List.of(change(1)));
        });
        Exception thrown = new Exception("rolls back");
        Exception caught = assertThrows(
                Exception.class,
                () -> write(tx -> {
                    tx.confirmed().seen("todo", List.of("key-1"), 2);
                    tx.confirmed().put(rows(20, 60, 2));
                    assertEquals(60, tx.confirmed().count(Long.MAX_VALUE));
                    tx.confirmed().forget();
                    tx.confirmed().put(rows(5, 7, 3));
                    throw thrown;
                }));
        assertSame(thrown, caught);
        read(tx -> {
            assertEquals(30, tx.confirmed().count(Long.MAX_VALUE));
            assertEquals(0, tx.confirmed().count(1));
            assertEquals(row("key-1", 1, 1), tx.confirmed().get("todo", "key-1"));
            assertEquals(row("key-6", 6, 1), tx.confirmed().get("todo", "key-6"));
            assertEquals(List.of(change(1)), tx.confirmed().log(0, 10));
        });
    }

    @Test
    void aCrashAtTheCommitLeavesAllThatWasConfirmedOrNothing() throws Exception {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        write(tx -> tx.confirmed().put(rows(1, 30, 1)));
        storage().close();
        confirmAndDie(Moment.BEFORE_COMMIT);
        assertEquals(List.of(30L, 0L), countsOfANewProcess());
        confirmAndDie(Moment.AFTER_COMMIT);
        assertEquals(List.of(50L, 1L), countsOfANewProcess());
    }

    private void confirmAndDie(Moment moment) {
        Error death = new Error("dead");
        CrashingStorage<DB> dying = new CrashingStorage<>(another()).crashAt(2, moment, death);
        dying.open(IDENTITY, true);
        assertSame(
                death,
                assertThrows(
                        Error.class,
                        () -> dying.<Integer, RuntimeException>write(tx -> {
                            tx.confirmed().put(rows(21, 50, 2));
                            tx.confirmed().seen("todo", List.of("key-3"), 2);
                            tx.cursor().state(listed());
                            return 0;
                        })));
        dying.close();
    }

    private List<Long> countsOfANewProcess() {
        Storage<DB> next = another();
        next.open(IDENTITY, true);
        List<Long> counts = next.<List<Long>, RuntimeException>read(tx -> List.of(
                tx.confirmed().count(Long.MAX_VALUE), tx.cursor().state().listing()));
        next.close();
        return counts;
    }
}
