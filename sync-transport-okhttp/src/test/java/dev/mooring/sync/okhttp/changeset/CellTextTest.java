package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.json.ValueText;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import okio.Buffer;
import okio.ByteString;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that the storage shares with this dialect, as they stand in the one file that both are tested by. */
class CellTextTest {
    private final Map<?, ?> forms;

    CellTextTest() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(InMemoryStorage.class.getResourceAsStream("changeset-cells.json"))) {
            forms = (Map<?, ?>) JsonReader.of(Okio.buffer(Okio.source(in))).readJsonValue();
        }
    }

    private List<Map<?, ?>> all(String name) {
        List<Map<?, ?>> all = new ArrayList<>();
        ((List<?>) forms.get(name)).forEach(each -> all.add((Map<?, ?>) each));
        return all;
    }

    private static Value value(Map<?, ?> form) {
        String of = String.valueOf(form.get("of"));
        return switch ((String) form.get("class")) {
            case "INTEGER" -> new Value.Whole(Long.parseLong(of));
            case "REAL" -> new Value.Real(Double.parseDouble(of));
            case "TEXT" -> new Value.Text(of);
            case "BLOB" -> new Value.Blob(ByteString.decodeHex(of));
            default -> Value.NULL;
        };
    }

    private static String exact(Value value) {
        Cell cell = new Cell("t", ByteString.decodeHex("010907"), "c", value, 1, 1, null, 1, 0);
        String payload = CellText.incoming(cell, CellSession.SERVER).change().payload();
        return payload.substring("{\"c\":\"c\",\"v\":".length(), payload.lastIndexOf(",\"cv\""));
    }

    @Test
    void eachValueHasItsExactText() {
        for (Map<?, ?> form : all("values")) {
            assertEquals(form.get("exact"), exact(value(form)));
            assertEquals(value(form), ExactValue.read(ValueText.of((String) form.get("exact"))));
        }
        assertEquals("1", exact(new Value.Bool(true)));
        assertEquals("null", exact(new Value.Real(Double.NaN)), "SQLite knows none");
        assertEquals("{\"r\":\"-Infinity\"}", exact(new Value.Real(Double.NEGATIVE_INFINITY)));
    }

    @Test
    void eachKeyIsTheArrayOfItsValues() {
        for (Map<?, ?> form : all("keys")) {
            ByteString packed = ByteString.decodeHex((String) form.get("packed"));
            Cell cell = new Cell("t", packed, "c", Value.NULL, 1, 1, null, 1, 0);
            String key = (String) form.get("key");
            assertEquals(
                    key, CellText.incoming(cell, CellSession.SERVER).change().key());
            Mutation row = Mutation.of("t", key, "update", "{\"cl\":1,\"dv\":1,\"cells\":[[\"c\",null,1,0]]}");
            assertEquals(packed, CellText.outgoing(row).get(0).key());
        }
    }

    /** A cell of the file, sent by whoever the file says, comes as the file has it. */
    @Test
    void eachCellComesAsTheStorageTakesIt() {
        for (Map<?, ?> form : all("cells")) {
            Map<?, ?> payload = (Map<?, ?>) json((String) form.get("payload"));
            String text = (String) form.get("payload");
            Value value = ExactValue.read(
                    ValueText.of(text.substring(text.indexOf("\"v\":") + 4, text.lastIndexOf(",\"cv\""))));
            Cell cell = new Cell(
                    (String) form.get("collection"),
                    ByteString.decodeHex("010907"),
                    (String) payload.get("c"),
                    value,
                    number(payload, "cv"),
                    number(payload, "dv"),
                    null,
                    number(payload, "cl"),
                    number(payload, "q"));
            Change change = CellText.incoming(cell, ByteString.decodeHex((String) form.get("origin")))
                    .change();
            assertEquals(form.get("collection"), change.collection());
            assertEquals(form.get("key"), change.key());
            assertEquals(form.get("kind"), change.kind());
            assertEquals(form.get("tombstone"), change.tombstone());
            assertEquals(form.get("origin"), change.origin());
            assertEquals(text, change.payload());
            assertEquals(Change.NO_POSITION, change.position());
        }
        assertEquals(ClockTx.SENTINEL, Cell.ROW);
    }

    private static Object json(String text) {
        try {
            return JsonReader.of(new Buffer().writeUtf8(text)).readJsonValue();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static long number(Map<?, ?> payload, String name) {
        return ((Double) payload.get(name)).longValue();
    }

    @Test
    void eachMutationGoesAsItsCells() {
        for (Map<?, ?> form : all("mutations")) {
            String payload = (String) form.get("payload");
            Mutation row = Mutation.of(
                    (String) form.get("collection"), (String) form.get("key"), (String) form.get("kind"), payload);
            StringBuilder again = new StringBuilder();
            List<Cell> cells = CellText.outgoing(row);
            for (Cell cell : cells) {
                again.append(again.length() == 0 ? "" : ",")
                        .append("[\"")
                        .append(cell.column())
                        .append("\",")
                        .append(exact(cell.value()))
                        .append(',')
                        .append(cell.version())
                        .append(',')
                        .append(cell.seq())
                        .append(']');
            }
            Cell first = cells.get(0);
            assertEquals(
                    payload,
                    "{\"cl\":" + first.length() + ",\"dv\":" + first.dbVersion() + ",\"cells\":[" + again + "]}");
        }
    }

    @Test
    void theCursorOfTheFileIsRead() {
        ChangesetCursor cursor = ChangesetCursor.of(new Cursor((String) forms.get("cursor")));
        assertEquals(new ChangesetCursor(CellSession.SITE, 14, 3, null), cursor);
        assertEquals(cursor, ChangesetCursor.of(cursor.cursor()));
        assertThrows(IllegalArgumentException.class, () -> ChangesetCursor.of(new Cursor("2:1:2:3")));
    }

    /** What was read from the wire goes out again as it came. */
    @Test
    void valuesSurviveTheWayThroughTheStorage() {
        for (long seed = 1; seed <= 5_000; seed++) {
            RandomFrames random = new RandomFrames(new Random(seed));
            Value value = random.value();
            Value read = ExactValue.read(ValueText.of(exact(value)));
            Value expected = value instanceof Value.Bool bool
                    ? new Value.Whole(bool.isTrue() ? 1 : 0)
                    : value instanceof Value.Real real && Double.isNaN(real.number()) ? Value.NULL : value;
            assertEquals(expected, read, "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"cl\":1,\"dv\":1,\"cells\":[]}",
                "{\"cl\":1,\"dv\":1,\"cells\":[[\"c\",null,1]]}",
                "{\"cl\":1,\"dv\":1,\"cells\":[[\"c\",true,1,0]]}",
                "{\"cl\":1,\"dv\":1,\"cells\":[[\"c\",{\"x\":\"1\"},1,0]]}",
                "{\"cl\":1,\"dv\":1,\"cells\":[[\"c\",\"\\ud800\",1,0]]}",
                "{\"cl\":1,\"dv\":1,\"cells\":[[\"c\",{\"t\":\"/w==\"},1,0]]}",
                "{\"cl\":1,\"dv\":1,\"cells\":[[\"c\",1,1,0]],\"more\":1}",
                "{\"cl\":1.5,\"dv\":1,\"cells\":[[\"c\",1,1,0]]}",
            })
    void whatIsNoCapturedRowIsRefusedBeforeItIsSent(String payload) {
        Mutation row = Mutation.of("note", "[7]", "update", payload.isEmpty() ? "null" : payload);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> CellDevice.dialect().build().measure(row));
        assertTrue(String.valueOf(e.getMessage()).contains("note"), e.getMessage());
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        String payload = "{\"cl\":1,\"dv\":1,\"cells\":[[\"c\",1,1,0]]}";
        for (String key : List.of("7", "[]", "[7", "{}", "[true]")) {
            Mutation row = Mutation.of("note", key, "update", payload);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> CellDevice.dialect().build().measure(row),
                    key);
        }
    }
}
