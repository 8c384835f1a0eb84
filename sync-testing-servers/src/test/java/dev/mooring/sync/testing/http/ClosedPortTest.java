package dev.mooring.sync.testing.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** A port that is held between two lives of a server. */
class ClosedPortTest {
    private final OkHttpClient client = new OkHttpClient();

    /** Knows nothing. */
    private static final class Empty extends StandInServer<Empty> {
        Empty() {
            super(false);
        }

        @Override
        protected Empty self() {
            return this;
        }
    }

    private int asked(String url) throws IOException {
        try (Response answer =
                client.newCall(new Request.Builder().url(url).build()).execute()) {
            return answer.code();
        }
    }

    @Test
    void thePortOfAServerThatHasEndedIsHeldAndGivenBack() throws Exception {
        Empty server = new Empty();
        String url = server.start().url();
        int port = URI.create(url).getPort();
        assertEquals(404, asked(url));
        server.close(); // The connection of that request waits for its end.
        try (ClosedPort held = new ClosedPort(port)) {
            assertEquals("http://127.0.0.1:" + port + "/", held.url());
            assertThrows(ConnectException.class, () -> asked(url));
        }
        try (Empty again = server.start(port)) {
            assertEquals(404, asked(again.url()));
        }
    }
}
