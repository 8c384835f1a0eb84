package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.sqlite.Salvage;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files whose pages were overwritten, and what is read out of them. */
class SalvageTest {
    private static final int MUTATIONS = 400;

    @TempDir
    Path folder;

    private Path file;

    /** An outbox over many pages, two parked ones and a batch; all of it in the file itself. */
    private void write() throws Exception {
        file = folder.resolve("app.db");
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            storage.open(Sample.IDENTITY, true);
            storage.<Integer, RuntimeException>write(tx -> {
                for (int n = 1; n <= MUTATIONS; n++) {
                    tx.outbox().append(mutation(n), 10);
                }
                tx.parked().park(2, MutationState.SUPERSEDED, "lost 🚢", Sample.STAMP);
                tx.parked().park(5, MutationState.QUARANTINED, "refused", Sample.STAMP);
                tx.outbox().batch(new Batch(new UUID(7, 8), new Cursor("c"), Sample.STAMP, List.of(1L, 3L, 4L), 0));
                return 0;
            });
        }
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(raw, "PRAGMA journal_mode = DELETE");
        }
    }

    private static Mutation mutation(int n) {
        Mutation plain = Sample.mutation(n);
        return Mutation.of("todo", plain.key(), "set", "{\"n\":" + n + ",\"text\":\"" + "Grüße 🚢 ".repeat(20) + "\"}")
                .recorded(plain.id(), Sample.STAMP);
    }

    /** The leaves of a table, in their order. */
    private List<Integer> pages(String table) throws Exception {
        List<Integer> pages = new ArrayList<>();
        String root = "SELECT rootpage FROM sqlite_master WHERE name = '" + table + "'";
        leaves(
                ByteBuffer.wrap(Files.readAllBytes(file)),
                Integer.parseInt(Fixture.strings(file, root).get(0)),
                pages);
        return pages;
    }

    /** An inner page has the numbers of those below it: one at the beginning of each cell, and one in its header. */
    private static void leaves(ByteBuffer raw, int page, List<Integer> to) {
        int at = (page - 1) * 4096;
        if (raw.get(at) > 5) {
            to.add(page);
            return;
        }
        for (int i = 0; i < raw.getShort(at + 3); i++) {
            leaves(raw, raw.getInt(at + raw.getShort(at + 12 + 2 * i)), to);
        }
        leaves(raw, raw.getInt(at + 8), to);
    }

    private void overwrite(int page) throws Exception {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] rubbish = new byte[4096];
            Arrays.fill(rubbish, (byte) 0x5a);
            raw.seek((page - 1) * 4096L);
            raw.write(rubbish);
        }
    }

    private Salvage salvage() throws Exception {
        byte[] before = Files.readAllBytes(file);
        Salvage report = JdbcSqliteStorage.salvage(file, folder.resolve("out.jsonl"), new ServerIdentity("?", "?"));
        assertArrayEquals(before, Files.readAllBytes(file), "the file is left as it is");
        try (var left = Files.list(folder)) {
            assertFalse(left.anyMatch(each -> each.getFileName().toString().startsWith("salvage")), "no copy is left");
        }
        return report;
    }

    private static List<Exported> lines(Path file) {
        List<Exported> lines = new ArrayList<>();
        try (ExportFile.Lines in = ExportFile.read(file)) {
            assertEquals(Sample.IDENTITY, in.identity());
            for (Exported each = in.next(); each != null; each = in.next()) {
                lines.add(each);
            }
        }
        return lines;
    }

    @Test
    void aSoundFileIsReadWhole() throws Exception {
        write();
        Salvage report = salvage();
        assertEquals(List.of(), report.faults());
        assertEquals(MUTATIONS, report.mutations());
        List<Exported> lines = lines(folder.resolve("out.jsonl"));
        assertEquals(new Exported(mutation(1), MutationState.IN_FLIGHT, "", null), lines.get(0));
        assertEquals(new Exported(mutation(6), MutationState.PENDING, "", null), lines.get(3));
        assertEquals(
                new Exported(mutation(2), MutationState.SUPERSEDED, "lost 🚢", Sample.STAMP), lines.get(MUTATIONS - 2));
    }

    @Test
    void whatLiesInTheWriteAheadLogIsReadToo() throws Exception {
        write();
        SqliteStorage<Connection> open = JdbcSqliteStorage.at(file).build();
        open.open(Sample.IDENTITY, true);
        Sample.append(open, 1000);
        Path copied = Files.createDirectory(folder.resolve("crashed"));
        Files.copy(file, copied.resolve("app.db"));
        Files.copy(folder.resolve("app.db-wal"), copied.resolve("app.db-wal"));
        open.close();
        file = copied.resolve("app.db");
        assertEquals(MUTATIONS + 1, salvage().mutations());
    }

    @Test
    void aBrokenLeafCostsItsOwnRowsAlone() throws Exception {
        write();
        List<Integer> leaves = pages("mooring_outbox");
        assertTrue(leaves.size() > 10, leaves.toString());
        overwrite(leaves.get(3));
        overwrite(leaves.get(7));
        Salvage report = salvage();
        long most = MUTATIONS - 2 * (MUTATIONS / (leaves.size() - 1) + 2);
        assertTrue(report.mutations() >= most && report.mutations() < MUTATIONS, report.toString());
        assertTrue(
                report.faults().toString().contains("mooring_outbox"),
                report.faults().toString());
        List<Exported> lines = lines(folder.resolve("out.jsonl"));
        assertEquals(mutation(1), lines.get(0).mutation());
        assertEquals(mutation(MUTATIONS), lines.get(lines.size() - 3).mutation());
    }

    @Test
    void theFirstAndTheLastLeafMayBeBroken() throws Exception {
        write();
        List<Integer> leaves = pages("mooring_outbox");
        overwrite(leaves.get(0));
        overwrite(leaves.get(leaves.size() - 1));
        Salvage report = salvage();
        assertTrue(report.mutations() > MUTATIONS / 2, report.toString());
        assertTrue(report.mutations() < MUTATIONS, report.toString());
    }

    @Test
    void aFileThatWasCutIsReadAsFarAsItGoes() throws Exception {
        write();
        long length = Files.size(file);
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(length * 2 / 3);
        }
        Salvage report = salvage();
        assertTrue(report.mutations() > 50 && report.mutations() < MUTATIONS, report.toString());
        assertFalse(report.faults().isEmpty());
    }

    @Test
    void aFileThatIsNoDatabaseIsNamedAsOne() throws Exception {
        file = folder.resolve("app.db");
        Files.writeString(file, "this is no database at all. ".repeat(500));
        Salvage report = salvage();
        assertEquals(0, report.mutations());
        assertFalse(report.faults().isEmpty());
        assertFalse(Files.exists(folder.resolve("out.jsonl")));
    }

    @Test
    void aDamagedFileIsNotOpenedAndLeftAsItIs() throws Exception {
        write();
        overwrite(pages("mooring_outbox").get(3));
        refused("page");
        Files.write(file, new byte[8192]);
        Files.writeString(file, "this is no database at all. ".repeat(500));
        refused("not a database");
    }

    @Test
    void countsThatDoNotAddUpAreFound() throws Exception {
        write();
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            Sample.execute(raw, "DELETE FROM mooring_outbox WHERE seq = 9");
        }
        refused("mooring_outbox has " + (MUTATIONS - 3));
    }

    @Test
    void theFileIsNotLookedAtIfItIsLargerThanAsked() throws Exception {
        write();
        overwrite(pages("mooring_log").get(0));
        for (long bytes : List.of(0L, 4096L)) {
            try (SqliteStorage<Connection> storage =
                    JdbcSqliteStorage.at(file).checkAtOpenUpTo(bytes).build()) {
                storage.open(Sample.IDENTITY, true);
                assertFalse(storage.check().isEmpty());
            }
        }
        refused("");
    }

    private void refused(String words) throws Exception {
        byte[] before = Files.readAllBytes(file);
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build()) {
            StorageException refusal = assertThrows(StorageException.class, () -> storage.open(Sample.IDENTITY, true));
            assertEquals(StorageException.Kind.CORRUPT, refusal.kind());
            assertTrue(refusal.getMessage().toLowerCase(Locale.ROOT).contains(words), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("salvage"), refusal.getMessage());
        }
        // Opening with a journal other than WAL and refusing behind it would leave the mode changed.
        assertEquals(before.length, Files.size(file));
    }
}
