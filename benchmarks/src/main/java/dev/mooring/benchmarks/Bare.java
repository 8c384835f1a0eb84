package dev.mooring.benchmarks;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.WireRequest;
import java.io.IOException;
import java.util.Objects;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;

/** A server, reached by OkHttp and nothing else. */
final class Bare {
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient http;
    private final String url;
    private final BenchDialect dialect;

    Bare(OkHttpClient http, String url, BenchDialect dialect) {
        this.http = http;
        this.url = url;
        this.dialect = dialect;
    }

    static WireRequest get(String path, Headers headers) {
        return new WireRequest("GET", path, headers, null);
    }

    static WireRequest post(String path, String body) {
        return new WireRequest("POST", path, Headers.of(), ByteString.encodeUtf8(body));
    }

    /** Sends it and reads the answer to its end. */
    void send(WireRequest wire) throws Exception {
        read(wire, json -> Objects.requireNonNull(json.nextSource().readByteString()));
    }

    <T> T read(WireRequest wire, Reading<T> reading) throws Exception {
        try (Response response = http.newCall(request(wire)).execute()) {
            if (response.code() != 200) {
                throw new IOException("the bare request for " + wire.path() + " was answered " + response.code() + " "
                        + response.body().string());
            }
            return reading.read(JsonReader.of(response.body().source()));
        }
    }

    private Request request(WireRequest wire) throws IOException {
        // OkHttp unzips by itself only what it has asked for itself.
        Headers headers =
                wire.headers().newBuilder().removeAll("Accept-Encoding").build();
        Request.Builder request =
                new Request.Builder().url(url + "/" + wire.path()).headers(headers);
        Credentials credentials = dialect.credentials();
        if (credentials != null) {
            request.header(credentials.header(), Objects.requireNonNull(credentials.current()));
        }
        ByteString body = wire.body();
        if (body != null && dialect.writer().namesOrigin()) {
            request.header("Origin", url);
        }
        return request.method(wire.method(), body == null ? null : RequestBody.create(body, JSON))
                .build();
    }

    /** Reads an answer. */
    interface Reading<T> {
        T read(JsonReader json) throws Exception;
    }
}
