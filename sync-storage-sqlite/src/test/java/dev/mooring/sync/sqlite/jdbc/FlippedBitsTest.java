package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.recovery.ExportFile;
import dev.mooring.sync.recovery.Exported;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.sqlite.Salvage;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bit of one value in a file is another: what was written comes out, or nothing and a fault that names it. */
class FlippedBitsTest {
    private static final int FLIPS = 500;

    private static final List<String> TABLES = List.of(
            "mooring_outbox",
            "mooring_parked",
            "mooring_confirmed",
            "mooring_seen",
            "mooring_log",
            "mooring_staged",
            "mooring_batch",
            "mooring_left",
            "mooring_left_batch");

    /** Where a row is, which is not among what it holds, and what is written without it. */
    private static final Set<String> PLACES = Set.of("seq", "place", "id", "server", "user", "size");

    private static final ServerIdentity OTHER = new ServerIdentity(Sample.IDENTITY.server(), "other");

    @TempDir
    Path folder;

    private void write(Path file) throws SQLException {
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(OTHER, true);
            storage.<Integer, RuntimeException>write(tx -> {
                tx.outbox().append(Sample.mutation(20), 10);
                tx.parked()
                        .park(
                                tx.outbox().append(Sample.mutation(21), 10),
                                MutationState.QUARANTINED,
                                "refused",
                                Sample.STAMP);
                tx.outbox()
                        .batch(new Batch(new UUID(7, 8), new Cursor("c"), Sample.STAMP, List.of(1L), 2)
                                .withWire("bytes"));
                tx.binding().handOver(Sample.IDENTITY, true);
                for (int n = 1; n <= 4; n++) {
                    tx.outbox().append(Sample.mutation(n), 10);
                }
                long lost = tx.outbox().append(Sample.mutation(5), 10);
                tx.parked().park(lost, MutationState.SUPERSEDED, "lost 🚢", Sample.STAMP);
                tx.outbox()
                        .batch(new Batch(new UUID(7, 9), new Cursor("d"), Sample.STAMP, List.of(3L, 4L), 0)
                                .withWire("frozen"));
                tx.confirmed().log(List.of(Sample.change(1), Sample.change(2)));
                tx.confirmed().put(List.of(Sample.row(1, 1), Sample.row(2, 1), Sample.row(3, 1)));
                tx.staging().rebuild(Rebuild.begun(Sample.STAMP, Rebuild.Drops.NONE));
                tx.staging().stage(List.of(new Incoming(Sample.change(8), "echo", Sample.STAMP)));
                return 0;
            });
        }
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(raw, "PRAGMA journal_mode = DELETE");
        }
    }

    /** All that can be read, each under its name; what throws is not there. */
    private static TreeMap<String, String> contents(SqliteStorage<Connection> storage, List<String> faults) {
        TreeMap<String, String> contents = new TreeMap<>();
        storage.<Integer, RuntimeException>read(tx -> {
            for (long seq = 0; seq < 20; seq++) {
                long at = seq;
                put(contents, faults, "entry " + seq, () -> tx.outbox().entries(List.of(at)));
            }
            for (MutationState state : List.of(MutationState.SUPERSEDED, MutationState.QUARANTINED)) {
                put(contents, faults, "parked " + state, () -> parked(tx, state));
            }
            for (int n = 1; n <= 3; n++) {
                int at = n;
                put(contents, faults, "row " + n, () -> {
                    Object row = tx.confirmed().get("todo", "key-" + at);
                    return row == null ? List.of() : List.of(row);
                });
            }
            put(contents, faults, "unseen", () -> new HashSet<>(tx.confirmed().unseen(9, 9)));
            put(contents, faults, "rows", () -> tx.confirmed().behind("", "", 9));
            put(contents, faults, "log", () -> tx.confirmed().log(0, 9));
            put(contents, faults, "staged", () -> tx.staging().staged(0, 9, 9999));
            put(contents, faults, "batch", () -> String.valueOf(tx.outbox().batch()));
            return 0;
        });
        return contents;
    }

    private static List<String> parked(StorageTx<Connection> tx, MutationState state) {
        List<String> parked = new ArrayList<>();
        for (ParkedMutation each : tx.parked().list(state, 9)) {
            parked.add(each + each.mutation().payload());
        }
        return parked;
    }

    private static void put(TreeMap<String, String> contents, List<String> faults, String name, Supplier<Object> read) {
        try {
            contents.put(name, said(read.get()));
        } catch (StorageException e) {
            assertEquals(StorageException.Kind.CORRUPT, e.kind(), name);
            assertTrue(String.valueOf(e.getMessage()).contains("mooring_"), e.getMessage());
            faults.add(e.getMessage());
        }
    }

    /** With the payloads, which no {@code toString} tells. */
    private static String said(Object read) {
        StringBuilder said = new StringBuilder(String.valueOf(read));
        if (read instanceof Iterable<?> all) {
            for (Object each : all) {
                if (each instanceof dev.mooring.sync.spi.storage.OutboxEntry entry) {
                    said.append(entry.mutation().payload());
                } else if (each instanceof dev.mooring.sync.Change change) {
                    said.append(change.payload());
                } else if (each instanceof dev.mooring.sync.spi.storage.Confirmed row) {
                    said.append(row.change().payload());
                } else if (each instanceof StagingTx.Staged staged) {
                    said.append(staged.incoming().change().payload());
                }
            }
        }
        return said.toString();
    }

    /** Returns what was changed, or null if nothing could be. */
    private static String flip(Path file, Random random) throws SQLException {
        String table = TABLES.get(random.nextInt(TABLES.size()));
        List<String> columns = new ArrayList<>(Fixture.columns(file, table));
        columns.removeAll(PLACES);
        String column = columns.get(random.nextInt(columns.size()));
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            List<Long> rows = new ArrayList<>();
            try (ResultSet all = raw.createStatement().executeQuery("SELECT rowid FROM " + table)) {
                while (all.next()) {
                    rows.add(all.getLong(1));
                }
            }
            long row = rows.get(random.nextInt(rows.size()));
            Object value;
            try (ResultSet one = raw.createStatement()
                    .executeQuery("SELECT " + column + " FROM " + table + " WHERE rowid = " + row)) {
                value = one.getObject(1);
            }
            boolean text = value instanceof String;
            String set = text ? "CAST(? AS TEXT)" : "?";
            try (PreparedStatement update = raw.prepareStatement(
                    "UPDATE OR IGNORE " + table + " SET " + column + " = " + set + " WHERE rowid = " + row)) {
                if (value instanceof String word && !word.isEmpty()) {
                    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    update.setBytes(1, bytes);
                } else if (value instanceof byte[] bytes) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    update.setBytes(1, bytes);
                } else if (value instanceof Number number) {
                    update.setLong(1, number.longValue() ^ (1L << random.nextInt(63)));
                } else {
                    return null;
                }
                return update.executeUpdate() == 0 ? null : table + "." + column + " of " + row;
            }
        }
    }

    @Test
    void whatWasWrittenComesOutOrNothing() throws Exception {
        Path whole = folder.resolve("whole.db");
        write(whole);
        TreeMap<String, String> written;
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(Files.copy(whole, folder.resolve("read.db")))
                .build()) {
            storage.open(Sample.IDENTITY, true);
            assertEquals(List.of(), storage.check());
            written = contents(storage, new ArrayList<>());
        }
        int found = 0;
        for (int seed = 0; seed < FLIPS; seed++) {
            Path file = folder.resolve("flip.db");
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(folder.resolve("flip.db" + suffix));
            }
            Files.copy(whole, file);
            String what = flip(file, new Random(seed * 0x9E3779B97F4A7C15L));
            if (what == null) {
                continue;
            }
            String where = "seed " + seed + ", " + what;
            if (seed % 10 == 0) {
                salvage(file, where);
            }
            try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
                storage.open(Sample.IDENTITY, true);
                List<String> faults = new ArrayList<>();
                TreeMap<String, String> read = contents(storage, faults);
                List<String> checked = storage.check();
                boolean elsewhere = what.contains(".key") || what.contains(".collection") || what.contains(".state");
                read.forEach((name, value) -> {
                    if (!(elsewhere && value.equals("[]"))) {
                        assertEquals(written.get(name), value, where);
                    }
                });
                if (!faults.isEmpty() || read.size() < written.size() || !read.equals(written)) {
                    assertFalse(checked.isEmpty(), where + ": " + faults);
                    found++;
                }
            } catch (StorageException e) {
                assertEquals(StorageException.Kind.CORRUPT, e.kind(), where);
                found++;
            } catch (RuntimeException e) {
                throw new AssertionError(where, e);
            }
        }
        assertTrue(found > FLIPS / 2, "only " + found + " of the flips were found");
    }

    /** A batch that cannot be read is not taken for none, in whatever transaction. */
    @Test
    void whatIsDamagedIsToldEachTime() throws Exception {
        Path file = folder.resolve("whole.db");
        write(file);
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(raw, "UPDATE mooring_batch SET wire = 'frozer'");
        }
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            for (int time = 1; time <= 3; time++) {
                assertThrows(
                        StorageException.class,
                        () -> storage.<Batch, RuntimeException>write(
                                tx -> tx.outbox().batch()),
                        "write " + time);
                assertThrows(
                        StorageException.class,
                        () -> storage.<Batch, RuntimeException>read(
                                tx -> tx.outbox().batch()),
                        "read " + time);
            }
        }
    }

    /** What is read out of the file is what was written, but for that one entry. */
    private void salvage(Path file, String where) {
        Path export = folder.resolve("salvaged.jsonl");
        Salvage report = JdbcSqliteStorage.salvage(file, export, Sample.IDENTITY);
        assertTrue(report.mutations() >= 6, where + ": " + report);
        for (Salvage.Part part : report.parts()) {
            try (ExportFile.Lines lines = ExportFile.read(part.file())) {
                for (Exported each = lines.next(); each != null; each = lines.next()) {
                    Mutation mutation = each.mutation();
                    int n = (int) (mutation.id().getLeastSignificantBits() & 0xff);
                    assertEquals(Sample.mutation(n), mutation, where);
                }
            }
        }
    }
}
