package dev.mooring.examples.shell;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Upstream;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** The stand-in server behind a door that can be shut and that faults can stand in. */
final class Front implements AutoCloseable {
    final EventLogServer server =
            EventLogServer.builder().upstream(Front::upstream).build();
    private final MockWebServer web = new MockWebServer();
    private final String url;

    /** What comes instead of the server's answer; null for the server's answer. */
    volatile Function<RecordedRequest, @Nullable MockResponse> fault = request -> null;

    Front() throws IOException {
        web.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                MockResponse broken = fault.apply(request);
                return broken == null ? answer(request) : broken;
            }
        });
        web.start();
        url = web.url("/").toString();
    }

    String url() {
        return url;
    }

    int requests() {
        return web.getRequestCount();
    }

    /** The server's own answer. */
    MockResponse answer(RecordedRequest request) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.getHeaders().forEach(pair -> headers.put(pair.getFirst(), pair.getSecond()));
        byte[] body =
                request.getBody() == null ? new byte[0] : request.getBody().toByteArray();
        Reply reply = server.handle(new Request(request.getMethod(), request.getTarget(), headers, body));
        return new MockResponse.Builder()
                .code(reply.status())
                .setHeader("Content-Type", "application/json")
                .body(new Buffer().writeUtf8(reply.text()))
                .build();
    }

    static boolean isPush(RecordedRequest request) {
        return request.getTarget().startsWith("/do/sync");
    }

    static boolean isCall(RecordedRequest request) {
        return request.getTarget().startsWith("/do/proxy");
    }

    static MockResponse error(int status, String message) {
        return new MockResponse.Builder()
                .code(status)
                .body("{\"error\":\"" + message + "\"}")
                .build();
    }

    private static Upstream.Result upstream(
            String method, String url, Map<String, String> headers, @Nullable String body) throws IOException {
        if (url.contains("down")) {
            throw new IOException("Network connection lost.");
        }
        return new Upstream.Result(
                url.contains("teapot") ? 418 : 200,
                Map.of("content-type", "text/plain"),
                method + " " + body + " " + headers.get("X-Trace"));
    }

    @Override
    public void close() {
        web.close();
    }
}
