package dev.mooring.sync.testing.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The server on a loopback port. Bodies are written from the log's own bytes. */
final class HttpFace {
    private final MockWebServer web = new MockWebServer();
    private final Function<Request, Reply> server;
    private final boolean gzip;
    private final Channels channels;
    private final @Nullable LiveFace live;

    HttpFace(Function<Request, Reply> server, boolean gzip, Channels channels, @Nullable LiveFace live) {
        this.server = server;
        this.gzip = gzip;
        this.channels = channels;
        this.live = live;
    }

    void start(int port) {
        web.setServerSocketFactory(new PromptSockets());
        web.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                forgetOne();
                return answer(request);
            }
        });
        try {
            web.start(port);
        } catch (IOException e) {
            throw new UncheckedIOException("the stand-in server could not listen on port " + port, e);
        }
    }

    String url() {
        String root = web.url("/").toString();
        return root.substring(0, root.length() - 1);
    }

    void close() {
        channels.cutLoopback();
        web.close();
    }

    /** MockWebServer keeps every request for the test to take; a long run would drown in them. */
    private void forgetOne() throws InterruptedException {
        RecordedRequest forgotten = web.takeRequest(0, TimeUnit.MILLISECONDS);
        assert forgotten == null || forgotten.getTarget() != null;
    }

    private MockResponse answer(RecordedRequest recorded) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Headers given = recorded.getHeaders();
        for (int i = 0; i < given.size(); i++) {
            headers.put(given.name(i), given.value(i));
        }
        ByteString body = recorded.getBody();
        Request request = new Request(
                recorded.getMethod(), recorded.getTarget(), headers, body == null ? new byte[0] : body.toByteArray());
        Reply reply = server.apply(request);
        if (live != null && Channels.letsIn(reply)) {
            return request.header("Upgrade").isEmpty()
                    ? new StreamCarrier(channels).answer(request, live)
                    : new SocketCarrier(channels).answer(request, live);
        }
        if (reply.status() == Reply.NONE.status()) {
            return new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build();
        }
        MockResponse.Builder response = new MockResponse.Builder().code(reply.status());
        reply.headers().forEach(response::setHeader);
        if (reply.status() != 204) {
            String accepted = headers.getOrDefault("Accept-Encoding", "");
            boolean zipped = gzip && accepted.contains("gzip");
            addBody(response, reply.body(), zipped, zipped || reply.headers().containsKey("Transfer-Encoding"));
        }
        return response.build();
    }

    private static void addBody(MockResponse.Builder response, Body body, boolean zipped, boolean chunked) {
        long length = chunked ? -1 : body.length();
        response.body(new MockResponseBody() {
            @Override
            public long getContentLength() {
                return length;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                if (chunked) {
                    writeChunks(body, sink, zipped);
                } else {
                    body.writeTo(sink.outputStream());
                }
            }
        });
        if (chunked) {
            response.removeHeader("Content-Length");
            response.setHeader("Transfer-Encoding", "chunked");
        }
        if (zipped) {
            response.setHeader("Content-Encoding", "gzip");
        }
    }

    /** In chunks, possibly zipped while it is read. MockWebServer writes the empty line at the end. */
    private static void writeChunks(Body body, BufferedSink sink, boolean zipped) throws IOException {
        OutputStream chunks = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                if (count > 0) {
                    sink.writeHexadecimalUnsignedLong(count).writeUtf8("\r\n");
                    sink.write(bytes, from, count).writeUtf8("\r\n");
                }
            }
        };
        if (zipped) {
            GZIPOutputStream zip = new GZIPOutputStream(chunks, 1 << 16);
            body.writeTo(zip);
            zip.finish();
        } else {
            BufferedOutputStream large = new BufferedOutputStream(chunks, 1 << 14);
            body.writeTo(large);
            large.flush();
        }
        sink.writeUtf8("0\r\n");
    }
}
