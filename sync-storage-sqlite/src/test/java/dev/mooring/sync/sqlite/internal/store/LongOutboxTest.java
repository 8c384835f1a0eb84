package dev.mooring.sync.sqlite.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.Sample;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An outbox that is too long to be counted as the storage is opened. */
class LongOutboxTest {
    private static final int COUNT = 50_100;

    @TempDir
    Path folder;

    private SqliteStorage<Connection> open() {
        SqliteStorage<Connection> storage =
                JdbcSqliteStorage.at(folder.resolve("app.db")).build();
        storage.open(Sample.IDENTITY, true);
        return storage;
    }

    private void lose(String which) throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"));
                Statement statement = db.createStatement()) {
            statement.execute("DELETE FROM mooring_outbox WHERE " + which);
        }
    }

    @Test
    void anEntryThatIsMissingIsFoundByACheckAndMoreAtItsEndsByAnOpening() throws Exception {
        try (SqliteStorage<Connection> storage = open()) {
            storage.<Integer, RuntimeException>write(tx -> {
                for (int n = 0; n < COUNT; n++) {
                    tx.outbox().append(Sample.mutation(n), 10);
                }
                return 0;
            });
            assertEquals(List.of(), storage.check());
        }
        lose("seq = 30000");
        try (SqliteStorage<Connection> storage = open()) {
            assertEquals(
                    List.of("mooring_outbox has " + (COUNT - 1) + " entries, but of " + COUNT
                            + " that were appended 0 have left"),
                    storage.check());
        }
        lose("seq < 10");
        StorageException damaged = assertThrows(StorageException.class, this::open);
        assertTrue(damaged.getMessage().contains("mooring_outbox has"), damaged.getMessage());
    }
}
