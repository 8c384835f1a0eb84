package dev.mooring.systemtests.docs;

import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.testing.conformance.OwnConformance;
import dev.mooring.sync.testing.conformance.OwnConformanceSuite;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tries the server of docs/your-own-dialect.md through the dialect of that guide. */
class JournalConformanceTest extends OwnConformanceSuite {
    private AccountsServer server;

    // sample: own-dialect-conformance
    @Override
    protected OwnConformance conformance() {
        return OwnConformance.of(
                (user, device) -> OkHttpTransport.builder(server.url() + "of/" + user + "/", new JournalDialect(user))
                        .build());
    }
    // end

    @BeforeEach
    void start() throws IOException {
        server = new AccountsServer(request -> request.getUrl().pathSegments().get(1), JournalServer::new);
    }

    @AfterEach
    void stop() {
        server.close();
    }
}
