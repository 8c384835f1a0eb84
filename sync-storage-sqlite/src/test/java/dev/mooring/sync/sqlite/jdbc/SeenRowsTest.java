package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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

    /** Rows are looked for behind those of the slice before: whether they are there or not, each is told as it is noted. */
    @Test
    void rowsAreToldAsTheyAreNotedInWhateverOrderTheyAreAskedFor() {
        try (SqliteStorage<Connection> storage =
                JdbcSqliteStorage.at(folder.resolve("told.db")).build()) {
            storage.open(Sample.IDENTITY, true);
            Random random = new Random(5);
            for (int round = 0; round < 60; round++) {
                List<Confirmed> rows = new ArrayList<>();
                for (int n = 0; round == 0 && n < 200; n++) {
                    rows.add(told("todo", n, ""));
                    rows.add(told("list", n, ""));
                }
                for (int n = 0; n < random.nextInt(40); n++) {
                    rows.add(told(random.nextBoolean() ? "todo" : "list", random.nextInt(200), "told " + round));
                }
                Collection<Confirmed> once = byPlace(rows).values();
                int gone = random.nextInt(200);
                storage.<Integer, RuntimeException>write(tx -> {
                    tx.confirmed().put(new ArrayList<>(once));
                    tx.confirmed().forget("todo", "key-" + gone);
                    return 0;
                });
                List<String> keys = new ArrayList<>();
                storage
                        .<List<Confirmed>, RuntimeException>read(
                                tx -> tx.confirmed().behind("", "", 999))
                        .stream()
                        .filter(row -> row.change().collection().equals("todo"))
                        .forEach(row -> keys.add(row.change().key()));
                keys.sort(Comparator.comparingInt(key -> Integer.parseInt(key.substring(4)))); // As their numbers.
                if (random.nextInt(3) == 0) {
                    Collections.shuffle(keys, random);
                }
                keys.add("none");
                for (int from = 0; from < keys.size(); from += 30) {
                    List<String> slice = keys.subList(from, Math.min(keys.size(), from + 30));
                    storage.<Integer, RuntimeException>write(tx -> {
                        Set<Confirmed.Told> noted = new HashSet<>();
                        for (Confirmed row : tx.confirmed().get("todo", slice)) {
                            noted.add(new Confirmed.Told(row.change().key(), row.told(), row.stamp()));
                        }
                        List<Confirmed.Told> told = tx.confirmed().told("todo", slice);
                        assertEquals(noted, new HashSet<>(told));
                        assertEquals(noted.size(), told.size());
                        return 0;
                    });
                }
            }
        }
    }

    private static Map<List<String>, Confirmed> byPlace(List<Confirmed> rows) {
        Map<List<String>, Confirmed> once = new LinkedHashMap<>();
        rows.forEach(
                row -> once.put(List.of(row.change().collection(), row.change().key()), row));
        return once;
    }

    private static Confirmed told(String collection, int n, String told) {
        Change change = new Change(Change.NO_POSITION, collection, "key-" + n, "set", "{}", false, 1, "", "");
        return new Confirmed(change, "echo", null, false, 1, collection + told);
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
