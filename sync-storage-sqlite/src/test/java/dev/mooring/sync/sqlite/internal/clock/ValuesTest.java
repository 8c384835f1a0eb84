package dev.mooring.sync.sqlite.internal.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.internal.schema.Table.Affinity;
import dev.mooring.sync.sqlite.spi.RawText;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of values, and what columns make of them, as SQLite has both. */
class ValuesTest {
    private static final List<@Nullable Object> ASCENDING = Arrays.asList(
            null,
            new byte[0],
            new byte[] {0},
            new byte[] {0, 0},
            new byte[] {1},
            new byte[] {(byte) 0xff},
            "",
            "A",
            "a",
            "ab",
            "\uffee",
            "\ud83d\ude00",
            new RawText(new byte[] {(byte) 0xff}),
            Double.NEGATIVE_INFINITY,
            -1.5,
            0.0,
            1e300,
            Double.POSITIVE_INFINITY,
            Long.MIN_VALUE,
            -1L,
            0L,
            7L,
            Long.MAX_VALUE);

    @Test
    void valuesAreInOneOrder() {
        for (int i = 0; i < ASCENDING.size(); i++) {
            for (int j = 0; j < ASCENDING.size(); j++) {
                int expected = Integer.compare(i, j);
                Object one = ASCENDING.get(i);
                Object other = ASCENDING.get(j);
                assertEquals(expected, Integer.signum(ValueOrder.compare(one, other)), one + " and " + other);
            }
        }
        assertEquals(0, ValueOrder.compare(-0.0, 0.0));
    }

    @Test
    void theOracleHasTheSameOrder() {
        for (Object one : ASCENDING) {
            for (Object other : ASCENDING) {
                if (!(one instanceof RawText) && !(other instanceof RawText)) {
                    assertEquals(
                            Integer.signum(ValueOrder.compare(one, other)),
                            Integer.signum(CellOracle.order(one, other)),
                            one + " and " + other);
                }
            }
        }
    }

    @Test
    void columnsMakeOfValuesWhatSqliteMakesOfThem() throws Exception {
        Random random = new Random(5);
        try (Connection db = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            db.createStatement().execute("CREATE TABLE t (a TEXT, b NUMERIC, c INTEGER, d REAL, e)");
            for (int i = 0; i < 4_000; i++) {
                Object value = any(random);
                List<@Nullable Object> found = stored(db, value);
                Affinity[] affinities = {Affinity.TEXT, Affinity.NUMERIC, Affinity.INTEGER, Affinity.REAL, Affinity.NONE
                };
                for (int column = 0; column < affinities.length; column++) {
                    Object expected = found.get(column);
                    Object actual = Stored.as(affinities[column], value);
                    boolean same = ValueOrder.compare(expected, actual) == 0;
                    assertTrue(same, value + " as " + affinities[column] + " is " + expected + " and not " + actual);
                }
            }
        }
    }

    private static List<@Nullable Object> stored(Connection db, @Nullable Object value) throws Exception {
        db.createStatement().execute("DELETE FROM t");
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO t VALUES (?1, ?1, ?1, ?1, ?1)")) {
            insert.setObject(1, value);
            insert.execute();
        }
        try (ResultSet row = db.createStatement().executeQuery("SELECT * FROM t")) {
            row.next();
            Object[] values = new Object[5];
            for (int i = 0; i < values.length; i++) {
                Object each = row.getObject(i + 1);
                values[i] = each instanceof Integer number ? (Object) number.longValue() : each;
            }
            return Collections.unmodifiableList(Arrays.asList(values));
        }
    }

    private static @Nullable Object any(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> (long) random.nextInt(100);
            case 2 -> random.nextLong();
            case 3 -> (double) random.nextInt(1000);
            case 4 -> random.nextInt(100_000) / 1000.0;
            case 5 -> random.nextInt(1000) * Math.pow(10, random.nextInt(40) - 20);
            case 6 -> new byte[] {(byte) random.nextInt()};
            case 7 ->
                List.of("", " ", "7", " 7 ", "+7", "-0", "7.", ".5", "7.0", "1e3", "1e", "0x10", "7a", "1.5e-2")
                        .get(random.nextInt(14));
            case 8 ->
                List.of("9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e18", "1e19", "\t7")
                        .get(random.nextInt(6));
            default -> String.valueOf(random.nextInt(1000));
        };
    }
}
