package dev.mooring.examples.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.examples.server.log.LogId;
import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mooring's own client and this server over HTTP: two devices of one user, a webhook, and answers that are lost on the way. */
class DevicesTest extends ServedTest {
    private static final LogId ANNA = new LogId("anna", "");

    private final FakeClock clock = new FakeClock();
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final List<Device> devices = new ArrayList<>();

    @Override
    Clock clock() {
        return clock;
    }

    @AfterEach
    void closeDevices() {
        devices.forEach(device -> device.client.close());
    }

    @Test
    void twoThatWriteInTurnsTakeTheLeaseFromEachOtherAndLoseNothing() {
        Device phone = new Device("phone");
        Device tablet = new Device("tablet");
        for (int i = 0; i < 20; i++) {
            Device device = i % 2 == 0 ? phone : tablet;
            device.put("k" + i, Integer.toString(i));
            assertEquals(1, device.synced().pushed());
            assertEquals(device.name, holder());
        }
        phone.synced();
        tablet.synced();
        assertEquals(20, phone.rows.size());
        assertEquals(phone.log(), tablet.log());
        assertEquals(20, server.get("/do/status").token());
    }

    @Test
    void aPushIsOneExchangeAndOneWhoseAnswerWasLostIsOneMore() {
        Device phone = new Device("phone");
        phone.put("a", "1");
        phone.synced();
        phone.requests.clear();
        phone.put("b", "2");
        phone.loses = 2; // The push, and the pull behind it.
        assertInstanceOf(SyncReport.Offline.class, phone.sync());
        phone.requests.clear();
        phone.synced();
        assertEquals(List.of("/do/sync"), phone.requests);
        assertEquals(List.of("1", "2"), phone.log());
        assertEquals(2, server.get("/do/status").json().path("event_count").asLong());
    }

    @Test
    void aWebhookWaitsForTheHolderAndIsWrittenAtOnceWhileItIsAway() {
        Device phone = new Device("phone");
        phone.put("a", "1");
        phone.synced();
        assertEquals(200, webhook("{\"n\":1}"));
        assertEquals(1, latest(), "it waits");
        phone.put("b", "2");
        assertEquals(1, phone.synced().pulled());
        assertEquals(3, latest());
        assertInstanceOf(SyncReport.Synced.class, phone.await(phone.client.flushAndStop(Duration.ofSeconds(5))));
        assertEquals("", holder(), "it has given the lease back");
        assertEquals(200, webhook("{\"n\":2}"));
        assertEquals(4, latest());
        assertEquals("server", holder());
        phone.put("c", "3");
        SyncReport.Synced back = phone.synced();
        assertEquals(1, back.pushed());
        assertEquals(1, back.pulled());
        assertEquals("phone", holder());
        assertEquals(5, latest());
    }

    @Test
    void aDeviceThatIsGoneWithoutAWordKeepsTheServerWaitingForTwoMinutes() {
        Device phone = new Device("phone");
        phone.put("a", "1");
        phone.synced();
        webhook("{\"n\":1}");
        clock.pass(Duration.ofSeconds(121));
        server.server.doDue();
        assertEquals(2, latest());
        phone.put("b", "2");
        assertEquals(1, phone.synced().pulled());
        assertEquals(3, latest());
    }

    @Test
    void whileTheLiveStreamIsOpenItsBeatsKeepTheLease() throws Exception {
        CompletableFuture<Boolean> live = new CompletableFuture<>();
        EventLogDialect dialect =
                EventLogDialect.builder("anna").promises("phone").live().build();
        SyncClient<MemoryTables> client = SyncClient.builder(
                        new InMemoryStorage(),
                        OkHttpTransport.builder(server.url(), dialect).build(),
                        new Nothing())
                .pollEvery(Duration.ofHours(1))
                .listener(event -> {
                    if (event instanceof SyncEvent.ChannelChanged changed
                            && changed.status().state() == ChannelStatus.State.LIVE) {
                        live.complete(true);
                    }
                })
                .build();
        try (client) {
            client.start();
            live.get(10, TimeUnit.SECONDS);
            client.write((tables, outbox) -> outbox.add(Mutation.of("todo", "a", "set", "1")));
            client.syncNow().get(10, TimeUnit.SECONDS);
            for (int i = 0; i < 4; i++) {
                clock.pass(Duration.ofSeconds(100));
                server.server.beat();
            }
            webhook("{\"n\":1}");
            assertEquals("phone", holder());
            assertEquals(1, latest());
        }
        assertEquals(
                "server",
                holder(),
                "a client that is closed gives the lease back, and the server need not wait any more");
        assertEquals(2, latest());
    }

