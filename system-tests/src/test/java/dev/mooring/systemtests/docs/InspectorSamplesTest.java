package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.inspector.Inspector;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the sample of docs/inspector.md. */
class InspectorSamplesTest {
    private final List<Integer> statuses = new ArrayList<>();

    @Test
    void aPageWhileTheUserLooks() throws Exception {
        var dialect = EventLogDialect.builder("anna").device("phone").build();
        var transport = OkHttpTransport.builder("http://localhost:1", dialect).build();
        try (SyncClient<MemoryTables> client = SyncClient.builder(new InMemoryStorage(), transport, new ItemRows())
                .build()) {
            // sample: inspector
            try (Inspector inspector = Inspector.of(client).start()) {
                System.out.println("open " + inspector.url());
                waitUntilTheUserHasSeenEnough();
            }
            // end
            try (Inspector inspector = Inspector.of(client).start()) {
                var request = HttpRequest.newBuilder(inspector.url()).build();
                statuses.add(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode());
            }
        }
        assertEquals(List.of(0, 200), statuses);
    }

    private void waitUntilTheUserHasSeenEnough() {
        statuses.add(0);
    }
}
