package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.spi.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of released schemas, older and newer. */
class SchemaTest {
    @TempDir
    Path folder;

    /** What {@code schema/v1.db} holds; written once by {@link #writeVersion1} and never again. */
    @Test
    void aFileOfSchema1Opens() throws Exception {
        try (SqliteStorage<Connection> storage =
                JdbcSqliteStorage.at(copy("v1.db")).build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Integer, RuntimeException>read(tx -> {
                assertEquals(
                        List.of(entry(1, 1), entry(3, 3), entry(4, 4), entry(6, 6)),
                        tx.outbox().unsettled(0, 100, Long.MAX_VALUE));
                assertEquals(new OutboxCounts(4, 0, 1, 1), tx.outbox().counts());
                assertEquals(
                        List.of(parked(2, MutationState.SUPERSEDED)),
                        tx.parked().list(MutationState.SUPERSEDED, 9));
                assertEquals(
                        List.of(parked(5, MutationState.QUARANTINED)),
                        tx.parked().list(MutationState.QUARANTINED, 9));
                assertEquals(
                        new SyncState(new Cursor("cursor-3"), 3), tx.cursor().state());
                assertEquals(batch(), tx.outbox().batch());
                assertEquals(
                        List.of(Sample.change(1), Sample.change(2), Sample.change(3)),
                        tx.confirmed().log(0, 9));
                return 0;
            });
            storage.<Integer, RuntimeException>write(tx -> {
                assertNull(tx.lease().take("other", Sample.STAMP, Duration.ofSeconds(15), Duration.ofSeconds(15)));
                assertEquals(8, tx.outbox().append(Sample.mutation(8), 10), "the seventh was settled");
                return 0;
            });
            assertEquals(List.of(), storage.integrityFaults());
        }
    }

    /** What {@code schema/v2.db} holds besides; written once by {@link #writeVersion2} and never again. */
    @Test
    void aFileOfSchema2Opens() throws Exception {
        try (SqliteStorage<Connection> storage =
                JdbcSqliteStorage.at(copy("v2.db")).build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Integer, RuntimeException>write(tx -> {
                assertEquals(
                        List.of(entry(1, 1), entry(3, 3), entry(4, 4), entry(6, 6)),
                        tx.outbox().unsettled(0, 100, Long.MAX_VALUE));
                assertEquals(new OutboxCounts(4, 0, 1, 1), tx.outbox().counts());
                assertEquals(
                        new SyncState(new Cursor("cursor-3"), 3, 2, Sample.STAMP),
                        tx.cursor().state());
                assertEquals(
                        batch().withWire("wire 🚢\u0000").orphan(), tx.outbox().batch());
                assertEquals(
                        List.of(Sample.change(1), Sample.change(2), Sample.change(3)),
                        tx.confirmed().log(0, 9));
                assertEquals(Sample.row(1, 2), tx.confirmed().get("todo", "key-1"));
                assertEquals(Sample.row(2, 1), tx.confirmed().get("todo", "key-2"));
                assertEquals(List.of(Sample.row(3, 1)), tx.confirmed().unseen(2, 9));
                assertEquals(8, tx.outbox().append(Sample.mutation(8), 10), "the seventh was settled");
                return 0;
            });
            assertEquals(List.of(), storage.integrityFaults());
        }
    }

