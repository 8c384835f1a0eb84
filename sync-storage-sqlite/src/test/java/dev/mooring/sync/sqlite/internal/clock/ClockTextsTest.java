package dev.mooring.sync.sqlite.internal.clock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.sqlite.internal.apply.Place;
import dev.mooring.sync.sqlite.internal.clock.CellText.Written;
import dev.mooring.sync.sqlite.internal.clock.RowClock.Writer;
import dev.mooring.sync.sqlite.internal.format.UnreadableText;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts in which cells travel, and the bytes in which clocks are kept. */
class ClockTextsTest {
    @Test
    void aCellIsReadAsItWasWritten() {
        String text = "{\"c\":\"title\",\"v\":\"milk\",\"cv\":3,\"dv\":12,\"cl\":1,\"q\":0}";
        assertEquals(new Cell("title", "milk", 3, 12, 1, 0), CellText.read(text));
        assertEquals(text, CellText.of(CellText.read(text)));
        String sentinel = "{\"c\":\"-1\",\"v\":null,\"cv\":2,\"dv\":9,\"cl\":2,\"q\":4}";
        assertEquals(sentinel, CellText.of(CellText.read(sentinel)));
    }

    @Test
    void aMutationIsReadAsItWasWritten() {
        String text =
                "{\"cl\":3,\"dv\":12,\"cells\":[[\"-1\",null,3,0],[\"n\",{\"r\":\"1.0\"},1,1],[\"b\",{\"b\":\"AQ==\"},1,2]]}";
        Written written = CellText.written(text);
        assertEquals(3, written.cl());
        assertEquals(1.0, written.cells().get(1).value());
        assertEquals(12, written.cells().get(2).dv());
        assertEquals(text, CellText.of(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"c\":\"a\",\"v\":1,\"cv\":-1,\"dv\":1,\"cl\":1,\"q\":0}",
                "{\"c\":\"a\",\"v\":1,\"cv\":1,\"dv\":9007199254740993,\"cl\":1,\"q\":0}",
                "{\"c\":\"a\",\"v\":1,\"cv\":1,\"dv\":1.5,\"cl\":1,\"q\":0}",
                "{\"c\":\"a\",\"v\":1,\"cv\":1,\"dv\":1,\"cl\":0,\"q\":0}",
                "{\"c\":\"a\",\"v\":true,\"cv\":1,\"dv\":1,\"cl\":1,\"q\":0}",
                "{\"v\":1,\"cv\":1,\"dv\":1,\"cl\":1,\"q\":0}",
            })
    void whatIsNoCellIsRefused(String text) {
        assertThrows(UnreadableText.class, () -> CellText.read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"cl\":1,\"dv\":2}",
                "{\"cl\":1,\"dv\":2,\"cells\":[[\"a\",1,1]]}",
                "{\"cl\":1,\"dv\":2,\"cells\":[[\"a\",1,1,0,0]]}",
                "{\"cl\":1,\"dv\":2,\"cells\":[[\"a\",1,-1,0]]}",
            })
    void whatIsNoWriteOfCellsIsRefused(String text) {
        assertThrows(UnreadableText.class, () -> CellText.written(text));
    }

    @Test
    void aKeyIsWhatItsColumnsStore() {
        Shape shape = new Shape(Place.table("t", 0, 3, "a INTEGER", "b TEXT", "c NONE", "d NONE"));
        CellFormat format = new CellFormat();
        Object[] values = format.keyValues(shape, "[{\"r\":\"7.0\"},5,{\"r\":\"1.0\"}]");
        assertArrayEquals(new Object[] {7L, "5", 1.0}, values);
        assertEquals("[7,\"5\",{\"r\":\"1.0\"}]", format.key(shape, values));
        for (String wrong : List.of("7", "[]", "[1,2]", "[1,2,3,4]", "[1,2,null]", "[1,2,3", "[1,2,true]")) {
            assertThrows(UnreadableText.class, () -> format.keyValues(shape, wrong), wrong);
        }
    }

    @Test
    void clocksAreReadAsTheyWereWritten() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            RowClock clock = new RowClock();
            clock.begin(1 + random.nextInt(1 << random.nextInt(30)));
            if (random.nextBoolean()) {
                clock.sentinel(any(random));
            }
            for (int column = random.nextInt(12); column > 0; column--) {
                clock.set(
                        random.nextInt(1 << random.nextInt(20)), random.nextInt(1 << random.nextInt(30)), any(random));
            }
            if (random.nextInt(4) == 0 && clock.columns().length > 0) {
                clock.forget(clock.columns()[random.nextInt(clock.columns().length)]);
            }
            RowClock read = RowClock.of(clock.cl(), clock.bytes());
            assertEquals(clock.sentinel(), read.sentinel());
            assertArrayEquals(clock.columns(), read.columns());
            for (int column : clock.columns()) {
                assertEquals(clock.version(column), read.version(column));
                assertEquals(clock.writer(column), read.writer(column));
            }
            assertArrayEquals(clock.bytes(), read.bytes());
        }
    }

    private static Writer any(Random random) {
        return new Writer(
                random.nextLong() >>> 11 + random.nextInt(50),
                random.nextInt(5_000),
                random.nextInt(3),
                random.nextInt(2));
    }

    @Test
    void aCutClockIsRefused() {
        RowClock clock = new RowClock();
        clock.begin(1);
        clock.set(300, 1, new Writer(1L << 40, 0, 1, 0));
        byte[] bytes = clock.bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            // The sentinel alone is a clock of no columns.
            if (length != 1) {
                assertThrows(IllegalArgumentException.class, () -> RowClock.of(1, cut), "of " + length);
            }
        }
    }

    @Test
    void whatLiesBelowIsReadAsItWasWritten() {
        List<String> columns = List.of("id", "title");
        RowClock clock = new RowClock();
        assertEquals("null", Below.of(columns, null, null, clock));
        assertEquals(0, Below.read("null").clock.cl());
        clock.begin(2);
        clock.sentinel(new Writer(4, 0, 0, 0));
        Below gone = Below.read(Below.of(columns, null, null, clock));
        assertEquals(null, gone.row());
        assertEquals(2, gone.clock.cl());
        clock.begin(3);
        clock.set(9, 2, new Writer(5, 1, 1, 0));
        String text = Below.of(columns, new Object[] {1L, "say \"-1\":\""}, null, clock);
        Below there = Below.read(text);
        assertEquals(Map.of("id", 1L, "title", "say \"-1\":\""), there.row());
        assertArrayEquals(clock.bytes(), there.clock.bytes());
        assertEquals(text, there.text());
    }

    @Test
    void whatIsKeptForOtherColumnsLiesBelowToo() {
        List<String> columns = List.of("id", "title");
        String kept = "{\"later\":\"x\",\"title\":\"not here\"}";
        RowClock clock = new RowClock();
        clock.begin(3);
        Below there = Below.read(Below.of(columns, new Object[] {1L, "say"}, kept, clock));
        assertEquals(Map.of("id", 1L, "title", "say", "later", "x"), there.row());
        String aside = Below.of(columns, null, "{\"later\":\"x\"}", clock);
        Below whole = Below.read(Below.onto(aside, "{\"id\":2}"));
        assertEquals(Map.of("id", 2L, "later", "x"), whole.row(), "a row that was in no table");
        assertEquals(3, whole.clock.cl());
        assertEquals(3, Below.read(Below.onto(aside, "null")).clock.cl());
        assertEquals("{\"id\":2}", Below.onto("null", "{\"id\":2}"), "it was never heard of");
    }
}
