package dev.mooring.sync.sqlite.internal.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.sqlite.internal.apply.Place;
import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactTest {
    @TempDir
    Path directory;

    @Test
    void anyValueIsReadAsItWasWritten() {
        Values values = new Values(1);
        for (int i = 0; i < 20_000; i++) {
            Object value = values.next();
            String json = written(value);
            Object read = read(json);
            assertTrue(Objects.deepEquals(value, read), () -> json + " was " + value);
        }
    }

    @Test
    void anyValueGoesThroughTheDatabaseByteForByte() {
        try (Place place = new Place(
                directory.resolve("a.db"), true, new ChangesFormat(), Collections.emptyList(), "CREATE TABLE t (v)")) {
            Values values = new Values(2);
            place.write(() -> {
                for (int i = 0; i < 3_000; i++) {
                    Object value = values.next();
                    Object read = read(written(value));
                    place.sql.statement("DELETE FROM t").run();
                    String parameter = read instanceof RawText ? "CAST(? AS TEXT)" : "?";
                    place.sql
                            .statement("INSERT INTO t VALUES (" + parameter + ")")
                            .bind(1, read)
                            .run();
                    SqlStatement select = place.sql.statement("SELECT v FROM t");
                    assertTrue(select.next());
                    Object stored = select.value(1);
                    select.reset();
                    assertTrue(Objects.deepEquals(value, stored), () -> written(value) + " became " + written(stored));
                }
            });
        }
    }

    @Test
    void theFormOfEachClassIsAsDocumented() {
        assertEquals("null", written(null));
        assertEquals("\"a\"", written("a"));
        assertEquals("{\"t\":\"YQBi\"}", written("a\0b"));
        assertEquals("9007199254740992", written(1L << 53));
        assertEquals("{\"i\":\"9007199254740993\"}", written((1L << 53) + 1));
        assertEquals("0.5", written(0.5));
        assertEquals("{\"r\":\"1.0\"}", written(1.0));
        assertEquals("{\"r\":\"-Infinity\"}", written(Double.NEGATIVE_INFINITY));
        assertEquals("{\"b\":\"AP8=\"}", written(new byte[] {0, -1}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "[]",
                "{}",
                "{\"x\":\"1\"}",
                "{\"i\":5}",
                "{\"i\":\"5.5\"}",
                "{\"b\":\"?\"}",
                "{\"r\":\"NaN\"}",
                "{\"i\":\"1\",\"r\":\"1\"}",
                "9223372036854775808",
                "1e999"
            })
    void whatIsNoValueIsRefused(String json) {
        assertThrows(UnreadableText.class, () -> read(json));
    }

    @Test
    void differentValuesHaveDifferentKeyTextsAndComeBackFromThem() {
        for (Affinity affinity : Affinity.values()) {
            Map<String, Object> seen = new HashMap<>();
            Values values = new Values(3);
            for (int i = 0; i < 20_000; i++) {
                Object value = asStored(values.present(), affinity);
                String text = KeyText.of(value, affinity);
                Object other = seen.put(text, value);
                assertTrue(other == null || Objects.deepEquals(other, value), text);
                assertTrue(Objects.deepEquals(value, KeyText.value(text, affinity)), () -> affinity + " " + text);
            }
        }
    }

    /** A column of numbers makes them of what looks like one, and one of text makes text of numbers; so much is certain. */
    private static Object asStored(Object value, Affinity affinity) {
        if (affinity == Affinity.REAL && value instanceof Long number) {
            return number.doubleValue();
        }
        return affinity == Affinity.TEXT && (value instanceof Long || value instanceof Double)
                ? value.toString()
                : value;
    }

    @Test
    void aRealKeyHasTheSameTextOnEveryJava() {
        assertEquals("2E23", KeyText.of(2.0E23, Affinity.REAL));
        assertEquals("0.002", KeyText.of(0.002, Affinity.REAL));
        assertEquals("~r5.0", KeyText.of(5.0, Affinity.NONE));
        assertEquals("100.0", KeyText.of(100.0, Affinity.REAL));
    }

    static String written(Object value) {
        JsonWriter json = new JsonWriter();
        Exact.write(json, value);
        return json.toString();
    }

    private static Object read(String json) {
        JsonCursor reader = UnreadableText.in(json);
        Object value = Exact.read(reader);
        reader.end();
        return value;
    }

    @Test
    void aRowOfSeveralColumnsIsOneObject() {
        String image = Image.of(Arrays.asList("id", "n"), new Object[] {"1", null});
        assertEquals("{\"id\":\"1\",\"n\":null}", image);
    }
}
