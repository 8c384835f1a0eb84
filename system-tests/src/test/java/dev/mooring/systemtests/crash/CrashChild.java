package dev.mooring.systemtests.crash;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.RetryPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;

/** The process that is killed: writes, syncs, and prints each write that has returned. */
final class CrashChild {
    private CrashChild() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        String run = args[2];
        boolean training = run.equals("training");
        SyncClient<Connection> client = client(file, args[1], training ? 0 : Integer.parseInt(run));
        PrintStream out = System.out;
        client.write((db, outbox) -> CrashRows.create(db));
        client.start();
        // Loads what an exchange needs, so that the killing begins where something happens.
        client.syncNow().join();
        out.println("ready");
        for (int i = 0; i < (training ? 100 : 100_000); i++) {
            String label = "\"" + run + "." + i + "\"";
            String key = "k" + i % 5;
            client.write((db, outbox) -> {
                CrashRows.append(db, "list/" + key, label);
                outbox.add(Mutation.of("list", key, "append", label));
            });
            out.println(label);
            if (i % 7 == 6) {
                // Keeps the outbox short; how it ends does not matter here.
                client.syncNow().join();
            }
        }
        client.close();
    }

    static SyncClient<Connection> client(Path file, String url, int run) {
        EventLogDialect dialect = EventLogDialect.builder(CrashTest.USER)
                .device("d")
                .maxBatchCount(2)
                .build();
        return SyncClient.builder(
                        JdbcSqliteStorage.at(file).build(),
                        OkHttpTransport.builder(url, dialect)
                                .serverName("crash")
                                .build(),
                        new CrashRows())
                .conflicts(run % 2 == 0 ? ConflictPolicy.rebase() : ConflictPolicy.serverWins())
                .debounce(Duration.ofMillis(1))
                .pollEvery(Duration.ofMillis(20))
                .retries(new RetryPolicy(Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofSeconds(1)))
                .build();
    }
}
