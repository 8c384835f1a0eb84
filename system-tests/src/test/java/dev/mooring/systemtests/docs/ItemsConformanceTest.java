package dev.mooring.systemtests.docs;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.conformance.OwnConformance;
import dev.mooring.sync.testing.conformance.OwnConformanceSuite;
import dev.mooring.sync.testing.conformance.OwnServer;
import java.io.IOException;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tries the server of docs/your-own-calls.md through the transport of that guide. */
// sample: own-conformance
class ItemsConformanceTest extends OwnConformanceSuite {
    private AccountsServer server; // the server of the guide, which knows the throw-away users by their names

    @Override
    protected OwnConformance conformance() {
        return OwnConformance.of(new OwnServer() {
            @Override
            public Transport device(String user, String device) {
                return ItemsTransport.of(signedInAs(user), server.url(), user, device);
            }

            @Override
            public Mutation refused(String user, String key) {
                return write(user, key, "longer than an item may be".repeat(10));
            }

            @Override
            public boolean tellsConflicts() {
                return true; // 409
            }
        });
    }

    private static OkHttpClient signedInAs(String user) {
        return new OkHttpClient.Builder()
                .addInterceptor(chain -> chain.proceed(
                        chain.request().newBuilder().header("X-User", user).build()))
                .build();
    }
    // end

    @BeforeEach
    void start() throws IOException {
        server = new AccountsServer(request -> request.getHeaders().get("X-User"), ItemsServer::new);
    }

    @AfterEach
    void stop() {
        server.close();
    }
}
