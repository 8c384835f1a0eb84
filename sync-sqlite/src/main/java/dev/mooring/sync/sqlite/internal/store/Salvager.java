package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.recovery.ExportFile;
import dev.mooring.sync.recovery.Exported;
import dev.mooring.sync.sqlite.Salvage;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlDriver;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Saves mutations from a damaged database file; {@link Salvage} says which. It works on a copy of the file, and never changes it. */
public final class Salvager {
    private static final int HEADER = 100;

    private final SqlConnection<?> sql;
    private final Path export;
    private final ServerIdentity fallback;
    private final List<String> faults = new ArrayList<>();
    private final Map<ServerIdentity, ExportFile.Writer> writers = new LinkedHashMap<>();
    private final List<Salvage.Part> parts = new ArrayList<>();

    private Salvager(SqlConnection<?> sql, Path export, ServerIdentity fallback) {
        this.sql = sql;
        this.export = export;
        this.fallback = fallback;
    }

    /** Reads a damaged file; the driver for the copy is called by the name of the file. */
    public static Salvage read(
            Path database, Path export, ServerIdentity identity, Function<Path, ? extends SqlDriver<?>> driver) {
        Path target = export.toAbsolutePath();
        try {
            Path folder = Files.createTempDirectory(Objects.requireNonNull(target.getParent()), "salvage");
            try {
                Path copy = folder.resolve("copy.db");
                copy(database, copy);
                return read(driver.apply(copy), target, identity);
            } finally {
                for (String suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
                    Files.deleteIfExists(folder.resolve("copy.db" + suffix));
                }
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "could not copy " + database + " to salvage it: "
                            + (Files.exists(database) ? e.getMessage() : "it is not there") + "; nothing was read",
                    e);
        }
    }

    private static void copy(Path database, Path copy) throws IOException {
        Files.copy(database, copy);
        for (String suffix : new String[] {"-wal", "-journal"}) {
            Path beside = database.resolveSibling(Objects.requireNonNull(database.getFileName()) + suffix);
            if (Files.exists(beside)) {
                Files.copy(beside, copy.resolveSibling(copy.getFileName() + suffix));
            }
        }
        pad(copy);
    }

