package dev.mooring.benchmarks;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * For how long the client's own transactions keep other writers waiting, and how large the write-ahead log gets, in what is long: a first sync,
 * a rebuild with its swap where nothing differs, where some rows differ and where all do, the intake of rows that another connection has written at once, and a row
 * with many edits that all lose. The server keeps keys and is in this process.
 */
final class LockTimes {
    private static final int COUNT = Integer.getInteger("bench.count", 1_000_000);
    private static final int EDITS = Integer.getInteger("bench.edits", 100_000);
    private static final List<String> OF =
            List.of(System.getProperty("bench.of", "rows,readers,bulk,edits").split(",", -1));
    private static final int SLICE = 500;
    private static final double MOST = 0.999;

    private final Result result = new Result("locks");

    static void run() throws Exception {
        LockTimes times = new LockTimes();
        times.rows(2_000, false); // A warm-up.
        if (OF.contains("rows")) {
            times.rows(COUNT, true);
        }
        if (OF.contains("readers")) {
            times.readers();
        }
        if (OF.contains("bulk")) {
            times.bulk();
        }
        if (OF.contains("edits")) {
            times.edits();
        }
        times.result.put("rows", COUNT).put("edits", EDITS).peakHeap().print();
    }

    /** A first sync, and three rebuilds. */
    private void rows(int count, boolean told) throws Exception {
        Server server = new Server(count);
        with(server, (client, holds, file) -> {
            measure("bootstrap", told, holds, file, () -> Devices.sync(client));
            measure("rebuild of the same", told, holds, file, () -> rebuild(client));
            server.edition = 1;
            server.every = 100;
            measure("rebuild of 1 in 100 others", told, holds, file, () -> rebuild(client));
            server.edition = 2;
            server.every = 1;
            measure("rebuild of all others", told, holds, file, () -> rebuild(client));
        });
    }

