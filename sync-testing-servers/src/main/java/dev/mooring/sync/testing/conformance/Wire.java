package dev.mooring.sync.testing.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Makes the requests of one test, within the bounds of the run, and remembers them for the proof. Thread-safe. */
final class Wire {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final int REMEMBERED = 8;

    private final OkHttpClient http;
    private final HttpUrl base;
    private final Limits limits;
    private final Budget budget;
    private final List<Exchange> exchanges = new ArrayList<>();

    Wire(OkHttpClient http, HttpUrl base, Limits limits, Budget budget) {
        this.http = http;
        this.base = base;
        this.limits = limits;
        this.budget = budget;
    }

    /** Redirects are not followed, and nothing is sent twice by itself. */
    static OkHttpClient client(Limits limits, Consumer<OkHttpClient.Builder> wiring) {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .followRedirects(false)
                .retryOnConnectionFailure(false)
                .callTimeout(limits.exchange())
                .readTimeout(limits.exchange());
        wiring.accept(client);
        return client.build();
    }

    /** What a page of the server names as its {@code Origin}. */
    String origin() {
        HttpUrl root = base.resolve("/");
        return root == null ? "" : root.toString().replaceAll("/$", "");
    }

    /** Makes a request; {@code UNCLEAR} if no whole answer came. */
    Got exchange(String method, String path, Map<String, String> headers, @Nullable String body) {
        Got got = tried(method, path, headers, body);
        if (got.status == 0) {
            throw Ending.unclear(method + " " + path + " got no answer: " + got.text);
        }
        return got;
    }

    /** The same; status 0 if no whole answer came. */
    Got tried(String method, String path, Map<String, String> headers, @Nullable String body) {
        budget.request();
        HttpUrl url = base.resolve(path);
        if (url == null) {
            throw new IllegalArgumentException("no path: " + path);
        }
        RequestBody sent = body == null
                ? method.equals("POST") || method.equals("PUT") ? RequestBody.create(new byte[0]) : null
                : RequestBody.create(body, JSON);
        Request.Builder request = new Request.Builder().url(url).method(method, sent);
        headers.forEach(request::header);
        Got got;
        try (Response response = http.newCall(request.build()).execute()) {
            got = new Got(
                    response.code(), response.headers(), text(response.body().source()));
        } catch (IOException e) {
            got = new Got(0, Headers.of(), e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        remember(new Exchange(method + " " + path, body == null ? "" : body, got.status, got.text));
        return got;
    }

    private String text(BufferedSource source) throws IOException {
        Buffer all = new Buffer();
        while (source.read(all, 8192) != -1) {
            if (all.size() > limits.answerBytes()) {
                throw new IOException("the answer has more than " + limits.answerBytes() + " bytes");
            }
        }
        return all.readUtf8();
    }

    private synchronized void remember(Exchange exchange) {
        exchanges.add(exchange);
        if (exchanges.size() > REMEMBERED) {
            exchanges.remove(0);
        }
    }

    /** The last exchanges, oldest first. */
    synchronized List<Exchange> proof() {
        return List.copyOf(exchanges);
    }
}
