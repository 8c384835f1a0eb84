package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
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

    private int looks(int tables, boolean anew) {
        Path file = folder.resolve(tables + ".db");
        AtomicInteger looks = new AtomicInteger();
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
                .driver(new CountingDriver(file, looks))
                .build()) {
            storage.open(Sample.IDENTITY, true);
        }
        return looks.get();
    }

    /** Counts statements that read the schema. */
    private static final class CountingDriver implements SqlDriver<Connection> {
        private final JdbcDriver driver;
        private final AtomicInteger looks;

        CountingDriver(Path file, AtomicInteger looks) {
            driver = ForwardingConnection.driver(file);
            this.looks = looks;
        }

        @Override
        public String name() {
            return driver.name();
        }

        @Override
        public StorageException failed(Throwable cause, String attempt) {
            return driver.failed(cause, attempt);
        }

        @Override
        public boolean isDatabases(Throwable thrown) {
            return driver.isDatabases(thrown);
        }

        @Override
        public SqlConnection<Connection> connect(boolean readOnly) {
            return new ForwardingConnection(driver.connect(readOnly)) {
                @Override
                public SqlStatement statement(String text) {
                    if (text.contains("sqlite_master") || text.contains("pragma_table_list")) {
                        looks.incrementAndGet();
                    }
                    return super.statement(text);
                }
            };
        }
    }
}
