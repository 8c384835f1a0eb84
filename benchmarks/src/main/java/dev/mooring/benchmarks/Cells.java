package dev.mooring.benchmarks;

import dev.mooring.benchmarks.Turns.Side;
import dev.mooring.sync.Change;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * A synced table whose cells have clocks. Its writes as the triggers capture them; the same with the way into the outbox behind them, as a
 * client goes it a moment later; and the same in the app's own transaction, up to the mutation with its clocks in the outbox; against code that writes a row for its outbox beside each of the app's,
 * and keeps no clocks. And cells of other devices merged, four a row; against batch upserts of raw sqlite-jdbc that write one row for a
 * clock beside each of the app's. That cells are made is the harness's own work, so both sides do it.
 */
final class Cells {
    private static final int COUNT = Integer.getInteger("bench.count", 20_000);
    private static final int CELLS = Integer.getInteger("bench.cells", 1_000_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int WARM_UPS = 2;
    private static final int SLICE = 1_000;
    private static final String STAMPED = "stamped";
    private static final String TAKEN_IN = "taken_in";
    private static final String MERGED = "merged";
    private static final String RAW = "upserts";
    private static final String SENDER = "bfee623d0c3e4ee4b03a2e60ee06083e";
    private static final String CLOCKS =
            "CREATE TABLE clock (tbl INTEGER NOT NULL, key TEXT NOT NULL, cl INTEGER NOT NULL,"
                    + " cells BLOB NOT NULL, PRIMARY KEY (tbl, key)) WITHOUT ROWID";

    private Cells() {}

    static void run() throws Exception {
        Result result = new Result("cells");
        put(result, "single", 1);
        put(result, "batch", 500);
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put(RAW, Cells::raw);
        sides.put(MERGED, Cells::merged);
        Turns turns = Turns.measure("new rows, updates", 1, Math.min(3, ROUNDS), sides);
        result.put("apply_ratio", turns.ratio(0, MERGED, RAW))
                .put("apply_ratio_updates", turns.ratio(1, MERGED, RAW))
                .put("cells", CELLS)
                .put("cells_per_s", CELLS / turns.seconds(0, MERGED))
                .put("updated_cells_per_s", CELLS / 2.0 / turns.seconds(1, MERGED))
                .put("known_cells_per_s", CELLS / known())
                .put("clock_bytes_a_row", bytes());
        result.print();
    }

    private static void put(Result result, String name, int batch) throws Exception {
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put(CapturedWrites.TWO_INSERTS, () -> CapturedWrites.twoInserts(COUNT, batch, Todos.LEAN));
        sides.put(CapturedWrites.CAPTURED, () -> captured(batch));
        sides.put(TAKEN_IN, () -> takenIn(batch));
        sides.put(STAMPED, () -> stamped(batch));
        Turns turns = Turns.measure(batch + " a transaction", WARM_UPS, ROUNDS, sides);
        for (int phase = 0; phase < CapturedWrites.PHASES.length; phase++) {
            for (String side : new String[] {CapturedWrites.CAPTURED, TAKEN_IN, STAMPED}) {
                result.put(
                        side + "_" + CapturedWrites.PHASES[phase] + "_" + name + "_ratio",
                        turns.ratio(phase, side, CapturedWrites.TWO_INSERTS));
            }
        }
    }

    private static SqliteStorage<Connection> storage(Path file) {
        SyncedTables tables = SyncedTables.builder()
                .format(RowFormat.CELLS)
                .table(SyncedTable.named("todo"))
                .build();
        SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file)
                .syncedTables(tables)
                .onOpen(db -> execute(db, Todos.CREATE))
                .build();
        storage.open(new ServerIdentity("bench", "anna"), false);
        return storage;
    }