    /** What {@code schema/v3.db} holds besides; written once by {@link #writeVersion3} and never again. */
    @Test
    void aFileOfSchema3Opens() throws Exception {
        Path file = copy("v3.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Integer, RuntimeException>write(tx -> {
                assertEquals(
                        List.of(entry(1, 1), entry(3, 3), entry(4, 4), entry(6, 6)),
                        tx.outbox().unsettled(0, 100, Long.MAX_VALUE));
                assertEquals(Sample.row(1, 2), tx.confirmed().get("todo", "key-1"));
                assertEquals(8, tx.outbox().append(Sample.mutation(8), 10), "the seventh was settled");
                return 0;
            });
            assertEquals(List.of(), storage.integrityFaults());
        }
        assertEquals(List.of("4"), Fixture.strings(file, "SELECT taken FROM mooring_scope"));
        assertEquals(List.of("1|1|3|'a'|'b'"), Fixture.strings(file, CAPTURE));
        assertEquals(
                List.of("{\"title\":\"a\"}"), Fixture.strings(file, "SELECT before FROM mooring_outbox WHERE seq = 6"));
    }

    private static final String CAPTURE =
            "SELECT form || '|' || op || '|' || at || '|' || quote(v1) || '|' || quote(v2) FROM mooring_capture";

    /** What {@code schema/v4.db} holds besides; written once by {@link #writeVersion4} and never again. */
    @Test
    void aFileOfSchema4Opens() throws Exception {
        Path file = copy("v4.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            Duration ttl = Duration.ofSeconds(15);
            storage.<Integer, RuntimeException>write(tx -> {
                assertEquals("generation 1", tx.cursor().state().identity());
                assertEquals(1, tx.parked().list(MutationState.QUARANTINED, 9).size());
                assertEquals(List.of(), tx.parked().refused(0, 9, 99), "it was taken back from the rows");
                assertEquals(new Cursor("cursor-1"), tx.staging().rebuild().cursor());
                assertEquals(
                        "g",
                        tx.staging().staged(0, 9, 99).get(0).incoming().change().key());
                assertEquals(0, tx.lease().epoch(), "version 4 had none");
                assertNull(tx.lease().take("other", Sample.STAMP, ttl, ttl), "the lease is held on");
                assertEquals(
                        1,
                        tx.lease()
                                .take("other", Sample.STAMP.plus(ttl), ttl, ttl)
                                .epoch());
                return 0;
            });
            assertEquals(List.of(), storage.integrityFaults());
        }
        assertEquals(List.of("bob"), Fixture.strings(file, "SELECT user FROM mooring_left_batch"));
    }

    /** What {@code schema/v5.db} holds besides; written once by {@link #writeVersion5} and never again. */
    @Test
    void aFileOfSchema5Opens() throws Exception {
        Path file = copy("v5.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Integer, RuntimeException>write(tx -> {
                assertEquals(2, tx.lease().epoch());
                assertTrue(tx.cursor().state().founded());
                assertTrue(tx.aside().holds("todo", "u"));
                assertEquals(
                        List.of(entry(1, 1), entry(3, 3), entry(4, 4), entry(6, 6)),
                        tx.outbox().unsettled(0, 100, Long.MAX_VALUE));
                return 0;
            });
            assertEquals(List.of(), storage.integrityFaults());
        }
        assertEquals(List.of("{}"), Fixture.strings(file, "SELECT image FROM mooring_below"));
        assertEquals(List.of("0"), Fixture.strings(file, "SELECT clock FROM mooring_scope"));
    }

    /** What {@code schema/v6.db} holds besides; written once by {@link #writeVersion6} and never again. */
    @Test
    void aFileOfSchema6Opens() throws Exception {
        Path file = copy("v6.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Integer, RuntimeException>write(tx -> {
                assertEquals(
                        List.of(
                                Sample.row(1, 2),
                                Sample.row(2, 1),
                                Sample.row(3, 1),
                                Sample.row(4, Confirmed.UNLISTED),
                                GONE),
                        tx.confirmed().behind("", "", 9));
                assertEquals(List.of(Sample.row(3, 1)), tx.confirmed().unseen(2, 9));
                assertEquals(2, tx.confirmed().count(Long.MAX_VALUE), "1 and 3 are listed and no tombstones");
                tx.confirmed().seen("todo", List.of("key-3"), 2);
                assertEquals(List.of(), tx.confirmed().unseen(2, 9));
                return 0;
            });
            assertEquals(List.of(), storage.integrityFaults());
        }
        assertEquals(
                List.of("0"),
                Fixture.strings(file, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'mooring_row%'"));
    }

    private static final Confirmed GONE = new Confirmed(Change.gone("todo", "key-5"), Confirmed.GONE, null, false, 2);

    /** How the fixture came to be; a new schema adds a method and a file and leaves this one alone. */
    static void writeVersion6(Path file) throws SQLException {
        writeVersion5(file);
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Integer, RuntimeException>write(tx -> {
                tx.confirmed().put(List.of(Sample.row(4, Confirmed.UNLISTED), GONE));
                return 0;
            });
        }
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String each : List.of(
                    "UPDATE mooring_scope SET clock = 5, doubt = 1, site = 1",
                    "INSERT INTO mooring_site VALUES (1, x'01')",
                    "INSERT INTO mooring_field VALUES (1, 'todo', 'title', 1, '')")) {
                Sample.execute(raw, each);
            }
        }
    }

    /** How the fixture came to be, by the code of that time. */
    static void writeVersion5(Path file) throws SQLException {
        writeVersion4(file);
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String each : List.of(
                    "UPDATE mooring_scope SET epoch = 2, founded = 1, held_rows = 3, retry_at = 4",
                    "INSERT INTO mooring_below VALUES ('todo', 'key-6', 6, '{}', NULL)",
                    "INSERT INTO mooring_account VALUES ('server', 'ann', 'kind', 'name')",
                    "INSERT INTO mooring_unreadable VALUES ('todo', 'u', 'reason', 1, 9)")) {
                Sample.execute(raw, each);
            }
        }
    }

    /** How the fixture came to be, by the code of that time. */
    static void writeVersion4(Path file) throws SQLException {
        writeVersion3(file);
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String each : List.of(
                    "UPDATE mooring_scope SET identity = 'generation 1', exchange_at = 1, ack_at = 2, pull_at = 3",
                    "INSERT INTO mooring_rebuild (id, begun_at, cursor, identity, snapshot, changes, bytes, fetched,"
                            + " drop_up_to, drop_superseded, drop_quarantined) VALUES (1, 4, 'cursor-1', 'generation 1',"
                            + " 'snapshot', 1, 5, 0, 3, 1, 0)",
                    "INSERT INTO mooring_staged VALUES (1, 'todo', 'g', 'insert', '{}', 0, 1, 'at', 'origin', 6,"
                            + " 'echo', 7, 8, NULL)",
                    "INSERT INTO mooring_left (place, server, user, id, collection, key, kind, payload, schema_version,"
                            + " created_at, size, state, reason, parked_at) VALUES (1, 'server', 'bob',"
                            + " '00000000-0000-0007-0000-000000000009', 'todo', 'h', 'insert', '{}', 1, 9, 10,"
                            + " 'PENDING', '', 0)",
                    "INSERT INTO mooring_left_batch VALUES ('server', 'bob', '00000000-0000-0007-0000-00000000000a',"
                            + " 'cursor-0', 11, '1', 0, 0, 'wire', NULL)")) {
                Sample.execute(raw, each);
            }
        }
    }

    /** How the fixture came to be, by the code of that time. */
    static void writeVersion3(Path file) throws SQLException {
        writeVersion2(file);
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String each : List.of(
                    "INSERT INTO mooring_form VALUES (1, 'todo', '\"id\",\"title\"', '\"id\"', 'todo')",
                    "ALTER TABLE mooring_capture ADD COLUMN v2",
                    "INSERT INTO mooring_capture VALUES (5, 1, 1, 3, 'a', 'b')",
                    "UPDATE mooring_scope SET taken = 4",
                    "UPDATE mooring_outbox SET before = '{\"title\":\"a\"}' WHERE seq = 6",
                    "INSERT INTO mooring_aside VALUES ('todo', 'c', '{}', 'reason', 'list', 'd', 7)",
                    "INSERT INTO mooring_extra VALUES ('todo', 'a', '{\"later\":1}')",
                    "INSERT INTO mooring_unread VALUES (1, 'todo', 'f', 'insert', '?', 0, 'reason', 0, 8, '')",
                    "INSERT INTO mooring_adoption VALUES (1, 'todo', 'e', 'e')")) {
                Sample.execute(raw, each);
            }
        }
    }

    /** How the fixture came to be, by the code of that time. */
    static void writeVersion2(Path file) {
        writeVersion1(file);
        try (SqliteStorage<Connection> storage =
                JdbcSqliteStorage.at(file).processes(new SomeMachine()).build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Integer, RuntimeException>write(tx -> {
                tx.outbox().batch(batch().withWire("wire 🚢\u0000").orphan());
                tx.cursor().state(new SyncState(new Cursor("cursor-3"), 3, 2, Sample.STAMP));
                tx.confirmed().put(List.of(Sample.row(1, 2), Sample.row(2, 1), Sample.row(3, 1)));
                return 0;
            });
        }
    }

    /** How the fixture came to be, by the code of that time. */
    static void writeVersion1(Path file) {
        try (SqliteStorage<Connection> storage =
                JdbcSqliteStorage.at(file).processes(new SomeMachine()).build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Integer, RuntimeException>write(tx -> {
                for (int n = 1; n <= 7; n++) {
                    tx.outbox().append(Sample.mutation(n), 100 + n);
                }
                tx.parked().park(2, MutationState.SUPERSEDED, "reason 2", Sample.STAMP);
                tx.parked().park(5, MutationState.QUARANTINED, "reason 5", Sample.STAMP);
                tx.outbox().settle(List.of(7L));
                tx.outbox().batch(batch());
                tx.cursor().state(new SyncState(new Cursor("cursor-3"), 3));
                tx.confirmed().log(List.of(Sample.change(1), Sample.change(2), Sample.change(3)));
                tx.lease().take("owner", Sample.STAMP, Duration.ofSeconds(15), Duration.ofSeconds(15));
                return 0;
            });
        }
    }

    @Test
    void theFixtureIsWhatThisVersionWrites() throws Exception {
        Path file = folder.resolve("again.db");
        writeVersion6(file);
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            assertEquals(5, Sample.pending(storage), "four mutations and a capture");
        }
    }

    @Test
    void aNewerSchemaIsRefusedBeforeAnythingIsTouched() throws Exception {
        Path file = copy("v3.db");
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(raw, "PRAGMA journal_mode = DELETE");
            Sample.execute(raw, "UPDATE mooring_schema SET version = 8");
        }
        byte[] before = Files.readAllBytes(file);
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            StorageException refusal = assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
            assertEquals(StorageException.Kind.NEWER_SCHEMA, refusal.kind());
            assertTrue(refusal.getMessage().contains("version 8"), refusal.getMessage());
        }
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void whatWasCapturedForOneUserIsNotAnothers() throws Exception {
        Path file = folder.resolve("app.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
        }
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(raw, "INSERT INTO mooring_capture VALUES (1, 1, 1, 1, 'a')");
        }
        ServerIdentity other = new ServerIdentity(Sample.IDENTITY.server(), "bob");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            StorageException refusal = assertThrows(StorageException.class, () -> storage.open(other, true));
            assertEquals(StorageException.Kind.OTHER_IDENTITY, refusal.kind());
        }
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(raw, "UPDATE mooring_scope SET taken = 1");
        }
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(other, true);
        }
    }

    @Test
    void theTablesStandBesideTheAppsOwn() throws Exception {
        Path file = folder.resolve("app.db");
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(raw, "CREATE TABLE todo (id TEXT PRIMARY KEY)");
            Sample.execute(raw, "INSERT INTO todo VALUES ('a')");
        }
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            Sample.append(storage, 1);
        }
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file);
                var tables = raw.createStatement()
                        .executeQuery("SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'mooring\\_%' ESCAPE '\\'"
                                + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")) {
            assertEquals(1, tables.getInt(1), "the app's table and no other without the prefix");
        }
    }

    private static OutboxEntry entry(long seq, int n) {
        return new OutboxEntry(seq, Sample.mutation(n), 100 + n);
    }

    private static ParkedMutation parked(int n, MutationState state) {
        return new ParkedMutation(Sample.mutation(n), state, "reason " + n, Sample.STAMP);
    }

    private static Batch batch() {
        return new Batch(new UUID(7, 8), new Cursor("cursor-2"), Sample.STAMP, List.of(1L, 3L, 4L), 2);
    }

    private Path copy(String name) throws Exception {
        return Fixture.copy(name, folder.resolve(name));
    }

    /** So that the fixture's lease is nobody's here. */
    private static final class SomeMachine implements Processes {
        @Override
        public String machine() {
            return "some machine";
        }

        @Override
        public long self() {
            return 1;
        }

        @Override
        public boolean isGone(long pid) {
            return false;
        }
    }
}
