package dev.mooring.sync.inspector;

import com.sun.net.httpserver.HttpServer;
import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.status.SyncStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page in the browser that shows what a client holds and does: its status, the outbox, what was superseded, refused and set aside, the
 * exchanges, and the confirmed log. It can retry, reissue, drop and export. There is none unless the app starts one.
 *
 * <p>It answers on the loopback interface alone, and only to who knows the random token in its address. Whoever has that address can see
 * what the page shows and press its buttons, so give it to nobody, and log it nowhere. Every other request is refused: with another
 * {@code Host}, without the token, or from another page.
 *
 * <p>It listens to the client from its start to its end, and keeps a bounded number of what it hears. All else is read when the page asks, page by page, so
 * the memory that it takes does not grow with the outbox. It runs on daemon threads of its own, and ends with {@link #close} or within two
 * seconds of the client's close. Thread-safe.
 */
public final class Inspector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.inspector");
    private static final int TOKEN_BYTES = 32;
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ScheduledThreadPoolExecutor threads;
    private final Registration listening;
    private final URI url;
    private boolean closed;

    private Inspector(
            HttpServer server, ScheduledThreadPoolExecutor threads, Registration listening, Door door, URI url) {
        this.server = server;
        this.threads = threads;
        this.listening = listening;
        this.url = url;
        LOG.info("the inspector is open at {}", door.address());
    }

    /**
     * Begins an inspector. Nothing is opened before {@link InspectorBuilder#start}.
     *
     * @param client it is not closed with the inspector
     * @return with every default set
     */
    public static InspectorBuilder of(SyncClient<?> client) {
        return new InspectorBuilder(client);
    }

    static Inspector start(InspectorBuilder with) {
        SyncClient<?> client = with.client;
        client.open();
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        HttpServer server = bind(with.port);
        Door door = new Door(server.getAddress().getPort(), token);
        Timeline timeline = new Timeline(with.clock);
        Answers answers = new Answers(client, timeline, with.payloads, with.buttons);
        Site site = new Site(door, answers, with.buttons ? new Buttons(client) : null);
        server.createContext("/", site);
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(THREADS, work -> {
            Thread thread = new Thread(work, "mooring-inspector");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        threads.execute(server::start); // Its own thread is a daemon if a daemon starts it.
        Inspector inspector = new Inspector(
                server,
                threads,
                client.listen(timeline),
                door,
                URI.create("http://" + door.address() + "/" + token + "/"));
        Future<?> unused = threads.scheduleWithFixedDelay(
                () -> {
                    if (isClosed(client)) {
                        inspector.close();
                    }
                },
                1,
                1,
                TimeUnit.SECONDS);
        return inspector;
    }

    private static HttpServer bind(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the inspector cannot listen at port " + port + " of this machine: " + e.getMessage(), e);
        }
    }

    private static boolean isClosed(SyncClient<?> client) {
        SyncStatus.Reason reason = client.status().reason();
        return reason != null && reason.cause() == SyncStatus.Cause.CLOSED;
    }

    /**
     * Where the page is, with the token in it. For a person's browser, and for nothing else.
     *
     * @return such as {@code http://127.0.0.1:49152/8f3c…/}
     */
    public URI url() {
        return url;
    }

    /**
     * Whether it has ended, by a close of its own or of the client.
     *
     * @return true from then on
     */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Ends it; a page that is open says so. The client goes on. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        listening.close();
        server.stop(0);
        threads.shutdown();
    }
}