    private static final class Nothing implements ChangeHandler<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) {}

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}
    }

    @Test
    void aServerThatWasRestoredIsFollowedAndWhatIsPendingGoesThere() throws Exception {
        Device phone = new Device("phone");
        Device tablet = new Device("tablet");
        phone.put("a", "1");
        phone.synced();
        tablet.synced();
        server.close();
        Path old = folder.resolve("old");
        java.nio.file.Files.createDirectories(old);
        copy(folder, old);
        server = begin(clock);
        phone.to(server.url());
        tablet.to(server.url());
        phone.put("b", "2");
        phone.synced();
        server.close();
        copy(old, folder);
        server = restored();
        phone.to(server.url());
        tablet.to(server.url());
        tablet.put("c", "3");
        tablet.synced();
        phone.synced();
        tablet.synced();
        assertEquals(List.of("1", "3"), phone.log());
        assertEquals(phone.log(), tablet.log());
        assertEquals(Map.of("a", "1", "c", "3"), phone.rows);
    }

    private Served restored() {
        Options options = new Options();
        options.db = folder.resolve("server.db").toFile();
        options.restored = true;
        return new Served(options, clock);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = java.nio.file.Files.newDirectoryStream(from, "server.db*")) {
            for (Path file : files) {
                java.nio.file.Files.copy(
                        file, to.resolve(file.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void aLogInPagesOfWhichAPartWasDroppedIsReadToItsEnd() {
        Device phone = new Device("phone");
        for (int i = 0; i < 2500; i++) {
            phone.put("k" + i % 1200, Integer.toString(i));
        }
        phone.synced();
        assertEquals(1300, server.server.compactor().compact(ANNA, 2500));
        Device tablet = new Device("tablet");
        assertEquals(1200, tablet.synced().pulled());
        assertEquals(phone.rows, tablet.rows);
        tablet.put("k0", "9999");
        tablet.synced();
        phone.synced();
        assertEquals("9999", phone.rows.get("k0"));
    }

    @Test
    void whateverIsLostOnTheWayEachWriteIsThereOnce() {
        Random random = new Random(7);
        Device phone = new Device("phone");
        Device tablet = new Device("tablet");
        for (int i = 0; i < 200; i++) {
            Device device = random.nextBoolean() ? phone : tablet;
            device.put("k" + i, Integer.toString(i));
            device.loses = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
            if (random.nextInt(10) == 0) {
                webhook("{\"n\":" + i + "}");
            }
            if (random.nextInt(20) == 0) {
                clock.pass(Duration.ofMinutes(3));
                server.server.doDue();
            }
            device.sync();
        }
        phone.loses = 0;
        tablet.loses = 0;
        for (int i = 0; i < 3; i++) {
            phone.synced();
            tablet.synced();
            clock.pass(Duration.ofMinutes(3));
            server.server.doDue();
        }
        assertEquals(phone.log(), tablet.log());
        assertEquals(phone.log().size(), latest());
        for (int i = 0; i < 200; i++) {
            String each = Integer.toString(i);
            assertEquals(1, phone.log().stream().filter(each::equals).count(), each);
        }
    }

    // ---- the fixture

    private int webhook(String body) {
        return server.post("/do/webhook/shop", body).status();
    }

    private String holder() {
        return server.get("/do/status").json().path("lease").path("held_by").asText();
    }

    private long latest() {
        return server.get("/do/status").json().path("latest_sequence").asLong();
    }

    private final class Device implements ChangeHandler.Resetting<MemoryTables> {
        final String name;
        final Map<String, String> rows = new LinkedHashMap<>();
        final List<String> requests = new ArrayList<>();
        final SyncClient<MemoryTables> client;
        int loses;
        private String address = server.url();

        Device(String name) {
            this.name = name;
            EventLogDialect dialect = EventLogDialect.builder("anna")
                    .device(name)
                    .promises(name)
                    .compacts(mutation -> true)
                    .build();
            OkHttpTransport transport = OkHttpTransport.builder(server.url(), dialect)
                    .serverName("server")
                    .client(new OkHttpClient.Builder()
                            .addInterceptor(this::line)
                            .build())
                    .build();
            client = SyncClient.builder(new InMemoryStorage(), transport, this)
                    .conflicts(ConflictPolicy.rebase())
                    .scheduler(time.lane(devices.size()))
                    .build();
            client.start();
            devices.add(this);
        }

        /** The server listens elsewhere now. */
        void to(String url) {
            address = url;
        }

        private Response line(Interceptor.Chain chain) throws IOException {
            requests.add(chain.request().url().encodedPath());
            okhttp3.HttpUrl there = okhttp3.HttpUrl.get(address);
            Response response = chain.proceed(chain.request()
                    .newBuilder()
                    .url(chain.request()
                            .url()
                            .newBuilder()
                            .host(there.host())
                            .port(there.port())
                            .build())
                    .build());
            if (loses > 0) {
                loses--;
                response.close();
                throw new IOException("lost on the way");
            }
            return response;
        }

        void put(String key, String payload) {
            rows.put(key, payload);
            client.write((tables, outbox) -> outbox.add(Mutation.of("todo", key, "set", payload)));
        }

        SyncReport.Synced synced() {
            SyncReport report = sync();
            return assertInstanceOf(SyncReport.Synced.class, report, report::toString);
        }

        SyncReport sync() {
            return await(client.syncNow());
        }

        <T> T await(CompletableFuture<T> future) {
            assertTrue(time.runUntil(future::isDone, Duration.ofMinutes(5)), "no end within five minutes");
            return future.join();
        }

        List<String> log() {
            return client.log(0, 10_000).stream().map(Change::payload).toList();
        }

        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) {
            rows.clear();
        }

        @Override
        public void redo(MemoryTables tables, List<Mutation> mutations) {
            mutations.forEach(mutation -> rows.put(mutation.key(), mutation.payload()));
        }

        @Override
        public void apply(MemoryTables tables, List<Change> changes) {
            changes.forEach(change -> rows.put(change.key(), change.payload()));
        }

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}
    }
}
