package dev.mooring.examples.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlScriptTest {
    private static List<String> statements(String text) {
        return SqlScript.of(text).statements().stream()
                .map(SqlScript.Statement::sql)
                .toList();
    }

    @Test
    void statementsEndAtSemicolonsOutsideOfQuotesAndComments() {
        assertEquals(
                List.of("SELECT ';' AS \"a;b\", [c;d], `e;f` -- ; not here\n, 2", "SELECT /* ; */ 3"),
                statements("SELECT ';' AS \"a;b\", [c;d], `e;f` -- ; not here\n, 2;; /* none ; */ ;SELECT /* ; */ 3"));
        assertEquals(List.of(), statements(" ;\n-- nothing\n"));
        assertEquals(List.of("SELECT 'it''s; open"), statements("SELECT 'it''s; open"));
    }

    @Test
    void aTriggerEndsBehindItsEnd() {
        String trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN"
                + " SELECT CASE WHEN 1 THEN 'END;' ELSE 2 END; UPDATE a SET b = 1; END";
        assertEquals(List.of(trigger, "BEGIN", "SELECT 1"), statements(trigger + "; BEGIN; SELECT 1;"));
    }

    @Test
    void theTablesAreThoseThatAreThereInTheEndAndNotLocal() {
        SqlScript script = SqlScript.of(String.join(
                "\n",
                "PRAGMA journal_mode = WAL; BEGIN;",
                "CREATE TABLE IF NOT EXISTS \"a \"\"b\"(id);",
                "create table main.Todo(id);",
                "CREATE TABLE todo_new (id);",
                "DROP TABLE todo; ALTER TABLE todo_new RENAME TO [todo];",
                "-- local",
                "CREATE TABLE draft (id);",
                "CREATE INDEX i ON todo (id); CREATE VIRTUAL TABLE words USING fts5(title);",
                "COMMIT"));
        assertEquals(List.of("a \"b", "todo", "words"), script.tables());
        assertEquals(8, script.inOneTransaction().size());
    }
}
