package dev.mooring.benchmarks;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.http.StandInServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * From a commit on one device to the commit of the same row on another one that listens to {@code GET /do/live}, beside a bare relay over
 * WebSockets; and what a client costs that listens while nothing happens.
 */
final class Live {
    private static final int SAMPLES = Integer.getInteger("bench.count", 1000);
    private static final int WARM_UP = 500;
    private static final int MANY = 50;
    private static final int IDLE_SECONDS = Integer.getInteger("bench.idle", 60);
    private static final int SPACED_WARM_UP = 5;
    private static final int SPACED = 20;
    /** Longer than hints settle. */
    private static final Duration SETTLED = Duration.ofMillis(2100);

    private static final BenchDialect FAMILY = BenchDialect.of("event-log");

    private Live() {}

    static void run() throws Exception {
        double exchange = Rounds.percentile(exchanges(), 0.5);
        Result result = new Result("live").put("exchange_ms", exchange);
        for (int devices : new int[] {1, MANY}) {
            int count = devices == 1 ? SAMPLES : SAMPLES / 5;
            double[] relay = Relay.latencies(devices, WARM_UP, count, null);
            double[] stored = Devices.inFolder(folder -> Relay.latencies(devices, WARM_UP, count, folder));
            double[] live = Devices.inFolder(folder -> latencies(folder, devices, WARM_UP, count, Duration.ZERO));
            String suffix = devices == 1 ? "" : "_" + devices;
            for (double part : new double[] {0.5, 0.99}) {
                String name = part == 0.5 ? "p50" : "p99";
                double bare = Rounds.percentile(relay, part);
                double storing = Rounds.percentile(stored, part);
                double ours = Rounds.percentile(live, part);
                result.put(name + suffix + "_ms", ours)
                        .put("relay_" + name + suffix + "_ms", bare)
                        .put(name + "_over_relay" + suffix, ours / (3 * bare + exchange))
                        .put(name + "_plain_ratio" + suffix, ours / bare)
                        .put("stored_relay_" + name + suffix + "_ms", storing)
                        .put(name + "_stored_ratio" + suffix, ours / storing);
            }
        }
        double[] debounced = Devices.inFolder(folder -> latencies(folder, 1, 50, 50, null));
        result.put("default_debounce_p50_ms", Rounds.percentile(debounced, 0.5));
        double[] entities = Devices.inFolder(Live::entitySync);
        result.put("entity_sync_p50_ms", Rounds.percentile(entities, 0.5))
                .put("entity_sync_p99_ms", Rounds.percentile(entities, 0.99));
        Devices.inFolder(folder -> {
            idle(folder, result);
            return true;
        });
        result.print();
    }

    /** Bare POSTs of what a client sends for one write. */
    private static double[] exchanges() throws Exception {
        double[] millis = new double[SAMPLES];
        Dialect dialect = FAMILY.writer();
        try (EventLogServer server = server()) {
            Bare http = new Bare(new OkHttpClient(), server.url(), FAMILY);
            for (int i = 0; i < WARM_UP + SAMPLES; i++) {
                Mutation mutation = FAMILY.mutation(i).recorded(UUID.randomUUID(), Instant.EPOCH);
                WireRequest post = dialect.encode(Posts.push(List.of(mutation), FAMILY.behind(Cursor.START, i)));
                long start = System.nanoTime();
                http.send(post);
                if (i >= WARM_UP) {
                    millis[i - WARM_UP] = Rounds.since(start) * 1000;
                }
            }
        }
        return millis;
    }

    private static EventLogServer server() {
        return EventLogServer.builder().live(true).build().start();
    }

    private static double[] latencies(Path folder, int devices, int warmUp, int count, @Nullable Duration debounce)
            throws Exception {
        Arrivals arrivals = new Arrivals(devices, warmUp, count);
        try (EventLogServer server = server();
                LiveDevices all =
                        new LiveDevices(folder, FAMILY, Live::dialect, server.url(), arrivals, devices, debounce)) {
            for (int i = 0; i < warmUp + count; i++) {
                all.write(i);
            }
        }
        return arrivals.millis();
    }

    private static Dialect dialect(String device, String url) {
        return EventLogDialect.builder("u1").device(device).live().build();
    }

    /** The same with entity-sync, one that listens. Its channel says that there is news, and several such hints in a row settle first. */
    private static double[] entitySync(Path folder) throws Exception {
        BenchDialect family = BenchDialect.of("entity-sync");
        Arrivals arrivals = new Arrivals(1, SPACED_WARM_UP, SPACED);
        try (StandInServer<?> server = family.server(0).start();
                LiveDevices all = new LiveDevices(
                        folder, family, EntitySyncBench::live, server.url(), arrivals, 1, Duration.ZERO)) {
            for (int i = 0; i < SPACED_WARM_UP + SPACED; i++) {
                all.quiet(SETTLED);
                all.write(i);
            }
            server.channels().cut(); // Whoever hangs up in order waits for the other side.
        }
        return arrivals.millis();
    }

    /** One client and one bare reader of the same stream, for a minute as a rule. */
    private static void idle(Path folder, Result result) throws Exception {
        AtomicLong wakeUps = new AtomicLong();
        AtomicLong frames = new AtomicLong();
        CountDownLatch open = new CountDownLatch(1);
        OkHttpClient http =
                new OkHttpClient.Builder().readTimeout(Duration.ZERO).build();
        try (EventLogServer server = server()) {
            SyncListener listener = event -> {
                if (event instanceof SyncEvent.Woken) {
                    wakeUps.incrementAndGet();
                } else if (LiveDevices.isLive(event)) {
                    open.countDown();
                }
            };
            SyncClient<Connection> client = LiveDevices.client(
                    folder.resolve("idle.db"), FAMILY, dialect("idle", server.url()), server.url(), null, listener);
            open.await();
            Devices.sync(client);
            Thread reader = new Thread(() -> read(http, server.url(), frames), "bare reader");
            reader.setDaemon(true);
            reader.start();
            long requests = server.requests();
            long before = wakeUps.get();
            reader.join(IDLE_SECONDS * 1000L);
            double minutes = IDLE_SECONDS / 60.0;
            result.put("idle_frames_per_min", (frames.get() - 1) / minutes)
                    .put("idle_wakeups_per_min", (wakeUps.get() - before) / minutes)
                    .put("idle_requests_per_min", (server.requests() - requests - 1) / minutes);
            client.close();
        }
    }

    /** Counts messages and comments; each ends with an empty line. */
    private static void read(OkHttpClient http, String url, AtomicLong frames) {
        Request request = new Request.Builder()
                .url(url + "/do/live")
                .header("X-User-Id", "u1")
                .build();
        try (Response response = http.newCall(request).execute()) {
            for (String line = response.body().source().readUtf8Line();
                    line != null;
                    line = response.body().source().readUtf8Line()) {
                if (line.isEmpty()) {
                    frames.incrementAndGet();
                }
            }
        } catch (IOException e) {
            return; // The server is gone: the measurement is over.
        }
    }
}
