package dev.mooring.examples.server.http;

import dev.mooring.examples.server.log.LogId;
import dev.mooring.examples.server.store.Logs;
import dev.mooring.examples.server.store.StoreException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths, and what an error is answered. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final String RETRY_AFTER = "Retry-After";

    private final Users users;
    private final Gate gate = new Gate(200, 16);
    private final Javalin javalin;

    /**
     * Prepares a server.
     *
     * @param secret of the users' tokens, or null: then everybody is believed
     */
    public HttpServer(Logs logs, Clock clock, byte @Nullable [] secret) {
        this.users = new Users(secret);
        Exchanges exchanges = new Exchanges(logs, clock);
        javalin = Javalin.create(config -> {
            config.showJavalinBanner = false;
        });
        javalin.get("/health", request -> Answers.send(request, 200, "{\"ok\":true}"));
        javalin.post("/do/sync", guarded(exchanges::sync));
        javalin.get("/do/events", guarded(exchanges::events));
        javalin.get("/do/status", guarded(exchanges::status));
        javalin.post("/do/lease", guarded(exchanges::lease));
        javalin.exception(Refusal.class, (e, request) -> refused(request, e.status(), e.getMessage()));
        javalin.exception(StoreException.class, (e, request) -> {
            LOG.warn("{} {}: the database failed: {}", request.method(), request.path(), e.getMessage());
            refused(request, 503, "The database does not answer.");
        });
        javalin.exception(Exception.class, (e, request) -> {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            refused(request, 500, "The server failed.");
        });
        javalin.error(404, request -> refused(request, 404, "Not found"));
    }

    /** Serves on an address; 0 is a free port. */
    public void start(String host, int port) {
        javalin.start(host, port);
    }

    /** The port that it serves on. */
    public int port() {
        return javalin.port();
    }

    private io.javalin.http.Handler guarded(BiConsumer<Context, LogId> work) {
        return request -> {
            LogId log = users.log(request);
            gate.enter(log);
            try {
                work.accept(request, log);
            } finally {
                gate.leave(log);
            }
        };
    }

    private static void refused(Context request, int status, @Nullable String error) {
        if (status == 429 || status == 503) {
            request.header(RETRY_AFTER, Integer.toString(Gate.RETRY_AFTER_SECONDS));
        }
        if (status == 401) {
            request.header("WWW-Authenticate", "Bearer");
        }
        Answers.send(request, status, Answers.error(error == null ? "" : error));
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
