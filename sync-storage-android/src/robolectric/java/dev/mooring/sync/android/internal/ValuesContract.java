package dev.mooring.sync.android.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every value comes back as it was given. Run inside Robolectric by the test of the package above. */
class ValuesContract {
    @TempDir
    Path folder;

    private SqlConnection<SQLiteDatabase> connection;

    @BeforeEach
    void open() {
        connection = new AndroidDriver<>(
                        "test",
                        FrameworkSource.at(folder.resolve("app.db").toString(), new FrameworkSource.Settings(true)),
                        "NORMAL",
                        Duration.ofSeconds(5),
                        () -> {})
                .connect(false);
        connection.configure();
        connection
                .statement("CREATE TABLE t (n INTEGER PRIMARY KEY, v, u UNIQUE)")
                .run();
    }

    @AfterEach
    void close() {
        connection.close();
    }

    private Object there(Object value, String stored) {
        connection.statement("DELETE FROM t").run();
        boolean raw = value instanceof RawText;
        connection
                .statement("INSERT INTO t (n, v) VALUES (1, " + (raw ? "CAST(? AS TEXT)" : "?") + ")")
                .bind(1, value)
                .run();
        SqlStatement select = connection.statement("SELECT v, hex(v), typeof(v) FROM t");
        assertTrue(select.next());
        Object back = select.value(1);
        if (stored != null) {
            assertEquals(stored, select.text(2));
        }
        select.reset();
        return back;
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hex.append(String.format("%02X", each));
        }
        return hex.toString();
    }

    @Test
    void values() {
        for (Object value : new Object[] {null, 0L, Long.MIN_VALUE, Long.MAX_VALUE, 1.5, Double.MIN_VALUE, -0.0}) {
            assertEquals(value, there(value, null));
        }
        for (byte[] blob : new byte[][] {{}, {0}, {1, 0, 2, (byte) 0xff}}) {
            assertArrayEquals(blob, (byte[]) there(blob, null));
        }
    }

    @Test
    void texts() {
        for (String text : new String[] {
            "",
            "a",
            "Grüße 🚢",
            "a\0b",
            "\0",
            "a\0",
            "\uFEFFmark",
            "\uFFFEswapped",
            "\uFEFF\uFEFF",
            "\uFFFF",
            "\uFFFD",
            "\uFEFF"
        }) {
            assertEquals(text, there(text, hex(text)));
        }
    }

    @Test
    void halfAPairBecomesAQuestionMarkAsWithJdbc() {
        assertEquals("a?b", there("a\uD83Db", hex("a?b")));
    }

    @Test
    void textsThatAreNotWellFormed() {
        for (byte[] bytes : new byte[][] {
            {(byte) 0xff}, {'a', (byte) 0xc3}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80, 'b'}, {0, (byte) 0x80}
        }) {
            assertEquals(new RawText(bytes), there(new RawText(bytes), null), Arrays.toString(bytes));
        }
    }

    @Test
    void largeValues() {
        byte[] blob = new byte[5_000_001];
        for (int i = 0; i < blob.length; i++) {
            blob[i] = (byte) (i * 31 >> 3);
        }
        connection.statement("INSERT INTO t (n, v) VALUES (1, 'small')").run();
        connection
                .statement("INSERT INTO t (n, v, u) VALUES (2, ?, 7.5)")
                .bind(1, blob)
                .run();
        connection
                .statement("INSERT INTO t (n, v) VALUES (3, CAST(? AS TEXT))")
                .bind(1, new RawText(blob))
                .run();
        connection.statement("INSERT INTO t (n, v) VALUES (4, 'last')").run();
        SqlStatement select = connection.statement("SELECT v, n, u, n FROM t WHERE n > ? ORDER BY n");
        for (long from = 0; from < 4; from++) {
            select.set(1, from);
            for (long n = from + 1; n <= 4; n++) {
                assertTrue(select.next());
                assertEquals(n, select.number(2));
                assertEquals(n, select.value(4));
                if (n == 2) {
                    assertArrayEquals(blob, (byte[]) select.value(1));
                    assertEquals(7.5, select.value(3));
                } else {
                    assertEquals(n == 1 ? "small" : n == 3 ? new RawText(blob) : "last", select.value(1));
                }
            }
            assertTrue(!select.next());
        }
    }

    @Test
    void manyRowsInManyWindows() {
        for (int n = 0; n < 400; n++) {
            connection
                    .statement("INSERT INTO t (n, v) VALUES (?, ?)")
                    .set(1, n)
                    .bind(2, new byte[50_000])
                    .run();
        }
        SqlStatement select = connection.statement("SELECT n, v FROM t ORDER BY n");
        for (int n = 0; n < 400; n++) {
            assertTrue(select.next());
            assertEquals(n, select.number(1));
        }
        assertTrue(!select.next());
    }

    @Test
    void aConstraintIsToldInSqlitesWords() {
        connection.statement("INSERT INTO t (n, u) VALUES (1, 5)").run();
        SqlStatement insert = connection.statement("INSERT INTO t (n, u) VALUES (2, ?)");
        assertEquals("UNIQUE constraint failed: t.u", insert.set(1, 5).attempt());
        assertEquals(0, insert.changed());
        assertEquals(null, insert.set(1, 6).attempt());
        assertEquals(1, insert.changed());
        assertNotNull(connection
                .statement("INSERT INTO t (n) VALUES (?)")
                .bind(1, "x")
                .attempt());
    }

    @Test
    void aDatabaseThatKeepsUtf16() {
        connection.close();
        SQLiteDatabase other = SQLiteDatabase.openDatabase(
                folder.resolve("wide.db").toString(),
                null,
                SQLiteDatabase.CREATE_IF_NECESSARY | SQLiteDatabase.NO_LOCALIZED_COLLATORS);
        other.execSQL("PRAGMA encoding = 'UTF-16le'");
        other.execSQL("CREATE TABLE first (id)");
        other.close();
        connection = new AndroidDriver<>(
                        "test",
                        FrameworkSource.at(folder.resolve("wide.db").toString(), new FrameworkSource.Settings(true)),
                        "NORMAL",
                        Duration.ofSeconds(5),
                        () -> {})
                .connect(false);
        connection.configure();
        connection
                .statement("CREATE TABLE t (n INTEGER PRIMARY KEY, v, u UNIQUE)")
                .run();
        SqlStatement encoding = connection.statement("PRAGMA encoding");
        assertTrue(encoding.next());
        assertEquals("UTF-16le", encoding.text(1));
        encoding.reset();
        for (String text : new String[] {"", "Grüße 🚢", "\uFEFFmark"}) {
            assertEquals(text, there(text, null));
        }
        RawText half = new RawText(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0xbd, 'b'});
        assertTrue(connection.holds(half));
        assertEquals(half, there(half, null));
    }
}
