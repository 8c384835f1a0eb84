package dev.mooring.benchmarks;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/**
 * From the start of a fresh JVM to its first committed write, against raw sqlite-jdbc that writes a row and an outbox row: with a file that
 * the process has to make, and with one that is there.
 */
final class ColdStart {
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 15);
    private static final String CREATE = "CREATE TABLE IF NOT EXISTS outbox(seq INTEGER PRIMARY KEY AUTOINCREMENT,"
            + " id TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT NULL)";

    private ColdStart() {}

    /** What one process told: milliseconds until it said so, and since its main method began. */
    private record Start(double all, double main, double built, double opened) {}

    static void run() throws Exception {
        Result result = new Result("cold-start");
        for (boolean fresh : new boolean[] {true, false}) {
            String of = fresh ? "fresh" : "existing";
            List<Start> raw = new ArrayList<>();
            List<Start> mooring = new ArrayList<>();
            Devices.inFolder(folder -> {
                for (int round = -2; round < ROUNDS; round++) {
                    int file = fresh ? round : 0;
                    Start one = start("raw", folder.resolve("r" + file + ".db"));
                    Start other = start("mooring", folder.resolve("m" + file + ".db"));
                    if (round >= 0) {
                        raw.add(one);
                        mooring.add(other);
                    }
                }
                return true;
            });
            result.put("ratio_" + of, median(mooring, Start::all) / median(raw, Start::all))
                    .put("raw_" + of + "_ms", median(raw, Start::all))
                    .put("mooring_" + of + "_ms", median(mooring, Start::all))
                    .put("raw_" + of + "_main_ms", median(raw, Start::main))
                    .put("mooring_" + of + "_main_ms", median(mooring, Start::main))
                    .put("mooring_" + of + "_built_ms", median(mooring, Start::built))
                    .put("mooring_" + of + "_opened_ms", median(mooring, Start::opened));
        }
        result.print();
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
        return Rounds.median(starts.stream().mapToDouble(figure).toArray());
    }

    private static Start start(String side, Path file) throws IOException, InterruptedException {
        List<String> command = Forked.java("256m");
        command.add(1, "-Dbench.side=" + side);
        command.add(1, "-Dbench.file=" + file);
        command.addAll(List.of(Main.class.getName(), "child", ColdStart.class.getName()));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = Objects.requireNonNull(out.readLine(), "the process ended without a word");
            double all = (System.nanoTime() - start) / 1e6;
            process.waitFor();
            String[] told = line.split(" ");
            return new Start(
                    all, Double.parseDouble(told[0]), Double.parseDouble(told[1]), Double.parseDouble(told[2]));
        }
    }

    static void child() throws Exception {
        Path file = Path.of(System.getProperty("bench.file"));
        long start = System.nanoTime();
        if (System.getProperty("bench.side").equals("raw")) {
            raw(file);
            told(start, start, start);
        } else {
            try (SyncClient<Connection> client = client(file)) {
                long built = System.nanoTime();
                client.open();
                long opened = System.nanoTime();
                client.write((db, outbox) -> {
                    try (Statement create = db.createStatement();
                            PreparedStatement insert = create.getConnection().prepareStatement(row(create))) {
                        Notes.insert(insert, key(), Notes.payload(1));
                        outbox.add(Notes.mutation(1));
                    }
                });
                told(start, built, opened);
            }
        }
    }

    /** As an app wires it up. */
    private static SyncClient<Connection> client(Path file) {
        EventLogDialect dialect = EventLogDialect.builder("u1").device("bench").build();
        return SyncClient.builder(
                        JdbcSqliteStorage.at(file).build(),
                        OkHttpTransport.builder(Devices.NOWHERE, dialect).build(),
                        new Notes())
                .build();
    }

    private static void told(long start, long built, long opened) {
        System.out.println(ms(start, System.nanoTime()) + " " + ms(start, built) + " " + ms(start, opened));
        System.out.flush();
    }

    private static double ms(long from, long to) {
        return (to - from) / 1e6;
    }

    /** A row that is new in each start. */
    private static String key() {
        return "n" + System.nanoTime();
    }

    private static String row(Statement create) throws Exception {
        create.execute(Notes.CREATE);
        return Notes.INSERT;
    }

    private static void raw(Path file) throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file + Todos.LEAN);
                Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=NORMAL");
            db.setAutoCommit(false);
            statement.execute(CREATE);
            try (PreparedStatement insert = db.prepareStatement(row(statement));
                    PreparedStatement outbox =
                            db.prepareStatement("INSERT INTO outbox(id, key, payload) VALUES (?, ?, ?)")) {
                Notes.insert(insert, key(), Notes.payload(1));
                outbox.setString(1, UUID.randomUUID().toString());
                outbox.setString(2, Notes.key(1));
                outbox.setString(3, Notes.payload(1));
                outbox.executeUpdate();
            }
            db.commit();
        }
    }
}
