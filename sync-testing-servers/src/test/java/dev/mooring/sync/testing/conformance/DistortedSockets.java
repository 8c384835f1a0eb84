package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A good server with one planted fault in front of it and of its sockets, over loopback. */
final class DistortedSockets extends StandInServer<DistortedSockets> implements LiveFace {
    /** A server with a fault may leave out what has to come; what is large needs its time all the same. */
    private static final Limits LIMITS =
            new Limits(3_000, 200, 16L << 20, Duration.ofSeconds(8), Duration.ofMinutes(10));

    private final StandInServer<?> good;
    private final Distortion fault;
    private final Map<Request, Wired> opening = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Queue<RuntimeException> bugs = new ConcurrentLinkedQueue<>();

    DistortedSockets(StandInServer<?> good, Distortion fault) {
        super(false);
        this.good = good;
        this.fault = fault;
    }

    /** What the kit finds of it, in those of its tests whose promise is wanted. */
    Report report(Family family, Function<String, Map<String, String>> headers, Predicate<String> wanted) {
        try (DistortedSockets started = start()) {
            Report report = Conformance.of(family, started.url())
                    .only(wanted)
                    .limits(LIMITS)
                    .patience(Verdicts.AT_ONCE)
                    .hooks(new Hooks(headers, this::crash))
                    .run();
            RuntimeException bug = bugs.peek();
            if (bug != null) {
                throw new IllegalStateException("the planted fault is a bug of its own", bug);
            }
            return report;
        }
    }

    private void crash() {
        good.restart();
        fault.restarted();
    }

    @Override
    protected DistortedSockets self() {
        return this;
    }

    @Override
    protected LiveFace live() {
        return this;
    }

    @Override
    protected Reply answer(Request request) {
        try {
            return fault.answer(request, good::handle);
        } catch (RuntimeException e) {
            bugs.add(e);
            throw e;
        }
    }

    // ---- the face

    @Override
    public boolean takes(Request request) {
        return !request.header("Upgrade").isEmpty();
    }

    @Override
    public @Nullable Reply refuses(Request request) {
        Wired wired = new Wired(request);
        try {
            wired.client = good.connect(fault.opens(request), wired);
        } catch (IllegalStateException e) {
            return Reply.of(404, Map.of(), "");
        }
        if (wired.refusal == null) {
            opening.put(request, wired);
        }
        return wired.refusal;
    }

    @Override
    public @Nullable String subprotocol(Request request) {
        String named = request.header("Sec-WebSocket-Protocol");
        return named.isEmpty() ? null : named;
    }

    @Override
    public Client connected(Request request, Line line) {
        Wired wired = opening.remove(request);
        if (wired == null) {
            throw new IllegalStateException("nobody asked for this socket");
        }
        wired.attach(line);
        return new Client() {
            @Override
            public void text(String text) {
                wired.say(text);
            }

            @Override
            public void binary(byte[] bytes) {
                wired.say(bytes);
            }

            @Override
            public void closed() {
                wired.left();
            }
        };
    }

    /** One socket: the client's end of it and the good server's. */
    private final class Wired implements LiveClient.Listener {
        private final Frames frames;
        private final List<Object> early = new ArrayList<>();
        private @Nullable LiveClient client;
        private @Nullable Reply refusal;
        private @Nullable Line line;
        private boolean over;

        Wired(Request request) {
            this.frames = fault.frames(request, this::out);
        }

        synchronized void attach(Line to) {
            line = to;
            early.forEach(this::out);
            early.clear();
            if (over) {
                to.close(1011, "");
            }
        }

        private synchronized void out(Object frame) {
            Line to = line;
            if (to == null) {
                early.add(frame);
            } else if (frame instanceof byte[] bytes) {
                to.binary(bytes);
            } else {
                to.send((String) frame);
            }
        }

        private void hear(Object frame) {
            try {
                frames.told(frame).forEach(this::out);
            } catch (RuntimeException e) {
                bugs.add(e);
            }
        }

        private void say(Object frame) {
            LiveClient to = client;
            if (to == null) {
                return;
            }
            try {
                for (Object each : frames.said(frame)) {
                    if (each instanceof byte[] bytes) {
                        to.sendBinary(bytes);
                    } else {
                        to.send((String) each);
                    }
                }
            } catch (RuntimeException e) {
                bugs.add(e);
            }
        }

        // ---- what the good server says

        @Override
        public void refused(Reply reply) {
            refusal = reply;
        }

        @Override
        public void text(String name, @Nullable String id, String data) {
            hear(data);
        }

        @Override
        public synchronized void closed(int code, String reason) {
            over = true;
            if (line != null) {
                line.close(code == 1006 || code == 1005 ? 1011 : code, reason);
            }
        }

        @Override
        public void binary(byte[] bytes) {
            hear(bytes);
        }

        void left() {
            LiveClient to = client;
            if (to != null) {
                to.close();
            }
        }
    }
}
