package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.ClockTx.Merged;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.status.SyncEvent.LostCell;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a storage owes whose captures have clocks: the same rows from the same cells, however they come. The class is long as it has a case
 * for each promise of {@link ClockTx}.
 */
abstract class ClockContract<DB> extends CaptureContract<DB> {
    private static final String OTHER = "00112233445566778899aabbccddeeff";
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private int ids = 500;

    private static ClockTx clocks(StorageTx<?> tx) {
        return Objects.requireNonNull(tx.clocks(), "the fixture says that captures have clocks");
    }

    private void requireClocks() {
        assumeTrue(fixture().clocks(), "the captures of this storage have no clocks");
    }

    /** One transaction of the app. */
    private void edit(String key, @Nullable String a, @Nullable String b) throws Exception {
        write(tx -> fixture().edit(tx.handle(), key, a, b));
    }

    private void erase(String key) throws Exception {
        write(tx -> fixture().erase(tx.handle(), key));
    }

    private Intake stamping() {
        return (draft, at, appending) ->
                appending.append(draft.recorded(mutation(ids++).id(), NOW), 7);
    }

    /** Takes everything in and merges. */
    private Merged merge(Change... cells) {
        return storage().<Merged, RuntimeException>write(tx -> {
            captures(tx).takeIn(stamping());
            return clocks(tx).merge(Arrays.asList(cells));
        });
    }

    private List<OutboxEntry> takeIn() throws Exception {
        write(tx -> captures(tx).takeIn(stamping()));
        return all();
    }

    private Change cell(String key, String column, String value, long cv, long dv, long cl) {
        boolean gone = column.equals(ClockTx.SENTINEL) && cl % 2 == 0;
        String payload = "{\"c\":\"" + column + "\",\"v\":" + value + ",\"cv\":" + cv + ",\"dv\":" + dv + ",\"cl\":"
                + cl + ",\"q\":0}";
        return new Change(
                Change.NO_POSITION,
                fixture().clocked(),
                "[\"" + key + "\"]",
                gone ? Mutation.DELETE : "cell",
                payload,
                gone,
                0,
                "",
                OTHER);
    }

    private Change text(String key, String column, String value, long cv, long dv, long cl) {
        return cell(key, column, "\"" + value + "\"", cv, dv, cl);
    }

    private Change sentinel(String key, long dv, long cl) {
        return cell(key, ClockTx.SENTINEL, "null", cl, dv, cl);
    }

    private @Nullable List<@Nullable String> cells(String key) throws Exception {
        List<@Nullable String> none = new ArrayList<>();
        List<@Nullable String> cells = storage().<List<@Nullable String>, Exception>read(tx -> {
            List<@Nullable String> there = fixture().cells(tx.handle(), key);
            return there == null ? none : there;
        });
        return cells == none ? null : cells;
    }

    private static List<String> payloads(List<OutboxEntry> entries) {
        return entries.stream().map(entry -> entry.mutation().payload()).collect(Collectors.toList());
    }

    private void settle(OutboxEntry entry) throws Exception {
        write(tx -> tx.outbox().settle(Collections.singletonList(entry.seq())));
    }

    // ---- captures

    @Test
    void aSiteIsMadeOnce() throws Exception {
        requireClocks();
        byte[] site = storage().<byte[], RuntimeException>read(tx -> clocks(tx).site());
        assertEquals(16, site.length);
        assertEquals(0L, storage().<Long, RuntimeException>read(tx -> clocks(tx).version()));
        read(tx -> assertArrayEquals(site, clocks(tx).site()));
        write(tx -> clocks(tx).newSite());
        byte[] next = storage().<byte[], RuntimeException>read(tx -> clocks(tx).site());
        assertFalse(Arrays.equals(site, next));
    }

