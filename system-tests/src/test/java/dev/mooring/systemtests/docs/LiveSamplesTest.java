package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.live.LiveChannels;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the samples of docs/live.md. */
@ExtendWith(Quiet.class)
class LiveSamplesTest {
    private final EventLogServer server = EventLogServer.builder().build();
    private final BlockingQueue<String> came = new LinkedBlockingQueue<>();
    private final Credentials session = Credentials.bearer("token");
    private final ChangeHandler<MemoryTables> handler = new Noting();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private OkHttpTransport transport() {
        return OkHttpTransport.builder(
                        server.url(), EventLogDialect.builder("anna").build())
                .build();
    }

    private void anotherDeviceWrites(String key) {
        try (SyncClient<MemoryTables> other = SyncClient.builder(new InMemoryStorage(), transport(), new Noting() {
                    @Override
                    public void apply(MemoryTables tables, List<Change> changes) {}
                })
                .build()) {
            other.write((tables, outbox) -> {
                outbox.add(Mutation.of("todo", key, "added", "{}"));
            });
            assertInstanceOf(SyncReport.Synced.class, other.syncNow().join());
        }
    }

    @Test
    void anEventBringsWhatAnotherDeviceWrote() throws Exception {
        InMemoryStorage storage = new InMemoryStorage();
        OkHttpTransport transport = transport();
        Events events = new Events();
        try (MockWebServer hints = new MockWebServer()) {
            hints.enqueue(events.answer());
            hints.start();
            String url = "http://localhost:" + hints.getPort();
            // sample: live-events
            WakeUps channel = LiveChannels.events(url + "/hints", "news")
                    .credentials(session) // asked anew at each connect, refreshed once after a refusal
                    .build();
            SyncClient<MemoryTables> client = SyncClient.builder(storage, transport, handler)
                    .wakeUps(channel)
                    .build();
            client.start();
            // end
            try (client) {
                events.say(": hello\n\n");
                anotherDeviceWrites("t1");
                events.say("event: news\ndata: {}\n\n");
                assertEquals("t1", came.poll(20, TimeUnit.SECONDS));
                assertEquals("Bearer token", hints.takeRequest().getHeaders().get("Authorization"));
            } finally {
                events.say("");
            }
        }
    }

    @Test
    void aPushServiceBringsWhatAnotherDeviceWrote() throws Exception {
        try (SyncClient<MemoryTables> client =
                SyncClient.builder(new InMemoryStorage(), transport(), handler).build()) {
            client.start();
            assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
            anotherDeviceWrites("t2");
            new Messages(client).pushed(Map.of("type", "sync"));
            assertEquals("t2", came.poll(20, TimeUnit.SECONDS));
        }
    }

    private record Messages(SyncClient<MemoryTables> client) {
        // sample: live-push
        void pushed(Map<String, String> data) { // what FirebaseMessagingService.onMessageReceived hands on
            if ("sync".equals(data.get("type"))) {
                client.wakeUp();
            }
        }
        // end
    }

    @Test
    void socketsAreBuilt() {
        assertNotNull(everyMessage());
        assertNotNull(someMessages());
        assertNotNull(phoenix("public-key"));
    }

    private WakeUps everyMessage() {
        // sample: live-socket
        WakeUps channel = LiveChannels.webSocket("wss://sync.example.org/hints")
                .credentials(session)
                .build();
        // end
        return channel;
    }

    private WakeUps someMessages() {
        // sample: live-socket-filter
        WakeUps channel = LiveChannels.webSocket(
                        "wss://sync.example.org/socket", text -> text.contains("\"type\":\"changed\""))
                .credentials(session)
                .build();
        // end
        return channel;
    }

    private WakeUps phoenix(String publicKey) {
        // sample: live-phoenix
        WakeUps channel = LiveChannels.phoenix("https://project.example.org/realtime/v1", "notes")
                .apiKey(publicKey)
                .credentials(session) // into the join, and again on the open channel when it is another one
                .changesOf("public", "note", "user_ref=eq.42")
                .broadcasts("note_written")
                .build();
        // end
        return channel;
    }

    @Test
    void theOptionsOfTheSampleAreTheDefault() {
        // sample: live-options
        Live live = Live.DEFAULT
                .settle(Duration.ofSeconds(2), Duration.ofSeconds(10))
                .beatEvery(Duration.ofSeconds(30))
                .stretchPolls(10)
                .whenMetered(false);
        // end
        assertEquals(Live.DEFAULT.settle(), live.settle());
        assertEquals(Live.DEFAULT.atMost(), live.atMost());
        assertEquals(Live.DEFAULT.beat(), live.beat());
        assertEquals(Live.DEFAULT.stretch(), live.stretch());
        assertEquals(Live.DEFAULT.metered(), live.metered());
    }

    /** Says what a test says; an empty text is the end. */
    private static final class Events implements MockResponseBody {
        private final BlockingQueue<String> says = new LinkedBlockingQueue<>();

        MockResponse answer() {
            return new MockResponse.Builder()
                    .setHeader("Content-Type", "text/event-stream")
                    .body(this)
                    .removeHeader("Content-Length")
                    .build();
        }

        void say(String text) {
            says.add(text);
        }

        @Override
        public long getContentLength() {
            return -1;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            try {
                for (String text = says.take(); !text.isEmpty(); text = says.take()) {
                    sink.writeUtf8(text).flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private class Noting implements ChangeHandler<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) {
            changes.forEach(change -> came.add(change.key()));
        }

        @Override
        public void undo(MemoryTables tables, List<Mutation> superseded) {}
    }
}
