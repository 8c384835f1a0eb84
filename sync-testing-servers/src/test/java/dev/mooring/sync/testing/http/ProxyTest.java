package dev.mooring.sync.testing.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProxyTest {
    private static final String HEAD = "HTTP/1.1 404 ";
    private final Echo server = new Echo().start();
    private final Proxy proxy = Proxy.to(server).start();

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    /** What comes of the answer to a request: its first bytes, or that the connection was reset. */
    private String ask() throws Exception {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(proxy.url()).getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = socket.getInputStream().readNBytes(HEAD.length());
            return new String(bytes, StandardCharsets.US_ASCII);
        } catch (SocketException e) {
            return "reset";
        }
    }

    @Test
    void bytesPassAndComeLate() throws Exception {
        assertEquals(HEAD, ask());
        proxy.delay(Duration.ofMillis(1));
        assertEquals(HEAD, ask());
    }

    @Test
    void aConnectionIsCutAfterSoManyBytes() throws Exception {
        proxy.cutAfter(5);
        assertEquals("reset", ask());
        assertEquals(HEAD, ask());
    }

    @Test
    void nobodyIsLetInWhileItIsDown() throws Exception {
        proxy.down(true);
        assertEquals("reset", ask());
        proxy.down(false);
        assertEquals(HEAD, ask());
    }
}