    /** A first sync while others read: two that begin anew all the time, so that one of them always reads, and one that never ends. */
    private void readers() throws Exception {
        with(new Server(COUNT), (client, holds, file) -> {
            AtomicBoolean enough = new AtomicBoolean();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread reader = new Thread(() -> read(file, enough), "reader");
                reader.start();
                readers.add(reader);
            }
            try {
                measure("bootstrap beside readers", true, holds, file, () -> Devices.sync(client));
            } finally {
                enough.set(true);
                for (Thread reader : readers) {
                    reader.join();
                }
            }
        });
        with(new Server(COUNT / 10), (client, holds, file) -> {
            try (Connection reader = Todos.connect(file, Todos.LEAN);
                    Statement statement = reader.createStatement()) {
                statement.executeQuery("SELECT count(*) FROM todo").next();
                measure("a tenth of it beside a read without end", true, holds, file, () -> Devices.sync(client));
            }
        });
    }

    /** Reads for some milliseconds at a time. */
    private static void read(Path file, AtomicBoolean enough) {
        try (Connection reader = Todos.connect(file, Todos.LEAN);
                Statement statement = reader.createStatement()) {
            while (!enough.get()) {
                try (ResultSet rows = statement.executeQuery("SELECT id FROM todo LIMIT 5000")) {
                    while (rows.next()) {
                        rows.getString(1);
                    }
                }
                reader.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What another connection has written in one transaction is taken in. */
    private void bulk() throws Exception {
        Server server = new Server(0);
        with(server, (client, holds, file) -> {
            try (Connection own = Todos.connect(file, Todos.LEAN);
                    PreparedStatement insert = own.prepareStatement(Todos.INSERT)) {
                for (int i = 0; i < COUNT; i++) {
                    Todos.insert(insert, i);
                }
                own.commit();
            }
            measure("intake of a bulk", true, holds, file, () -> client.pending(1));
        });
    }

    private void edits() throws Exception {
        Server server = new Server(1);
        with(server, (client, holds, file) -> {
            Devices.sync(client);
            for (int next = 0; next < EDITS; next += 500) {
                int from = next;
                client.write((db, outbox) -> {
                    try (PreparedStatement update = db.prepareStatement("UPDATE todo SET title = ? WHERE id = ?")) {
                        for (int i = from; i < Math.min(EDITS, from + 500); i++) {
                            update.setString(1, "title " + i);
                            update.setString(2, Todos.key(0));
                            update.executeUpdate();
                        }
                    }
                });
            }
            server.edition = 1;
            measure("many edits lose", true, holds, file, () -> Devices.sync(client));
        });
    }

    private static void rebuild(SyncClient<Connection> client) {
        RebuildReport report =
                client.recovery().rebuild(RebuildPlan.withoutExport()).join();
        if (!report.complete()) {
            throw new IllegalStateException("the rebuild is not complete: " + report);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private interface Scene {
        void play(SyncClient<Connection> client, Holds<Connection> holds, Path file) throws Exception;
    }

    private void measure(String what, boolean told, Holds<Connection> holds, Path file, Work work) throws Exception {
        holds.clear();
        LargestWal wal = new LargestWal(file);
        wal.start();
        long start = System.nanoTime();
        work.run();
        double seconds = Rounds.since(start);
        double most = wal.end();
        if (!told) {
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%-28s %8.1f s  %7d transactions  99.9 %% below %8.1f ms  longest %8.1f ms  wal %7.1f MB  file %7.1f"
                        + " MB%n",
                what,
                seconds,
                holds.count(),
                holds.millis(MOST),
                holds.millis(1),
                most,
                Files.size(file) / 1048576.0);
        String field = what.replace(' ', '_');
        result.put(field + "_p999_ms", holds.millis(MOST))
                .put(field + "_longest_ms", holds.millis(1))
                .put(field + "_wal_mb", most);
    }

    private static void with(Server server, Scene scene) throws Exception {
        Devices.inFolder(folder -> {
            Path file = folder.resolve("l.db");
            Holds<Connection> holds = new Holds<>(JdbcSqliteStorage.at(file)
                    .syncedTables(SyncedTables.builder()
                            .format(RowFormat.ROWS)
                            .table(SyncedTable.named("todo").key("id"))
                            .build())
                    .onOpen(LockTimes::create)
                    .build());
            try (SyncClient<Connection> client =
                    SyncClient.builder(holds, server.transport()).build()) {
                client.open();
                scene.play(client, holds, file);
            }
            return true;
        });
    }

    private static void create(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(Todos.CREATE);
        }
    }

    /** Looks at the size of the write-ahead log while something runs. */
    private static final class LargestWal extends Thread {
        private static final Duration LOOK = Duration.ofMillis(5);

        private final Path wal;
        private volatile boolean ended;
        private long most;

        LargestWal(Path file) {
            super("size of the log");
            setDaemon(true);
            wal = file.resolveSibling(file.getFileName() + "-wal");
        }

        @Override
        public void run() {
            while (!ended) {
                most = Math.max(most, wal.toFile().length());
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }

        double end() throws InterruptedException {
            ended = true;
            join();
            return Math.max(most, wal.toFile().length()) / 1048576.0;
        }
    }

    /** It keeps keys, lists everything with each pull, and acknowledges whatever comes. */
    private static final class Server {
        private final int count;
        private volatile int edition;
        private volatile int every = 1;

        Server(int count) {
            this.count = count;
        }

        Transport transport() {
            return Todos.keys((from, sink) -> pull(from, sink));
        }

        private Page pull(Cursor from, ChangeSink sink) {
            Cursor end = new Cursor("v" + edition);
            for (int next = 0; next < count && !from.equals(end); next += SLICE) {
                List<Incoming> slice = new ArrayList<>(SLICE);
                for (int i = next; i < Math.min(count, next + SLICE); i++) {
                    int done = edition > 0 && i % every == 0 ? edition : 0;
                    Change change = new Change(
                            Change.NO_POSITION,
                            "todo",
                            Todos.key(i),
                            "set",
                            Todos.row(i, done, Todos.CREATED).replace("updated_at", "updatedAt"),
                            false,
                            1,
                            "",
                            "");
                    slice.add(new Incoming(change, done + "/" + i, null));
                }
                sink.accept(slice, null);
            }
            return new Page(end, false);
        }
    }
}
