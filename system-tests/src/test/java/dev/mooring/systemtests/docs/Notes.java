package dev.mooring.systemtests.docs;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

// sample: program
final class Notes implements ChangeHandler<Connection> {
    public static void main(String[] args) throws Exception {
        var dialect = EventLogDialect.builder("anna").build();
        var transport = OkHttpTransport.builder(args[1], dialect).build();
        var storage = JdbcSqliteStorage.at(Path.of(args[0])).build();
        var builder = SyncClient.builder(storage, transport, new Notes()).conflicts(ConflictPolicy.rebase());
        try (var client = builder.build()) {
            client.write((db, outbox) -> run(db, "CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, json TEXT)"));
            var note = Mutation.of("note", UUID.randomUUID().toString(), "added", args[2]);
            client.write((db, outbox) -> new Notes().redo(db, List.of(outbox.add(note))));
            System.out.println(client.syncNow().join());
        }
    }

    public void apply(Connection db, List<Change> changes) throws SQLException {
        for (var it : changes) run(db, "INSERT INTO note VALUES (?, ?)", it.key(), it.payload());
    }

    public void undo(Connection db, List<Mutation> mutations) throws SQLException {
        for (var it : mutations) run(db, "DELETE FROM note WHERE id = ?", it.key());
    }

    static void run(Connection db, String sql, String... values) throws SQLException {
        var statement = db.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) statement.setString(i + 1, values[i]);
        statement.execute();
    }
}
// end
