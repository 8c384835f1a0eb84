package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.OpenStep;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the app's step may throw, and that nothing of it stays then. */
class OpenStepTest {
    @TempDir
    Path folder;

    private <T extends Throwable> T thrown(Class<T> type, Exception by) throws Exception {
        Path file = folder.resolve("app.db");
        OpenStep<Connection> step = db -> {
            Sample.execute(db, "CREATE TABLE app (id TEXT PRIMARY KEY)");
            throw by;
        };
        try (SqliteStorage<Connection> storage =
                JdbcSqliteStorage.at(file).onOpen(step).build()) {
            T thrown = assertThrows(type, () -> storage.open(Sample.IDENTITY, true));
            assertEquals(List.of(), Fixture.tables(file));
            return thrown;
        }
    }

    @Test
    void aCheckedExceptionIsTheCauseOfTheStorages() throws Exception {
        IOException cause = new IOException("no script");
        StorageException failed = thrown(StorageException.class, cause);
        assertSame(cause, failed.getCause());
        assertEquals(StorageException.Kind.IO, failed.kind());
        assertTrue(
                String.valueOf(failed.getMessage()).startsWith("could not run the app's step of the opening in "),
                failed.getMessage());
    }

    @Test
    void anUncheckedOneIsThrownAsItIs() throws Exception {
        IllegalStateException cause = new IllegalStateException("a bug");
        assertSame(cause, thrown(IllegalStateException.class, cause));
    }

    @Test
    void anInterruptedThreadStaysInterrupted() throws Exception {
        thrown(StorageException.class, new InterruptedException("closing"));
        assertTrue(Thread.interrupted());
    }
}
