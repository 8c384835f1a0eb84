package dev.mooring.examples.server.http;

import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.live.Hub;
import io.javalin.http.Context;
import io.javalin.http.sse.SseHandler;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /do/live}, as a stream of server-sent events and as a WebSocket. */
final class LivePaths {
    private static final int CLOSED_BY_PAGE = 1000;
    private static final int MOST_LISTENERS = 5_000;
    private static final int MOST_OF_ONE = 50;
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final String ADMISSION = "admission";
    private static final String WRITER = "writer";
    private static final String SINCE = "since";
    private static final String LISTENER = "listener";
    private static final String LINE = "line";

    private final Hub hub;
    private final Users users;

    LivePaths(Hub hub, Users users) {
        this.hub = hub;
        this.users = users;
    }

    private Users.Admission admit(Context request) {
        Users.Admission admission = users.admit(request);
        if (hub.size() >= MOST_LISTENERS) {
            throw new Refusal(503, "Too many listen to this server.");
        }
        if (hub.size(admission.log()) >= MOST_OF_ONE) {
            throw new Refusal(429, "Too many of this user listen.");
        }
        return admission;
    }

    void stream(Context request) {
        Users.Admission admission = admit(request);
        Writer writer = writer(request);
        long since = since(request);
        new SseHandler(0, client -> {
                    client.keepAlive();
                    Hub.Listener listener =
                            hub.connected(admission.log(), new StreamLine(client), writer, since, admission.until());
                    client.onClose(listener::gone);
                })
                .handle(request);
    }

    /** Refuses what {@link #socket} cannot refuse any more, and reads what that needs. */
    void beforeSocket(Context request) {
        request.attribute(ADMISSION, admit(request));
        request.attribute(WRITER, writer(request));
        request.attribute(SINCE, since(request));
    }

    void socket(WsConfig socket) {
        socket.onConnect(opened -> {
            opened.session.setIdleTimeout(SILENCE);
            SocketLine line = new SocketLine(opened);
            Users.Admission admission = Objects.requireNonNull(opened.attribute(ADMISSION));
            Writer writer = Objects.requireNonNull(opened.attribute(WRITER));
            Long since = Objects.requireNonNull(opened.attribute(SINCE));
            opened.attribute(LINE, line);
            opened.attribute(LISTENER, hub.connected(admission.log(), line, writer, since, admission.until()));
        });
        socket.onMessage(said -> {
            SocketLine line = said.attribute(LINE);
            Hub.Listener listener = listener(said);
            if (line != null && listener != null && said.message().equals("ping")) {
                listener.renew();
                line.pong();
            }
        });
        socket.onClose(closed -> {
            Hub.Listener listener = listener(closed);
            if (listener != null) {
                listener.gone();
                if (closed.status() == CLOSED_BY_PAGE) {
                    listener.release();
                }
            }
        });
    }

    private static Hub.@Nullable Listener listener(WsContext socket) {
        return socket.attribute(LISTENER);
    }

    private static Writer writer(Context request) {
        return Asks.writer(request.queryParam("writer"), Exchanges.number(request, "fencing_token"));
    }

    /** Where it makes no sense, it is what comes next. */
    private static long since(Context request) {
        String text = request.queryParam("since");
        try {
            return text == null ? -1 : Math.max(-1, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
