package dev.mooring.sync.testing.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Makes the requests of one test, within the bounds of the run, and remembers them for the proof. Thread-safe. */
final class Wire {
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient http;
    private final HttpUrl base;
    private final HttpUrl live;
    private final Limits limits;
    private final Duration patience;
    private final Budget budget;
    private final Proof proof = new Proof();
    private final List<Runnable> open = new ArrayList<>();

    /**
     * A way to a server.
     *
     * @param live where its sockets are
     * @param patience how long a test waits for what has to come; null for a fifth of an exchange
     */
    Wire(OkHttpClient http, HttpUrl base, HttpUrl live, Limits limits, @Nullable Duration patience, Budget budget) {
        this.http = http;
        this.base = base;
        this.live = live;
        this.limits = limits;
        this.patience = patience == null ? limits.exchange().dividedBy(5) : patience;
        this.budget = budget;
    }

    /** Redirects are not followed, and nothing is sent twice by itself. */
    static OkHttpClient client(Limits limits, Consumer<OkHttpClient.Builder> wiring) {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .followRedirects(false)
                .retryOnConnectionFailure(false)
                .callTimeout(limits.exchange())
                .readTimeout(limits.exchange())
                .connectionPool(new ConnectionPool(32, 2, TimeUnit.SECONDS)); // Many servers close idle ones after 5 s.
        wiring.accept(client);
        return client.build();
    }

    /** What a page of the server names as its {@code Origin}. */
    String origin() {
        HttpUrl root = base.resolve("/");
        return root == null ? "" : root.toString().replaceAll("/$", "");
    }

    /** The server was begun anew: what was open to it is dead. */
    void forgetConnections() {
        http.connectionPool().evictAll();
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
        HttpUrl url = at(base, path);
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

    /** Sends a request whole, and leaves before its answer comes. */
    void lost(String method, String path, Map<String, String> headers, String body) {
        budget.request();
        Request.Builder request =
                new Request.Builder().url(at(base, path)).method(method, RequestBody.create(body, JSON));
        headers.forEach(request::header);
        OkHttpClient leaving = http.newBuilder()
                .eventListener(new EventListener() {
                    @Override
                    public void responseHeadersStart(Call call) {
                        call.cancel();
                    }
                })
                .build();
        try (Response response = leaving.newCall(request.build()).execute()) {
            remember(new Exchange(method + " " + path, body, response.code(), "(an answer that was not waited for)"));
        } catch (IOException e) {
            remember(new Exchange(method + " " + path, body, 0, "(nobody waited for the answer)"));
        }
    }

    private static HttpUrl at(HttpUrl base, String path) {
        HttpUrl url = base.resolve(path);
        if (url == null) {
            throw new IllegalArgumentException("no path: " + path);
        }
        return url;
    }

    // ---- what stays open

    /**
     * Opens a WebSocket; it is closed behind the test.
     *
     * @param words what a binary frame says, for the proof
     */
    WireSocket socket(String path, Map<String, String> headers, Function<ByteString, String> words) {
        budget.request();
        Request.Builder request = new Request.Builder().url(at(live, path));
        headers.forEach(request::header);
        WireSocket socket = new WireSocket(this, http, request.build(), name("socket "), words);
        keep(socket::cut);
        return socket;
    }

    /** Opens a stream of server-sent events; it is closed behind the test. */
    WireStream stream(String path, Map<String, String> headers) {
        budget.request();
        Request.Builder request = new Request.Builder().url(at(base, path)).header("Accept", "text/event-stream");
        headers.forEach(request::header);
        OkHttpClient lasting = http.newBuilder()
                .callTimeout(Duration.ZERO)
                .readTimeout(limits.all())
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS)) // The server closes it behind the stream.
                .build();
        WireStream stream = WireStream.open(this, lasting.newCall(request.build()), name("stream "));
        keep(stream::close);
        return stream;
    }

    private synchronized String name(String kind) {
        return kind + (open.size() + 1);
    }

    private synchronized void keep(Runnable end) {
        open.add(end);
    }

    /** Closes all that the test has left open. */
    synchronized void close() {
        open.forEach(Runnable::run);
    }

    /** A frame counts as a request. */
    void count() {
        budget.request();
    }

    long answerBytes() {
        return limits.answerBytes();
    }

    /** How long an exchange may take, and how long a test waits for what has to come before anything else can be tried. */
    Duration exchange() {
        return limits.exchange();
    }

    /** How long a test waits for what has to come. */
    Duration patience() {
        return patience;
    }

    /** How long a test listens for what must not come: a tenth of that. */
    Duration quiet() {
        return patience.dividedBy(10);
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

    void remember(Exchange exchange) {
        proof.remember(exchange);
    }

    /** The last exchanges, oldest first. */
    List<Exchange> proof() {
        return proof.exchanges();
    }
}
