package dev.mooring.examples.service;

import dev.mooring.examples.metrics.MicrometerMeters;
import dev.mooring.examples.service.http.ServiceHttp;
import dev.mooring.examples.service.office.OfficeTransport;
import dev.mooring.sync.metrics.SyncMetrics;
import dev.mooring.sync.spi.Transport;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** All parts of the service, begun in the order in which they need each other and ended in the other one. */
final class BranchService implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final OkHttpClient calls =
            new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(30)).build();
    private final HttpUrl backend;
    private final Workspaces workspaces;
    private final ServiceHttp http;
    private final ScheduledExecutorService janitor = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> rounds;

    /**
     * Begins.
     *
     * @param folder of the users' files, created if it is missing
     * @param backend the address of the REST backend
     * @param port 0 is a free one
     */
    BranchService(Path folder, HttpUrl backend, int port) throws IOException {
        this.backend = backend;
        Files.createDirectories(folder);
        workspaces = new Workspaces(folder, this::open, System::nanoTime);
        workspaces.openAll();
        http = new ServiceHttp(workspaces, metrics, port);
        rounds = janitor.scheduleWithFixedDelay(() -> workspaces.closeIdle(IDLE), 1, 1, TimeUnit.MINUTES);
    }

    private Workspace open(String user, Path file) {
        Transport transport = OfficeTransport.of(calls, backend, user, user);
        return new Workspace(file, transport, new SyncMetrics(new MicrometerMeters(metrics, Tags.of("user", user))));
    }

    String url() {
        return http.url();
    }

    /** Takes no more requests, sends what can be sent, and closes all files. */
    @Override
    public void close() {
        rounds.cancel(false);
        janitor.shutdown();
        http.close();
        workspaces.close();
        metrics.close();
    }
}