    @Test
    void eachTransactionHasAVersionAndEachCellItsClock() throws Exception {
        requireClocks();
        edit("k", "x", null);
        edit("k", "x", "y");
        erase("k");
        edit("k", "z", null);
        List<OutboxEntry> entries = takeIn();
        assertEquals(
                Arrays.asList(
                        "{\"cl\":1,\"dv\":1,\"cells\":[[\"a\",\"x\",1,0],[\"b\",null,1,1]]}",
                        "{\"cl\":1,\"dv\":2,\"cells\":[[\"b\",\"y\",2,0]]}",
                        "{\"cl\":2,\"dv\":3,\"cells\":[[\"-1\",null,2,0]]}",
                        "{\"cl\":3,\"dv\":4,\"cells\":[[\"-1\",null,3,0],[\"a\",\"z\",1,1],[\"b\",null,1,2]]}"),
                payloads(entries));
        assertEquals(
                Arrays.asList("insert", "update", Mutation.DELETE, "insert"),
                entries.stream().map(entry -> entry.mutation().kind()).collect(Collectors.toList()));
        Mutation first = entries.get(0).mutation();
        assertEquals(fixture().clocked(), first.collection());
        assertEquals("[\"k\"]", first.key());
    }

    @Test
    void rowsOfOneTransactionShareAVersionAndAreNumbered() throws Exception {
        requireClocks();
        write(tx -> {
            fixture().edit(tx.handle(), "k", "x", "y");
            fixture().edit(tx.handle(), "l", "x", "y");
        });
        edit("m", "x", "y");
        assertEquals(
                Arrays.asList(
                        "{\"cl\":1,\"dv\":1,\"cells\":[[\"a\",\"x\",1,0],[\"b\",\"y\",1,1]]}",
                        "{\"cl\":1,\"dv\":1,\"cells\":[[\"a\",\"x\",1,2],[\"b\",\"y\",1,3]]}",
                        "{\"cl\":1,\"dv\":2,\"cells\":[[\"a\",\"x\",1,0],[\"b\",\"y\",1,1]]}"),
                payloads(takeIn()));
    }

    @Test
    void aVersionIsAboveAllThatWereSeen() throws Exception {
        requireClocks();
        merge(text("k", "a", "x", 1, 41, 1));
        read(tx -> assertEquals(41, clocks(tx).version()));
        edit("k", "y", null);
        assertEquals(
                Collections.singletonList("{\"cl\":1,\"dv\":42,\"cells\":[[\"a\",\"y\",2,0]]}"), payloads(takeIn()));
        read(tx -> assertEquals(42, clocks(tx).version()));
    }

    @Test
    void aRollBackTakesClocksAlong() throws Exception {
        requireClocks();
        edit("k", "x", null);
        assertThrows(
                IllegalStateException.class,
                () -> write(tx -> {
                    captures(tx).takeIn(stamping());
                    clocks(tx).merge(Collections.singletonList(text("k", "a", "theirs", 9, 99, 1)));
                    throw new IllegalStateException("rolled back");
                }));
        read(tx -> assertEquals(0, clocks(tx).version()));
        assertEquals(Arrays.asList("x", null), cells("k"));
        assertEquals(1, takeIn().size());
    }

    // ---- the rule

    @Test
    void theLargerColumnVersionWinsThenTheLargerValue() throws Exception {
        requireClocks();
        merge(text("k", "a", "m", 2, 1, 1), text("k", "b", "m", 2, 1, 1));
        assertEquals(0, merge(text("k", "a", "z", 1, 2, 1)).applied());
        assertEquals(0, merge(text("k", "a", "b", 2, 3, 1)).applied());
        assertEquals(1, merge(text("k", "a", "n", 2, 4, 1)).applied());
        assertEquals(1, merge(text("k", "b", "a", 3, 5, 1)).applied());
        assertEquals(Arrays.asList("n", "a"), cells("k"));
        Merged again = merge(text("k", "a", "n", 2, 4, 1), text("k", "b", "a", 3, 5, 1));
        assertEquals(0, again.applied());
        assertEquals(2, again.kept());
        assertEquals(0, merge(cell("k", "b", "null", 3, 6, 1)).applied(), "NULL is the least");
    }

