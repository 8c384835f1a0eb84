package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.awt.Color;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs the samples of docs/status.md and docs/security.md. */
class TrustSamplesTest {
    private final EventLogServer server = EventLogServer.builder().build().start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theLightTheBadgeAndTheTip() {
        try (SyncClient<MemoryTables> client = client()) {
            client.write((tables, outbox) -> outbox.add(Mutation.of("todo", "1", "put", "1")));
            // sample: status-light
            SyncStatus status = client.status();
            Color light = switch (status.light()) {
                case GREEN -> Color.GREEN;
                case AMBER -> Color.ORANGE;
                case RED -> Color.RED;
                case GREY -> Color.GRAY;
            };
            String badge = status.pending() == 0 ? "" : Long.toString(status.pending());
            String tip = status.explain();
            // end
            assertEquals(Color.GRAY, light);
            assertEquals("1", badge);
            assertTrue(tip.startsWith("Syncing is switched off."), tip);
        }
    }

    @Test
    void annaLeavesAndBenComes() {
        try (SyncClient<MemoryTables> client = client()) {
            client.write((tables, outbox) -> outbox.add(Mutation.of("todo", "1", "put", "1")));
            Transport transportOfBen = transport("ben");
            // sample: switch-user
            UserSwitch.Report report =
                    client.recovery().switchUser(transportOfBen, UserSwitch.drain(Duration.ofSeconds(20)));
            if (!report.switched()) { // offline, say: anna has decided to keep her changes here
                report = client.recovery().switchUser(transport("ben"), UserSwitch.park());
            }
            // end
            assertTrue(report.switched());
            assertEquals("ben", report.now().user());
            assertEquals(1, server.latest("anna"));
        }
    }

    private SyncClient<MemoryTables> client() {
        return SyncClient.builder(new InMemoryStorage(), transport("anna"), new Todos())
                .build();
    }

    private Transport transport(String user) {
        EventLogDialect dialect = EventLogDialect.builder(user).device("phone").build();
        return OkHttpTransport.builder(server.url(), dialect).build();
    }

    private static final class Todos implements ChangeHandler.Resetting<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) {
            changes.forEach(change -> tables.put("todo", change.key(), change.payload()));
        }

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {
            mutations.forEach(mutation -> tables.remove("todo", mutation.key()));
        }

        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) {
            List.copyOf(tables.rows("todo").keySet()).forEach(key -> tables.remove("todo", key));
        }
    }
}
