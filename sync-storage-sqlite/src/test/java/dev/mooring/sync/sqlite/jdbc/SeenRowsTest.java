package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The marks of confirmed rows stand beside the rows, by their numbers, and stay with them. */
class SeenRowsTest {
    @TempDir
    Path folder;

    /** An app may do so at any time. SQLite gives other numbers to the rows of a table that has none of its own. */
    @Test
    void aVacuumLeavesTheMarksWithTheirRows() throws Exception {
        Path file = folder.resolve("app.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            write(storage, 1, 250, 3);
            storage.<Integer, RuntimeException>write(tx -> {
                for (int n = 1; n <= 250; n += 5) {
                    tx.confirmed().forget("todo", "key-" + n);
                }
                tx.confirmed().seen("todo", List.of("key-3", "key-242", "key-243"), 4);
                return 0;
            });
            try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                Sample.execute(raw, "VACUUM");
            }
            storage.<Integer, RuntimeException>write(tx -> {
                assertEquals(Sample.row(3, 4), tx.confirmed().get("todo", "key-3"));
                assertEquals(Sample.row(242, 4), tx.confirmed().get("todo", "key-242"));
                assertEquals(Sample.row(250, 3), tx.confirmed().get("todo", "key-250"));
                for (Confirmed row : tx.confirmed().behind("", "", 999)) {
                    boolean seen = List.of("key-3", "key-242", "key-243")
                            .contains(row.change().key());
                    assertEquals(seen ? 4 : 3, row.listing(), row.change().key());
                }
                return 0;
            });
            assertEquals(List.of(), storage.check());
        }
    }

    @Test
    void aCheckFindsARowWithoutAMarkAndAMarkWithoutARow() throws Exception {
        for (String damage : List.of("DELETE FROM mooring_seen", "DELETE FROM mooring_confirmed WHERE id = 2")) {
            Path file = folder.resolve(damage.length() + ".db");
            try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
                storage.open(Sample.IDENTITY, true);
                write(storage, 1, 9, 3);
                try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                    Sample.execute(raw, damage);
                }
                String faults = storage.check().toString();
                assertTrue(faults.contains("mooring_seen marks"), faults);
            }
        }
    }

    private static void write(SqliteStorage<Connection> storage, int first, int last, long listing) {
        List<Confirmed> rows = new ArrayList<>();
        for (int n = first; n <= last; n++) {
            rows.add(Sample.row(n, listing));
        }
        storage.<Integer, RuntimeException>write(tx -> {
            tx.confirmed().put(rows);
            return 0;
        });
    }
}
