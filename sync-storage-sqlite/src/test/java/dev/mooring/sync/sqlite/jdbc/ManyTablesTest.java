package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An opening does no more for each table if there are more of them. */
class ManyTablesTest {
    @TempDir
    Path folder;

    /** SQLite has no index over what is in a file, so each such look reads all of it. */
    @Test
    void anOpeningLooksThroughTheSchemaAsOftenForManyTablesAsForFew() {
        looks(3, true);
        looks(30, true);
        assertEquals(looks(3, false), looks(30, false));
    }

    private long looks(int tables, boolean anew) {
        Path file = folder.resolve(tables + ".db");
        List<String> statements = new ArrayList<>();
        SyncedTables.Builder synced = SyncedTables.builder();
        for (int i = 0; i < tables; i++) {
            synced.table(SyncedTable.named("t" + i).key("id"));
        }
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .syncedTables(synced.build())
                .onOpen(db -> {
                    for (int i = 0; anew && i < tables; i++) {
                        try (Statement create = db.createStatement()) {
                            create.execute("CREATE TABLE t" + i + " (id TEXT PRIMARY KEY, code TEXT UNIQUE)");
                        }
                    }
                })
                .driver(new RecordingDriver(file, statements))
                .build()) {
            storage.open(Sample.IDENTITY, true);
        }
        return statements.stream()
                .filter(text -> text.contains("sqlite_master") || text.contains("pragma_table_list"))
                .count();
    }
}
