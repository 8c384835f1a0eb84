package dev.mooring.sync.testing.http;

import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * A server that stands in for a live one, and has its faults. It can be called in two ways, with the same behaviour: in process by {@link
 * #handle} (for an OkHttp client by {@link #interceptor}), and over HTTP on a loopback port after {@link #start}.
 *
 * <p>Thread-safe. The same requests in the same order get the same answers. Everything is in memory.
 *
 * @param <S> the server itself
 */
public abstract class StandInServer<S extends StandInServer<S>> implements AutoCloseable {
    private final AtomicLong requests = new AtomicLong();
    private final boolean gzip;
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
     * What the server does with a request. Called on the thread that makes it.
     *
     * @param request as it came
     * @return the answer
     */
    protected abstract Reply answer(Request request);

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
     * @return as it would go out over HTTP, but never zipped
     */
    public final Reply handle(Request request) {
        requests.incrementAndGet();
        return answer(request);
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
        HttpFace face = new HttpFace(this::handle, gzip);
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
    public final synchronized void close() {
        if (http != null) {
            http.close();
            http = null;
        }
    }
}
