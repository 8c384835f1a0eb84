package dev.mooring.examples.server.http;

import dev.mooring.examples.server.live.Line;
import dev.mooring.examples.server.live.Message;
import io.javalin.websocket.WsContext;

/** A WebSocket. Its messages are those of the stream, with their type inside; events come as {@code event_push}. */
final class SocketLine implements Line {
    /** The server goes away. A client that closes with 1000 gives its lease back; this is not its doing. */
    private static final int GOING_AWAY = 1001;

    private final WsContext socket;

    SocketLine(WsContext socket) {
        this.socket = socket;
    }

    @Override
    public synchronized void say(Message message) {
        String type = message.type().equals("events") ? "event_push" : message.type();
        text("{\"type\":\"" + type + "\"," + message.json().substring(1));
    }

    /** The client asks for signs of life by itself; this one is for what stands between. */
    @Override
    public synchronized void beat() {
        if (socket.session.isOpen()) {
            socket.sendPing();
        }
    }

    synchronized void pong() {
        text("pong");
    }

    private void text(String text) {
        if (socket.session.isOpen()) {
            socket.send(text);
        }
    }

    @Override
    public synchronized void end() {
        socket.closeSession(GOING_AWAY, "");
    }
}
