package dev.mooring.sync.testing.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events over loopback: a body in chunks that ends when the server says so. */
final class StreamCarrier implements Carrier {
    private final Channels channels;
    /** The head of a chunk that never comes. */
    private static final byte[] PROMISE = "100\r\n: ".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] END =
            "0\r\n".getBytes(StandardCharsets.US_ASCII); // MockWebServer writes the empty line.

    private final OutQueue out = new OutQueue();

    StreamCarrier(Channels channels) {
        this.channels = channels;
    }

    MockResponse answer(Request request, LiveFace face) {
        ServerLine line = channels.open(this, face, request);
        return new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .setHeader("Cache-Control", "no-cache")
                .body(new MockResponseBody() {
                    @Override
                    public long getContentLength() {
                        return -1;
                    }

                    @Override
                    public void writeTo(BufferedSink sink) throws IOException {
                        serve(sink, line);
                    }
                })
                .removeHeader("Content-Length")
                .setHeader("Transfer-Encoding", "chunked")
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build();
    }

    private void serve(BufferedSink sink, ServerLine line) throws IOException {
        try {
            out.drainTo(sink, to -> chunk(to, ": beat\n\n"));
        } finally {
            line.gone();
            channels.ended(this);
        }
    }

    private static boolean chunk(BufferedSink sink, String text) throws IOException {
        Buffer bytes = new Buffer().writeUtf8(text);
        sink.writeHexadecimalUnsignedLong(bytes.size()).writeUtf8("\r\n");
        sink.writeAll(bytes);
        sink.writeUtf8("\r\n");
        return true;
    }

    @Override
    public void event(String name, @Nullable String id, String data) {
        StringBuilder text = new StringBuilder(data.length() + 32);
        if (!name.isEmpty()) {
            text.append("event: ").append(name).append('\n');
        }
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        for (String lineOfData : data.split("\n", -1)) {
            text.append("data: ").append(lineOfData).append('\n');
        }
        String whole = text.append('\n').toString();
        out.add(sink -> chunk(sink, whole));
    }

    @Override
    public void comment(String text) {
        out.add(sink -> chunk(sink, ": " + text + "\n\n"));
    }

    @Override
    public void binary(byte[] bytes) {
        // A stream is text.
    }

    @Override
    public void close(int code, String reason) {
        out.add(sink -> {
            sink.write(END);
            return false;
        });
    }

    @Override
    public void cut() {
        out.cut(PROMISE);
    }
}