    @Test
    void theLongerLifeWins() throws Exception {
        requireClocks();
        merge(text("k", "a", "x", 7, 1, 1), text("k", "b", "x", 7, 1, 1));
        merge(sentinel("k", 2, 2));
        assertNull(cells("k"));
        assertEquals(
                0, merge(text("k", "a", "late", 9, 3, 1), sentinel("k", 3, 2)).applied());
        assertNull(cells("k"));
        merge(sentinel("k", 4, 3), text("k", "a", "new", 1, 4, 3));
        assertEquals(Arrays.asList("new", null), cells("k"), "nothing of its first life is left");
        assertEquals(0, merge(sentinel("k", 2, 2)).applied());
    }

    @Test
    void aRowThatWasDeletedBeforeItCameStaysDead() throws Exception {
        requireClocks();
        merge(sentinel("k", 2, 2));
        merge(text("k", "a", "late", 5, 3, 1));
        assertNull(cells("k"));
        edit("k", "mine", null);
        assertEquals(
                Collections.singletonList(
                        "{\"cl\":3,\"dv\":4,\"cells\":[[\"-1\",null,3,0],[\"a\",\"mine\",1,1],[\"b\",null,1,2]]}"),
                payloads(takeIn()));
    }

    @Test
    void theOrderOfCellsDoesNotMatter() throws Exception {
        requireClocks();
        List<Change> told = new ArrayList<>();
        for (long cl = 1; cl <= 3; cl++) {
            told.add(sentinel("k", cl, cl));
            for (int cv = 1; cv <= 2 && cl % 2 == 1; cv++) {
                told.add(text("k", "a", "v" + cl + cv, cv, cl, cl));
                told.add(text("k", "b", "w" + cv, cv, cl, cl));
                told.add(text("k", "b", "x" + cv, cv, cl, cl));
            }
        }
        edit("k", "mine", "mine");
        edit("k", "mine too", "mine");
        List<@Nullable String> first = null;
        for (int way = 0; way < 24; way++) {
            List<Change> shuffled = new ArrayList<>(told);
            Collections.shuffle(shuffled, new Random(way));
            shuffled.addAll(shuffled.subList(0, 5));
            List<@Nullable String> end = storage().<List<@Nullable String>, Exception>write(tx -> {
                captures(tx).takeIn(stamping());
                clocks(tx).merge(shuffled);
                return Objects.requireNonNull(fixture().cells(tx.handle(), "k"));
            });
            first = first == null ? end : first;
            assertEquals(first, end, "way " + way);
            write(tx -> {
                fixture().erase(tx.handle(), "k");
                captures(tx).takeIn(stamping());
                clocks(tx).forget();
                for (OutboxEntry entry : all(tx)) {
                    tx.parked().park(entry.seq(), MutationState.SUPERSEDED, "", NOW);
                    tx.parked().unpark(entry.mutation().id());
                }
            });
            edit("k", "mine", "mine");
            edit("k", "mine too", "mine");
        }
        assertEquals(Arrays.asList("v32", "x2"), first);
    }

    // ---- what is lost

    @Test
    void anEditThatLosesIsTold() throws Exception {
        requireClocks();
        edit("k", "mine", "mine");
        Merged merged = merge(text("k", "a", "theirs", 2, 9, 1), text("k", "b", "theirs", 1, 9, 1));
        String table = fixture().clocked();
        assertEquals(
                Arrays.asList(new LostCell(table, "[\"k\"]", "a", true), new LostCell(table, "[\"k\"]", "b", true)),
                merged.lost());
        assertEquals(2, merged.lostCount());
        assertEquals(Arrays.asList("theirs", "theirs"), cells("k"));
        assertEquals(1, all().size(), "it is sent all the same");
    }

    @Test
    void aPendingEditThatLosesIsToldUnderANewNameToo() throws Exception {
        requireClocks();
        edit("k", "mine", null);
        takeIn();
        write(tx -> clocks(tx).newSite());
        Merged merged = merge(text("k", "a", "theirs", 2, 9, 1));
        assertEquals(Collections.singletonList(new LostCell(fixture().clocked(), "[\"k\"]", "a", true)), merged.lost());
    }

