package dev.mooring.sync.testing.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of bytes between a client and a server on loopback, for what goes wrong below frames and heads. Needs {@link #start}.
 * Thread-safe.
 */
public final class Proxy implements AutoCloseable {
    private static final long UNCUT = Long.MAX_VALUE;

    private final int to;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Pair> pairs = new ArrayList<>();
    private @Nullable ServerSocket listening;
    private long left = UNCUT;
    private long delay;
    private boolean down;
    private boolean closed;

    /**
     * A proxy that does not listen yet.
     *
     * @param to the server's port
     */
    public Proxy(int to) {
        this.to = to;
    }

    /**
     * A proxy to a stand-in server.
     *
     * @param server that listens
     * @return one that does not listen yet
     */
    public static Proxy to(StandInServer<?> server) {
        return new Proxy(Integer.parseInt(server.url().substring(server.url().lastIndexOf(':') + 1)));
    }

    private static final class Pair {
        final Socket client;
        final Socket server;
        boolean frozen;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Both ends see a reset, not an end. */
        void reset() {
            reset(client);
            reset(server);
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                return; // Closed already.
            }
        }
    }

    /**
     * Listens on a free loopback port.
     *
     * @return this
     */
    public Proxy start() {
        try {
            ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listening = server;
            run("proxy", () -> accept(server));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("no port is free", e);
        }
    }

    /**
     * Where it listens.
     *
     * @return the base URL, without a slash at the end
     */
    public String url() {
        if (listening == null) {
            throw new IllegalStateException("the proxy has no URL before it is started");
        }
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /**
     * Resets the connection that brings the server's next bytes, in the middle of them. Later ones are whole.
     *
     * @param bytes of the server that still come through, over all connections
     */
    public void cutAfter(long bytes) {
        change(() -> left = bytes);
    }

    /** Those who are connected stay so, and nothing passes any more, either way: half-open. New connections pass. */
    public void freeze() {
        change(() -> pairs.forEach(pair -> pair.frozen = true));
    }

    /**
     * What the server says comes late.
     *
     * @param each by how much; zero for not at all
     */
    public void delay(Duration each) {
        change(() -> delay = each.toNanos());
    }

    /**
     * Nobody is let in, and who is inside is reset.
     *
     * @param value whether
     */
    public void down(boolean value) {
        change(() -> {
            down = value;
            if (value) {
                pairs.forEach(Pair::reset);
                pairs.clear();
            }
        });
    }

    @Override
    public void close() {
        change(() -> {
            closed = true;
            pairs.forEach(Pair::reset);
            pairs.clear();
        });
        try {
            if (listening != null) {
                listening.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the port could not be given back", e);
        }
    }

    private void change(Runnable act) {
        lock.lock();
        try {
            act.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static void run(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                enter(from.accept());
            } catch (IOException e) {
                continue; // Closed, or the server cannot be reached: the client sees a connection that ends.
            }
        }
    }

    private void enter(Socket client) throws IOException {
        Pair pair;
        lock.lock();
        try {
            if (down || closed) {
                Pair.reset(client);
                return;
            }
            client.setTcpNoDelay(true);
            try {
                pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), to));
            } catch (IOException e) {
                Pair.reset(client);
                throw e;
            }
            pair.server.setTcpNoDelay(true);
            pairs.add(pair);
        } finally {
            lock.unlock();
        }
        run("proxy up", () -> pump(pair, pair.client, pair.server, false));
        run("proxy down", () -> pump(pair, pair.server, pair.client, true));
    }

    private void pump(Pair pair, Socket from, Socket into, boolean ofServer) {
        byte[] bytes = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = into.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                int passes = admit(pair, count, ofServer);
                out.write(bytes, 0, passes);
                out.flush();
                if (passes < count) {
                    pair.reset();
                    return;
                }
            }
            into.shutdownOutput();
        } catch (IOException e) {
            pair.reset(); // One end is gone: so is the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the bytes may pass; fewer than all where the connection is cut. */
    private int admit(Pair pair, int count, boolean ofServer) throws InterruptedException {
        lock.lock();
        try {
            long wait = ofServer ? delay : 0;
            while (wait > 0 && !closed) {
                wait = changed.awaitNanos(wait);
            }
            while (pair.frozen && !closed) {
                changed.await(1, TimeUnit.MINUTES);
            }
            if (!ofServer || left == UNCUT) {
                return count;
            }
            int passes = (int) Math.min(left, count);
            left = passes < count ? UNCUT : left - passes;
            return passes;
        } finally {
            lock.unlock();
        }
    }
}
