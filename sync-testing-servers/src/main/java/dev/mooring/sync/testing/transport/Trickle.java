package dev.mooring.sync.testing.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that never falls silent and never comes to an end: a space every 100 ms, as long as somebody listens. */
final class Trickle implements AutoCloseable {
    private static final int PERIOD_MILLIS = 100;
    private static final byte[] HEAD =
            "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket listening;
    private final Thread thread;

    Trickle() throws IOException {
        listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        thread = new Thread(this::serve, "trickle");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort() + "/";
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                connections.incrementAndGet();
                socket.setSoTimeout(PERIOD_MILLIS);
                socket.getOutputStream().write(HEAD);
                while (!gone(socket)) {
                    socket.getOutputStream().write(' ');
                }
            } catch (IOException e) {
                continue; // The client hung up, or the test is over.
            }
        }
    }

    /** Reads what the client sends and throws it away, for one period. */
    private static boolean gone(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
