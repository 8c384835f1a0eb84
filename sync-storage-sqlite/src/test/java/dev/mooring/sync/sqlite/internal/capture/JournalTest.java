package dev.mooring.sync.sqlite.internal.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import dev.mooring.sync.sqlite.jdbc.internal.JdbcDriver;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.Turn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading captures in slices, and taking them. */
class JournalTest {
    @TempDir
    Path folder;

    private AppFile app;
    private Tables tables;

    @BeforeEach
    void open() throws SQLException {
        app = new AppFile(folder.resolve("app.db"));
        app.run("CREATE TABLE t (id TEXT PRIMARY KEY, v)");
        tables = app.sync(AppFile.spec("t", "id"));
    }

    @AfterEach
    void close() throws SQLException {
        app.close();
    }

    private <T> T journal(Function<Journal, T> body) {
        return app.write(sql -> body.apply(new Journal(sql, tables, new Adoption(sql))));
    }

    private static List<String> lines(Journal.Slice slice) {
        return slice.captures().stream().map(AppFile::line).toList();
    }

    @Test
    void slicesAreBoundedByCountAndBytes() throws SQLException {
        app.run("INSERT INTO t VALUES ('a', zeroblob(1000)), ('b', zeroblob(1000)), ('c', 'small'), ('d', 'small')");
        journal(journal -> {
            assertEquals(1, journal.after(0, 1, Long.MAX_VALUE).last());
            assertEquals(1, journal.after(0, 0, 0).last());
            assertEquals(1, journal.after(0, 9, 500).last());
            assertEquals(2, journal.after(0, 9, 2250).last());
            assertEquals(List.of("t +'c','small'", "t +'d','small'"), lines(journal.after(2, 9, 2500)));
            assertEquals(4, journal.after(4, 9, 2500).last());
            return 0;
        });
    }

    @Test
    void aPartCanBeTakenAndTheRestWaits() throws SQLException {
        app.run("INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3)");
        journal(journal -> {
            journal.taken(2);
            return 0;
        });
        assertEquals(List.of("1"), app.rows("SELECT count(*) FROM mooring_capture"));
        app.run("INSERT INTO t VALUES ('d', 4)");
        journal(journal -> {
            assertEquals(2, journal.taken());
            assertEquals(4, journal.last());
            assertEquals(List.of("t +'c',3", "t +'d',4"), lines(journal.after(2, 9, Long.MAX_VALUE)));
            journal.taken(4);
            assertEquals(4, journal.after(4, 9, Long.MAX_VALUE).last());
            return 0;
        });
        assertEquals(
                List.of("4|0|1"), app.rows("SELECT seq || '|' || form || '|' || (v1 IS NULL) FROM mooring_capture"));
    }

    @Test
    void whatIsRolledBackIsStillThere() throws SQLException {
        app.run("INSERT INTO t VALUES ('a', 1)");
        assertThrows(
                IllegalStateException.class,
                () -> journal(journal -> {
                    journal.taken(1);
                    throw new IllegalStateException("dies");
                }));
        assertEquals(List.of("t +'a',1"), app.captures(tables));
    }

    @Test
    void anotherProcessMayTakeOrSyncAWiderTableMeanwhile() throws SQLException {
        JdbcDriver driver = new JdbcDriver("app.db", app::connect, "OFF", Duration.ofSeconds(5));
        try (SqlConnection<Connection> other = driver.connect(false)) {
            other.configure();
            Journal journal = new Journal(other, tables, new Adoption(other));
            app.run("INSERT INTO t VALUES ('a', 1)");
            other.begin(new Turn("app.db", true));
            assertEquals(List.of("t +'a',1"), lines(journal.after(journal.taken(), 9, Long.MAX_VALUE)));
            other.commit();
            assertEquals(1, app.captures(tables).size());
            app.run("CREATE TABLE wide (id TEXT PRIMARY KEY, a, b, c, d, e)", "INSERT INTO t VALUES ('b', 1)");
            app.sync(AppFile.spec("t", "id"), AppFile.spec("wide", "id"));
            app.run("INSERT INTO wide VALUES ('w', 1, 2, 3, 4, 5)", "UPDATE wide SET a = 6");
            other.begin(new Turn("app.db", true));
            assertEquals(1, journal.taken());
            assertEquals(
                    List.of("t +'b',1", "wide +'w',1,2,3,4,5", "wide 'w',1,2,3,4,5 > 'w',6,2,3,4,5"),
                    lines(journal.after(journal.taken(), 9, Long.MAX_VALUE)));
            other.rollback();
        }
    }

    @Test
    void aCaptureWithoutItsFormIsNotLost() throws SQLException {
        app.run("INSERT INTO t VALUES ('a', 1)", "DELETE FROM mooring_form");
        StorageException damage = assertThrows(StorageException.class, () -> app.captures(tables));
        assertEquals(StorageException.Kind.CORRUPT, damage.kind());
        assertTrue(damage.getMessage().contains("capture 1"), damage.getMessage());
        assertEquals(List.of("1"), app.rows("SELECT count(*) FROM mooring_capture"));
    }

    @Test
    void imagesThatWereLeftBehindGoWithTheNextIntake() throws SQLException {
        app.run("INSERT INTO t VALUES ('a', 1)", "INSERT OR IGNORE INTO t VALUES ('a', 2)");
        assertEquals(List.of("1"), app.rows("SELECT count(*) FROM mooring_replaced"));
        app.captures(tables);
        assertEquals(List.of("0"), app.rows("SELECT count(*) FROM mooring_replaced"));
    }
}
