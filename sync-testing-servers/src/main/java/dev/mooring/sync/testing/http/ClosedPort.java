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
        try {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // Bound, and never listening.
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free", e);
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
