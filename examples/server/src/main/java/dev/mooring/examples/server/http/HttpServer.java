package dev.mooring.examples.server.http;

import dev.mooring.examples.server.live.Hub;
import dev.mooring.examples.server.log.JsonText;
import dev.mooring.examples.server.log.LogId;
import dev.mooring.examples.server.store.Logs;
import dev.mooring.examples.server.store.ServerWriter;
import dev.mooring.examples.server.store.StoreException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Clock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths, and what an error is answered. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final String RETRY_AFTER = "Retry-After";
    private static final int MOST_UNDER_WAY = 200;
    private static final int MOST_CALLS = 50;
    private static final int MOST_OF_ONE_USER = 32;
    private static final long MOST_BYTES = 64L << 20;

    /** What a body counts that does not say its length: one that is smaller than most. */
    private static final long UNSAID_BYTES = 1L << 20;

    private final Users users;
    private final Metrics metrics = new Metrics();
    private final Gate gate = new Gate(MOST_UNDER_WAY, MOST_OF_ONE_USER, MOST_BYTES);
    private final Gate calls = new Gate(MOST_CALLS, MOST_OF_ONE_USER, MOST_BYTES);
    private final Javalin javalin;

    /**
     * Prepares a server.
     *
     * @param secret of the users' tokens, or null: then everybody is believed
     * @param targets what clients may have called
     */
    public HttpServer(Logs logs, ServerWriter writer, Hub hub, Clock clock, byte @Nullable [] secret, Targets targets) {
        this.users = new Users(secret);
        Exchanges exchanges = new Exchanges(logs, clock, new Upstream(targets), metrics);
        ServerEvents events = new ServerEvents(writer);
        LivePaths live = new LivePaths(hub, users);
        metrics.gauge("mooring_listeners", hub::size);
        metrics.gauge("mooring_requests_under_way", () -> gate.underWay() + calls.underWay());
        javalin = Javalin.create(config -> config.showJavalinBanner = false);
        javalin.get("/health", request -> health(request, logs));
        javalin.get(
                "/metrics",
                request -> request.contentType("text/plain; version=0.0.4").result(metrics.lines()));
        javalin.post("/do/sync", guarded(gate, exchanges::sync));
        javalin.post("/do/proxy", guarded(calls, exchanges::proxy));
        javalin.get("/do/events", guarded(gate, exchanges::events));
        javalin.get("/do/status", guarded(gate, exchanges::status));
        javalin.post("/do/lease", guarded(gate, exchanges::lease));
        javalin.post("/do/webhook/{name}", guarded(gate, events::webhook));
        javalin.post("/do/cron", guarded(gate, events::cron));
        javalin.post("/do/schedule-alarm", guarded(gate, events::scheduleAlarm));
        javalin.get("/do/live", live::stream);
        javalin.wsBeforeUpgrade("/do/live", live::beforeSocket);
        javalin.ws("/do/live", live::socket);
        errors();
    }

    private void errors() {
        javalin.exception(Refusal.class, (e, request) -> refused(request, e.status(), e.json()));
        javalin.exception(StoreException.class, (e, request) -> {
            LOG.warn("{} {}: the database failed: {}", request.method(), request.path(), e.getMessage());
            refused(request, 503, Answers.error("The database does not answer."));
        });
        javalin.exception(Exception.class, (e, request) -> {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            refused(request, 500, Answers.error("The server failed."));
        });
        javalin.error(404, request -> refused(request, 404, Answers.error("Not found")));
    }

    /** Serves on an address; 0 is a free port. */
    public void start(String host, int port) {
        javalin.start(host, port);
    }

    /** The port that it serves on. */
    public int port() {
        return javalin.port();
    }

    private static void health(Context request, Logs logs) {
        Answers.send(request, 200, "{\"ok\":true,\"history\":" + JsonText.quote(logs.history()) + "}");
    }

    private Handler guarded(Gate bound, BiConsumer<Context, LogId> work) {
        return request -> {
            LogId log = users.admit(request).log();
            int said = request.contentLength();
            long length = said < 0 ? UNSAID_BYTES : said;
            long begun = System.nanoTime();
            bound.enter(log, length);
            try {
                work.accept(request, log);
                metrics.answered(request.statusCode(), System.nanoTime() - begun);
            } finally {
                bound.leave(log, length);
            }
        };
    }

    private void refused(Context request, int status, String json) {
        metrics.count("mooring_refused_total{status=\"" + status + "\"}", 1);
        if (status == 429 || status == 503) {
            request.header(RETRY_AFTER, Integer.toString(Gate.RETRY_AFTER_SECONDS));
        }
        if (status == 401) {
            request.header("WWW-Authenticate", "Bearer");
        }
        Answers.send(request, status, json);
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
