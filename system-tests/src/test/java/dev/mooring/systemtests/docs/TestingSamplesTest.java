package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.testing.Fault;
import dev.mooring.sync.testing.FaultChannel;
import dev.mooring.sync.testing.FaultPlan;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.Trace;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Shrinker;
import dev.mooring.sync.testing.simulation.Simulation;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the samples of docs/testing.md. */
@ExtendWith(Quiet.class)
class TestingSamplesTest {
    // sample: lost-ack
    @Test
    void aNoteWhoseAnswerGetsLostIsStoredOnce() {
        VirtualScheduler time = new VirtualScheduler(1);
        EventLogServer server = EventLogServer.builder().build();
        FaultPlan plan = FaultPlan.script(Fault.NONE, Fault.NONE, Fault.of(Fault.Kind.RESPONSE_LOST));
        FaultTransport transport = new FaultTransport("phone", transportTo(server), time, plan, new Trace(100));
        SyncClient<MemoryTables> client = SyncClient.builder(new InMemoryStorage(), transport, new Rows())
                .scheduler(time.lane(1))
                .build();
        client.write((tables, outbox) -> {
            tables.put("note", "n1", "\"milk\"");
            outbox.add(Mutation.of("note", "n1", "put", "\"milk\""));
        });

        CompletableFuture<SyncReport> sync = client.syncNow(); // check, pull, push (lost), pull: there it is
        assertTrue(time.runUntil(sync::isDone, Duration.ofMinutes(1)));
        assertInstanceOf(SyncReport.Synced.class, sync.join());
        assertEquals(1, server.latest("anna"));

        transport.online(false);
        client.write((tables, outbox) -> {
            outbox.add(Mutation.of("note", "n2", "put", "\"bread\""));
        });
        client.start();
        time.advance(Duration.ofMinutes(5)); // of backoff, in no time
        assertEquals(1, client.status().pending());
        transport.online(true);
        client.wakeUp(); // the app saw the network come back
        assertTrue(time.runUntil(() -> client.status().pending() == 0, Duration.ofSeconds(1)));
        client.close();
    }
    // end

    // sample: transport-to
    private static Transport transportTo(EventLogServer server) {
        OkHttpClient http =
                new OkHttpClient.Builder().addInterceptor(server.interceptor()).build();
        EventLogDialect dialect =
                EventLogDialect.builder("anna").device("phone").build();
        return OkHttpTransport.builder("http://localhost/", dialect)
                .client(http)
                .build();
    }
    // end

    // sample: fault-channel
    @Test
    void aNoteOfAnotherDeviceComesThoughTheChannelSkipsIt() {
        VirtualScheduler time = new VirtualScheduler(1);
        Scheduler lane = time.lane(1);
        EventLogServer server = EventLogServer.builder().build();
        List<WakeUps.Listener> bells = new ArrayList<>();
        FaultChannel.Plan skips = new FaultChannel.Plan(1, 0, 0, 0, 0, 0, Duration.ZERO);
        SyncClient<MemoryTables> client = SyncClient.builder(new InMemoryStorage(), transportTo(server), new Rows())
                .scheduler(lane)
                .wakeUps(new FaultChannel(bell(bells), lane, new Random(1), () -> skips))
                .build();
        client.start();
        Predicate<ChannelStatus> live = channel -> channel.state() == ChannelStatus.State.LIVE;
        assertTrue(time.runUntil(() -> live.test(client.status().channel()), Duration.ofMinutes(1)));
        time.advance(Duration.ofSeconds(5)); // the pull behind the opening

        server.append("anna", "cron_result", "{\"ok\":true}");
        bells.get(0).woken(false); // and nobody hears it
        time.advance(Duration.ofMinutes(1));
        assertEquals(0, client.status().position());
        assertTrue(time.runUntil(
                () -> client.status().position() == 1, Duration.ofMinutes(5))); // a poll of a live channel
        client.close();
    }

