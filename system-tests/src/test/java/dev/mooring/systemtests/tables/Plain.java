package dev.mooring.systemtests.tables;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * The app without the library: the same SQL on plain SQLite. What is captured must not change what it means, but for one thing:
 * keys that are NULL are refused.
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
            refuseNullKeys(table);
        }
        play.executeAll(schema.late());
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

    Map<String, List<String>> dump() throws SQLException {
        return Dump.of(db, schema.tables());
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
