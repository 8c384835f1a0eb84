package dev.mooring.sync.testing.http;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server is closed while it answers, and the answer needs the server's own lock. */
@Timeout(30)
class ClosingTest {
    /** Has itself closed by another thread, and looks at itself until it no longer listens. */
    private static final class Busy extends StandInServer<Busy> {
        final CompletableFuture<Void> closed = new CompletableFuture<>();

        Busy() {
            super(false);
        }

        @Override
        protected Reply answer(Request request) {
            closed.completeAsync(() -> {
                close();
                return null;
            });
            while (listens()) {
                Thread.onSpinWait();
            }
            return Reply.of(204, Map.of(), "");
        }

        private boolean listens() {
            try {
                return !url().isEmpty();
            } catch (IllegalStateException e) {
                return false;
            }
        }

        @Override
        protected Busy self() {
            return this;
        }
    }

    @Test
    void closingWaitsForNoAnswerThatWaitsForIt() throws Exception {
        Busy server = new Busy().start();
        int port = URI.create(server.url()).getPort();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertNull(server.closed.get());
        }
    }
}
