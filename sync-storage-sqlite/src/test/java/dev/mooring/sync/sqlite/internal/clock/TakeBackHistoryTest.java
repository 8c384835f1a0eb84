package dev.mooring.sync.sqlite.internal.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Change;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.internal.clock.CellOracle.Sent;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Edits are taken in, settled, refused and taken back, while cells of others come: at any time the rows are what the server's cells and all
 * that is pending make together, whatever they have lost to meanwhile. The table has no column {@code later}, which the server has.
 */
class TakeBackHistoryTest {
    private static final int SEEDS = Integer.getInteger("mooring.seeds", 25);
    private static final String OTHER = "00112233445566778899aabbccddeeff";
    private static final Map<String, Map<String, @Nullable Object>> TABLES = new HashMap<>();

    static {
        Map<String, @Nullable Object> item = new TreeMap<>();
        item.put("a", null);
        item.put("later", null);
        item.put("n", 5L);
        TABLES.put("item", item);
    }

    @TempDir
    Path folder;

    @Test
    void rowsAreWhatTheServersCellsAndAllThatIsPendingMakeTogether() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            new History(seed, folder.resolve(seed + ".db")).run(40);
        }
    }

    private static final class History {
        private final Random random;
        private final Path file;
        private final List<Sent> known = new ArrayList<>();
        private final Map<Long, List<Sent>> pending = new TreeMap<>();
        private final List<Long> refused = new ArrayList<>();
        private final List<String> done = new ArrayList<>();
        private long ids;

        History(long seed, Path file) {
            random = new Random(seed);
            this.file = file;
            done.add("seed " + seed);
        }

        void run(int steps) throws Exception {
            try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                    .onOpen(db -> {
                        try (Statement create = db.createStatement()) {
                            create.execute("CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY, a TEXT, n INTEGER"
                                    + " DEFAULT 5)");
                        }
                    })
                    .syncedTables(SyncedTables.builder()
                            .format(RowFormat.CELLS)
                            .table(SyncedTable.named("item"))
                            .build())
                    .build()) {
                storage.open(new ServerIdentity("https://server.example", "ann"), false);
                for (int step = 0; step < steps; step++) {
                    storage.<Boolean, Exception>write(tx -> {
                        step(tx);
                        return true;
                    });
                    String where = String.join("\n", done);
                    assertEquals(expected(), storage.<List<String>, Exception>read(this::rows), where);
                }
            }
        }

        private void step(StorageTx<Connection> tx) throws Exception {
            long id = 1 + random.nextInt(2);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> edit(tx, id);
                case 3, 4 -> merge(tx, id);
                case 5 -> settle(tx);
                case 6 -> refuse(tx);
                default -> takeBack(tx);
            }
        }

        private void edit(StorageTx<Connection> tx, long id) throws Exception {
            String[] statements = {
                "INSERT OR REPLACE INTO item (id, a) VALUES (" + id + ", 'm" + random.nextInt(3) + "')",
                "UPDATE item SET n = " + random.nextInt(3) + " WHERE id = " + id,
                "DELETE FROM item WHERE id = " + id,
            };
            String statement = statements[random.nextInt(3)];
            done.add(statement);
            try (Statement call = tx.handle().createStatement()) {
                call.execute(statement);
            }
            Intake intake = (draft, at, appending) -> {
                long seq = appending.append(draft.recorded(new UUID(0, ids++), Instant.EPOCH), 1);
                List<Sent> cells = new ArrayList<>();
                CellText.written(draft.payload())
                        .cells()
                        .forEach(cell -> cells.add(new Sent(draft.collection() + draft.key(), cell)));
                pending.put(seq, cells);
                done.add("  " + seq + " is " + draft.payload());
            };
            Objects.requireNonNull(tx.captures()).takeIn(intake);
        }

        private void merge(StorageTx<Connection> tx, long id) {
            List<Change> slice = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                long cl = 1 + random.nextInt(4);
                boolean sentinel = cl % 2 == 0 || random.nextInt(4) == 0;
                boolean text = random.nextBoolean();
                String column = !text ? "n" : random.nextBoolean() ? "a" : "later";
                Object value = text ? (Object) ("t" + random.nextInt(3)) : (Object) (long) random.nextInt(4);
                Cell cell = sentinel
                        ? new Cell(Cell.SENTINEL, null, cl, 1, cl, 0)
                        : new Cell(column, value, 1 + random.nextInt(4), 1, cl, 0);
                Sent sent = new Sent("item[" + id + "]", cell);
                known.add(sent);
                slice.add(CellSite.change(sent, OTHER));
            }
            done.add("merge " + slice.stream().map(Change::payload).toList());
            clocks(tx).merge(slice);
        }

        private static ClockTx clocks(StorageTx<?> tx) {
            return Objects.requireNonNull(tx.clocks());
        }

        /** One of a key that nothing refused holds. */
        private void settle(StorageTx<Connection> tx) {
            for (OutboxEntry entry : tx.outbox().unsettled(0, 99, Long.MAX_VALUE)) {
                String key = entry.mutation().key();
                if (tx.parked().refused("item", key, 0, 1, Long.MAX_VALUE).isEmpty()) {
                    done.add("settle " + entry.seq());
                    tx.outbox().settle(List.of(entry.seq()));
                    known.addAll(Objects.requireNonNull(pending.remove(entry.seq())));
                    return;
                }
            }
        }

        private void refuse(StorageTx<Connection> tx) {
            List<OutboxEntry> entries = tx.outbox().unsettled(0, 99, Long.MAX_VALUE);
            if (!entries.isEmpty()) {
                OutboxEntry entry = entries.get(0);
                done.add("refuse " + entry.seq());
                tx.parked().refuse(entry.seq(), "no", Instant.EPOCH);
                refused.add(entry.seq());
            }
        }

        private void takeBack(StorageTx<Connection> tx) {
            List<OutboxEntry> entries = new ArrayList<>(tx.outbox().unsettled(0, 99, Long.MAX_VALUE));
            entries.addAll(tx.parked().refused(0, 99, Long.MAX_VALUE));
            if (entries.isEmpty()) {
                return;
            }
            OutboxEntry entry = entries.get(random.nextInt(entries.size()));
            done.add("take back " + entry.seq());
            clocks(tx).takeBack(entry.mutation());
            if (refused.remove((Object) entry.seq())) {
                tx.parked().unpark(entry.mutation().id());
            } else {
                tx.parked().park(entry.seq(), MutationState.SUPERSEDED, "", Instant.EPOCH);
            }
            pending.remove(entry.seq());
        }

        private List<String> expected() {
            CellOracle oracle = new CellOracle(TABLES);
            known.forEach(oracle::merge);
            pending.values().forEach(cells -> cells.forEach(oracle::merge));
            List<String> there = new ArrayList<>();
            oracle.rows().forEach((key, row) -> {
                if (oracle.isThere(key)) {
                    Object later = row.values.get("later");
                    there.add(key + " " + row.values.get("a") + " " + row.values.get("n")
                            + (later == null ? "" : " {\"later\":\"" + later + "\"}"));
                }
            });
            return there;
        }

        private List<String> rows(StorageTx<Connection> tx) throws Exception {
            List<String> rows = new ArrayList<>();
            try (Statement query = tx.handle().createStatement();
                    ResultSet row = query.executeQuery("SELECT id, a, n, fields FROM item"
                            + " LEFT JOIN mooring_extra ON key = '[' || id || ']' ORDER BY id")) {
                while (row.next()) {
                    String later = row.getString(4) == null ? "" : " " + row.getString(4);
                    rows.add("item[" + row.getLong(1) + "] " + row.getString(2) + " " + row.getString(3) + later);
                }
            }
            return rows;
        }
    }
}
