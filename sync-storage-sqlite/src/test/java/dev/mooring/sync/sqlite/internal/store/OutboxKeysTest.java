package dev.mooring.sync.sqlite.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.Fixture;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.sqlite.jdbc.Sample;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the outbox has an index by key. */
class OutboxKeysTest {
    /** Older ones read each row to look at the condition of a partial index again. */
    private static final int COVERING = 45;

    @TempDir
    Path folder;

    private SqliteStorage<Connection> storage;

    @BeforeEach
    void open() {
        storage = another();
    }

    private SqliteStorage<Connection> another() {
        SqliteStorage<Connection> opened =
                JdbcSqliteStorage.at(folder.resolve("app.db")).build();
        opened.open(Sample.IDENTITY, true);
        return opened;
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private void append(int count) {
        write(tx -> {
            for (int n = 0; n < count; n++) {
                tx.outbox().append(Sample.mutation(n), 10);
            }
        });
    }

    private static int ofKey(StorageTx<Connection> tx, int n) {
        return tx.outbox().unsettled("todo", "key-" + n, 0, 10, 1000).size();
    }

    private void write(Body body) {
        storage.<Integer, RuntimeException>write(tx -> {
            body.run(tx);
            return 0;
        });
    }

    private boolean indexed() throws Exception {
        return !Fixture.strings(
                        folder.resolve("app.db"), "SELECT name FROM sqlite_master WHERE name = 'mooring_outbox_key'")
                .isEmpty();
    }

    @Test
    void aShortOutboxGetsNone() throws Exception {
        append(OutboxKeys.LONG - 1);
        write(tx -> assertEquals(1, ofKey(tx, 5)));
        assertEquals(false, indexed());
    }

    @Test
    void aLongOneThatNobodyAsksGetsNone() throws Exception {
        append(OutboxKeys.LONG);
        write(tx -> tx.outbox().sendable(0, 100, 1000));
        assertEquals(false, indexed());
    }

    @Test
    void aLongOneGetsItWhenAskedInAWriteAndLosesItWhenEmpty() throws Exception {
        append(OutboxKeys.LONG);
        assertEquals(1, storage.<Integer, RuntimeException>read(tx -> ofKey(tx, 5)), "without an index, too");
        assertEquals(false, indexed());
        write(tx -> assertEquals(1, ofKey(tx, 5)));
        assertTrue(indexed());
        write(tx -> tx.outbox()
                .settle(tx.outbox().unsettled(0, 10_000, 100_000).stream()
                        .map(OutboxEntry::seq)
                        .toList()));
        write(tx -> assertEquals(0, ofKey(tx, 5)));
        assertEquals(false, indexed());
        append(3);
        write(tx -> assertEquals(1, ofKey(tx, 1)));
    }

    @Test
    void anIndexThatWasRolledBackIsMadeAgain() throws Exception {
        append(OutboxKeys.LONG);
        assertThrows(
                IllegalStateException.class,
                () -> write(tx -> {
                    assertEquals(1, ofKey(tx, 5));
                    throw new IllegalStateException("rolls back");
                }));
        assertEquals(false, indexed());
        write(tx -> assertEquals(1, ofKey(tx, 5)));
        assertTrue(indexed());
    }

    @Test
    void anIndexOfAnotherProcessIsUsedAndDroppedByEither() throws Exception {
        append(OutboxKeys.LONG);
        try (SqliteStorage<Connection> second = another()) {
            second.<Integer, RuntimeException>write(tx -> ofKey(tx, 5));
            write(tx -> assertEquals(1, ofKey(tx, 6)));
            write(tx -> tx.outbox()
                    .settle(tx.outbox().unsettled(0, 10_000, 100_000).stream()
                            .map(OutboxEntry::seq)
                            .toList()));
            write(tx -> assertEquals(0, ofKey(tx, 6)));
            assertEquals(false, indexed());
            assertEquals(0, second.<Integer, RuntimeException>write(tx -> ofKey(tx, 5)));
        }
    }

    @Test
    void theIndexIsMadeWhileTheAppReadsItsOwnTable() throws Exception {
        append(OutboxKeys.LONG);
        storage.<Integer, Exception>write(tx -> {
            Connection db = tx.handle();
            Sample.execute(db, "CREATE TABLE app (n INTEGER)");
            Sample.execute(db, "INSERT INTO app VALUES (1), (2), (3)");
            try (Statement select = db.createStatement();
                    ResultSet rows = select.executeQuery("SELECT n FROM app ORDER BY n")) {
                assertTrue(rows.next());
                assertEquals(1, ofKey(tx, 5));
                assertTrue(rows.next());
                assertEquals(2, rows.getInt(1));
            }
            return 0;
        });
        assertTrue(indexed());
    }

    @Test
    @SuppressWarnings("resource")
    void theIndexIsDroppedThoughTheAppHasLeftAQueryOpen() throws Exception {
        append(OutboxKeys.LONG);
        write(tx -> ofKey(tx, 5));
        storage.<Integer, Exception>write(tx -> {
            tx.outbox()
                    .settle(tx.outbox().unsettled(0, 10_000, 100_000).stream()
                            .map(OutboxEntry::seq)
                            .toList());
            Connection db = tx.handle();
            Sample.execute(db, "CREATE TABLE app (n INTEGER)");
            Sample.execute(db, "INSERT INTO app VALUES (1), (2), (3)");
            assertTrue(db.createStatement().executeQuery("SELECT n FROM app").next());
            assertTrue(db.prepareStatement("SELECT n FROM app").executeQuery().next());
            return 0;
        });
        append(1);
        assertEquals(false, indexed());
    }

    @Test
    void aKeyIsLookedUpInTheIndexAndNotInTheTable() throws Exception {
        append(OutboxKeys.LONG);
        write(tx -> ofKey(tx, 5));
        List<String> plan =
                plan("SELECT * FROM mooring_outbox WHERE seq > 0 AND collection = 'a' AND key = 'b'" + " ORDER BY seq");
        assertTrue(plan.toString().contains("mooring_outbox_key"), plan.toString());
        assertEquals(-1, plan.toString().indexOf("TEMP B-TREE"), plan.toString());
    }

    @Test
    void whatHoldsAKeyUpIsFoundInTheIndex() throws Exception {
        List<String> plan = plan("SELECT EXISTS (SELECT 1 FROM mooring_parked AS parked WHERE parked.state ="
                + " 'QUARANTINED' AND parked.collection = 'a' AND parked.key = 'b')");
        assertTrue(plan.toString().contains("mooring_parked_held"), plan.toString());
    }

    private List<String> plan(String query) throws Exception {
        return storage.<List<String>, Exception>read(tx -> {
            try (Statement explain = tx.handle().createStatement();
                    ResultSet rows = explain.executeQuery("EXPLAIN QUERY PLAN " + query)) {
                List<String> steps = new ArrayList<>();
                while (rows.next()) {
                    steps.add(rows.getString("detail"));
                }
                return steps;
            }
        });
    }

    /** Code in a transaction that returns nothing. */
    @FunctionalInterface
    private interface Body {
        void run(StorageTx<Connection> tx);
    }
}
