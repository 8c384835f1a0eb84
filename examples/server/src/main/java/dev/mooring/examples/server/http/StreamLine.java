package dev.mooring.examples.server.http;

import dev.mooring.examples.server.live.Line;
import dev.mooring.examples.server.live.Message;
import io.javalin.http.sse.SseClient;

/** A stream of server-sent events. */
final class StreamLine implements Line {
    private final SseClient client;

    StreamLine(SseClient client) {
        this.client = client;
    }

    @Override
    public synchronized void say(Message message) {
        client.sendEvent(message.type(), message.json(), message.last());
    }

    @Override
    public synchronized void beat() {
        client.sendComment("beat");
    }

    @Override
    public synchronized void end() {
        client.close();
    }
}
