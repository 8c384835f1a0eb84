package dev.mooring.systemtests.tables;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * The app without the library: the same SQL on plain SQLite. That it is captured must not change what it means, but for two
 * things: keys that are NULL are refused, and there are triggers for all that happens, with which SQLite does a few things
 * otherwise (with recursive_triggers on, an UPDATE OR REPLACE may fail that would not without a trigger for deletions).
 */
final class Plain implements AutoCloseable {
    private final AppSchema schema;
    private final Connection db;
    private final Play play;

    Plain(AppSchema schema) throws SQLException {
        this.schema = schema;
        this.db = DriverManager.getConnection("jdbc:sqlite::memory:");
        this.play = new Play(db, Play.Watcher.NONE);
        play.executeAll(schema.pragmas());
        play.execute("CREATE TABLE mooring_applying (x)");
        play.executeAll(schema.create());
        for (Table table : schema.tables()) {
            triggers(table);
            refuseNullKeys(table);
        }
        play.executeAll(schema.late());
    }

    /** They do nothing. */
    private void triggers(Table table) throws SQLException {
        for (String event : List.of("BEFORE INSERT", "AFTER INSERT", "BEFORE UPDATE", "AFTER UPDATE", "AFTER DELETE")) {
            play.execute("CREATE TRIGGER " + table.name() + "_" + event.replace(' ', '_') + " " + event + " ON "
                    + table.name() + " BEGIN SELECT 1; END");
        }
    }

    private void refuseNullKeys(Table table) throws SQLException {
        for (String verb : List.of("INSERT", "UPDATE")) {
            for (String key : table.keyNames()) {
                play.execute("CREATE TRIGGER " + table.name() + "_" + verb + "_" + key + " AFTER " + verb + " ON "
                        + table.name() + " WHEN NEW." + key + " IS NULL BEGIN SELECT RAISE(ABORT, 'constraint'); END");
            }
        }
    }

    boolean play(Transaction transaction) throws SQLException {
        return play.play(transaction);
    }

    /** Whether SQLite has let rows in that refer to nothing, as it does where deferred references and changes of keys meet. */
    boolean isBroken() throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA foreign_key_check")) {
            return row.next();
        }
    }

    Map<String, List<String>> dump() throws SQLException {
        return Dump.of(db, schema.tables());
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
