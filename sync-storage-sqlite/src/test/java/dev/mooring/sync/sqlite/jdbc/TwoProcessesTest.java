package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two writers on one file, in one process and in two. */
class TwoProcessesTest {
    private static final int WRITES = 300;

    @TempDir
    Path folder;

    @Test
    void writesOfTwoProcessesBothStay() throws Exception {
        Path file = folder.resolve("app.db");
        Process child = child(file);
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(file).build();
                BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("open", said.readLine());
            storage.open(Sample.IDENTITY, true);
            child.getOutputStream().write('\n');
            child.getOutputStream().flush();
            for (int n = 0; n < WRITES; n++) {
                Sample.append(storage, n);
            }
            assertEquals("done", said.readLine());
            assertEquals(2 * WRITES, Sample.pending(storage));
            List<OutboxEntry> all = storage.<List<OutboxEntry>, RuntimeException>read(
                    tx -> tx.outbox().unsettled(0, Integer.MAX_VALUE, Long.MAX_VALUE));
            assertEquals(2 * WRITES, all.size());

            assertFalse(lease(storage), "the child holds it");
            child.destroyForcibly();
            assertTrue(child.waitFor(30, TimeUnit.SECONDS));
            assertTrue(lease(storage), "the child is gone");
            assertEquals(List.of(), storage.integrityFaults());
        } finally {
            child.destroyForcibly();
        }
    }

    private static boolean lease(SqliteStorage<Connection> storage) {
        return storage.<Boolean, RuntimeException>write(
                tx -> tx.lease().take("me", Sample.STAMP, Duration.ofHours(1), Duration.ofHours(1)) != null);
    }

    private static Process child(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The other process: opens, waits for a line, writes, takes the lease, and waits to be killed. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            SqliteStorage<Connection> storage =
                    JdbcSqliteStorage.at(Path.of(args[0])).build();
            storage.open(Sample.IDENTITY, true);
            System.out.println("open");
            System.in.read();
            for (int n = 0; n < WRITES; n++) {
                Sample.append(storage, 1000 + n);
            }
            storage.<Boolean, RuntimeException>write(
                    tx -> tx.lease().take("child", Sample.STAMP, Duration.ofHours(1), Duration.ofHours(1)) != null);
            System.out.println("done");
            System.in.read();
        }
    }

    @Test
    void manyCanOpenANewFileAtOnce() throws Exception {
        int rounds =
                TestedSqlite.has(TestedSqlite.SHORT_SLEEPS, "most rounds of opening a new file at once") ? 100 : 10;
        ExecutorService pool = Executors.newFixedThreadPool(4);
        for (int round = 0; round < rounds; round++) {
            Path file = folder.resolve("new-" + round + ".db");
            List<Future<Long>> opened = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int n = i;
                opened.add(pool.submit(() -> {
                    try (SqliteStorage<Connection> storage =
                            JdbcSqliteStorage.at(file).build()) {
                        storage.open(Sample.IDENTITY, true);
                        return Sample.append(storage, n);
                    }
                }));
            }
            List<Long> seqs = new ArrayList<>();
            for (Future<Long> each : opened) {
                seqs.add(each.get(60, TimeUnit.SECONDS));
            }
            seqs.sort(null);
            assertEquals(List.of(1L, 2L, 3L, 4L), seqs);
        }
        pool.shutdown();
    }
}
