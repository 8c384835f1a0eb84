package dev.mooring.sync.testing.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server that says what it hears, and ends at {@code bye}. */
final class Echo extends StandInServer<Echo> implements LiveFace {
    volatile int heard;
    volatile int left;

    Echo() {
        super(false);
    }

    static Request request(String path) {
        return new Request("GET", path, Map.of("Upgrade", "websocket"), new byte[0]);
    }

    @Override
    protected Reply answer(Request request) {
        return Reply.of(404, Map.of(), "");
    }

    @Override
    protected LiveFace live() {
        return this;
    }

    @Override
    protected Echo self() {
        return this;
    }

    @Override
    public boolean takes(Request request) {
        return Target.of(request.path()).path().equals("/live");
    }

    @Override
    public @Nullable Reply refuses(Request request) {
        return request.path().endsWith("no") ? Reply.of(401, Map.of(), "") : null;
    }

    @Override
    public Client connected(Request request, Line line) {
        line.send("hello");
        return new Client() {
            @Override
            public synchronized void text(String text) {
                heard++;
                line.send("echo " + text);
                if (text.equals("bye")) {
                    line.close(1001, "bye");
                }
            }

            @Override
            public void binary(byte[] bytes) {
                line.binary(bytes);
            }

            @Override
            public void closed() {
                left++;
            }
        };
    }
}