    @Test
    void whatTheOtherKnewOfIsNotLost() throws Exception {
        requireClocks();
        edit("k", "mine", "mine");
        settle(takeIn().get(0));
        Merged merged = merge(text("k", "a", "theirs", 2, 9, 1), text("k", "b", "theirs", 1, 9, 1));
        assertEquals(
                Collections.singletonList(new LostCell(fixture().clocked(), "[\"k\"]", "b", false)), merged.lost());
        assertEquals(0, merge(sentinel("k", 10, 2)).lostCount());
    }

    @Test
    void aPendingEditOfADeletedRowIsTold() throws Exception {
        requireClocks();
        merge(text("k", "a", "x", 1, 1, 1));
        edit("k", "mine", "mine");
        Merged merged = merge(sentinel("k", 9, 2));
        assertEquals(Collections.singletonList(new LostCell(fixture().clocked(), "[\"k\"]", "", true)), merged.lost());
        assertNull(cells("k"));
    }

    // ---- back and forth

    @Test
    void whatIsTakenBackWasNeverWritten() throws Exception {
        requireClocks();
        merge(text("k", "a", "x", 1, 1, 1), text("k", "b", "x", 1, 1, 1));
        edit("k", "mine", "x");
        OutboxEntry entry = takeIn().get(0);
        merge(text("k", "a", "late", 2, 2, 1)); // It loses against the one that is pending, by its value.
        assertEquals(Arrays.asList("mine", "x"), cells("k"));
        write(tx -> {
            clocks(tx).takeBack(entry.mutation());
            tx.parked().park(entry.seq(), MutationState.SUPERSEDED, "", NOW);
        });
        assertEquals(Arrays.asList("late", "x"), cells("k"));
        edit("k", "again", "x");
        assertEquals(
                "[[\"a\",\"again\",3,0]]",
                last().substring(last().indexOf("[[")).replace("}", ""));
    }

    private String last() throws Exception {
        List<OutboxEntry> entries = takeIn();
        return entries.get(entries.size() - 1).mutation().payload();
    }

    @Test
    void anInsertAndADeletionAreTakenBack() throws Exception {
        requireClocks();
        merge(text("l", "a", "x", 1, 1, 1));
        edit("k", "mine", null);
        erase("l");
        List<OutboxEntry> entries = takeIn();
        write(tx -> {
            for (OutboxEntry entry : entries) {
                clocks(tx).takeBack(entry.mutation());
                tx.parked().park(entry.seq(), MutationState.SUPERSEDED, "", NOW);
            }
        });
        assertNull(cells("k"));
        assertEquals(Arrays.asList("x", null), cells("l"));
    }

    @Test
    void aRefusedOneStaysInTheRowsUntilItIsTakenBack() throws Exception {
        requireClocks();
        edit("k", "refused", null);
        edit("k", "refused", "later");
        List<OutboxEntry> entries = takeIn();
        write(tx -> tx.parked().refuse(entries.get(0).seq(), "no", NOW));
        merge(text("l", "a", "x", 1, 9, 1));
        assertEquals(Arrays.asList("refused", "later"), cells("k"));
        write(tx -> {
            clocks(tx).takeBack(entries.get(0).mutation());
            tx.parked().unpark(entries.get(0).mutation().id());
        });
        assertEquals(Arrays.asList(null, "later"), cells("k"));
    }

