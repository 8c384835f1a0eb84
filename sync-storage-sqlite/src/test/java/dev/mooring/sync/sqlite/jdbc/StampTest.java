package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The column that holds the time of the last edit, on top of one that another device's clock has told. */
class StampTest {
    @TempDir
    Path folder;

    private String afterAnEdit(String type, String before) throws Exception {
        Path file = folder.resolve("app.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .onOpen(db -> Sample.execute(
                        db, "CREATE TABLE IF NOT EXISTS t (id TEXT PRIMARY KEY, title, edited " + type + ")"))
                .syncedTables(SyncedTables.builder()
                        .table(SyncedTable.named("t").stamp("edited"))
                        .build())
                .build()) {
            storage.open(Sample.IDENTITY, true);
            try (Connection app = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                Sample.execute(app, "INSERT INTO t VALUES ('1', 'a', " + before + ")");
                Sample.execute(app, "UPDATE t SET title = 'b'");
            }
        }
        return Fixture.strings(file, "SELECT edited FROM t").get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "TEXT,'2999-03-04T12:00:00.000Z',2999-03-04T12:00:00.001Z",
        "TEXT,'2999-03-04T12:00:00Z',2999-03-04T12:00:00.001Z",
        "TEXT,'2999-03-04 12:00:00.999',2999-03-04T12:00:01.000Z",
        "TEXT,'2999-03-04T12:00:00.123+02:00',2999-03-04T10:00:00.124Z",
        "TEXT,'2999-12-31T23:59:59.999Z',3000-01-01T00:00:00.000Z",
        "INTEGER,32478523200000,32478523200001",
    })
    void isAMillisecondLater(String type, String before, String after) throws Exception {
        String value = type.equals("TEXT") ? "'" + before + "'" : before;
        assertEquals(after, afterAnEdit(type, value));
    }

    @ParameterizedTest
    @CsvSource({"TEXT,'2001-03-04T12:00:00.000Z'", "TEXT,'no time'", "TEXT,''", "TEXT,'99'"})
    void isTheTimeWhereWhatWasThereIsEarlierOrNone(String type, String before) throws Exception {
        Instant after = Instant.parse(afterAnEdit(type, "'" + before + "'"));
        assertTrue(Duration.between(after, Instant.now()).abs().toHours() < 1, after.toString());
    }

    @Test
    void aNumberThatIsEarlierOrNoNumberIsTheTime() throws Exception {
        for (String before : new String[] {"17", "'x'", "1.5"}) {
            long after = Long.parseLong(afterAnEdit("INTEGER", before));
            assertTrue(Math.abs(after - System.currentTimeMillis()) < 3_600_000, before + ": " + after);
            java.nio.file.Files.deleteIfExists(folder.resolve("app.db"));
        }
    }
}
