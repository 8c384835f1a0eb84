package dev.mooring.examples.todo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Those at the server who are no device: a shop that calls a webhook, and whoever counts the events. */
final class Outside {
    private static final Pattern COUNT = Pattern.compile("\"event_count\":(\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String serverUrl;

    Outside(String serverUrl) {
        this.serverUrl = serverUrl;
    }

    /** Returns how many events there are. */
    long events() throws IOException, InterruptedException {
        String status = answer(request("/do/status").build());
        Matcher count = COUNT.matcher(status);
        if (!count.find()) {
            throw new IOException("the server's status has no count: " + status);
        }
        return Long.parseLong(count.group(1));
    }

    /** Tells the user's log something; whether the server could write it at once. */
    boolean says(String text) throws IOException, InterruptedException {
        String body = "{\"text\":\"" + text + "\"}";
        String answer = answer(request("/do/webhook/shop")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        return !answer.contains("\"waits\":true");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(serverUrl + path)).header("X-User-Id", Device.USER);
    }

    private String answer(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
