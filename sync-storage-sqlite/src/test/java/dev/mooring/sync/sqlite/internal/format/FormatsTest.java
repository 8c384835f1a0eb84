package dev.mooring.sync.sqlite.internal.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.internal.apply.Place;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.spi.RawText;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    private final Shape todo = new Shape(Place.table("todo", 0, 1, "id TEXT", "title TEXT", "n INTEGER"));
    private final Shape tag = new Shape(Place.table("tag", 0, 2, "todo_id TEXT", "n INTEGER", "label TEXT"));
    private final Format changes = new ChangesFormat();
    private final Format rows = new RowsFormat(false);

    private static Object[] row(Object... values) {
        return values;
    }

    private static List<Draft> drafts(Format format, Shape shape, Object[] row, Object[] before) {
        Capture capture = new Capture(1, shape.table.form(), 0, row, before);
        return format.drafts(shape, capture, (collection, key) -> null);
    }

    private static Draft draft(Format format, Shape shape, Object[] row, Object[] before) {
        List<Draft> drafts = drafts(format, shape, row, before);
        assertEquals(1, drafts.size());
        return drafts.get(0);
    }

    @Test
    void anInsertCarriesTheRowAndNothingLiesBelowIt() {
        Draft draft = draft(changes, todo, row("1", "a", null), null);
        assertEquals("insert", draft.mutation().kind());
        assertEquals("todo", draft.mutation().collection());
        assertEquals("1", draft.mutation().key());
        assertEquals(
                "{\"op\":\"insert\",\"row\":{\"id\":\"1\",\"title\":\"a\",\"n\":null}}",
                draft.mutation().payload());
        assertEquals("null", draft.before());
    }

    /** Plain keys are the server's, so no text can be marked. One that only begins like a marked BLOB is a text. */
    @ParameterizedTest
    @ValueSource(strings = {"~bzz", "~b0", "~x\u00e9", "~", "~t", "~i5", "a\"b"})
    void anyTextOfAPlainKeyIsReadBack(String text) {
        assertArrayEquals(row(text), rows.keyValues(todo, rows.key(todo, row(text))));
        assertArrayEquals(row(text, 5L), rows.keyValues(tag, rows.key(tag, row(text, 5L))));
    }

    @Test
    void anUpdateSaysWhatChangedAndKeepsTheRowBelowIt() {
        Draft draft = draft(changes, todo, row("1", "a", 2L), row("1", "b", 2L));
        assertEquals("update", draft.mutation().kind());
        assertEquals(
                "{\"op\":\"update\",\"row\":{\"id\":\"1\",\"title\":\"a\",\"n\":2},\"changed\":[\"title\"]}",
                draft.mutation().payload());
        assertEquals("{\"id\":\"1\",\"title\":\"b\",\"n\":2}", draft.before());
    }

    @Test
    void aDeleteNamesTheKey() {
        Draft draft = draft(changes, tag, null, row("1", 2L, "x"));
        assertEquals(Mutation.DELETE, draft.mutation().kind());
        assertEquals("[\"1\",\"2\"]", draft.mutation().key());
        assertEquals(
                "{\"op\":\"delete\",\"row\":{\"todo_id\":\"1\",\"n\":2}}",
                draft.mutation().payload());
        assertEquals("{\"todo_id\":\"1\",\"n\":2,\"label\":\"x\"}", draft.before());
    }

    @Test
    void aChangeOfTheKeyIsADeleteAndAnInsert() {
        for (Format format : Arrays.asList(changes, rows)) {
            List<Draft> drafts = drafts(format, todo, row("2", "a", null), row("1", "a", null));
            assertEquals(2, drafts.size());
            assertEquals(Mutation.DELETE + " 1", kindAndKey(drafts.get(0)));
            assertEquals("insert 2", kindAndKey(drafts.get(1)));
            assertEquals("null", drafts.get(1).before());
        }
    }

    private static String kindAndKey(Draft draft) {
        return draft.mutation().kind() + " " + draft.mutation().key();
    }

    @Test
    void whatChangesNothingMakesNoMutation() {
        for (Format format : Arrays.asList(changes, rows)) {
            assertTrue(drafts(format, todo, row("1", "a", new byte[] {1}), row("1", "a", new byte[] {1}))
                    .isEmpty());
            assertFalse(
                    drafts(format, todo, row("1", "a", 1L), row("1", "a", 1.0)).isEmpty());
        }
    }

    @Test
    void aCaptureIsReadByItsOwnForm() {
        Form old = new Form(7, "todo", Arrays.asList("gone", "id"), Collections.singletonList("id"));
        Capture capture = new Capture(1, old, 0, row("x", "1"), null);
        for (Format format : Arrays.asList(changes, rows)) {
            Mutation mutation = format.drafts(todo, capture, (collection, key) -> null)
                    .get(0)
                    .mutation();
            assertEquals("1", mutation.key());
            assertTrue(mutation.payload().contains("\"gone\":\"x\",\"id\":\"1\""), mutation.payload());
        }
    }

    @Test
    void anyRowIsReadAsItWasWritten() {
        Values values = new Values(4);
        for (int i = 0; i < 5_000; i++) {
            Object[] row = row(values.present(), values.next(), values.next());
            Draft draft = draft(changes, todo, row, null);
            RowChange read = changes.read(todo, Change.of(draft.mutation(), 1, ""));
            assertTrue(
                    Objects.deepEquals(row, read.values), () -> draft.mutation().payload());
            Object[] key = changes.keyValues(todo, draft.mutation().key());
            assertTrue(
                    Objects.deepEquals(row[0], key[0]), () -> draft.mutation().key());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "5",
                "[]",
                "{}",
                "{\"op\":\"insert\"}",
                "{\"row\":{\"id\":\"1\"}}",
                "{\"op\":\"insert\",\"row\":{}}",
                "{\"op\":\"insert\",\"row\":{\"id\":null}}",
                "{\"op\":\"insert\",\"row\":{\"id\":\"2\"}}",
                "{\"op\":\"insert\",\"row\":{\"id\":1}}",
                "{\"op\":\"replace\",\"row\":{\"id\":\"1\"}}",
                "{\"op\":\"update\",\"row\":{\"id\":\"1\"}}",
                "{\"op\":\"insert\",\"row\":{\"id\":\"1\",\"title\":true}}",
                "{\"op\":\"insert\",\"row\":{\"id\":\"1\",\"title\":{\"b\":5}}}",
                "{\"op\":\"insert\",\"row\":{\"id\":\"1\"}} {",
                "{\"op\":1,\"row\":{\"id\":\"1\"}}",
                "{\"op\":\"update\",\"row\":{\"id\":\"1\"},\"changed\":{}}"
            })
    void whatIsNoRowChangeIsRefused(String payload) {
        assertThrows(UnreadableText.class, () -> changes.read(todo, Place.change(1, "todo", "1", payload)));
    }

    @Test
    void theOrderOfMembersDoesNotMatterAndTheLastOfTwoCounts() {
        RowChange read = changes.read(
                todo,
                Place.change(
                        1,
                        "todo",
                        "1",
                        "{\"changed\":[\"n\",\"new\"],\"x\":[{}],\"row\":{\"id\":\"0\"},\"row\":"
                                + "{\"n\":1,\"n\":2,\"id\":\"1\",\"new\":{\"b\":\"AA==\"},\"old\":1},\"op\":\"update\"}"));
        assertEquals(2L, read.values[2]);
        assertSame(RowChange.UNTOLD, read.values[1]);
        assertTrue(read.writes(2));
        assertEquals(Collections.singletonMap("new", "{\"b\":\"AA==\"}"), read.unknown);
    }

    @Test
    void aTombstoneWithoutARowIsADeleteByItsKey() {
        RowChange read = changes.read(tag, Change.gone("tag", "[\"~t5\",\"7\"]"));
        assertTrue(read.gone);
        assertEquals(Arrays.asList("5", 7L), Arrays.asList(read.keyValues()));
        assertThrows(UnreadableText.class, () -> changes.read(tag, Change.gone("tag", "[\"5\"]")));
    }

    private static Shape mapped(String softDelete) {
        TableSpec spec = new TableSpec(
                "todo_item",
                Collections.singletonList("id"),
                Collections.emptyList(),
                softDelete,
                null,
                "items",
                Collections.singletonMap("title", "name"),
                new HashSet<>(Collections.singletonList("meta")),
                new HashSet<>(Arrays.asList("is_done", "deleted")),
                Collections.emptySet());
        return new Shape(Place.table(
                spec, 0, "id TEXT", "title TEXT", "is_done INTEGER", "meta TEXT", "size REAL", "deleted INTEGER"));
    }

    @Test
    void ofEntitiesNullIsNoFieldAndNoFieldIsNullWhereThatMayBe() {
        Format entities = new RowsFormat(true);
        Shape goal = new Shape(Place.table("goal", 0, 1, "id TEXT", "title TEXT must", "n INTEGER"));
        Draft draft = draft(entities, goal, row("1", "a", null), row("1", "a", 2L));
        assertEquals("{\"id\":\"1\",\"title\":\"a\"}", draft.mutation().payload());
        assertEquals("{\"id\":\"1\",\"title\":\"a\",\"n\":2}", draft.before());
        RowChange change = entities.read(goal, Change.of(Mutation.of("goal", "1", "put", "{\"id\":\"1\"}"), 1, ""));
        assertTrue(change.writes(2));
        assertNull(change.values[2]);
        assertFalse(change.writes(1));
        assertTrue(change.whole);
        RowChange more = RowChange.write(goal, "1", row("1", "a", 2L)).then(change);
        assertEquals(Arrays.asList("1", "a", null), Arrays.asList(more.values));
        assertTrue(more.whole);
    }

    @Test
    void fieldsThatAreNoColumnAreSentBackUnlessColumnsAloneAre() {
        for (boolean columnsOnly : new boolean[] {false, true}) {
            TableSpec spec = new TableSpec(
                    "todo",
                    Collections.singletonList("id"),
                    Collections.emptyList(),
                    null,
                    null,
                    "todo",
                    Collections.emptyMap(),
                    Collections.emptySet(),
                    Collections.emptySet(),
                    Collections.emptySet(),
                    columnsOnly);
            Shape shape = new Shape(Place.table(spec, 0, "id TEXT", "title TEXT"));
            Capture capture = new Capture(1, shape.table.form(), 0, row("1", "a"), null);
            Draft draft = rows.drafts(shape, capture, (collection, key) -> "{\"colour\":5}")
                    .get(0);
            assertEquals(
                    "{\"id\":\"1\",\"title\":\"a\"" + (columnsOnly ? "}" : ",\"colour\":5}"),
                    draft.mutation().payload());
        }
    }

    /** Else the edit would be sent as made when the one before was, and lose to it where stamps decide. */
    @Test
    void theTimeOfTheEditBeforeIsNotSentBack() {
        Shape shape = new Shape(Place.table("todo", 0, 1, "id TEXT", "title TEXT"));
        Capture capture = new Capture(1, shape.table.form(), 0, row("1", "b"), row("1", "a"));
        Format.Fields fields = new Format.Fields() {
            @Override
            public String of(String collection, String key) {
                return "{\"updatedAt\":\"2026-11-20T23:12:29.890Z\",\"colour\":5}";
            }

            @Override
            public boolean isStamp(String collection, String field) {
                return collection.equals("todo") && field.equals("updatedAt");
            }
        };
        assertEquals(
                "{\"id\":\"1\",\"title\":\"b\",\"colour\":5}",
                rows.drafts(shape, capture, fields).get(0).mutation().payload());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T23:12:29.890Z, 2026-11-20T23:12:29.89Z, true",
        "2026-11-20T23:12:29.000Z, 2026-11-20 23:12:29, true",
        "2026-11-20T23:12:29.000Z, 2026-11-20T23:12:29+00, true",
        "2026-11-20T23:12:20.000Z, 2026-11-20T23:12:2, false",
        "2026-11-20T23:12:29.890Z, 2026-11-20T23:12:29.8Z, false",
        "ABCD, abcd, true",
        "100, 1000, false"
    })
    void aRowIsWrittenWithTheKeyOfItsChangeIfTheyAreTheSameInOtherShapes(String key, String told, boolean same) {
        Change change = Place.change(-1, "todo", key, "{\"id\":\"" + told + "\"}");
        if (same) {
            assertEquals(key, rows.read(todo, change).values[0]);
        } else {
            assertThrows(UnreadableText.class, () -> rows.read(todo, change));
        }
    }

    @Test
    void plainRowsAreMapped() {
        Object[] row = row("1", "a", 1L, "{\"x\": [1]}", 2.0, 0L);
        Mutation mutation = draft(rows, mapped("deleted"), row, null).mutation();
        assertEquals("items", mutation.collection());
        assertEquals(
                "{\"id\":\"1\",\"name\":\"a\",\"isDone\":true,\"meta\":{\"x\": [1]},\"size\":2.0,\"deleted\":false}",
                mutation.payload());
        RowChange read = rows.read(mapped("deleted"), Change.of(mutation, 1, ""));
        assertTrue(Objects.deepEquals(row, read.values));
    }

    @Test
    void whatPlainJsonHasNoValueForKeepsItsExactForm() {
        Shape shape = mapped(null);
        Object[] row = row(
                "1", new RawText(new byte[] {-1}), new byte[] {1}, "no json", Double.POSITIVE_INFINITY, Long.MAX_VALUE);
        Mutation mutation = draft(rows, shape, row, null).mutation();
        assertTrue(mutation.payload().contains("9223372036854775807"), mutation.payload());
        RowChange read = rows.read(shape, Change.of(mutation, 1, ""));
        row[3] = "\"no json\"";
        assertTrue(Objects.deepEquals(row, read.values));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "{\"id\":null}",
                "{\"id\":\"2\"}",
                "{\"id\":\"1\",\"name\":true}",
                "{\"id\":\"1\",\"name\":[]}",
                "{\"id\":\"1\",\"name\":{}}",
                "{\"id\":\"1\",\"size\":1e999}",
                "{\"id\":\"1\",\"isDone\":9223372036854775808}"
            })
    void whatIsNoPlainRowIsRefused(String payload) {
        assertThrows(UnreadableText.class, () -> rows.read(mapped(null), Place.change(-1, "items", "1", payload)));
    }

    @Test
    void aSoftDeletedRowTravelsAsADeletionAndForGoodIsNoNews() {
        Shape shape = mapped("deleted");
        Object[] alive = row("1", "a", 0L, null, null, 0L);
        Object[] dead = row("1", "a", 0L, null, null, 1L);
        Draft draft = draft(rows, shape, dead, alive);
        assertEquals(Mutation.DELETE, draft.mutation().kind());
        assertTrue(draft.mutation().payload().contains("\"deleted\":true"));
        assertEquals(Mutation.DELETE, draft(rows, shape, null, alive).mutation().kind());
        assertTrue(drafts(rows, shape, null, dead).isEmpty());
        assertEquals("update", draft(rows, shape, alive, dead).mutation().kind());
    }

    @Test
    void aTombstoneSetsTheSoftDeleteColumn() {
        Shape shape = mapped("deleted");
        RowChange withRow = rows.read(
                shape, new Change(-1, "items", "1", "delete", "{\"id\":\"1\",\"name\":\"z\"}", true, 0, "", ""));
        assertFalse(withRow.gone);
        assertEquals(1L, withRow.values[5]);
        RowChange without = rows.read(shape, Change.gone("items", "1"));
        assertTrue(without.onlyIfThere);
        assertNull(without.on(null));
        assertTrue(rows.read(mapped(null), Change.gone("items", "1")).gone);
    }

    @Test
    void keysOfPlainRowsAreThoseOfTheServer() {
        assertEquals("{\"todoId\":\"a\\\"b\",\"n\":\"2\"}", rows.key(tag, row("a\"b", 2L)));
        assertEquals(
                Arrays.asList("a\"b", 2L), Arrays.asList(rows.keyValues(tag, "{\"n\":\"2\",\"todoId\":\"a\\\"b\"}")));
        assertEquals("100", rows.key(new Shape(Place.table("t", 0, 1, "id " + Affinity.REAL)), row(100.0)));
        RowChange read = rows.read(todo, Place.change(-1, "todo", "ab-1", "{\"id\":\"AB-1\",\"title\":\"x\"}"));
        assertEquals("ab-1", read.values[0]);
    }

    @Test
    void fieldsWithoutAColumnTravelOn() {
        Capture capture = new Capture(1, todo.table.form(), 0, row("1", "a", 1L), null);
        Draft draft = rows.drafts(todo, capture, (collection, key) -> "{\"more\":[1],\"title\":\"old\"}")
                .get(0);
        assertEquals(
                "{\"id\":\"1\",\"title\":\"a\",\"n\":1,\"more\":[1]}",
                draft.mutation().payload());
    }
}
