package dev.mooring.sync.testing.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of this machine that refuses connections for as long as it is held. A port that was closed would be free for whoever comes next, such
 * as the server of another test.
 */
public final class ClosedPort implements AutoCloseable {
    private final Socket bound = new Socket();

    /** Takes a free port. */
    public ClosedPort() {
        this(0);
    }

    /**
     * Takes a port, such as that of a server which has just ended and is to begin again at the same address.
     *
     * @param port the port, or 0 for a free one
     * @throws UncheckedIOException if another one has it
     */
    public ClosedPort(int port) {
        try {
            bound.setReuseAddress(true); // The server that ended has left connections that wait for their end.
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)); // Bound, and never listening.
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " could not be taken", e);
        }
    }

    /**
     * An address at which nobody takes connections.
     *
     * @return a URL of plain HTTP that ends with a slash
     */
    public String url() {
        return "http://127.0.0.1:" + bound.getLocalPort() + "/";
    }

    @Override
    public void close() {
        try {
            bound.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the port could not be given back", e);
        }
    }
}
