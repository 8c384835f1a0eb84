package dev.mooring.examples.server.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.GzipSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a client's HTTP, sends each request to another one of some servers, and keeps what was asked and told. Requests that are no
 * exchange with the log, and refusals without a log, are sent and not kept.
 */
final class Recorder implements Interceptor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String who;
    private final List<Integer> ports;
    private final List<Operation> operations = new ArrayList<>();
    private int unclear;

    Recorder(String who, List<Integer> ports) {
        this.who = who;
        this.ports = ports;
    }

    synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** How many requests ended without an answer that is one. */
    synchronized int unclear() {
        return unclear;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        HttpUrl url = request.url()
                .newBuilder()
                .port(ports.get(ThreadLocalRandom.current().nextInt(ports.size())))
                .build();
        Operation.Asked asked = asked(request);
        long began = System.nanoTime();
        Operation.Told told = null;
        try {
            Response response = chain.proceed(request.newBuilder().url(url).build());
            Source body = response.peekBody(Long.MAX_VALUE).source();
            if (asked != null && (response.code() == 200 || response.code() == 409)) {
                boolean zipped = "gzip".equals(response.header("Content-Encoding"));
                told = told(
                        url.encodedPath(),
                        response,
                        Okio.buffer(zipped ? new GzipSource(body) : body).readUtf8());
            }
            return response;
        } finally {
            keep(asked, began, told);
        }
    }

    private synchronized void keep(Operation.@Nullable Asked asked, long began, Operation.@Nullable Told told) {
        if (told == null) {
            unclear++;
        }
        if (asked != null) {
            operations.add(new Operation(who, began, System.nanoTime(), asked, told));
        }
    }

    private static Operation.@Nullable Asked asked(Request request) throws IOException {
        switch (request.url().encodedPath()) {
            case "/do/events" -> {
                String since = request.url().queryParameter("since");
                return new Operation.Asked(since == null ? 0 : Long.parseLong(since), 0, List.of());
            }
            case "/do/status" -> {
                return new Operation.Asked(0, 0, List.of());
            }
            case "/do/sync" -> {
                Buffer buffer = new Buffer();
                if (request.body() != null) {
                    request.body().writeTo(buffer);
                }
                JsonNode json = JSON.readTree(buffer.readByteArray());
                List<String> batch = new ArrayList<>();
                json.path("events")
                        .forEach(event -> batch.add(event.path("mutation_id").asText()));
                return new Operation.Asked(
                        json.path("events_since").asLong(),
                        json.path("fencing_token").asLong(),
                        batch);
            }
            default -> {
                return null;
            }
        }
    }

    private Operation.@Nullable Told told(String path, Response response, String body) throws IOException {
        JsonNode json = JSON.readTree(body);
        if (json.path("error").asText().startsWith("Another history")) {
            return null;
        }
        if (path.equals("/do/events") && json.isArray()) {
            return new Operation.Told(
                    true,
                    number(response, "X-Latest-Sequence"),
                    number(response, "X-Fencing-Token"),
                    false,
                    response.header("X-More") != null,
                    Seen.all(json));
        }
        if (path.equals("/do/status")) {
            JsonNode lease = json.path("lease");
            return new Operation.Told(
                    true,
                    json.path("latest_sequence").asLong(),
                    lease.path("fencing_token").asLong(),
                    lease.path("held_by").asText().equals(who),
                    true,
                    List.of());
        }
        return Operation.Told.of(response.code(), json);
    }

    private static long number(Response response, String header) throws IOException {
        String value = response.header(header);
        if (value == null) {
            throw new IOException(header + " is missing");
        }
        return Long.parseLong(value);
    }
}
