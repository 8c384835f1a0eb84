package dev.mooring.systemtests.docs;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

// sample: program
final class Notes {
    public static void main(String[] args) throws Exception {
        var note = SyncedTable.named("note").key("id");
        var tables = SyncedTables.builder().table(note).build();
        var create = "CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, text TEXT)";
        var file = JdbcSqliteStorage.at(Path.of(args[0]));
        var storage = file.onOpen(db -> run(db, create)).syncedTables(tables).build();
        var dialect = EventLogDialect.builder("anna").build();
        var transport = OkHttpTransport.builder(args[1], dialect).build();
        var builder = SyncClient.builder(storage, transport).conflicts(ConflictPolicy.rebase());
        try (var client = builder.build()) {
            var id = UUID.randomUUID().toString();
            client.write((db, outbox) -> run(db, "INSERT INTO note VALUES (?, ?)", id, args[2]));
            System.out.println(client.syncNow().join());
        }
    }

    static void run(Connection db, String sql, String... values) throws SQLException {
        var statement = db.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) statement.setString(i + 1, values[i]);
        statement.execute();
    }
}
// end
