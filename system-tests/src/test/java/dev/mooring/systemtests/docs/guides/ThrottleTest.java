package dev.mooring.systemtests.docs.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    @Test
    void theClientWaitsAsLongAsItIsAskedTo() {
        VirtualScheduler time = new VirtualScheduler(1);
        EventLogServer server = EventLogServer.builder().build();
        Throttle throttle = new Throttle();
        OkHttpClient http = new OkHttpClient.Builder()
                .addInterceptor(throttle) // Before the server, which answers by an interceptor, too.
                .addInterceptor(server.interceptor())
                .build();
        EventLogDialect dialect = EventLogDialect.builder("anna").build();
        Transport transport = OkHttpTransport.builder("http://localhost/", dialect)
                .client(http)
                .build();
        InMemoryStorage storage = new InMemoryStorage().capturing(time::now, "note");
        SyncClient<MemoryTables> client =
                SyncClient.builder(storage, transport).scheduler(time.lane(1)).build();

        throttle.retryAfter = 120;
        client.write((tables, outbox) -> tables.put("note", "n1", "\"milk\""));
        client.start();
        time.advance(Duration.ofSeconds(119)); // In no time.
        assertEquals(1, throttle.refused);

        throttle.retryAfter = 0;
        assertTrue(time.runUntil(() -> client.status().pending() == 0, Duration.ofSeconds(30)));
        assertEquals(1, server.latest("anna"));
        client.close();
    }
}
