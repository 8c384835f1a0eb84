package dev.mooring.examples.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.metrics.SyncMetrics;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class MicrometerMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void aSyncOverHttpIsInTheRegistry() {
        try (EventLogServer server = EventLogServer.builder().build().start();
                SyncClient<MemoryTables> client = client(server)) {
            client.write((tables, outbox) -> {
                outbox.add(Mutation.of("todo", "1", "put", "\"milk\""));
            });
            assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
            server.append("anna", "cron_result", "{}");
            assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
        }

        assertEquals(
                1,
                registry.get("mooring.mutations.acked")
                        .tag("user", "anna")
                        .counter()
                        .count());
        assertEquals(1, registry.get("mooring.changes.applied").counter().count());
        assertEquals(2, registry.get("mooring.sync.synced").counter().count());
        assertEquals(0, registry.get("mooring.queue.pending").gauge().value());
        assertTrue(registry.get("mooring.exchange.push").timer().count() >= 1);
    }

    private SyncClient<MemoryTables> client(EventLogServer server) {
        return SyncClient.builder(
                        new InMemoryStorage(),
                        OkHttpTransport.builder(
                                        server.url(),
                                        EventLogDialect.builder("anna")
                                                .device("phone")
                                                .build())
                                .build(),
                        new NoRows())
                .conflicts(ConflictPolicy.rebase()) // Else the server's own event would win.
                .listener(new SyncMetrics(new MicrometerMeters(registry, Tags.of("user", "anna"))))
                .build();
    }

    private static final class NoRows implements ChangeHandler<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) {}

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}
    }
}
