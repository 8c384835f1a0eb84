package dev.mooring.sync.testing.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * A server that stands in for a live one, and has its faults. It can be called in two ways, with the same behaviour: in process by {@link
 * #handle} (for an OkHttp client by {@link #interceptor}), and over HTTP on a loopback port after {@link #start}.
 *
 * <p>A server that has a live side can be listened to in the same two ways: in process by {@link #connect}, and over HTTP by a WebSocket
 * or a stream of server-sent events.
 *
 * <p>Thread-safe. The same requests in the same order get the same answers. Everything is in memory.
 *
 * @param <S> the server itself
 */
public abstract class StandInServer<S extends StandInServer<S>> implements AutoCloseable {
    private final AtomicLong requests = new AtomicLong();
    private final Channels channels = new Channels();
    private final List<Runnable> writeHooks = new CopyOnWriteArrayList<>();
    private final AtomicLong deaths = new AtomicLong();
    private final boolean gzip;
    private volatile boolean dead;
    private @Nullable HttpFace http;

    /**
     * A server that does not listen yet.
     *
     * @param gzip whether answers over HTTP are zipped for clients that ask for it, as the live server's are
     */
    protected StandInServer(boolean gzip) {
        this.gzip = gzip;
    }

    /**
     * What the server does with a request that asks for no channel. Called on the thread that makes it.
     *
     * @param request as it came
     * @return the answer; 404 without a body by default, for a server that has channels alone
     */
    protected Reply answer(Request request) {
        return Reply.of(404, Map.of(), "");
    }

    /**
     * What the server does with those who ask for a channel.
     *
     * @return always the same one; null, the default, if the server has no channel
     */
    protected @Nullable LiveFace live() {
        return null;
    }

    /**
     * The server itself, for chaining.
     *
     * @return this
     */
    protected abstract S self();

    /**
     * Answers a request in process.
     *
     * @param request as it would come over HTTP
     * @return as it would go out over HTTP, but never zipped; {@link Reply#NONE} where nobody would answer
     */
    public final Reply handle(Request request) {
        Reply reply = ask(request);
        return Channels.letsIn(reply)
                ? Reply.of(501, Map.of("Content-Type", "text/plain"), "A channel: connect, or start the server.")
                : reply;
    }

    /** An answer, or word that a channel is to be opened. */
    private Reply ask(Request request) {
        requests.incrementAndGet();
        if (dead) {
            return Reply.NONE;
        }
        LiveFace face = live();
        if (face != null && face.takes(request)) {
            Reply refusal = channels.refusal();
            refusal = refusal == null ? face.refuses(request) : refusal;
            return refusal == null ? Channels.LET_IN : refusal;
        }
        Reply reply = answer(request);
        channels.flush();
        return reply;
    }

    /**
     * Asks for a channel in process, as over a socket or a stream: with the same refusals, messages and faults, but without a thread or a
     * timer. So whoever makes the server say something also tells it to those who listen here. For tests in virtual time.
     *
     * @param request of the handshake, with {@code Upgrade: websocket} for a WebSocket
     * @param listener told what the server says
     * @return the connection, also if it was refused
     * @throws IllegalStateException if the request is none for a channel
     */
    public final LiveClient connect(Request request, LiveClient.Listener listener) {
        LiveFace face = live();
        if (face == null || !face.takes(request)) {
            throw new IllegalStateException(
                    "no channel at " + Target.of(request.path()).path());
        }
        Reply reply = ask(request);
        return Channels.letsIn(reply)
                ? InProcessChannel.connect(channels, face, request, listener)
                : InProcessChannel.refused(reply, listener);
    }

    /**
     * The open channels, and what goes wrong with them.
     *
     * @return always the same
     */
    public final Channels channels() {
        return channels;
    }

    /**
     * Tells a test that somebody wrote, so that it can wake those who would be told by a channel that the server has not. A server says in
     * its own words whether it tells of writes.
     *
     * @param somebody runs behind each write, on its thread, under no lock; possibly also where nothing was written after all
     */
    public final void onWrite(Runnable somebody) {
        writeHooks.add(somebody);
    }

    /** Somebody wrote. Servers that tell call it under no lock. */
    protected final void wrote() {
        writeHooks.forEach(Runnable::run);
    }

    /**
     * The process of the server has ended by a fault of its own: every channel is lost without a word, and nobody gets an answer, until
     * {@link #restart}. Servers call it under no lock.
     */
    protected final void die() {
        dead = true;
        deaths.incrementAndGet();
        channels.cut();
    }

    /** Starts a process that has died again, with what it had stored. Nothing happens if it lives. */
    public final void restart() {
        dead = false;
    }

    /**
     * How often the process of the server has died by a fault of its own.
     *
     * @return since the server was built
     */
    public final long deaths() {
        return deaths.get();
    }

    /** Tells those who listen in process what the server has said. Servers call it where they said something, under no lock. */
    protected final void flush() {
        channels.flush();
    }

    /**
     * Puts the server inside an OkHttp client. {@link #handle} then answers every request of that client on the thread that makes it,
     * whatever its host. For tests in virtual time:
     *
     * <pre>{@code
     * new OkHttpClient.Builder().addInterceptor(server.interceptor()).build()
     * }</pre>
     *
     * @return for one client or several; needs no {@link #start}
     */
    public final Interceptor interceptor() {
        return new InProcessFace(this::handle);
    }

    /**
     * Listens on a free loopback port.
     *
     * @return this
     */
    public final S start() {
        return start(0);
    }

    /**
     * Listens on a loopback port.
     *
     * @param port the port, or 0 for a free one
     * @return this
     */
    public final synchronized S start(int port) {
        if (http != null) {
            throw new IllegalStateException("the server listens already, at " + http.url());
        }
        HttpFace face = new HttpFace(this::ask, gzip, channels, live());
        face.start(port);
        http = face;
        return self();
    }

    /**
     * Where it listens.
     *
     * @return the base URL, without a slash at the end
     * @throws IllegalStateException before {@link #start}
     */
    public final synchronized String url() {
        if (http == null) {
            throw new IllegalStateException("the server has no URL before it is started");
        }
        return http.url();
    }

    /**
     * How many requests came in, in process and over HTTP.
     *
     * @return since the server was built
     */
    public final long requests() {
        return requests.get();
    }

    /** Stops listening. The server keeps its data, and {@link #handle} goes on. Idempotent. */
    @Override
    public final void close() {
        HttpFace face;
        synchronized (this) {
            face = http;
            http = null;
        }
        if (face != null) {
            face.close(); // Waits for requests that are being answered, and these may need the lock.
        }
    }
}
