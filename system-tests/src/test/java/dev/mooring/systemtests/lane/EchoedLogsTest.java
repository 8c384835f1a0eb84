package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over HTTP, a server that says back body and credential of each push: no log has either, and nobody is told the credential. */
class EchoedLogsTest {
    private static final String TOKEN = "nobody-has-this";
    private static final String SECRET = "nobody-reads-this";
    private static final int[] STATUSES = {500, 400, 401, 403, 409, 413, 422, 429, 503, 200};

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final List<String> told = new ArrayList<>();
    private final LogTap log = new LogTap();
    private int saidBack;

    @AfterEach
    void closeTap() {
        log.close();
    }

    @Test
    void anEventLogThatSaysEverythingBackIsNotLogged() {
        Dialect dialect = EventLogDialect.builder("anna").device("phone").build();
        assertNothingIsLogged(dialect, EventLogServer.builder().build().interceptor());
    }

    @Test
    void anOpLogThatSaysEverythingBackIsNotLogged() {
        Dialect dialect = OpLogDialect.builder("phone").build();
        assertNothingIsLogged(dialect, OpLogServer.builder().build().interceptor());
    }

    private void assertNothingIsLogged(Dialect dialect, Interceptor server) {
        for (int status : STATUSES) {
            saidBack = 0;
            live(dialect, server, status);
            assertTrue(saidBack > 0, "nothing was sent to a server that answers " + status);
        }
        assertFalse(log.lines("DEBUG").isEmpty(), "the tap reads");
        assertFalse(log.text().contains(SECRET) || log.text().contains(TOKEN), log.text());
        told.forEach(words -> assertFalse(words.contains(TOKEN), words));
        assertTrue(told.stream().anyMatch(words -> words.contains("I cannot take")), "its words are told");
    }

    private void live(Dialect dialect, Interceptor server, int status) {
        OkHttpClient way = new OkHttpClient.Builder()
                .addInterceptor(chain ->
                        chain.request().body() == null ? chain.proceed(chain.request()) : sayBack(chain, status))
                .addInterceptor(server)
                .build();
        OkHttpTransport transport = OkHttpTransport.builder("http://localhost/", dialect)
                .credentials(Credentials.bearer(TOKEN))
                .client(way)
                .build();
        try (SyncClient<MemoryTables> client = SyncClient.builder(new InMemoryStorage(), transport, new NoRows())
                .scheduler(time.lane(status))
                .listener(event -> told.add(event.toString()))
                .build()) {
            client.write((db, outbox) -> outbox.add(Mutation.of("todo", "a", "set", "{\"title\":\"" + SECRET + "\"}")));
            client.start();
            time.advance(Duration.ofMinutes(3));
            told.add(client.status() + client.status().explain());
            told.add(client.parked().quarantined(9).toString() + client.parked().superseded(9));
        }
    }

    private Response sayBack(Interceptor.Chain chain, int status) throws IOException {
        Buffer body = new Buffer();
        chain.request().body().writeTo(body);
        String sent = body.readUtf8();
        saidBack += sent.contains(SECRET) ? 1 : 0;
        String said = "I cannot take " + sent + " of " + chain.request().header("Authorization");
        String json =
                "{\"success\":false,\"error\":\"" + said.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
        return new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("answer")
                .body(ResponseBody.create(json, MediaType.get("application/json")))
                .build();
    }

    private static final class NoRows implements ChangeHandler<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) {}

        @Override
        public void undo(MemoryTables tables, List<Mutation> superseded) {}
    }
}
