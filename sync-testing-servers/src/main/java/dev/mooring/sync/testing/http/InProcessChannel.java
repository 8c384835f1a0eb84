package dev.mooring.sync.testing.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A channel without a socket. What the server says waits in a queue until the server has let go of its locks. */
final class InProcessChannel implements Carrier, LiveClient {
    private final LiveClient.Listener listener;
    private final Queue<Consumer<LiveClient.Listener>> queue = new ArrayDeque<>();
    private @Nullable ServerLine line;
    private boolean telling;
    private boolean left;

    private InProcessChannel(LiveClient.Listener listener) {
        this.listener = listener;
    }

    static LiveClient connect(Channels channels, LiveFace face, Request request, LiveClient.Listener listener) {
        InProcessChannel channel = new InProcessChannel(listener);
        channel.enqueue(to -> to.opened(channel));
        ServerLine line = channels.open(channel);
        channel.line = line;
        line.serve(face.connected(request, line));
        channel.flush();
        return channel;
    }

    /** What a client has that was not let in. */
    static LiveClient refused(Reply reply, LiveClient.Listener listener) {
        InProcessChannel channel = new InProcessChannel(listener);
        listener.refused(reply);
        channel.left = true;
        return channel;
    }

    // ---- the client's side

    @Override
    public void send(String text) {
        heard(client -> client.text(text));
    }

    @Override
    public void sendBinary(byte[] bytes) {
        heard(client -> client.binary(bytes));
    }

    private void heard(Consumer<LiveFace.Client> message) {
        ServerLine to = line;
        if (to != null) {
            to.heard(message);
        }
    }

    @Override
    public void close() {
        synchronized (queue) {
            left = true;
            queue.clear();
        }
        ServerLine to = line;
        if (to != null) {
            to.gone();
        }
    }

    // ---- the server's side

    private void enqueue(Consumer<LiveClient.Listener> message) {
        synchronized (queue) {
            if (!left) {
                queue.add(message);
            }
        }
    }

    @Override
    public void event(String name, @Nullable String id, String data) {
        enqueue(to -> to.text(name, id, data));
    }

    @Override
    public void comment(String text) {
        enqueue(LiveClient.Listener::comment);
    }

    @Override
    public void binary(byte[] bytes) {
        enqueue(to -> to.binary(bytes));
    }

    @Override
    public void close(int code, String reason) {
        enqueue(to -> to.closed(code, reason));
    }

    @Override
    public void cut() {
        close(1006, "");
    }

    /** One thread tells at a time; a listener that makes the server say more is told that when it returns. */
    @Override
    public void flush() {
        while (true) {
            Consumer<LiveClient.Listener> next;
            synchronized (queue) {
                next = telling ? null : queue.poll();
                if (next == null) {
                    return;
                }
                telling = true;
            }
            try {
                next.accept(listener);
            } finally {
                synchronized (queue) {
                    telling = false;
                }
            }
        }
    }
}
