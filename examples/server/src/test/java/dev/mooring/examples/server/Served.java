package dev.mooring.examples.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** A running server, and what a client of it says and hears. */
final class Served implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final MooringServer server;
    private final List<String> headers = new ArrayList<>(List.of("X-User-Id", "anna"));

    Served(Options options, Clock clock) {
        try {
            options.port = 0;
            server = new MooringServer(options, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Served sqlite(Path folder) {
        return sqlite(folder, Clock.systemUTC());
    }

    static Served sqlite(Path folder, Clock clock) {
        Options options = new Options();
        options.db = folder.resolve("server.db").toFile();
        return new Served(options, clock);
    }

    static Served postgres(String jdbc, Clock clock) {
        Options options = new Options();
        options.jdbc = jdbc;
        options.connections = 4;
        return new Served(options, clock);
    }

    /** Sends these headers from now on, instead of those before. */
    Served with(String... namesAndValues) {
        headers.clear();
        headers.addAll(List.of(namesAndValues));
        return this;
    }

    record Heard(int status, JsonNode json, HttpResponse<String> response) {
        String error() {
            return json.path("error").asText();
        }

        /** The sequences of the server's events. */
        List<Long> sequences() {
            JsonNode events = json.isArray() ? json : json.path("server_events");
            return StreamSupport.stream(events.spliterator(), false)
                    .map(event -> event.path("sequence").asLong())
                    .toList();
        }

        long token() {
            return json.path("lease").path("fencing_token").asLong();
        }
    }

    Heard post(String path, String body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Heard get(String path) {
        return send(request(path).GET());
    }

    /** What is no JSON. */
    String text(String path) {
        try {
            return CLIENT.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Pushes events with these texts and mutation ids. */
    Heard push(long since, String rest, String... payloads) {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < payloads.length; i++) {
            events.append(i == 0 ? "" : ",").append(event(since + 1 + i, payloads[i]));
        }
        return post("/do/sync", "{\"events_since\":" + since + ",\"events\":[" + events + "]" + rest + "}");
    }

    /** Events whose mutation id is their text; without one if the text begins with a dash. */
    static String event(long sequence, String text) {
        String mutation = text.startsWith("-") ? "" : ",\"mutation_id\":\"" + text + "\"";
        return "{\"sequence\":" + sequence
                + ",\"timestamp\":\"2026-11-20T10:00:00.000Z\",\"event_type\":\"user_action\","
                + "\"schema_version\":1,\"payload\":\"" + text + "\"" + mutation + "}";
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return request;
    }

    private static Heard send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Heard(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
