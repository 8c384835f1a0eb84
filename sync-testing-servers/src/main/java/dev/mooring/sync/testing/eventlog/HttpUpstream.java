package dev.mooring.sync.testing.eventlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The real thing, as the live server's {@code fetch} shows it: one value a name, and every body read as UTF-8. */
final class HttpUpstream implements Upstream {
    private final OkHttpClient http = new OkHttpClient.Builder().build();

    @Override
    public Result call(String method, String url, Map<String, String> headers, @Nullable String body)
            throws IOException {
        Request.Builder request = new Request.Builder().url(url).headers(Headers.of(headers));
        boolean bodyless = method.equals("GET") || method.equals("HEAD");
        String content = body == null ? "" : body;
        request.method(
                method,
                bodyless ? null : RequestBody.create(content.getBytes(StandardCharsets.UTF_8), (MediaType) null));
        try (Response response = http.newCall(request.build()).execute()) {
            String text = new String(response.body().bytes(), StandardCharsets.UTF_8);
            return new Result(response.code(), flat(response.headers()), text);
        } catch (IOException e) {
            throw new IOException("Network connection lost.", e);
        }
    }

    private static Map<String, String> flat(Headers headers) {
        Map<String, String> flat = new TreeMap<>();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i).toLowerCase(Locale.ROOT);
            String value = headers.value(i);
            flat.merge(name, value, (a, b) -> name.equals("set-cookie") ? b : a + ", " + b);
        }
        return flat;
    }
}
