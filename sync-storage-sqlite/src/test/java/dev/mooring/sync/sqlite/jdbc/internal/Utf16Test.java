package dev.mooring.sync.sqlite.jdbc.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Turn;
import dev.mooring.sync.sqlite.spi.Utf16;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text of a database that keeps UTF-16 is read and written unit for unit. */
class Utf16Test {
    @TempDir
    Path folder;

    @Test
    void everyTextComesBackAsItWasStored() {
        Random random = new Random(24);
        for (Charset charset : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
            for (int i = 0; i < 5000; i++) {
                byte[] stored = new byte[2 * random.nextInt(6)];
                random.nextBytes(stored);
                for (int unit = 0; unit < stored.length && random.nextInt(3) > 0; unit += 2) {
                    int high = charset.equals(StandardCharsets.UTF_16BE) ? unit : unit + 1;
                    stored[high] = (byte) (0xd8 + random.nextInt(8));
                }
                Object text = Utf16.text(stored, charset);
                if (text instanceof RawText raw) {
                    assertArrayEquals(stored, Utf16.stored(raw, charset));
                    String decoded = new String(raw.utf8(), StandardCharsets.UTF_8);
                    assertInstanceOf(RawText.class, RawText.orString(raw.utf8(), decoded));
                } else {
                    assertArrayEquals(stored, ((String) text).getBytes(charset));
                }
            }
        }
    }

    @Test
    void bytesThatAreNoUnitsHaveNoPlace() {
        for (int[] bytes : new int[][] {
            {0x61, 0xff},
            {0xc3},
            {0xc0, 0x80},
            {0xe0, 0x80, 0x80},
            {0xf5, 0x80, 0x80, 0x80},
            {0x80},
            {0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80}
        }) {
            byte[] raw = new byte[bytes.length];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = (byte) bytes[i];
            }
            assertNull(Utf16.stored(new RawText(raw), StandardCharsets.UTF_16LE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16le", "UTF-16be"})
    void valuesOfEveryClassAreExact(String encoding) throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve(encoding + ".db");
        try (Connection app = DriverManager.getConnection(url);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA encoding = '" + encoding + "'");
            statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v)");
        }
        try (SqlConnection<Connection> sql = new JdbcDriver(
                        "t", () -> DriverManager.getConnection(url), "OFF", Duration.ofSeconds(5))
                .connect(false)) {
            sql.configure();
            sql.begin(new Turn("t", true));
            RawText half = new RawText(new byte[] {0x61, (byte) 0xed, (byte) 0xa0, (byte) 0xbd, 0x62});
            Object[] values = {
                "", "abc", "é漢😀\u2028", 7L, Long.MIN_VALUE, 1.5, 1.0, new byte[] {0, -1}, "a\0b", "\uFFFD", half
            };
            for (Object value : values) {
                String parameter = value instanceof RawText ? "CAST(? AS TEXT)" : "?";
                sql.statement("DELETE FROM t").run();
                sql.statement("INSERT INTO t (v) VALUES (" + parameter + ")")
                        .bind(1, value)
                        .run();
                SqlStatement read = sql.statement("SELECT v FROM t");
                assertTrue(read.next());
                Object back = read.value(1);
                if (value instanceof byte[] bytes) {
                    assertArrayEquals(bytes, (byte[]) back);
                } else {
                    assertEquals(value, back, encoding);
                }
                read.reset();
            }
            assertTrue(sql.holds(half));
            assertEquals(encoding.equals("UTF-8"), sql.holds(new RawText(new byte[] {0x61, (byte) 0xff, 0x62})));
            sql.rollback();
        }
    }
}
