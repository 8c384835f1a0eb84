package com.example.service;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.rows.StandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskServiceTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void aTaskOfOneServiceComesToTheOther() throws Exception {
        try (StandIn backend = new StandIn();
                TaskService one = new TaskService(0, folder.resolve("one.db"), backend.url(), "anna", "secret");
                TaskService two = new TaskService(0, folder.resolve("two.db"), backend.url(), "anna", "secret")) {
            post(one.url() + "tasks", "title=milk");
            assertTrue(post(one.url() + "sync", "").contains("Synced"));
            post(two.url() + "sync", "");
            assertTrue(get(two.url() + "tasks").contains("\"title\":\"milk\""));
            assertTrue(get(two.url() + "health").contains("GREEN"));
        }
    }

    private String post(String url, String form) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
