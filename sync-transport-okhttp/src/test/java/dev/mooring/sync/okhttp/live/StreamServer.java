package dev.mooring.sync.okhttp.live;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import okio.BufferedSink;

/** An answer that says what a test says, when it says it. */
final class StreamServer implements MockResponseBody {
    private static final String END = "(the end)";

    private final BlockingQueue<String> says = new LinkedBlockingQueue<>();

    MockResponse answer() {
        return new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(this)
                .removeHeader("Content-Length")
                .setHeader("Transfer-Encoding", "chunked")
                .build();
    }

    void say(String text) {
        says.add(text);
    }

    void end() {
        says.add(END);
    }

    @Override
    public long getContentLength() {
        return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        try {
            for (String text = says.take(); !text.equals(END); text = says.take()) {
                sink.writeHexadecimalUnsignedLong(text.length()).writeUtf8("\r\n" + text + "\r\n");
                sink.flush();
            }
            sink.writeUtf8("0\r\n\r\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
