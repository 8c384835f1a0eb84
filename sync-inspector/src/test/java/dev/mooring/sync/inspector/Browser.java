package dev.mooring.sync.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Asks an inspector over HTTP, as its page does. */
final class Browser {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI page;

    Browser(Inspector inspector) {
        page = inspector.url();
    }

    URI page() {
        return page;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(page.resolve(path)).build());
    }

    String read(String path) {
        HttpResponse<String> response = get(path);
        assertEquals(200, response.statusCode(), response.body());
        return response.body();
    }

    HttpResponse<String> press(String button, String body) {
        return send(HttpRequest.newBuilder(page.resolve(button))
                .header("Origin", "http://" + page.getAuthority())
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The first line of the answer to a request that is written by hand, as a client that keeps no rules would. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(page.getHost(), page.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }
}
