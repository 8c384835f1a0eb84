package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the transport of docs/your-own-calls.md end to end: two clients, one server, and what goes wrong between them. */
class OwnCallsTest {
    private final ItemsServer items = new ItemsServer();
    private final MockWebServer server = new MockWebServer();
    private final List<SyncClient<?>> clients = new ArrayList<>();
    private final InMemoryStorage phoneStorage = new InMemoryStorage();
    private final InMemoryStorage tabletStorage = new InMemoryStorage();

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(items);
        server.start();
    }

    @AfterEach
    void stop() {
        clients.forEach(SyncClient::close);
        server.close();
    }

    @Test
    void theGuideKeepsItsWord() throws IOException {
        Map<String, String> regions = new Samples(Path.of(System.getProperty("mooring.root", ".."))).regions();
        long lines =
                regions.get("own-calls").lines().filter(line -> !line.isBlank()).count();
        assertTrue(lines < 60, "the transport of the guide has " + lines + " lines");
    }

    @Test
    void whatOneWritesTheOtherReads() {
        SyncClient<MemoryTables> phone = client("phone", phoneStorage);
        SyncClient<MemoryTables> tablet = client("tablet", tabletStorage);
        for (int i = 0; i < 25; i++) {
            put(phone, "i" + i, "1");
        }
        put(phone, "i3", "2");
        delete(phone, "i4");
        assertEquals(27, synced(phone).pushed());
        assertEquals(24, synced(tablet).pulled());
        assertEquals("2", row(tabletStorage, "i3"));
        assertNull(row(tabletStorage, "i4"));

        delete(tablet, "i5");
        synced(tablet);
        assertEquals(1, synced(phone).pulled());
        assertNull(row(phoneStorage, "i5"));
    }

    @Test
    void aConflictIsDecidedByThePolicyAndNothingIsLostInSilence() {
        SyncClient<MemoryTables> phone = client("phone", phoneStorage);
        items.put("a", "2");
        put(phone, "a", "1");
        put(phone, "b", "1");

        assertEquals(1, synced(phone).superseded());

        assertEquals("2", row(phoneStorage, "a"));
        assertEquals("1", items.text("b"));
        assertEquals("1", phone.parked().superseded(10).get(0).mutation().payload());
    }

    @Test
    void aWriterWhoIsFasterThanThePushIsNoticedByTheServer() {
        SyncClient<MemoryTables> phone = client("phone", phoneStorage);
        boolean[] once = {true};
        items.beforePush = () -> {
            if (once[0]) {
                items.put("a", "2");
            }
            once[0] = false;
        };
        put(phone, "a", "1");

        assertEquals(1, synced(phone).superseded());

        assertEquals(List.of("GET /items", "POST /items/batch", "GET /items"), items.requests);
        assertEquals("2", items.text("a"));
        assertEquals("2", row(phoneStorage, "a"));
    }

    @Test
    void aLostAnswerIsFoundInThePullAndNothingIsSentTwice() {
        SyncClient<MemoryTables> phone = client("phone", phoneStorage);
        items.faults.addAll(List.of(ItemsServer.NONE, ItemsServer.LOST));
        put(phone, "a", "1");

        assertEquals(1, synced(phone).pushed());

        assertEquals(List.of("GET /items", "POST /items/batch", "GET /items"), items.requests);
        assertEquals("1", items.text("a"));
    }

    @Test
    void aRefusedCallerIsReportedAndNobodyIsBlamed() {
        SyncClient<MemoryTables> phone = client("phone", phoneStorage);
        items.faults.addAll(List.of(ItemsServer.NONE, 401));
        put(phone, "a", "1");

        SyncReport.Failed failed =
                assertInstanceOf(SyncReport.Failed.class, phone.syncNow().join());
        assertEquals(SyncReport.Fault.AUTH_REQUIRED, failed.fault());
        assertEquals(1, synced(phone).pushed());
    }

    @Test
    void offlineTheMutationsStayQueued() {
        SyncClient<MemoryTables> phone = client("phone", phoneStorage);
        put(phone, "a", "1");
        server.close();
        SyncReport.Offline offline =
                assertInstanceOf(SyncReport.Offline.class, phone.syncNow().join());
        assertEquals(1, offline.pending());
    }

    @Test
    void whatTheServerRefusesIsQuarantinedAndHoldsUpNobodyElse() {
        SyncClient<MemoryTables> phone = client("phone", phoneStorage);
        put(phone, "a", "1".repeat(200));
        put(phone, "b", "1");

        assertEquals(1, synced(phone).quarantined());

        ParkedMutation refused = phone.parked().quarantined(10).get(0);
        assertEquals("an item has 100 characters at most", refused.reason());
        assertEquals("1".repeat(200), row(phoneStorage, "a")); // What was written stays, until the app decides.
        assertEquals("1", items.text("b"));
        assertTrue(phone.parked().drop(refused.mutation().id()));
        assertNull(row(phoneStorage, "a"));
    }

    private SyncClient<MemoryTables> client(String device, InMemoryStorage storage) {
        String url = server.url("/").toString();
        // sample: own-calls-client
        OkHttpClient http = new OkHttpClient.Builder()
                .callTimeout(Duration.ofSeconds(30)) // and whatever signs the app's requests
                .build();
        Transport transport = ItemsTransport.of(http, url, "anna", device);
        SyncClient<MemoryTables> client =
                SyncClient.builder(storage, transport, new ItemRows()).build();
        // end
        clients.add(client);
        return client;
    }

    private static void put(SyncClient<MemoryTables> client, String id, String text) {
        client.write((tables, outbox) -> {
            tables.put("item", id, text);
            outbox.add(Mutation.of("item", id, "put", text));
        });
    }

    private static void delete(SyncClient<MemoryTables> client, String id) {
        client.write((tables, outbox) -> {
            tables.remove("item", id);
            outbox.add(Mutation.delete("item", id));
        });
    }

    private static SyncReport.Synced synced(SyncClient<MemoryTables> client) {
        return assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
    }

    private static String row(InMemoryStorage storage, String id) {
        return storage.<String, RuntimeException>read(tx -> tx.handle().get("item", id));
    }
}
