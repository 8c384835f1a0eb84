package dev.mooring.examples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.examples.service.office.OfficeServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is a process of its own, is killed with SIGKILL while its backend is away, and is begun again. */
class KilledServiceTest {
    @TempDir
    Path folder;

    /** Begins the service, and returns when it serves. */
    private Process begin(String backend) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "0",
                        folder.resolve("files").toString(),
                        backend)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Caller serving(Process service) throws IOException {
        BufferedReader out = service.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("serving ")) {
                return new Caller(line.split(" ")[1]);
            }
        }
        throw new IllegalStateException("the service did not begin");
    }

    @Test
    void whatWasAnsweredBeforeTheKillIsSentOnceAfterIt() throws Exception {
        OfficeServer office = new OfficeServer(folder.resolve("office.sqlite"), 0);
        int port = HttpUrl.get(office.url()).port();
        String backend = office.url();
        Process first = begin(backend);
        Set<String> ids = new HashSet<>();
        try {
            Caller service = serving(first);
            ids.add(add(service, "Jansen"));
            service.send("POST", "users/ada/sync", 200);
            office.close();
            for (int i = 0; i < 20; i++) {
                ids.add(add(service, "customer " + i));
            }
        } finally {
            first.destroyForcibly().waitFor();
        }
        Process second = begin(backend);
        try (OfficeServer again = new OfficeServer(folder.resolve("office.sqlite"), port)) {
            Caller service = serving(second); // It has opened ada's file by itself.
            assertEquals(1, service.json("health").path("users").size());
            service.send("POST", "users/ada/sync", 200);
            Set<String> stored = new HashSet<>();
            JsonNode rows = new Caller(again.url(), "ada").json("rows").path("rows");
            rows.forEach(row -> stored.add(row.path("id").asText()));
            assertEquals(ids, stored);
            assertEquals(ids.size(), rows.size());
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    private static String add(Caller service, String customer) {
        return service.send("POST", "users/ada/visits", 201, "customer", customer, "note", "")
                .path("id")
                .asText();
    }
}
