package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.eventlog.EventMapping;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import dev.mooring.sync.testing.eventlog.Upstream;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the samples of docs/event-log.md and docs/conflicts.md. */
@ExtendWith(Quiet.class)
class EventLogSamplesTest {
    private final List<Map<String, String>> calls = new CopyOnWriteArrayList<>();
    private final EventLogServer server = EventLogServer.builder()
            .secret("MAIL_KEY", "s3cret")
            .upstream((method, url, headers, body) -> {
                calls.add(headers);
                return new Upstream.Result(202, Map.of("content-type", "text/plain"), "queued");
            })
            .build();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCallRidesWithThePendingMutations() {
        try (SyncClient<MemoryTables> client =
                client(EventLogDialect.builder("anna").build())) {
            client.write((tables, outbox) -> {
                outbox.add(Mutation.of("mail", "m1", "sent", "{\"to\":\"ben\"}"));
            });
            String json = "{\"to\":\"ben\"}";
            // sample: call
            ApiCall mail = ApiCall.post("https://mail.example/send", json)
                    .withHeader("Authorization", "Bearer <<SECRET:mail-key>>");
            CallReport report = client.calls().make(mail).join();
            if (report instanceof CallReport.Answered answered) {
                System.out.println("the API said " + answered.response().status());
            } else if (report instanceof CallReport.Offline) {
                System.out.println("not made; the mutations are queued, the call is not");
            } else if (report instanceof CallReport.Failed failed) {
                System.out.println("the server got no answer from the API: " + failed.reason());
            } else if (report instanceof CallReport.Uncertain) {
                System.out.println("perhaps made; ask the API before you call again");
            }
            // end
            assertInstanceOf(CallReport.Answered.class, report);
            assertEquals(0, client.status().pending());
        }
        assertEquals("Bearer s3cret", calls.get(0).get("Authorization"));
    }

    @Test
    void plainPayloadsStandInTheLogAsTheAppGaveThem() {
        // sample: plain
        EventLogDialect dialect = EventLogDialect.builder("anna")
                .eventType(kind -> kind)
                .plainPayloads((eventType, payload) -> new EventMapping.Subject("journal", "", eventType))
                .build();
        // end
        try (SyncClient<MemoryTables> client = client(dialect)) {
            client.write((tables, outbox) -> {
                outbox.add(Mutation.of("journal", "", "opened", "{\"page\":7}"));
            });
            client.syncNow().join();
            assertEquals(1, client.log(0, 10).size());
        }
        StoredEvent event = server.events("anna").get(0);
        assertEquals("opened {\"page\":7}", event.eventType() + " " + event.payload());
    }

    @Test
    void theEnvelopeIsWhatTheDocumentSays() {
        try (SyncClient<MemoryTables> client =
                client(EventLogDialect.builder("anna").device("phone").build())) {
            Mutation recorded = client.writeReturning(
                    (tables, outbox) -> outbox.add(Mutation.of("todo", "t1", "added", "{\"title\":\"milk\"}")));
            client.syncNow().join();
            String expected = "{\"mooring\":{\"v\":1,\"id\":\"" + recorded.id() + "\",\"device\":\"phone\","
                    + "\"collection\":\"todo\",\"key\":\"t1\",\"kind\":\"added\"},\"data\":{\"title\":\"milk\"}}";
            assertEquals(expected, server.events("anna").get(0).payload());
        }
    }

    @Test
    void aServerThatKeepsThePromisesIsToldWhoWrites() {
        String installation = "0197a8c2";
        // sample: promises
        EventLogDialect dialect = EventLogDialect.builder("anna")
                .promises(installation) // such as a UUID that the app keeps with its data
                .compacts(mutation -> mutation.kind().equals("saved"))
                .live()
                .build();
        // end
        try (EventLogServer strict = EventLogServer.builder()
                        .flavour(Flavour.STRICT)
                        .live(true)
                        .build()
                        .start();
                SyncClient<MemoryTables> client = SyncClient.builder(
                                new InMemoryStorage(),
                                OkHttpTransport.builder(strict.url(), dialect).build(),
                                new Rows())
                        .build()) {
            client.write((tables, outbox) -> {
                outbox.add(Mutation.of("todo", "t1", "saved", "{\"title\":\"milk\"}"));
            });
            client.syncNow().join();
            assertEquals(installation, strict.holder("anna"));
        }
    }

    @Test
    void theAppDecidesByCollection() {
        // sample: decide
        ConflictPolicy policy = ConflictPolicy.decide(conflict ->
                conflict.mutation().collection().equals("settings") ? Resolution.SUPERSEDE : Resolution.RESEND);
        // end
        server.append("anna", "cron_result", "\"one\"");
        server.append("anna", "cron_result", "\"two\"");
        EventLogDialect dialect = EventLogDialect.builder("anna").build();
        try (SyncClient<MemoryTables> client = SyncClient.builder(
                        new InMemoryStorage(),
                        OkHttpTransport.builder(server.url(), dialect).build(),
                        new Rows())
                .conflicts(policy)
                .build()) {
            client.write((tables, outbox) -> {
                outbox.add(Mutation.of("settings", "theme", "set", "\"dark\""));
                outbox.add(Mutation.of("entry", "e1", "set", "\"x\""));
            });
            client.syncNow().join();
            assertEquals(1, client.parked().superseded(9).size());
            assertEquals(3, server.latest("anna"));
        }
    }

    private SyncClient<MemoryTables> client(EventLogDialect dialect) {
        String baseUrl = server.url();
        Credentials session = Credentials.bearer("token");
        // sample: transport
        OkHttpTransport transport = OkHttpTransport.builder(baseUrl, dialect)
                .serverName("production") // the storage is bound to this name, not to the address
                .credentials(session) // sent with every request, refreshed once after a 401
                .callTimeout(Duration.ofSeconds(30))
                .build();
        // end
        return SyncClient.builder(new InMemoryStorage(), transport, new Rows()).build();
    }
}
