package dev.mooring.sync.testing.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a server, with the faults that {@link Channels} puts on it. */
final class ServerLine implements LiveFace.Line {
    private final Channels channels;
    private final Carrier carrier;
    private final Queue<Consumer<Carrier>> held = new ArrayDeque<>();
    private final Queue<Consumer<LiveFace.Client>> unread = new ArrayDeque<>();
    private @Nullable Consumer<Carrier> overtaken;
    private LiveFace.@Nullable Client client;
    private boolean closed;

    ServerLine(Channels channels, Carrier carrier) {
        this.channels = channels;
        this.carrier = carrier;
    }

    @Override
    public void send(String text) {
        event("", null, text);
    }

    @Override
    public void event(String name, @Nullable String id, String data) {
        say(to -> to.event(name, id, data));
    }

    @Override
    public void comment(String text) {
        say(to -> to.comment(text));
    }

    @Override
    public void binary(byte[] bytes) {
        say(to -> to.binary(bytes));
    }

    private synchronized void say(Consumer<Carrier> message) {
        if (closed || channels.loses()) {
            return;
        }
        int copies = channels.copies();
        for (int i = 0; i < copies; i++) {
            pass(message);
        }
    }

    private void pass(Consumer<Carrier> message) {
        if (channels.holds()) {
            held.add(message);
        } else if (channels.reorders()) {
            Consumer<Carrier> first = overtaken;
            overtaken = first == null ? message : null;
            if (first != null) {
                message.accept(carrier);
                first.accept(carrier);
            }
        } else {
            settle();
            message.accept(carrier);
        }
    }

    /** Sends what a fault has kept, where the fault is over. */
    synchronized void settle() {
        Consumer<Carrier> late = overtaken;
        if (late != null && !channels.reorders()) {
            overtaken = null;
            late.accept(carrier);
        }
        while (!held.isEmpty() && !channels.holds()) {
            held.remove().accept(carrier);
        }
    }

    /** What a test puts on the line passes all faults. */
    synchronized void raw(Consumer<Carrier> message) {
        if (!closed) {
            message.accept(carrier);
        }
    }

    @Override
    public void close(int code, String reason) {
        end(to -> to.close(code, reason));
    }

    void cut() {
        end(Carrier::cut);
    }

    private void end(Consumer<Carrier> how) {
        synchronized (this) {
            if (closed) {
                return;
            }
            how.accept(carrier);
        }
        gone();
    }

    void serve(LiveFace.Client talker) {
        boolean late;
        synchronized (this) {
            client = talker;
            late = closed;
        }
        if (late) {
            talker.closed();
        }
    }

    /** What the client says. In process it waits while the server does not read; over loopback it is not read then. */
    void heard(Consumer<LiveFace.Client> message) {
        synchronized (this) {
            if (!isLoopback() && !channels.reads()) {
                unread.add(message);
                return;
            }
        }
        take(message);
    }

    /** What waited is dealt with, in its order. */
    void readOn() {
        while (true) {
            Consumer<LiveFace.Client> next;
            synchronized (this) {
                next = unread.poll();
            }
            if (next == null) {
                return;
            }
            take(next);
        }
    }

    private void take(Consumer<LiveFace.Client> message) {
        LiveFace.Client talker;
        synchronized (this) {
            talker = closed || channels.losesOfClient() ? null : client;
        }
        if (talker != null) {
            message.accept(talker);
        }
        channels.flush();
    }

    /** It is over. Idempotent. */
    void gone() {
        LiveFace.Client talker;
        synchronized (this) {
            talker = closed ? null : client;
            closed = true;
        }
        channels.remove(this);
        if (talker != null) {
            talker.closed();
        }
    }

    boolean isLoopback() {
        return !(carrier instanceof InProcessChannel);
    }

    void flush() {
        carrier.flush();
    }
}
