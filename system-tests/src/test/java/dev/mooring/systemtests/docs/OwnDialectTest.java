package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the dialect of docs/your-own-dialect.md end to end, against a journal server of its own. */
class OwnDialectTest {
    private final JournalServer journal = new JournalServer();
    private final MockWebServer server = new MockWebServer();
    private final List<SyncClient<?>> clients = new ArrayList<>();
    private final InMemoryStorage phoneStorage = new InMemoryStorage();
    private final InMemoryStorage tabletStorage = new InMemoryStorage();

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(journal);
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
        long lines = regions.get("own-dialect").lines().count();
        assertTrue(lines < 150, "the dialect of the guide has " + lines + " lines");
    }

    @Test
    void bothDevicesEndWithTheSameRowsAndTheJournalHoldsEachWriteOnce() {
        SyncClient<MemoryTables> phone = client(phoneStorage);
        SyncClient<MemoryTables> tablet = client(tabletStorage);
        for (int i = 0; i < 450; i++) {
            put(phone, "t" + i, "1");
        }
        assertEquals(450, synced(phone).pushed());
        put(tablet, "t1", "2"); // behind the phone's, which it has not seen yet
        assertEquals(450, synced(tablet).pulled());
        assertEquals(1, synced(phone).pulled());

        assertEquals(451, journal.entries.size());
        assertEquals("2", row(phoneStorage, "t1"));
        assertEquals("2", row(tabletStorage, "t1"));
        assertEquals(451, phone.log(0, 1000).size());
    }

    @Test
    void aLostAnswerIsFoundInThePull() {
        SyncClient<MemoryTables> phone = client(phoneStorage);
        put(phone, "t1", "1");
        journal.losesNextPush = true;
        assertEquals(1, synced(phone).pushed());
        assertEquals(1, journal.entries.size());
    }

    private SyncClient<MemoryTables> client(InMemoryStorage storage) {
        String url = server.url("/").toString();
        // sample: own-dialect-client
        OkHttpTransport transport =
                OkHttpTransport.builder(url, new JournalDialect("anna")).build();
        SyncClient<MemoryTables> client =
                SyncClient.builder(storage, transport, new ItemRows()).build();
        // end
        clients.add(client);
        return client;
    }

    private static void put(SyncClient<MemoryTables> client, String item, String note) {
        client.write((tables, outbox) -> {
            tables.put("todo", item, note);
            outbox.add(Mutation.of("todo", item, "put", note));
        });
    }

    private static SyncReport.Synced synced(SyncClient<MemoryTables> client) {
        return assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
    }

    private static String row(InMemoryStorage storage, String item) {
        return storage.<String, RuntimeException>read(tx -> tx.handle().get("todo", item));
    }
}
