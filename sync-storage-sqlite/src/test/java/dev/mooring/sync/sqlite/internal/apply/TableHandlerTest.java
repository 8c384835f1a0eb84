package dev.mooring.sync.sqlite.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.format.ChangesFormat;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Table;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableHandlerTest {
    private static final List<Table> TABLES = Arrays.asList(
            Place.table("list", 0, 1, "id TEXT", "name TEXT"),
            Place.table("todo", 1, 1, "id TEXT", "list_id TEXT", "slot INTEGER", "title TEXT"));

    private static final String[] DDL = {
        "CREATE TABLE list (id TEXT PRIMARY KEY, name TEXT)",
        "CREATE TABLE todo (id TEXT PRIMARY KEY, list_id TEXT REFERENCES list (id) ON DELETE CASCADE,"
                + " slot INTEGER UNIQUE ON CONFLICT REPLACE, title TEXT)",
        "CREATE TABLE seen (sql TEXT)",
        "CREATE TRIGGER ours AFTER INSERT ON list WHEN NOT EXISTS (SELECT 1 FROM mooring_applying)"
                + " BEGIN INSERT INTO seen VALUES ('list ' || NEW.id); END",
    };

    @TempDir
    Path directory;

    private Place place;
    private final Format format = new ChangesFormat();

    private Place open() {
        place = new Place(directory.resolve("a.db"), true, format, TABLES, DDL);
        return place;
    }

    @AfterEach
    void close() {
        if (place != null) {
            place.close();
        }
    }

    private static Object[] row(Object... values) {
        return values;
    }

    /** What the app has written itself. */
    private Mutation mutation(String table, Object[] row, Object[] before) {
        Shape shape = place.shapes().named(table);
        Draft draft = format.drafts(
                        shape, new Capture(1, shape.table.form(), 0, row, before), (collection, key) -> null)
                .get(0);
        Mutation mutation = draft.mutation().recorded(new UUID(1, place.before.size() + 1), Instant.EPOCH);
        place.before.put(mutation, draft.before());
        return mutation;
    }

    private Change change(long position, String table, Object[] row, Object[] before) {
        Shape shape = place.shapes().named(table);
        Capture capture = new Capture(1, shape.table.form(), 0, row, before);
        return place.change(
                format.drafts(shape, capture, (collection, key) -> null).get(0), position);
    }

    private List<String> todos() {
        return place.rows("SELECT id || ' ' || coalesce(list_id, '-') || ' ' || coalesce(slot, '-') || ' '"
                + " || coalesce(title, '-') FROM todo ORDER BY id");
    }

    private List<String> aside() {
        return place.rows("SELECT key || ' waits for ' || blocker_collection || '/' || blocker_key FROM mooring_aside"
                + " ORDER BY key");
    }

    @Test
    void whatIsAppliedIsNotCapturedAndIsTold() {
        open();
        place.apply(change(1, "list", row("l", "a"), null));
        assertEquals(Collections.emptyList(), place.rows("SELECT sql FROM seen"));
        assertEquals(Collections.singletonList("list/l"), place.told);
        place.write(() -> place.run("INSERT INTO list VALUES ('m', 'b')"));
        assertEquals(Collections.singletonList("list m"), place.rows("SELECT sql FROM seen"));
        assertEquals(Collections.singletonList("1"), place.rows("SELECT applied FROM mooring_scope"));
    }

    @Test
    void anUpdateWritesItsColumnsAloneOrTheWholeRow() {
        open();
        place.apply(
                change(1, "todo", row("1", null, 1L, "a"), null),
                change(2, "todo", row("1", null, 2L, "old"), row("1", null, 1L, "old")),
                change(3, "todo", row("2", null, 3L, "whole"), row("2", null, 3L, "x")));
        place.apply(change(4, "todo", row("1", null, 9L, "b"), row("1", null, 9L, "a")));
        assertEquals(Arrays.asList("1 - 2 b", "2 - 3 whole"), todos());
    }

    @Test
    void childrenWaitForTheirParentAndAreNotDeletedWithIt() {
        open();
        place.apply(change(1, "todo", row("1", "l", 1L, "a"), null));
        assertEquals(Collections.singletonList("1 waits for list/l"), aside());
        place.apply(change(2, "list", row("l", "a"), null));
        assertEquals(Collections.singletonList("1 l 1 a"), todos());
        place.apply(change(3, "list", null, row("l", "a")));
        assertEquals(Collections.emptyList(), todos());
        assertEquals(Collections.singletonList("1 waits for list/l"), aside());
        place.apply(change(4, "todo", row("1", null, 1L, "b"), row("1", "l", 1L, "a")));
        assertEquals(Collections.singletonList("1 - 1 b"), todos());
        assertEquals(Collections.emptyList(), aside());
    }

    @Test
    void parentAndChildrenGoTogether() {
        open();
        place.apply(change(1, "todo", row("1", "l", 1L, "a"), null), change(2, "list", row("l", "a"), null));
        place.apply(change(3, "list", null, row("l", "a")), change(4, "todo", null, row("1", "l", 1L, "a")));
        assertEquals(Collections.emptyList(), todos());
        assertEquals(Collections.emptyList(), aside());
    }

    @Test
    void aConflictClauseOfTheSchemaMakesNoRowGo() {
        open();
        place.apply(change(1, "todo", row("2", null, 1L, "a"), null));
        place.apply(change(2, "todo", row("1", null, 1L, "b"), null));
        assertEquals(Collections.singletonList("1 - 1 b"), todos());
        assertEquals(Collections.singletonList("2 waits for todo/1"), aside());
        place.apply(change(3, "todo", row("1", null, 5L, "b"), row("1", null, 1L, "b")));
        assertEquals(Arrays.asList("1 - 5 b", "2 - 1 a"), todos());
    }

    @Test
    void aPendingRowIsNoWorseThanAConfirmedOneOrDevicesWouldDiffer() {
        open();
        place.write(() -> place.run("INSERT INTO todo VALUES ('1', NULL, 1, 'mine')"));
        Mutation mine = mutation("todo", row("1", null, 1L, "mine"), null);
        place.apply(change(1, "todo", row("2", null, 1L, "theirs"), null));
        assertEquals(Collections.singletonList("1 - 1 mine"), todos());
        assertEquals(Collections.singletonList("2 waits for todo/1"), aside());
        place.write(() -> place.handler().undo(place.sql.handle(), Collections.singletonList(mine)));
        assertEquals(Collections.singletonList("2 - 1 theirs"), todos());
    }

    @Test
    void swapsOfUniqueValuesWork() {
        open();
        place.apply(change(1, "todo", row("1", null, 1L, "a"), null), change(2, "todo", row("2", null, 2L, "b"), null));
        place.apply(
                change(3, "todo", row("1", null, 2L, "a"), row("1", null, 1L, "a")),
                change(4, "todo", row("2", null, 1L, "b"), row("2", null, 2L, "b")));
        assertEquals(Arrays.asList("1 - 2 a", "2 - 1 b"), todos());
    }

    @Test
    void undoPutsBackAcrossTablesAndRedoWritesAgain() throws Exception {
        open();
        place.apply(change(1, "list", row("l", "a"), null), change(2, "todo", row("1", "l", 1L, "a"), null));
        Mutation list = mutation("list", row("m", "b"), null);
        Mutation moved = mutation("todo", row("1", "m", 1L, "a"), row("1", "l", 1L, "a"));
        Mutation gone = mutation("todo", null, row("1", "m", 1L, "a"));
        Mutation child = mutation("todo", row("2", "m", 1L, "c"), null);
        place.write(() -> {
            place.run("INSERT INTO list VALUES ('m', 'b')");
            place.run("UPDATE todo SET list_id = 'm'");
            place.run("DELETE FROM todo");
            place.run("INSERT INTO todo VALUES ('2', 'm', 1, 'c')");
        });
        place.write(() -> place.handler().undo(place.sql.handle(), Arrays.asList(child, gone, moved, list)));
        assertEquals(Collections.singletonList("1 l 1 a"), todos());
        assertEquals(Collections.singletonList("l"), place.rows("SELECT id FROM list"));
        place.apply(change(3, "todo", row("1", "l", 1L, "theirs"), row("1", "l", 1L, "a")));
        place.write(() -> place.handler().redo(place.sql.handle(), Arrays.asList(list, moved, gone, child)));
        assertEquals(Collections.singletonList("2 m 1 c"), todos());
        assertEquals("{\"id\":\"1\",\"list_id\":\"l\",\"slot\":1,\"title\":\"theirs\"}", place.before.get(moved));
        assertEquals("{\"id\":\"1\",\"list_id\":\"m\",\"slot\":1,\"title\":\"theirs\"}", place.before.get(gone));
        place.write(() -> place.handler().undo(place.sql.handle(), Arrays.asList(child, gone, moved, list)));
        assertEquals(Collections.singletonList("1 l 1 theirs"), todos());
        assertEquals(Collections.emptyList(), aside());
    }

    @Test
    void aRowFromBeforeTheSyncStaysWhereNothingIsConfirmed() {
        open();
        place.write(() -> place.run("INSERT INTO list VALUES ('l', 'new'), ('m', 'x'), ('n', 'x')"));
        Mutation edit = mutation("list", row("l", "new"), row("l", "old"));
        Mutation insert = mutation("list", row("m", "x"), null);
        Mutation known = mutation("list", row("n", "x"), row("n", "y"));
        place.write(() -> {
            place.run("INSERT INTO mooring_confirmed VALUES ('list', 'n')");
            place.handler().undo(place.sql.handle(), Arrays.asList(known, insert, edit));
            place.handler()
                    .apply(
                            place.sql.handle(),
                            Arrays.asList(
                                    Change.gone("list", "l"), Change.gone("list", "m"), Change.gone("list", "n")));
        });
        assertEquals(Collections.singletonList("l old"), place.rows("SELECT id || ' ' || name FROM list"));
        place.apply(Change.gone("list", "l"));
        assertEquals(Collections.emptyList(), place.rows("SELECT id FROM list"));
    }

    @Test
    void aMutationWithoutAnImageIsNotTakenBack() {
        open();
        place.write(() -> place.run("INSERT INTO list VALUES ('l', 'by hand')"));
        Mutation byHand = Mutation.of("list", "l", "renamed", "{}").recorded(new UUID(1, 9), Instant.EPOCH);
        place.write(() -> {
            place.handler().undo(place.sql.handle(), Collections.singletonList(byHand));
            place.handler().redo(place.sql.handle(), Collections.singletonList(byHand));
        });
        assertEquals(Collections.singletonList("l by hand"), place.rows("SELECT id || ' ' || name FROM list"));
    }

    @Test
    void aChangeThatCannotBeReadStopsNobodyAndIsKept() {
        open();
        place.apply(
                Place.change(1, "list", "l", "{\"op\":\"insert\",\"row\":{\"id\":\"l\",\"name\":true}}"),
                change(2, "list", row("m", "b"), null));
        assertEquals(Collections.singletonList("m"), place.rows("SELECT id FROM list"));
        place.write(() -> {
            List<AsideRow> rows = AsideRow.list(place.sql, 10);
            assertEquals(1, rows.size());
            assertTrue(rows.get(0).unread());
            assertEquals("l", rows.get(0).key());
            assertEquals(1, AsideRow.count(place.sql));
        });
        place.apply(change(3, "list", row("l", "c"), null));
        assertEquals(Arrays.asList("l", "m"), place.rows("SELECT id FROM list ORDER BY 1"));
        assertEquals(Collections.emptyList(), place.rows("SELECT key FROM mooring_unread"));
    }

    @Test
    void whatChangesNoRowIsNotCounted() {
        open();
        place.apply(Place.change(1, "todo", "~?", "{}"));
        place.reopen(TABLES);
        assertEquals(Collections.singletonList("0"), place.rows("SELECT applied FROM mooring_scope"));
        assertEquals(Collections.emptyList(), place.told);
        assertEquals(Collections.singletonList("~?"), place.rows("SELECT key FROM mooring_unread"));
    }

    @Test
    void unknownColumnsOfAnUpdateThatItDidNotChangeCountWhereNothingIsKnown() {
        open();
        place.apply(
                Place.change(1, "list", "l", "{\"op\":\"insert\",\"row\":{\"id\":\"l\",\"x\":1,\"y\":1}}"),
                Place.change(
                        2,
                        "list",
                        "l",
                        "{\"op\":\"update\",\"row\":{\"id\":\"l\",\"x\":2,\"y\":2,\"z\":2},\"changed\":[\"x\"]}"));
        place.apply(Place.change(
                3, "list", "l", "{\"op\":\"update\",\"row\":{\"id\":\"l\",\"x\":3,\"y\":3},\"changed\":[\"y\"]}"));
        assertEquals(
                Collections.singletonList("2 3 2"),
                place.rows("SELECT json_extract(fields, '$.x') || ' ' || json_extract(fields, '$.y') || ' ' ||"
                        + " json_extract(fields, '$.z') FROM mooring_extra"));
    }

    @Test
    void unknownColumnsWaitForALaterFormAndUnknownCollectionsAreCounted() {
        open();
        place.apply(
                Place.change(1, "list", "l", "{\"op\":\"insert\",\"row\":{\"id\":\"l\",\"name\":\"a\",\"color\":5}}"),
                Place.change(2, "other", "1", "{}"),
                Place.change(3, "other", "2", "{}"));
        assertEquals(Collections.singletonMap("other", 2L), place.unknown.counts());
        place.write(() -> place.run("ALTER TABLE list ADD COLUMN color INTEGER"));
        place.reopen(Arrays.asList(Place.table("list", 0, 1, "id TEXT", "name TEXT", "color INTEGER"), TABLES.get(1)));
        assertEquals(Collections.singletonList("5"), place.rows("SELECT color FROM list"));
        assertEquals(Collections.emptyList(), place.rows("SELECT key FROM mooring_extra"));
    }

    @Test
    void whatTheAppWritesItselfTakesThePlaceOfWhatIsAside() {
        open();
        place.apply(change(1, "todo", row("2", "l", 2L, "theirs"), null));
        Shape shape = place.shapes().named("todo");
        List<Draft> known = new ArrayList<>();
        place.write(() -> {
            place.run("INSERT INTO todo VALUES ('2', NULL, 7, 'mine')");
            Capture capture = new Capture(1, shape.table.form(), 0, row("2", null, 7L, "mine"), null);
            known.addAll(place.handler().captured(format.drafts(shape, capture, (collection, key) -> null)));
        });
        assertEquals(
                "{\"id\":\"2\",\"list_id\":\"l\",\"slot\":2,\"title\":\"theirs\"}",
                known.get(0).before());
        assertEquals(Collections.emptyList(), aside());
        assertEquals(Collections.singletonList("2 - 7 mine"), todos());
    }

    @Test
    void aParentThatTheAppWritesIsWhatItsChildrenWaitedFor() {
        open();
        place.apply(change(1, "todo", row("1", "l", 2L, "theirs"), null));
        Shape shape = place.shapes().named("list");
        place.write(() -> {
            place.run("INSERT INTO list VALUES ('l', 'mine')");
            Capture capture = new Capture(1, shape.table.form(), 0, row("l", "mine"), null);
            place.handler().captured(format.drafts(shape, capture, (collection, key) -> null));
            place.handler().wake(Collections.singletonList(Arrays.asList("list", "l")));
        });
        assertEquals(Collections.singletonList("1 l 2 theirs"), todos());
    }

    @Test
    void aSnapshotTakesThePlaceOfEverything() {
        open();
        place.apply(
                change(1, "list", row("l", "a"), null),
                change(2, "todo", row("1", "l", 1L, "a\0b"), null),
                change(3, "todo", row("2", "x", 1L, "aside"), null));
        Snapshot[] snapshot = new Snapshot[1];
        place.write(() -> snapshot[0] = place.handler().snapshot());
        List<String> before = Model.state(place, true);
        for (String empty : new String[] {"", "null", "{}", "{\"tables\":{}}"}) {
            place.write(() -> place.handler().reset(place.sql.handle(), new Snapshot(empty)));
            assertEquals(Collections.emptyList(), Model.state(place, true));
            place.write(() -> place.handler().reset(place.sql.handle(), snapshot[0]));
            assertEquals(before, Model.state(place, true));
        }
        assertThrows(
                RuntimeException.class,
                () -> place.write(
                        () -> place.handler().reset(place.sql.handle(), new Snapshot("{\"tables\":{\"list\":[5]}}"))));
        assertEquals(before, Model.state(place, true));
    }

    @Test
    void othersGetWhatIsTheirs() {
        List<String> calls = new ArrayList<>();
        ChangeHandler<Connection> others = new ChangeHandler<>() {
            @Override
            public void apply(Connection db, List<Change> changes) {
                changes.forEach(change -> calls.add("apply " + change.key()));
            }

            @Override
            public void undo(Connection db, List<Mutation> mutations) {
                mutations.forEach(mutation -> calls.add("undo " + mutation.key()));
            }
        };
        place = new Place(directory.resolve("a.db"), true, format, TABLES, others, DDL);
        place.apply(
                Place.change(1, "event", "e1", "{}"),
                change(2, "list", row("l", "a"), null),
                Place.change(3, "event", "e2", "{}"));
        Mutation own = Mutation.of("event", "e3", "did", "{}");
        place.write(() -> place.handler().undo(place.sql.handle(), Collections.singletonList(own)));
        place.write(() -> place.handler().redo(place.sql.handle(), Collections.singletonList(own)));
        assertEquals(Arrays.asList("apply e1", "apply e2", "undo e3", "apply e3"), calls);
        assertEquals(Collections.emptyMap(), place.unknown.counts());
    }
}
