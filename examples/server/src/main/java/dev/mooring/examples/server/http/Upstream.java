package dev.mooring.examples.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.examples.server.log.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the API calls of clients. Redirects are not followed, as they would lead away from what is allowed. */
final class Upstream {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_URL = 8_000;

    private final Targets targets;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Upstream(Targets targets) {
        this.targets = targets;
    }

    /**
     * Makes a call, at most once.
     *
     * @param call {@code url}, and perhaps {@code method}, {@code headers} and {@code body}
     * @return its answer as JSON
     */
    String call(Body call) throws Targets.NotAllowedException, Targets.NoSecretException, IOException {
        HttpRequest request = request(call);
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw new IOException("the answer has more than " + MOST_BYTES + " bytes");
                }
                return json(response, new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server ends", e);
        }
    }

    private HttpRequest request(Body call) throws Targets.NotAllowedException, Targets.NoSecretException, IOException {
        String url = call.needed("url", MOST_URL);
        String target = targets.target(url);
        String method = call.text("method", 20);
        method = method == null ? "POST" : method.toUpperCase(Locale.ROOT);
        JsonNode content = call.member("body");
        if (content != null && (method.equals("GET") || method.equals("HEAD"))) {
            throw new IOException("Request with a GET or HEAD method cannot have a body.");
        }
        String body = content == null
                ? ""
                : content.isTextual() ? targets.fill(content.textValue(), target) : content.toString();
        try {
            URI uri = URI.create(targets.fill(url, target));
            if (!targets.target(uri.toString()).equals(target)) {
                throw new Targets.NotAllowedException("a secret leads to another target");
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(PATIENCE)
                    .method(
                            method,
                            content == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            Body headers = call.object("headers");
            if (headers != null) {
                for (Map.Entry<String, JsonNode> header : headers.members()) {
                    request.header(
                            header.getKey(), targets.fill(header.getValue().asText(), target));
                }
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new IOException("the call cannot be made as it is asked for", e);
        }
    }

    /** One value a name; several are joined, but for cookies, of which the last one is told. */
    private static String json(HttpResponse<?> response, String body) {
        StringBuilder json =
                new StringBuilder("{\"status\":").append(response.statusCode()).append(",\"headers\":{");
        String between = "";
        for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            List<String> values = header.getValue();
            if (name.startsWith(":")) {
                continue;
            }
            JsonText.quote(json.append(between), name).append(':');
            JsonText.quote(json, name.equals("set-cookie") ? values.get(values.size() - 1) : String.join(", ", values));
            between = ",";
        }
        return JsonText.quote(json.append("},\"body\":"), body).append('}').toString();
    }
}
