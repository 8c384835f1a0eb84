package dev.mooring.examples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.examples.service.office.OfficeServer;
import dev.mooring.examples.service.office.OfficeTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are opened when they are needed, and closed when nobody needs them and nothing waits. */
class WorkspacesTest {
    private static final Duration IDLE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong();

    private Workspaces workspaces(OfficeServer office) {
        OkHttpClient calls = new OkHttpClient();
        HttpUrl backend = HttpUrl.get(office.url());
        return new Workspaces(
                folder,
                (user, file) -> new Workspace(file, OfficeTransport.of(calls, backend, user, user), event -> {}),
                now::get);
    }

    @Test
    void anIdleFileIsClosedUnlessSomethingWaits() throws IOException {
        try (OfficeServer office = new OfficeServer(folder.resolve("office.sqlite"), 0);
                Workspaces workspaces = workspaces(office)) {
            workspaces.with("ada", it -> it.write(visits -> visits.add("Jansen", "")));
            workspaces.with("ada", it -> it.client().syncNow().join());
            now.addAndGet(IDLE.toNanos());
            workspaces.with("ben", it -> it.read(Visits::all));
            office.close();
            workspaces.with("cleo", it -> it.write(visits -> visits.add("Smit", "")));
            workspaces.closeIdle(IDLE);
            assertEquals(Set.of("ben", "cleo"), workspaces.statuses().keySet());
            now.addAndGet(IDLE.toNanos());
            workspaces.closeIdle(IDLE);
            assertEquals(Set.of("cleo"), workspaces.statuses().keySet());
            assertEquals(
                    "Jansen",
                    workspaces.with("ada", it -> it.read(Visits::all).get(0).customer()));
        }
    }

    @Test
    void aTransactionThatIsRolledBackSendsNothing() throws IOException {
        try (OfficeServer office = new OfficeServer(folder.resolve("office.sqlite"), 0);
                Workspaces workspaces = workspaces(office)) {
            String id = workspaces.with("ada", it -> it.write(visits -> visits.add("Jansen", "")));
            assertThrows(
                    RuntimeException.class,
                    () -> workspaces.with("ada", it -> it.write(visits -> visits.close(id, null, 1))));
            workspaces.with("ada", it -> it.client().syncNow().join());
            JsonNode rows = new Caller(office.url(), "ada").json("rows").path("rows");
            assertEquals(1, rows.size(), rows::toString);
            assertEquals(false, rows.path(0).path("row").path("done").asBoolean());
            assertEquals(
                    false,
                    workspaces.with("ada", it -> it.read(Visits::all).get(0).done()));
        }
    }
}
