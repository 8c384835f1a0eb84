package dev.mooring.examples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.examples.service.office.OfficeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services and their backend, over real HTTP and real files. */
class ServiceTest {
    @TempDir
    Path folder;

    private OfficeServer office;
    private final List<BranchService> services = new ArrayList<>();

    @BeforeEach
    void serve() {
        office = new OfficeServer(folder.resolve("office.sqlite"), 0);
    }

    @AfterEach
    void stop() {
        services.forEach(BranchService::close);
        office.close();
    }

    private Caller service(String device) throws IOException {
        BranchService service = new BranchService(folder.resolve(device), HttpUrl.get(office.url()), 0);
        services.add(service);
        return new Caller(service.url());
    }

    private JsonNode stored(String user) {
        return new Caller(office.url(), user).json("rows").path("rows");
    }

    private static String add(Caller service, String user, String customer) {
        return service.send("POST", "users/" + user + "/visits", 201, "customer", customer, "note", "boiler")
                .path("id")
                .asText();
    }

    private static void synced(Caller service, String user) {
        JsonNode report = service.send("POST", "users/" + user + "/sync", 200);
        assertEquals(0, report.path("pending").asInt(), report::toString);
    }

    @Test
    void whatIsWrittenInOneServiceIsInTheOther() throws IOException {
        Caller one = service("van-1");
        Caller two = service("van-2");
        String id = add(one, "ada", "Jansen");
        one.send("POST", "users/ada/visits/" + id + "/close", 200, "part", "valve", "quantity", "2");
        synced(one, "ada");
        synced(two, "ada");
        JsonNode visit = two.json("users/ada/visits").path(0);
        assertEquals("Jansen", visit.path("customer").asText());
        assertTrue(visit.path("done").asBoolean());
        assertEquals(2, visit.path("parts").asInt());

        two.send("DELETE", "users/ada/visits/" + id, 200);
        synced(two, "ada");
        synced(one, "ada");
        assertEquals(0, one.json("users/ada/visits").size());
        for (JsonNode row : stored("ada")) {
            assertTrue(row.path("gone").asBoolean(), row::toString);
        }
    }

    @Test
    void eachUserHasAFileAndRowsOfTheirOwn() throws IOException {
        Caller service = service("van-1");
        add(service, "ada", "Jansen");
        add(service, "ben", "Smit");
        synced(service, "ada");
        synced(service, "ben");
        assertEquals(
                "Jansen", stored("ada").path(0).path("row").path("customer").asText());
        assertEquals("Smit", stored("ben").path(0).path("row").path("customer").asText());
        assertEquals(1, stored("ben").size());
        assertTrue(Files.exists(folder.resolve("van-1/ben.db")));
        service.send("GET", "users/..%2Fben/visits", 400);
    }

    @Test
    void theServiceWorksWhileTheBackendIsAwayAndCatchesUp() throws IOException {
        Caller service = service("van-1");
        add(service, "ada", "Jansen");
        synced(service, "ada");
        int port = HttpUrl.get(office.url()).port();
        office.close();
        add(service, "ada", "Smit");
        assertEquals(2, service.json("users/ada/visits").size());
        service.send("POST", "users/ada/sync", 502);
        assertTrue(service.json("health").path("up").asBoolean());
        JsonNode status = service.json("users/ada/status");
        assertEquals("AMBER", status.path("light").asText());
        assertEquals(1, status.path("pending").asInt());

        office = new OfficeServer(folder.resolve("office.sqlite"), port);
        synced(service, "ada");
        assertEquals(2, stored("ada").size());
        assertEquals("GREEN", service.json("users/ada/status").path("light").asText());
    }

    @Test
    void whatTheBackendRefusesStaysInTheFileAndIsTold() throws IOException {
        Caller service = service("van-1");
        String id = add(service, "ada", "Jansen");
        synced(service, "ada");
        String note = "long ".repeat(200);
        service.send("PUT", "users/ada/visits/" + id, 200, "note", note);
        synced(service, "ada");
        JsonNode status = service.json("users/ada/status");
        assertEquals(1, status.path("refused").asInt(), status::toString);
        assertEquals("AMBER", status.path("light").asText());
        assertEquals(note, service.json("users/ada/visits").path(0).path("note").asText());
        assertEquals("boiler", stored("ada").path(0).path("row").path("note").asText());
    }

    @Test
    void theLaterOfTwoEditsOfAVisitStays() throws IOException {
        Caller one = service("van-1");
        Caller two = service("van-2");
        String id = add(one, "ada", "Jansen");
        synced(one, "ada");
        synced(two, "ada");
        one.send("PUT", "users/ada/visits/" + id, 200, "note", "first");
        two.send("PUT", "users/ada/visits/" + id, 200, "note", "second");
        synced(two, "ada");
        synced(one, "ada");
        synced(two, "ada");
        assertEquals("second", one.json("users/ada/visits").path(0).path("note").asText());
        assertEquals("second", two.json("users/ada/visits").path(0).path("note").asText());
    }

    @Test
    void theFiguresTellUsersApart() throws IOException {
        Caller service = service("van-1");
        add(service, "ada", "Jansen");
        synced(service, "ada");
        String figures = service.text("metrics");
        assertTrue(figures.contains("mooring_mutations_acked_total{user=\"ada\"} 1.0"), figures);
        assertTrue(figures.contains("mooring_queue_pending{user=\"ada\"} 0.0"), figures);
    }
}