    @Test
    void whatIsWrittenAgainLiesOnTop() throws Exception {
        requireClocks();
        edit("k", "mine", "mine");
        OutboxEntry entry = takeIn().get(0);
        write(tx -> {
            clocks(tx).takeBack(entry.mutation());
            tx.parked().park(entry.seq(), MutationState.SUPERSEDED, "", NOW);
        });
        merge(text("k", "a", "theirs", 5, 9, 1));
        write(tx -> {
            tx.parked().unpark(entry.mutation().id());
            clocks(tx).written(Collections.singletonList(entry.mutation()), stamping());
        });
        assertEquals(Arrays.asList("mine", "mine"), cells("k"));
        assertEquals(
                Collections.singletonList("{\"cl\":1,\"dv\":10,\"cells\":[[\"a\",\"mine\",6,0],[\"b\",\"mine\",1,1]]}"),
                payloads(all()));
        merge(sentinel("k", 11, 2));
        OutboxEntry again = all().get(0);
        write(tx -> {
            tx.parked().park(again.seq(), MutationState.SUPERSEDED, "", NOW);
            tx.parked().unpark(again.mutation().id());
            clocks(tx).written(Collections.singletonList(again.mutation()), stamping());
        });
        assertEquals(
                Collections.singletonList(
                        "{\"cl\":3,\"dv\":12,\"cells\":[[\"-1\",null,3,0],[\"a\",\"mine\",1,1],[\"b\",\"mine\",1,2]]}"),
                payloads(all()));
        assertEquals(Arrays.asList("mine", "mine"), cells("k"));
    }

    @Test
    void whatTheServerDoesNotShowIsSentAgain() throws Exception {
        requireClocks();
        edit("k", "mine", "mine");
        edit("gone", "x", null);
        erase("gone");
        for (OutboxEntry entry : takeIn()) {
            settle(entry);
        }
        merge(text("k", "b", "theirs", 2, 9, 1), text("l", "a", "theirs", 1, 9, 1));
        edit("m", "pending", null);
        takeIn();
        write(tx -> {
            clocks(tx).newSite();
            clocks(tx).doubt();
            clocks(tx)
                    .merge(Arrays.asList(
                            text("k", "a", "mine", 1, 1, 1),
                            text("l", "a", "theirs", 1, 1, 1),
                            text("gone", "a", "x", 1, 1, 1)));
        });
        int[] count = {0};
        write(tx -> {
            for (int more = 1; more > 0; count[0] += more) {
                more = clocks(tx).resend(1, stamping());
            }
        });
        assertEquals(2, count[0]);
        List<String> sent = all().stream()
                .filter(entry -> !entry.mutation().key().equals("[\"m\"]"))
                .map(entry ->
                        entry.mutation().key() + entry.mutation().payload().replaceAll("\"dv\":\\d+,", ""))
                .sorted()
                .collect(Collectors.toList());
        assertEquals(
                Arrays.asList(
                        "[\"gone\"]{\"cl\":2,\"cells\":[[\"-1\",null,2,0]]}",
                        "[\"k\"]{\"cl\":1,\"cells\":[[\"b\",\"theirs\",2,0]]}"),
                sent);
        assertEquals(Arrays.asList("mine", "theirs"), cells("k"));
        assertNull(cells("gone"));
        write(tx -> assertEquals(0, clocks(tx).resend(9, stamping())));
    }

    @Test
    void nothingIsLeftOfWhatIsForgotten() throws Exception {
        requireClocks();
        merge(text("k", "a", "theirs", 5, 9, 1));
        write(tx -> {
            fixture().erase(tx.handle(), "k");
            captures(tx).takeIn(stamping());
            clocks(tx).forget();
            for (OutboxEntry entry : all(tx)) {
                tx.parked().park(entry.seq(), MutationState.SUPERSEDED, "", NOW);
            }
        });
        merge(text("k", "a", "older", 1, 2, 1));
        assertEquals(Arrays.asList("older", null), cells("k"));
        read(tx -> assertNotNull(clocks(tx).site()));
        read(tx -> assertTrue(clocks(tx).version() > 9));
    }

    @Test
    void aPayloadThatIsNoCellIsRefused() {
        requireClocks();
        Change bad = new Change(
                Change.NO_POSITION, fixture().clocked(), "[\"k\"]", "cell", "{\"c\":\"a\"}", false, 0, "", OTHER);
        assertThrows(IllegalArgumentException.class, () -> merge(bad));
    }
}