    private static void execute(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    // ---- writes

    /** Binds and executes a statement for a row. */
    private interface Row {
        void write(PreparedStatement statement, int i) throws SQLException;
    }

    private static double[] captured(int batch) throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("c.db");
            storage(file).close();
            try (Connection db = Todos.connect(file, Todos.LEAN)) {
                return new double[] {CapturedWrites.inserts(db, COUNT, batch), CapturedWrites.updates(db, COUNT, batch)
                };
            }
        });
    }

    /** The app writes over a connection of its own, and the storage takes all of it in behind that. */
    private static double[] takenIn(int batch) throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("t.db");
            try (SqliteStorage<Connection> storage = storage(file);
                    Connection db = Todos.connect(file, Todos.LEAN)) {
                double inserts = CapturedWrites.inserts(db, COUNT, batch) + takeIn(storage);
                return new double[] {inserts, CapturedWrites.updates(db, COUNT, batch) + takeIn(storage)};
            }
        });
    }

    private static double takeIn(SqliteStorage<Connection> storage) {
        Intake intake = intake();
        long start = Rounds.now();
        int taken = 0;
        for (int more = 1; more > 0; taken += more) {
            more = storage.<Integer, RuntimeException>write(
                    tx -> Objects.requireNonNull(tx.captures()).takeIn(intake, 500));
        }
        if (taken != COUNT) {
            throw new IllegalStateException("took in " + taken + " of " + COUNT + " writes");
        }
        return Rounds.sinceNow(start);
    }

    private static Intake intake() {
        long client = System.nanoTime(); // One for all, so that no two ids have the same hash.
        long[] last = {0};
        return (draft, at, appending) -> appending.append(draft.recorded(new UUID(client, ++last[0]), at), 200);
    }

    private static double[] stamped(int batch) throws Exception {
        return Devices.inFolder(folder -> {
            try (SqliteStorage<Connection> storage = storage(folder.resolve("s.db"))) {
                double inserts = stamped(storage, Todos.INSERT, Todos::insert, batch);
                double updates = stamped(storage, Todos.UPDATE, Todos::update, batch);
                long pending =
                        storage.<Long, RuntimeException>read(tx -> tx.outbox().pending());
                if (pending != 2L * COUNT) {
                    throw new IllegalStateException("recorded " + pending + " of " + 2 * COUNT + " writes");
                }
                return new double[] {inserts, updates};
            }
        });
    }

    private static double stamped(SqliteStorage<Connection> storage, String sql, Row row, int batch) throws Exception {
        Intake intake = intake();
        long start = Rounds.now();
        for (int next = 0; next < COUNT; next += batch) {
            int first = next;
            storage.<Integer, Exception>write(tx -> {
                try (PreparedStatement statement = tx.handle().prepareStatement(sql)) {
                    for (int i = first; i < first + batch; i++) {
                        row.write(statement, i);
                    }
                }
                return Objects.requireNonNull(tx.captures()).takeIn(intake);
            });
        }
        return Rounds.sinceNow(start);
    }

    // ---- cells that come

    private static Change cell(int i, String column, String value, int version, int position) {
        String payload = "{\"c\":\"" + column + "\",\"v\":" + value + ",\"cv\":" + version + ",\"dv\":"
                + (position / 100 + 1) + ",\"cl\":1,\"q\":" + position % 100 + "}";
        return new Change(
                Change.NO_POSITION, "todo", "[\"" + Todos.key(i) + "\"]", "cell", payload, false, 1, "", SENDER);
    }

    private static void addTo(List<Change> slice, int i, int version) {
        int position = version * CELLS + 4 * i;
        if (version == 1) {
            slice.add(cell(i, "title", "\"" + Todos.title(i) + "\"", version, position));
            slice.add(cell(i, "body", "\"" + Todos.BODY + "\"", version, position + 1));
        }
        String at = version == 1 ? Todos.CREATED : Todos.EDITED;
        slice.add(cell(i, "done", version == 1 ? "0" : "1", version, position + 2));
        slice.add(cell(i, "updated_at", "\"" + at + "\"", version, position + 3));
    }

    private static double[] merged() throws Exception {
        return Devices.inFolder(folder -> {
            try (SqliteStorage<Connection> storage = storage(folder.resolve("m.db"))) {
                return new double[] {merge(storage, 1, CELLS / 4), merge(storage, 2, CELLS / 4)};
            }
        });
    }

    /** The same cells once more, of which nothing is news. */
    private static double known() throws Exception {
        return Devices.inFolder(folder -> {
            try (SqliteStorage<Connection> storage = storage(folder.resolve("k.db"))) {
                merge(storage, 1, CELLS / 4);
                return merge(storage, 1, CELLS / 4, 0);
            }
        });
    }

    private static double merge(SqliteStorage<Connection> storage, int version, int rows) {
        return merge(storage, version, rows, 1);
    }

    /** The first version has all four columns of a row, the next one two of them. */
    private static double merge(SqliteStorage<Connection> storage, int version, int rows, int news) {
        long start = Rounds.now();
        List<Change> slice = new ArrayList<>(SLICE);
        for (int i = 0; i < rows; i++) {
            addTo(slice, i, version);
            if (slice.size() >= SLICE || i + 1 == rows) {
                List<Change> cells = slice;
                int applied = storage.<Integer, RuntimeException>write(
                        tx -> Objects.requireNonNull(tx.clocks()).merge(cells).applied());
                if (applied != news * cells.size()) {
                    throw new IllegalStateException("merged " + applied + " of " + cells.size() + " cells");
                }
                slice = new ArrayList<>(SLICE);
            }
        }
        return Rounds.sinceNow(start);
    }

    private static double[] raw() throws Exception {
        return Devices.inFolder(folder -> {
            try (Connection db = Todos.connect(folder.resolve("r.db"), Todos.LEAN)) {
                execute(db, CLOCKS);
                db.commit();
                String clock = "INSERT OR REPLACE INTO clock VALUES (1, ?, 1, ?)";
                double[] seconds = new double[2];
                try (PreparedStatement upsert = db.prepareStatement(Todos.UPSERT);
                        PreparedStatement clocks = db.prepareStatement(clock)) {
                    for (int phase = 0; phase < 2; phase++) {
                        long start = Rounds.now();
                        List<Change> slice = new ArrayList<>(SLICE);
                        for (int i = 0; i < CELLS / 4; i++) {
                            addTo(slice, i, phase + 1);
                            Todos.bind(upsert, i, phase, phase == 0 ? Todos.CREATED : Todos.EDITED);
                            upsert.addBatch();
                            clocks.setString(1, Todos.key(i));
                            clocks.setBytes(2, new byte[30]);
                            clocks.addBatch();
                            if ((i + 1) % (SLICE / 4) == 0 || i + 1 == CELLS / 4) {
                                upsert.executeBatch();
                                clocks.executeBatch();
                                db.commit();
                                slice = new ArrayList<>(SLICE);
                            }
                        }
                        seconds[phase] = Rounds.sinceNow(start);
                    }
                }
                return seconds;
            }
        });
    }

    /** What the clocks of a row take in the file. */
    private static double bytes() throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("b.db");
            int rows = Math.min(50_000, CELLS / 4);
            try (SqliteStorage<Connection> storage = storage(file)) {
                merge(storage, 1, rows);
            }
            try (Connection db = Todos.connect(file, Todos.LEAN)) {
                db.setAutoCommit(true);
                execute(db, "VACUUM");
                long before = size(db);
                execute(db, "DELETE FROM mooring_clock");
                execute(db, "VACUUM");
                return (before - size(db)) / (double) rows;
            }
        });
    }

    private static long size(Connection db) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet pages = statement.executeQuery(
                        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")) {
            pages.next();
            return pages.getLong(1);
        }
    }
}
