package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that says every credential back in its words, and everything that is told of it here. */
final class SilenceTest {
    private static final String MARKER = "t0ken-that-nobody-may-see";

    @TempDir
    private Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void nobodyIsToldACredential() throws Exception {
        Logger okHttp = Logger.getLogger("okhttp3");
        Listening listening = new Listening();
        okHttp.addHandler(listening);
        okHttp.setLevel(Level.ALL);
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            for (int status : new int[] {200, 400, 401, 403, 409, 500, 503}) {
                server.setDispatcher(new Echo(status));
                talk(server);
            }
        } finally {
            okHttp.removeHandler(listening);
            okHttp.setLevel(null);
        }
        assertTrue(told.size() > 50);
        told.forEach(words -> assertFalse(words.contains(MARKER), words));
    }

    private void talk(MockWebServer server) throws IOException {
        OkHttpTransport transport = OkHttpTransport.builder(
                        server.url("/").toString(),
                        EventLogDialect.builder("anna").build())
                .credentials(new Renewed())
                .build();
        Path export = folder.resolve("export-" + told.size());
        try (SyncClient<MemoryTables> client = SyncClient.builder(new InMemoryStorage(), transport, new Quiet())
                .listener(event -> told.add(event.toString()))
                .build()) {
            client.write((db, outbox) -> outbox.add(Mutation.of("todo", "t1", "added", "{}")));
            told.add(client.syncNow().join().toString());
            told.add(client.status().toString());
            told.add(client.parked().quarantined(9).toString());
            told.add(client.parked().superseded(9).toString());
            client.recovery().exportTo(export);
            told.add(new String(Files.readAllBytes(export), StandardCharsets.UTF_8));
            told.add(transport.toString() + transport.capabilities());
        }
    }

    /** Refuses with the credential in its words, or lets pass with a body that holds it. */
    private static final class Echo extends Dispatcher {
        private final int status;

        Echo(int status) {
            this.status = status;
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            String said = String.valueOf(request.getHeaders().get("Authorization"));
            return new MockResponse.Builder()
                    .code(status)
                    .setHeader("Content-Type", "application/json")
                    .body("{\"error\":\"" + said + " is not welcome\"}")
                    .build();
        }
    }

    private static final class Renewed implements Credentials {
        private volatile int version;

        @Override
        public String current() {
            return "Bearer " + version + MARKER;
        }

        @Override
        public @Nullable String refresh(String refused) {
            version++;
            return current();
        }
    }

    /** What OkHttp logs. */
    private final class Listening extends Handler {
        @Override
        public void publish(LogRecord logged) {
            told.add(logged.getMessage() + " " + logged.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final class Quiet implements ChangeHandler<MemoryTables> {
        @Override
        public void apply(MemoryTables db, List<Change> changes) {}

        @Override
        public void undo(MemoryTables db, List<Mutation> mutations) {}
    }
}
