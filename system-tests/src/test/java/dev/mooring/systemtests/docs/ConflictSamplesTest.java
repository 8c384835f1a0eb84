package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import com.squareup.moshi.Types;
import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** Runs the samples of docs/conflicts.md and its reference about keys, listings and replaced histories. */
class ConflictSamplesTest {
    private final List<String> shown = new ArrayList<>();

    @Test
    void thePolicyRevivesWhatIsEditedHereAndDeletedThere() throws IOException {
        // sample: keyed-policy
        ConflictPolicy policy = new ConflictPolicy() {
            @Override
            public Resolution decide(Conflict conflict) {
                boolean revive = conflict.change().tombstone()
                        && !conflict.mutation().kind().equals(Mutation.DELETE);
                return conflict.later() || revive ? Resolution.RESEND : Resolution.SUPERSEDE;
            }

            @Override
            public Resolution replaced(Mutation mutation, boolean maybeSent) {
                boolean harmless = mutation.collection().equals("settings"); // set twice is set once
                return !maybeSent || harmless ? Resolution.RESEND : Resolution.SUPERSEDE;
            }

            @Override
            public boolean defends() {
                return true;
            }
        };
        // end
        ItemsServer items = new ItemsServer();
        try (MockWebServer server = new MockWebServer()) {
            server.setDispatcher(items);
            server.start();
            items.put("a", "1");
            String url = server.url("/").toString();
            try (SyncClient<MemoryTables> client = SyncClient.builder(
                            new InMemoryStorage(),
                            ItemsTransport.of(new OkHttpClient(), url, "anna", "phone"),
                            new ItemRows())
                    .conflicts(policy)
                    .build()) {
                assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
                items.put("a", null);
                client.write((tables, outbox) -> {
                    tables.put("item", "a", "2");
                    outbox.add(Mutation.of("item", "a", "put", "2"));
                });
                assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
            }
        }
        assertEquals("2", items.text("a"));
    }

    @Test
    void whatIsNotBelievedAndWhatBeginsAnewIsTold() {
        show(new SyncEvent.SweepWithheld(30, 50));
        show(new SyncEvent.HistoryReplaced("generation g2"));
        assertEquals("the server no longer shows 30 of 50 rows; they are kept", shown.get(0));
        assertTrue(shown.get(1).endsWith("g2"));
    }

    // sample: history-events
    private void show(SyncEvent event) {
        if (event instanceof SyncEvent.SweepWithheld doubt) {
            shown.add("the server no longer shows " + doubt.missing() + " of " + doubt.confirmed()
                    + " rows; they are kept");
        } else if (event instanceof SyncEvent.HistoryReplaced replaced) {
            shown.add("the server begins anew: " + replaced.reason());
        }
    }
    // end

    @Test
    void aSnapshotTakesThePlaceOfEverything() throws Exception {
        try (InMemoryStorage storage = new InMemoryStorage()) {
            storage.open(new ServerIdentity("here", "anna"), false);
            storage.<Boolean, Exception>write(tx -> {
                MemoryTables tables = tx.handle();
                tables.put("item", "a", "1");
                new Snapshots().reset(tables, new Snapshot("{\"b\":\"2\"}"));
                assertEquals(Map.of("b", "2"), Map.copyOf(tables.rows("item")));
                assertThrows(IOException.class, () -> new Snapshots().reset(tables, new Snapshot("<html>")));
                return true;
            });
        }
    }

    private static final class Snapshots implements ChangeHandler.Resetting<MemoryTables> {
        private static final JsonAdapter<Map<String, String>> ROWS =
                new Moshi.Builder().build().adapter(Types.newParameterizedType(Map.class, String.class, String.class));

        // sample: reset
        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) throws IOException {
            List.copyOf(tables.rows("item").keySet()).forEach(key -> tables.remove("item", key));
            if (!snapshot.text().isEmpty()) {
                ROWS.fromJson(snapshot.text()).forEach((key, value) -> tables.put("item", key, value));
            }
        }
        // end

        @Override
        public void apply(MemoryTables tables, List<Change> changes) {}

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}
    }
}