    /** SQLite does not open a file that is shorter than it says; what is missing is as good as broken. */
    private static void pad(Path copy) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
            if (file.length() < HEADER) {
                return;
            }
            file.seek(16);
            int size = file.readUnsignedShort();
            file.seek(28);
            long pages = file.readInt() & 0xFFFFFFFFL;
            long whole = pages * (size == 1 ? 65_536 : size);
            // A header that is broken itself must not fill the disk.
            if (whole > file.length() && whole <= Math.max(64 << 20, 16 * file.length())) {
                file.setLength(whole);
            }
        }
    }

    private static Salvage read(SqlDriver<?> driver, Path export, ServerIdentity identity) {
        List<String> faults = new ArrayList<>();
        try (SqlConnection<?> sql = driver.connect(false)) {
            return new Salvager(sql, export, identity).all();
        } catch (StorageException e) {
            faults.add(String.valueOf(e.getMessage()));
            return new Salvage(Collections.emptyList(), faults);
        }
    }

    private Salvage all() {
        try {
            ServerIdentity own = identity();
            Set<Long> sent = new HashSet<>();
            boolean known = batch("SELECT members FROM mooring_batch", sent);
            new BrokenTable(sql, "mooring_outbox", Columns.MUTATION + crc("mooring_outbox"), faults).read(row -> {
                boolean maybe = !known || sent.contains(row.number(1));
                compare("mooring_outbox", row, 9, Columns.mutation(row, 2, Checksum::of));
                add(own, row, 2, maybe ? MutationState.IN_FLIGHT : MutationState.PENDING, "", null);
            });
            String parked = Columns.MUTATION + ", state, reason, parked_at" + crc("mooring_parked");
            new BrokenTable(sql, "mooring_parked", parked, faults).read(row -> {
                compare("mooring_parked", row, 12, ParkedTable.of(row, 2));
                add(own, row);
            });
            left();
            counts();
            writers.forEach((identity, writer) -> {
                writer.commit();
                parts.add(new Salvage.Part(identity, place(parts.size()), writer.count()));
            });
            return new Salvage(parts, faults);
        } finally {
            writers.values().forEach(ExportFile.Writer::close);
        }
    }

    private ServerIdentity identity() {
        try {
            SqlStatement scope = sql.statement("SELECT server, user FROM mooring_scope");
            ServerIdentity own = scope.next() ? new ServerIdentity(scope.text(1), scope.text(2)) : null;
            scope.reset();
            if (own != null) {
                return own;
            }
        } catch (StorageException e) {
            // Then the caller knows.
        }
        faults.add("mooring_scope cannot be read: the mutations are taken for those of " + fallback);
        return fallback;
    }

    /** Returns whether it is known what may have been sent. */
    private boolean batch(String query, Set<Long> sent) {
        try {
            SqlStatement batch = sql.statement(query);
            while (batch.next()) {
                sent.addAll(Ranges.read(batch.text(1)));
            }
            return true;
        } catch (StorageException | NumberFormatException e) {
            faults.add("the frozen batch cannot be read: any of the pending mutations may have been sent");
            return false;
        }
    }

    private void left() {
        Set<Long> sent = new HashSet<>();
        boolean known = batch("SELECT members FROM mooring_left_batch", sent);
        String columns = Columns.MUTATION + ", state, reason, parked_at, server, user" + crc("mooring_left");
        new BrokenTable(sql, "mooring_left", columns, faults).read(row -> {
            ServerIdentity whose = new ServerIdentity(row.text(12), row.text(13));
            boolean pending = row.text(9).equals(MutationState.PENDING.name());
            compare("mooring_left", row, 14, pending ? Columns.mutation(row, 2, Checksum::of) : ParkedTable.of(row, 2));
            if (pending) {
                boolean maybe = !known || sent.contains(row.number(1));
                add(whose, row, 2, maybe ? MutationState.IN_FLIGHT : MutationState.PENDING, "", null);
            } else {
                add(whose, row);
            }
        });
    }

    /** The column of the checksums; a file that an older version wrote has none. */
    private String crc(String table) {
        try {
            SqlStatement column =
                    sql.statement("SELECT count(*) FROM pragma_table_info('" + table + "') WHERE name = 'crc'");
            boolean there = column.next() && column.number(1) > 0;
            column.reset();
            return there ? ", " + Checksum.COLUMN : ", -1";
        } catch (StorageException e) {
            return ", -1";
        }
    }

    private static void compare(String table, SqlStatement row, int checksum, Checksum.Row<?> reading) {
        Checksum.whole(table, () -> row.number(1), row.number(checksum), reading);
    }

    /** A parked one. */
    private void add(ServerIdentity whose, SqlStatement row) {
        MutationState state = MutationState.valueOf(row.text(9));
        add(whose, row, 2, state, row.text(10), Columns.instant(row.number(11)));
    }

    private void add(
            ServerIdentity whose,
            SqlStatement row,
            int first,
            MutationState state,
            String reason,
            @Nullable Instant parkedAt) {
        Exported exported = new Exported(Columns.mutation(row, first), state, reason, parkedAt);
        writers.computeIfAbsent(whose, who -> ExportFile.write(place(writers.size()), who))
                .add(exported);
    }

    private Path place(int number) {
        return number == 0 ? export : export.resolveSibling(export.getFileName() + "." + (number + 1));
    }

    /** What is known to have been there and was not read. */
    private void counts() {
        try {
            SqlStatement captured =
                    sql.statement("SELECT count(*) FROM mooring_capture WHERE seq > (SELECT taken FROM mooring_scope)");
            long waiting = captured.next() ? captured.number(1) : 0;
            captured.reset();
            if (waiting > 0) {
                faults.add(waiting + " captured writes are not in the export; their rows are in the app's tables");
            }
        } catch (StorageException e) {
            faults.add("mooring_capture cannot be read: what it holds is in the app's tables");
        }
    }
}
