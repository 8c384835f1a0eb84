package dev.mooring.sync.sqlite.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.jdbc.TestedSqlite;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a program does to a table: who follows the journal has the same rows, and knew each image before. */
class RandomStatementsTest {
    private static final int SEEDS = Integer.getInteger("mooring.seeds", 30);
    private static final int STATEMENTS = 60;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t (k TEXT PRIMARY KEY, u UNIQUE, v)",
                "CREATE TABLE t (k TEXT PRIMARY KEY COLLATE NOCASE, u TEXT COLLATE NOCASE UNIQUE, v) WITHOUT ROWID",
                "CREATE TABLE t (k INTEGER PRIMARY KEY, u UNIQUE, v UNIQUE)",
                "CREATE TABLE t (n INTEGER PRIMARY KEY, k NOT NULL UNIQUE, u, v, UNIQUE (u, v))",
                "CREATE TABLE t (k PRIMARY KEY, u REAL UNIQUE, v REFERENCES t (k) ON DELETE CASCADE)",
                "CREATE TABLE t (k TEXT PRIMARY KEY, u NOT NULL DEFAULT 2 UNIQUE, v AS (u % 3) UNIQUE)",
            })
    void theJournalFollows(String create) throws SQLException {
        if (create.contains(" AS ")) {
            TestedSqlite.require(TestedSqlite.GENERATED_COLUMNS, "a generated column in a unique index");
        }
        for (int seed = 0; seed < SEEDS; seed++) {
            try (AppFile app = new AppFile(folder.resolve(seed + ".db"))) {
                follow(app, create, seed);
            }
        }
    }

    private static void follow(AppFile app, String create, int seed) throws SQLException {
        Random random = new Random(seed);
        boolean generated = create.contains(" AS ");
        boolean recursive = random.nextBoolean();
        boolean foreignKeys = random.nextBoolean();
        app.run(create, "PRAGMA recursive_triggers = " + recursive, "PRAGMA foreign_keys = " + foreignKeys);
        // Then a row may be replaced that takes the row with it which replaces it, and no trigger tells what was
        // replaced.
        boolean mayReplace = !foreignKeys || !create.contains("CASCADE");
        boolean partial = random.nextBoolean() && !generated;
        if (partial) {
            app.run("CREATE UNIQUE INDEX p ON t (v) WHERE u > 2");
        }
        if (random.nextInt(3) == 0 && !generated) {
            app.run("CREATE TRIGGER touch AFTER UPDATE ON t WHEN NEW.v IS NOT 9 BEGIN UPDATE OR IGNORE t SET v = 9"
                    + " WHERE k = NEW.k; END");
        }
        Tables tables = app.sync(AppFile.spec("t", "k"));
        Set<String> model = new TreeSet<>();
        List<String> done = new ArrayList<>();
        for (int i = 0; i < STATEMENTS; i++) {
            String statement = statement(random, generated);
            if (statement.startsWith("UPDATE OR REPLACE")
                    && (!mayReplace
                            || partial
                                    && !TestedSqlite.has(
                                            TestedSqlite.PARTIAL_REPLACE,
                                            "an UPDATE OR REPLACE under a partial index"))) {
                continue;
            }
            try {
                app.run(statement);
            } catch (SQLException e) {
                statement += " -- " + e.getMessage();
            }
            done.add(statement);
            if (random.nextInt(3) == 0) {
                compare(app, tables, model, "seed " + seed + " " + create + "\n" + String.join("\n", done));
            }
        }
        if (app.app().getAutoCommit()) {
            compare(app, tables, model, "seed " + seed + " " + create + "\n" + String.join("\n", done));
        }
    }

    private static void compare(AppFile app, Tables tables, Set<String> model, String where) throws SQLException {
        for (String line : app.captures(tables)) {
            String[] images = line.substring(2).split(" > ");
            if (line.startsWith("t +")) {
                assertEquals(true, model.add(line.substring(3)), line + " " + where);
            } else {
                String before = line.startsWith("t -") ? line.substring(3) : images[0];
                assertEquals(true, model.remove(before), line + " with " + model + " " + where);
                if (!line.startsWith("t -")) {
                    assertEquals(true, model.add(images[1]), line + " " + where);
                }
            }
        }
        String columns = app.rows("SELECT group_concat(name) FROM pragma_table_info('t')")
                .get(0);
        List<String> there = new ArrayList<>();
        StringBuilder text = new StringBuilder("''");
        for (String column : columns.split(",")) {
            text.append(" || ',' || CASE WHEN ")
                    .append(column)
                    .append(" IS NULL THEN 'null' WHEN typeof(")
                    .append(column);
            text.append(") = 'text' THEN '''' || ")
                    .append(column)
                    .append(" || '''' ELSE ")
                    .append(column)
                    .append(" END");
        }
        for (String row : app.rows("SELECT " + text + " FROM t")) {
            there.add(row.substring(1));
        }
        Collections.sort(there);
        assertEquals(new ArrayList<>(model), there, where);
    }

    private static String statement(Random random, boolean generated) {
        String columns = generated ? "(k, u)" : "(k, u, v)";
        String or = List.of("", "OR REPLACE", "OR REPLACE", "OR IGNORE", "OR FAIL", "OR ROLLBACK")
                .get(random.nextInt(6));
        switch (random.nextInt(8)) {
            case 0, 1, 2:
                String row = values(random, generated);
                return "INSERT " + or + " INTO t " + columns + " VALUES "
                        + (random.nextBoolean() ? two(row, values(random, generated)) : row);
            case 3:
                String target = random.nextBoolean() ? "k" : "u";
                return "INSERT INTO t " + columns + " VALUES " + values(random, generated) + " ON CONFLICT DO "
                        + (random.nextBoolean() ? "NOTHING" : "UPDATE SET " + target + " = " + value(random));
            case 4, 5:
                return "UPDATE " + or + " t SET "
                        + List.of("k", "u", generated ? "u" : "v").get(random.nextInt(3)) + " = " + value(random)
                        + " WHERE k = " + value(random);
            case 6:
                return "UPDATE " + or + " t SET u = coalesce(u, 0) + 1 WHERE k > " + value(random);
            default:
                return "DELETE FROM t WHERE k = " + value(random) + " OR u = " + value(random);
        }
    }

    private static String two(String row, String next) {
        boolean chosen = row.startsWith("(NULL")
                && !TestedSqlite.has(
                        TestedSqlite.CHOSEN_KEY_FIRST, "a key that SQLite chooses before one that is given");
        return chosen ? next + ", " + row : row + ", " + next;
    }

    private static String values(Random random, boolean generated) {
        return "(" + value(random) + ", " + value(random) + (generated ? "" : ", " + value(random)) + ")";
    }

    private static String value(Random random) {
        return List.of("1", "2", "3", "4", "'a'", "'A'", "'b'", "NULL", "1.5").get(random.nextInt(9));
    }
}
