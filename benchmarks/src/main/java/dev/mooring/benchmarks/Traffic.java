package dev.mooring.benchmarks;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Counts what an OkHttp client sends and gets, headers included, as HTTP/1.1 writes it. */
final class Traffic extends EventListener {
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();

    OkHttpClient client() {
        return Posts.prompt().newBuilder().eventListener(this).build();
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        connections.incrementAndGet();
    }

    @Override
    public void requestHeadersEnd(Call call, Request request) {
        requests.incrementAndGet();
        String line = request.method() + " " + request.url().encodedPath() + " HTTP/1.1\r\n";
        String query = request.url().encodedQuery();
        sent.addAndGet(line.length()
                + (query == null ? 0 : query.length() + 1)
                + request.headers().byteCount()
                + 2);
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
        sent.addAndGet(byteCount);
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        received.addAndGet("HTTP/1.1 200 OK\r\n".length() + response.headers().byteCount() + 2);
    }

    @Override
    public void responseBodyEnd(Call call, long byteCount) {
        received.addAndGet(byteCount);
    }

    long connections() {
        return connections.get();
    }

    long requests() {
        return requests.get();
    }

    long sent() {
        return sent.get();
    }

    long received() {
        return received.get();
    }
}
