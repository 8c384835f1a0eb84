package dev.mooring.benchmarks;

import dev.mooring.benchmarks.Turns.Side;
import dev.mooring.sync.SyncClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Plain SQL on a synced table: so many inserts, then an update of each of these rows, one a transaction and 500. By a JDBC
 * connection of the app's own, so that only the triggers are in the way, and by the client's {@code write}; against the same
 * SQL in a file without Mooring, and against code that writes a row for its outbox beside each of the app's.
 *
 * <p>That code makes a JSON text of each row, but no ids and no before-image, and asks no clock: less than Mooring captures. What
 * Mooring puts off until the captures are taken in, which no app waits for, is measured by itself, {@code taken_in_per_s}, and is counted
 * in {@code ratio_by_hand}: inserts, updates and their way into the outbox against both phases of that code.
 *
 * <p>All own connections once as sqlite-jdbc comes, with its query for generated keys after each insert, of which the baseline
 * makes two for a row, and once without it ({@code lean}). {@code write} goes without it always.
 */
final class CapturedWrites {
    private static final int COUNT = Integer.getInteger("bench.count", 20_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int WARM_UPS = 3;
    static final String[] PHASES = {"insert", "update"};

    static final String PLAIN = "plain";
    static final String TWO_INSERTS = "two inserts";
    static final String CAPTURED = "captured";
    static final String WRITE = "write";

    static final String ID = UUID.randomUUID().toString();
    static final long NOW = 1_793_000_000_000L;
    static final String OUTBOX_TABLE = "CREATE TABLE outbox(seq INTEGER PRIMARY KEY, id TEXT NOT NULL,"
            + " collection TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT NULL, created_at INTEGER NOT NULL)";
    static final String OUTBOX =
            "INSERT INTO outbox(id, collection, key, payload, created_at) VALUES (?, 'todo', ?, ?, ?)";

    private CapturedWrites() {}

    static void run() throws Exception {
        Result result = new Result("captured-writes");
        Turns single = measure("one a transaction", 1);
        Turns batch = measure("500 a transaction", 500);
        for (int phase = 0; phase < PHASES.length; phase++) {
            put(result, PHASES[phase] + "_single", phase, single);
            put(result, PHASES[phase] + "_batch", phase, batch);
        }
        result.put("single_ratio_by_hand", single.ratioOfAll(lean(CAPTURED), lean(TWO_INSERTS)))
                .put("batch_ratio_by_hand", batch.ratioOfAll(lean(CAPTURED), lean(TWO_INSERTS)))
                .put("writes", COUNT)
                .put("taken_in_per_s", 2 * COUNT / batch.seconds(2, lean(CAPTURED)))
                .print();
    }

    private static void put(Result result, String name, int phase, Turns turns) {
        result.put(name + "_ratio", turns.ratio(phase, CAPTURED, TWO_INSERTS))
                .put(name + "_ratio_lean", turns.ratio(phase, lean(CAPTURED), lean(TWO_INSERTS)))
                .put(name + "_ratio_write", turns.ratio(phase, WRITE, TWO_INSERTS))
                .put(name + "_ratio_write_lean", turns.ratio(phase, WRITE, lean(TWO_INSERTS)))
                .put(name + "_of_plain_lean", turns.ratio(phase, lean(CAPTURED), lean(PLAIN)))
                .put(name + "_captured_lean_per_s", COUNT / turns.seconds(phase, lean(CAPTURED)))
                .put(name + "_write_per_s", COUNT / turns.seconds(phase, WRITE));
    }

    private static Turns measure(String what, int batch) throws Exception {
        Map<String, Side> sides = new LinkedHashMap<>();
        sides.put(PLAIN, () -> plain(COUNT, batch, Todos.AS_SHIPPED));
        sides.put(lean(PLAIN), () -> plain(COUNT, batch, Todos.LEAN));
        sides.put(TWO_INSERTS, () -> twoInserts(COUNT, batch, Todos.AS_SHIPPED));
        sides.put(lean(TWO_INSERTS), () -> twoInserts(COUNT, batch, Todos.LEAN));
        sides.put(CAPTURED, () -> captured(COUNT, batch, Todos.AS_SHIPPED));
        sides.put(lean(CAPTURED), () -> captured(COUNT, batch, Todos.LEAN));
        sides.put(WRITE, () -> write(COUNT, batch));
        return Turns.measure(what, WARM_UPS, ROUNDS, sides);
    }

    private static String lean(String side) {
        return side + " (lean)";
    }

    static double[] plain(int count, int batch, String options) throws Exception {
        return Devices.inFolder(folder -> {
            try (Connection db = Todos.connect(folder.resolve("p.db"), options)) {
                return phases(db, count, batch);
            }
        });
    }

    static double[] captured(int count, int batch, String options) throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("c.db");
            try (SyncClient<Connection> client = Todos.client(file, Todos.nothing())) {
                client.open();
            }
            double[] seconds;
            try (Connection db = Todos.connect(file, options)) {
                seconds = phases(db, count, batch);
            }
            double takenIn = takenIn(file, 2 * count);
            return new double[] {seconds[0], seconds[1], takenIn};
        });
    }

    private static double[] phases(Connection db, int count, int batch) throws SQLException {
        return new double[] {inserts(db, count, batch), updates(db, count, batch)};
    }

    static double inserts(Connection db, int count, int batch) throws SQLException {
        return each(db, Todos.INSERT, Todos::insert, count, batch);
    }

    static double updates(Connection db, int count, int batch) throws SQLException {
        return each(db, Todos.UPDATE, Todos::update, count, batch);
    }

    private static double each(Connection db, String sql, Row row, int count, int batch) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            long start = Rounds.now();
            for (int i = 0; i < count; i++) {
                row.write(statement, i);
                commitAt(i + 1, batch, db);
            }
            return Rounds.sinceNow(start);
        }
    }

    private static void commitAt(int written, int batch, Connection db) throws SQLException {
        if (written % batch == 0) {
            db.commit();
        }
    }

    static double[] twoInserts(int count, int batch, String options) throws Exception {
        return Devices.inFolder(folder -> {
            double[] seconds = new double[2];
            try (Connection db = Todos.connect(folder.resolve("r.db"), options)) {
                execute(db, OUTBOX_TABLE);
                try (PreparedStatement insert = db.prepareStatement(Todos.INSERT);
                        PreparedStatement update = db.prepareStatement(Todos.UPDATE);
                        PreparedStatement outbox = db.prepareStatement(OUTBOX)) {
                    long start = Rounds.now();
                    for (int i = 0; i < count; i++) {
                        Todos.insert(insert, i);
                        record(outbox, i, Todos.inserted(i));
                        commitAt(i + 1, batch, db);
                    }
                    seconds[0] = Rounds.sinceNow(start);
                    start = Rounds.now();
                    for (int i = 0; i < count; i++) {
                        Todos.update(update, i);
                        record(outbox, i, Todos.updated(i));
                        commitAt(i + 1, batch, db);
                    }
                    seconds[1] = Rounds.sinceNow(start);
                }
            }
            return seconds;
        });
    }

    private static void record(PreparedStatement outbox, int i, String payload) throws SQLException {
        outbox.setString(1, ID);
        outbox.setString(2, Todos.key(i));
        outbox.setString(3, payload);
        outbox.setLong(4, NOW);
        outbox.executeUpdate();
    }

    static double[] write(int count, int batch) throws Exception {
        return Devices.inFolder(folder -> {
            Path file = folder.resolve("w.db");
            double[] seconds = new double[2];
            try (SyncClient<Connection> client = Todos.client(file, Todos.nothing())) {
                client.open();
                long start = Rounds.now();
                for (int next = 0; next < count; next += batch) {
                    write(client, Todos.INSERT, Todos::insert, next, batch);
                }
                seconds[0] = Rounds.sinceNow(start);
                start = Rounds.now();
                for (int next = 0; next < count; next += batch) {
                    write(client, Todos.UPDATE, Todos::update, next, batch);
                }
                seconds[1] = Rounds.sinceNow(start);
            }
            takenIn(file, 2 * count);
            return seconds;
        });
    }

    private interface Row {
        void write(PreparedStatement statement, int i) throws SQLException;
    }

    private static void write(SyncClient<Connection> client, String sql, Row row, int first, int batch)
            throws SQLException {
        client.write((db, outbox) -> {
            try (PreparedStatement statement = db.prepareStatement(sql)) {
                for (int i = first; i < first + batch; i++) {
                    row.write(statement, i);
                }
            }
        });
    }

    /** How long it takes to put so many captures into the outbox, for which no app has waited. */
    private static double takenIn(Path file, int captures) {
        try (SyncClient<Connection> client = Todos.client(file, Todos.nothing())) {
            client.open();
            long start = Rounds.now();
            client.pending(1);
            double seconds = Rounds.sinceNow(start);
            long pending = client.status().pending();
            if (pending != captures) {
                throw new IllegalStateException("captured " + pending + " of " + captures + " writes");
            }
            return seconds;
        }
    }

    private static void execute(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
        db.commit();
    }
}
