package dev.mooring.examples.service.http;

import dev.mooring.examples.service.Visits;
import dev.mooring.examples.service.Workspace;
import dev.mooring.examples.service.Workspaces;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.SyncStatus;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The paths of the service. Only {@code /users/NAME/sync} waits for the network; all others answer from the user's file, whether the backend is
 * there or not.
 */
public final class ServiceHttp implements AutoCloseable {
    private final Workspaces workspaces;
    private final Javalin http = Javalin.create(config -> config.showJavalinBanner = false);

    /** Begins to serve on this machine; port 0 is a free one. */
    public ServiceHttp(Workspaces workspaces, PrometheusMeterRegistry metrics, int port) {
        this.workspaces = workspaces;
        http.get("/health", this::health);
        http.get(
                "/metrics",
                request -> request.contentType("text/plain; version=0.0.4").result(metrics.scrape()));
        http.get("/users/{user}/visits", request -> request.json(workspace(request, it -> it.read(Visits::all))));
        http.post("/users/{user}/visits", request -> {
            String id = write(request, visits -> visits.add(form(request, "customer"), form(request, "note")));
            request.status(HttpStatus.CREATED).json(Map.of("id", id));
        });
        http.put("/users/{user}/visits/{id}", request -> {
            String id = request.pathParam("id");
            found(write(request, visits -> visits.note(id, form(request, "note"))));
        });
        http.post("/users/{user}/visits/{id}/close", request -> {
            String id = request.pathParam("id");
            int quantity = Integer.parseInt(form(request, "quantity"));
            found(write(request, visits -> visits.close(id, form(request, "part"), quantity)));
        });
        http.delete("/users/{user}/visits/{id}", request -> {
            String id = request.pathParam("id");
            found(write(request, visits -> visits.delete(id)));
        });
        http.get(
                "/users/{user}/status",
                request ->
                        request.json(workspace(request, it -> told(it.client().status()))));
        http.post("/users/{user}/sync", this::sync);
        http.exception(
                IllegalArgumentException.class,
                (e, request) ->
                        request.status(HttpStatus.BAD_REQUEST).json(Map.of("error", String.valueOf(e.getMessage()))));
        http.start("127.0.0.1", port);
    }

    /** Where it serves, with a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + http.port() + "/";
    }

    /**
     * Whether the service works. It does without the backend, so a backend that is away makes nobody restart it: how the sync goes is told beside
     * that, and is for people and for alarms.
     */
    private void health(Context request) {
        Map<String, Object> users = new LinkedHashMap<>();
        workspaces.statuses().forEach((user, status) -> users.put(user, told(status)));
        request.json(Map.of("up", true, "users", users));
    }

    private static Map<String, Object> told(SyncStatus status) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("light", status.light());
        told.put("pending", status.pending());
        told.put("refused", status.counts().quarantined());
        told.put("says", status.explain());
        return told;
    }

    private void sync(Context request) {
        SyncReport report = workspace(request, it -> it.client().syncNow().join());
        request.status(report instanceof SyncReport.Synced ? HttpStatus.OK : HttpStatus.BAD_GATEWAY)
                .json(Map.of("sync", report.getClass().getSimpleName(), "pending", report.pending()));
    }

    private <T> T write(Context request, Function<Visits, T> work) {
        return workspace(request, it -> it.write(work));
    }

    /** Whose request it is stands in the path here; a real service takes it from the session. */
    private <T> T workspace(Context request, Function<Workspace, T> work) {
        return workspaces.with(request.pathParam("user"), work);
    }

    private static String form(Context request, String name) {
        String value = request.formParam(name);
        if (value == null) {
            throw new IllegalArgumentException("the form lacks " + name);
        }
        return value;
    }

    private static void found(boolean there) {
        if (!there) {
            throw new NotFoundResponse();
        }
    }

    @Override
    public void close() {
        http.stop();
    }
}