    private static WakeUps bell(List<WakeUps.Listener> bells) {
        return listener -> {
            bells.add(listener);
            listener.opened(true); // it watches itself, so it is never asked for a sign of life
            return new WakeUps.Connection() {
                @Override
                public void beat() {}

                @Override
                public void close() {}
            };
        };
    }
    // end

    @Test
    void theServerHasAnotherSide() {
        // sample: server
        try (EventLogServer server =
                EventLogServer.builder().flavour(Flavour.FULL).build().start()) {
            System.out.println(server.url()); // for OkHttpTransport.builder(url, dialect)
            server.append("anna", "cron_result", "{\"ok\":true}"); // another writer was here
            server.truncate("anna", 0); // the server lost its data
        }
        // end
    }

    // sample: crash
    @Test
    void aDeathAfterAnyCommitLosesNothingAndDoublesNothing() {
        VirtualScheduler time = new VirtualScheduler(1);
        for (int commit = 1; ; commit++) {
            EventLogServer server = EventLogServer.builder().build();
            InMemoryStorage disk = new InMemoryStorage();
            CrashingStorage<MemoryTables> storage =
                    new CrashingStorage<>(disk).crashAt(commit, Moment.AFTER_COMMIT, new VirtualScheduler.Killed());
            try {
                writeAndSync(storage, server, time, commit, "n1");
            } catch (VirtualScheduler.Killed died) {
                time.advance(Duration.ofMinutes(2)); // until the lease of the dead ends
            }
            int rows = writeAndSync(disk.reopen(), server, time, -commit, "n2");
            assertEquals(rows, server.latest("anna"));
            if (!storage.crashed()) {
                return; // every commit has had its turn
            }
        }
    }

    private static int writeAndSync(
            Storage<MemoryTables> storage, EventLogServer server, VirtualScheduler time, long seed, String key) {
        SyncClient<MemoryTables> client = SyncClient.builder(storage, transportTo(server), new Rows())
                .conflicts(ConflictPolicy.rebase())
                .scheduler(time.lane(seed)) // ids come from the seed: one for each process
                .build();
        int rows = client.writeReturning((tables, outbox) -> {
            tables.put("note", key, "1");
            outbox.add(Mutation.of("note", key, "put", "1"));
            return tables.rows("note").size();
        });
        CompletableFuture<SyncReport> sync = client.syncNow();
        time.runUntil(sync::isDone, Duration.ofMinutes(1));
        assertInstanceOf(SyncReport.Synced.class, sync.join());
        client.close();
        return rows;
    }
    // end

    // sample: capturing
    @Test
    void aRowOfACapturedTableIsSentWithoutAnOutbox() {
        VirtualScheduler time = new VirtualScheduler(1);
        EventLogServer server = EventLogServer.builder().build();
        InMemoryStorage storage = new InMemoryStorage().capturing(time::now, "note");
        SyncClient<MemoryTables> client = SyncClient.builder(storage, transportTo(server)) // which brings its handler
                .scheduler(time.lane(1))
                .build();
        client.write((tables, outbox) -> tables.put("note", "n1", "\"milk\""));
        assertEquals(1, client.status().pending());

        CompletableFuture<SyncReport> sync = client.syncNow();
        assertTrue(time.runUntil(sync::isDone, Duration.ofMinutes(1)));
        assertEquals(1, server.latest("anna"));
        client.close();
    }
    // end

    // sample: simulation
    static <DB> void simulate(Simulation.WorldFactory<DB> worlds, long seed) throws Exception {
        Schedule schedule = Schedule.of(seed);
        Simulation.Result result = Simulation.run(worlds, schedule);
        if (result.violation() != null) {
            Schedule shortest = Shrinker.shrink(worlds, schedule, 200);
            throw new AssertionError("seed " + seed + ", shortest " + shortest, result.violation());
        }
    }
    // end
}
