package dev.mooring.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.mooring.sync.SyncClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a started client costs that has nothing to do: it has synced with a log that tells nobody of news, and it does not poll. One table
 * syncs, so other connections of the app might write. Wake-ups are counted by Linux, one for each time that a thread of the library has waited.
 */
final class Idle {
    private static final int SECONDS = Integer.getInteger("bench.idle", 600);
    private static final BenchDialect FAMILY = BenchDialect.of("event-log");

    private Idle() {}

    static void child() throws Exception {
        try (Forked.Server server = Forked.server(FAMILY, 0)) {
            Devices.inFolder(folder -> {
                Path file = folder.resolve("idle.db");
                try (SyncClient<Connection> client =
                        Todos.client(file, Devices.transport(FAMILY, FAMILY.writer(), server.url()))) {
                    client.start();
                    Devices.sync(client);
                    Thread.sleep(15_000); // What has to be done after a sync is done by then.
                    measure(folder);
                }
                return true;
            });
        }
    }

    private static void measure(Path folder) throws Exception {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Map<Path, String> files = files(folder);
        Map<Long, Long> allocated = Allocated.byThread();
        long cpu = process.getProcessCpuTime();
        long woken = woken();
        Thread.sleep(SECONDS * 1000L);
        double minutes = SECONDS / 60.0;
        new Result("idle")
                .put("wakeups_per_min", (woken() - woken) / minutes)
                .put("cpu_ms_per_min", (process.getProcessCpuTime() - cpu) / 1e6 / minutes)
                .put("allocated_bytes_per_s", (double) Allocated.since(allocated) / SECONDS)
                .put("files_written", files.equals(files(folder)) ? 0 : 1)
                .put("seconds", SECONDS)
                .print();
    }

    private static Map<Path, String> files(Path folder) throws IOException {
        Map<Path, String> found = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                found.put(each, Files.size(each) + " " + Files.getLastModifiedTime(each));
            }
        }
        return found;
    }

    private static long woken() throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                String name = Files.readString(thread.resolve("comm")).trim();
                if (name.startsWith("mooring") || name.startsWith("OkHttp")) {
                    long times = Files.readAllLines(thread.resolve("status")).stream()
                            .filter(line -> line.startsWith("voluntary_ctxt_switches"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum();
                    System.out.println(name + " has waited " + times + " times");
                    sum += times;
                }
            }
        }
        return sum;
    }
}
