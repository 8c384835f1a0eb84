package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.ChangesetRoom.DONE;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.TITLE;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.cell;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.deletion;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.key;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.row;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.value;
import static dev.mooring.sync.testing.conformance.ChangesetTests.test;
import static dev.mooring.sync.testing.conformance.Stage.check;

import dev.mooring.sync.testing.changeset.Cell;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is tried of how a changeset server merges cells, and of the values that it keeps. */
final class ChangesetMerges {
    private static final String MERGE = "5, merge";
    private static final String VALUES = "2.3";
    private static final String OTHERWISE =
            "It merges by the rule all the same, and differs from the server until the cell is written again.";

    private ChangesetMerges() {}

    static Stream<ConformanceTest> all() {
        return Stream.of(
                test(
                        "columns-merge",
                        "Edits of two columns of a row by two clients both stay.",
                        MERGE,
                        OTHERWISE,
                        45,
                        ChangesetMerges::columnsMerge),
                test(
                        "later-edit-wins",
                        "Of two edits of a cell the one with the higher column version stays, whichever comes first.",
                        MERGE,
                        OTHERWISE,
                        56,
                        ChangesetMerges::laterEditWins),
                test(
                        "greater-value-wins",
                        "Of two edits with the same column version the greater value stays, whichever comes first.",
                        MERGE,
                        OTHERWISE,
                        56,
                        ChangesetMerges::greaterValueWins),
                test(
                        "types-ordered",
                        "Between values of two types a whole number wins over a float, a text and a blob, in this"
                                + " order.",
                        MERGE,
                        OTHERWISE,
                        168,
                        ChangesetMerges::typesOrdered),
                test(
                        "float-as-integer",
                        "A whole number that was sent as a float is merged as the whole number that it becomes.",
                        "2.3 and 5, merge",
                        "It sends whole numbers as such.",
                        56,
                        ChangesetMerges::floatAsInteger),
                test(
                        "race-one-value",
                        "Of many writers of one cell at the same time the greatest value stays.",
                        MERGE,
                        OTHERWISE,
                        177,
                        ChangesetMerges::raceOneValue),
                test(
                        "delete-wins",
                        "A deletion wins over edits that did not know of it, whichever comes first.",
                        MERGE,
                        OTHERWISE,
                        79,
                        ChangesetMerges::deleteWins),
                test(
                        "recreate",
                        "A row that was deleted and is written in its next life is there again.",
                        MERGE,
                        OTHERWISE,
                        41,
                        ChangesetMerges::recreate),
                test(
                        "delete-unknown",
                        "The deletion of a row that the server never had is kept, and told to others.",
                        MERGE,
                        OTHERWISE,
                        45,
                        ChangesetMerges::deleteUnknown),
                test(
                        "old-life-ignored",
                        "A cell of an earlier life changes nothing of a row that lives again.",
                        MERGE,
                        OTHERWISE,
                        65,
                        ChangesetMerges::oldLifeIgnored),
                test(
                        "exact-integers",
                        "A whole number of 64 bits comes back exactly.",
                        VALUES,
                        "It takes what the server made of it.",
                        23,
                        ChangesetMerges::exactIntegers),
                test(
                        "exact-floats",
                        "A float comes back exactly.",
                        VALUES,
                        "It takes what the server made of it.",
                        23,
                        ChangesetMerges::exactFloats),
                test(
                        "exact-text",
                        "A text comes back exactly: emoji, NUL, line separators, combined characters.",
                        VALUES,
                        "It takes what the server made of it.",
                        23,
                        ChangesetMerges::exactText),
                test(
                        "exact-keys",
                        "A key comes back exactly: not ASCII, and longer than 255 bytes.",
                        "2.4",
                        "A row with another key is another row.",
                        23,
                        ChangesetMerges::exactKeys));
    }

    private static void columnsMerge(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        room.given(row("a", "one", 0, 1));
        room.given(List.of(cell("a", TITLE, "edited", 2, 2)));
        room.given(List.of(cell("a", DONE, 1L, 2, 2)));
        Map<String, Cell> state = room.state();
        check("edited".equals(value(state, "a.title")), "one client's title is " + value(state, "a.title"));
        check(Long.valueOf(1).equals(value(state, "a.done")), "the other client's done is " + value(state, "a.done"));
    }

