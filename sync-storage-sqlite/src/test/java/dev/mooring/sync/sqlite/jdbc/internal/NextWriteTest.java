package dev.mooring.sync.sqlite.jdbc.internal;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Registration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of writes to a database's files. */
class NextWriteTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    @EnabledOnOs(OS.LINUX)
    void aCommitOfAnotherConnectionIsTold(String mode) throws Exception {
        Path file = folder.resolve("app.db");
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode = " + mode);
            statement.execute("CREATE TABLE todo (id TEXT PRIMARY KEY)");
            CountDownLatch told = new CountDownLatch(1);
            try (Registration next = NextWrite.in(file, told::countDown)) {
                assertNotNull(next);
                Files.writeString(folder.resolve("another.txt"), "nothing of the database");
                statement.execute("INSERT INTO todo VALUES ('t1')");
                assertTrue(told.await(30, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void nothingIsToldOfAFolderThatIsNotThere() {
        assertNull(NextWrite.in(folder.resolve("no").resolve("app.db"), () -> {}));
    }
}