    /** Two edits of a cell in both orders, of the rows a and b; the winner has to stay in both. */
    private static void decided(Stage stage, String column, Cell loser, Cell winner, @Nullable Object stays)
            throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        for (Cell first : List.of(loser, winner)) {
            String id = first.equals(loser) ? "a" : "b";
            Cell second = first.equals(loser) ? winner : loser;
            for (Cell each : List.of(first, second)) {
                room.given(List.of(
                        new Cell("todo", key(id), column, each.value(), each.colVersion(), 1, each.causal(), 0)));
            }
        }
        Map<String, Cell> state = room.state();
        for (String id : List.of("a", "b")) {
            Object value = value(state, id + "." + column);
            check(
                    Objects.deepEquals(value, stays),
                    "of " + words(loser) + " and " + words(winner) + ", the "
                            + (id.equals("a") ? "latter" : "former") + " one last, the server has "
                            + words(value));
        }
    }

    private static String words(Cell cell) {
        return words(cell.value()) + " (column version " + cell.colVersion() + ")";
    }

    private static String words(@Nullable Object value) {
        return value instanceof byte[] bytes ? "a blob of " + bytes.length + " bytes" : "" + value;
    }

    private static void laterEditWins(Stage stage) throws InterruptedException {
        decided(stage, TITLE, cell("", TITLE, "z", 2, 1), cell("", TITLE, "a", 3, 1), "a");
    }

    private static void greaterValueWins(Stage stage) throws InterruptedException {
        decided(stage, TITLE, cell("", TITLE, "Z", 2, 1), cell("", TITLE, "a", 2, 1), "a");
    }

    private static void typesOrdered(Stage stage) throws InterruptedException {
        byte[] blob = "z".getBytes(StandardCharsets.UTF_8);
        List<Object> rising = List.of(blob, "text", 12.5, 3L);
        for (int i = 0; i + 1 < rising.size(); i++) {
            Object winner = rising.get(i + 1);
            decided(stage, DONE, cell("", DONE, rising.get(i), 2, 1), cell("", DONE, winner, 2, 1), winner);
        }
    }

    private static void floatAsInteger(Stage stage) throws InterruptedException {
        decided(stage, DONE, cell("", DONE, 3L, 2, 1), cell("", DONE, 5.0, 2, 1), 5L);
    }

    private static void raceOneValue(Stage stage) throws Exception {
        ChangesetRoom room = new ChangesetRoom(stage);
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ChangesetLine line = room.join();
            List<Cell> edit = List.of(cell("a", DONE, (long) (i * 5 % 12), 1, 1));
            all.add(() -> {
                room.given(line, edit);
                return true;
            });
        }
        Stage.race(all);
        Object value = value(room.state(), "a.done");
        check(Long.valueOf(11).equals(value), "of 0 to 11, written at the same time, " + value + " stayed");
    }

    private static void deleteWins(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        room.given(row("a", "one", 0, 1));
        room.given(List.of(deletion("a", 2)));
        room.given(List.of(cell("a", TITLE, "late", 9, 2)));
        room.given(row("b", "one", 0, 1));
        room.given(List.of(cell("b", TITLE, "early", 9, 2)));
        room.given(List.of(deletion("b", 2)));
        Map<String, Cell> state = room.state();
        for (String id : List.of("a", "b")) {
            check(!state.containsKey(id + ".title"), "the row " + id + " was deleted, and has a title");
            Cell gone = state.get(id + "." + Cell.ROW);
            check(gone != null && gone.causal() == 2, "the deletion of " + id + " is told as " + gone);
        }
    }

    private static List<Cell> thirdLife(String id, String title, long version) {
        return List.of(
                new Cell("todo", key(id), Cell.ROW, null, 3, version, 3, 0),
                new Cell("todo", key(id), TITLE, title, 1, version, 3, 1),
                new Cell("todo", key(id), DONE, 0L, 1, version, 3, 2));
    }

    private static void recreate(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        room.given(line, row("a", "one", 0, 1));
        room.given(line, List.of(deletion("a", 2)));
        room.given(line, thirdLife("a", "again", 3));
        Map<String, Cell> state = room.state();
        check(
                "again".equals(value(state, "a.title")),
                "the row that lives again has the title " + state.get("a.title"));
        Cell cell = state.get("a.title");
        check(cell != null && cell.causal() == 3, "the row that lives again is told in another life");
    }

    private static void deleteUnknown(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        room.given(List.of(deletion("a", 1)));
        check(room.state().containsKey("a." + Cell.ROW), "the deletion of an unknown row is told to nobody");
        room.given(row("a", "late", 0, 1));
        check(!room.state().containsKey("a.title"), "an old row came back behind its deletion");
    }

    private static void oldLifeIgnored(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        room.given(line, row("a", "one", 0, 1));
        room.given(line, List.of(deletion("a", 2)));
        room.given(line, thirdLife("a", "again", 3));
        room.given(List.of(cell("a", TITLE, "zombie", 99, 1)));
        room.given(List.of(deletion("a", 1)));
        Object title = value(room.state(), "a.title");
        check("again".equals(title), "cells of earlier lives came late, and the title is " + title);
    }

    /** Each value comes back as it was sent. */
    private static void kept(Stage stage, String column, List<?> values) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            cells.add(new Cell("todo", key("r" + i), column, values.get(i), 1, 1, 1, i));
        }
        room.given(cells);
        Map<String, Cell> state = room.state();
        for (int i = 0; i < values.size(); i++) {
            Object back = value(state, "r" + i + "." + column);
            check(values.get(i).equals(back), Json.write(values.get(i)) + " came back as " + Json.write(back));
        }
    }

    private static void exactIntegers(Stage stage) throws InterruptedException {
        kept(stage, DONE, List.of(0L, -1L, 300L, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE));
    }

    private static void exactFloats(Stage stage) throws InterruptedException {
        kept(stage, DONE, List.of(12.5, 0.1, -1e-300, 1.7976931348623157e308));
    }

    private static void exactText(Stage stage) throws InterruptedException {
        kept(
                stage,
                TITLE,
                List.of(
                        "\ud83d\ude00 \u00e9\u4e2d\u05d0",
                        "a\u0000b",
                        "\u2028\u2029\u0085",
                        "\ufffd\uffff",
                        " leading and trailing ",
                        "e\u0301 \u00e9",
                        "12345678901234567890",
                        ""));
    }

    private static void exactKeys(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        List<String> ids = List.of("\u4e2d\ud83d\ude00", "k".repeat(300), "a b/c.d", "");
        List<Cell> cells = new ArrayList<>();
        ids.forEach(id -> cells.addAll(row(id, "of a key", 0, 1)));
        room.given(cells);
        Map<String, Cell> state = room.state();
        for (String id : ids) {
            check(state.containsKey(id + ".title"), "the row with the key " + Json.write(id) + " is not there");
        }
        check(state.size() == ids.size() * 2, "there are " + state.size() + " cells, and not " + ids.size() * 2);
    }
}
