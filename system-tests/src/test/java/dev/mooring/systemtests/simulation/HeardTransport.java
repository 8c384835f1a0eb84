package dev.mooring.systemtests.simulation;

import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.LiveDialect.Heard;
import dev.mooring.sync.okhttp.LiveDialect.Opening;
import dev.mooring.sync.okhttp.LiveDialect.Slice;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A transport that also hears, as the one over OkHttp does, in virtual time: a session of the dialect beside the exchanges. It stands in
 * front of their faults, so that the session learns of an exchange what the client learns.
 *
 * <p>What the server says arrives late, twice or never; what it says over a socket in its order, as the dialect tells nothing but by it.
 */
final class HeardTransport extends ForwardingTransport {
    private static final HttpUrl BASE = HttpUrl.get("https://api.test/");

    /** Milliseconds. */
    private static final int SLOWEST = 3000;

    private final LiveDialect dialect;
    private final UnaryOperator<LiveDialect.Session> tampered;
    private final Scheduler scheduler;
    private final Supplier<Instant> serverTime;
    private final StandInServer<?> server;
    private final @Nullable String credential;
    private @Nullable Line line;
    private @Nullable Ask running;

    HeardTransport(
            Transport faulty,
            LiveDialect dialect,
            UnaryOperator<LiveDialect.Session> tampered,
            Scheduler scheduler,
            Supplier<Instant> serverTime,
            StandInServer<?> server,
            @Nullable String credential) {
        super(faulty);
        this.credential = credential;
        this.dialect = dialect;
        this.tampered = tampered;
        this.scheduler = scheduler;
        this.serverTime = serverTime;
        this.server = server;
    }

    @Override
    public WakeUps channel() {
        return listener -> {
            Line opened = new Line(listener);
            line = opened;
            opened.connect();
            return opened;
        };
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        if (ask instanceof Ask.Heard) {
            return line == null ? Line.nothing(ask) : line.heard(ask, sink);
        }
        running = ask;
        if (line != null) {
            line.session.exchanging(ask);
        }
        Answer answer = null;
        try {
            answer = super.exchange(ask, sink, cancellation);
            return answer;
        } finally {
            running = null;
            if (line != null) {
                line.session.exchanged(ask, answer, answer == null ? null : serverTime.get());
            }
        }
    }

    @Override
    public boolean carries(String collection) {
        return line == null ? !dialect.needsChannel(collection) : line.session.carries(collection);
    }

    /** One connection, and the session on it. */
    private final class Line implements WakeUps.Connection, LiveDialect.Output, LiveClient.Listener {
        private final WakeUps.Listener listener;
        private final LiveDialect.Session session;
        private @Nullable LiveClient client;
        private boolean over;
        private boolean ordered;
        private long arriving = Long.MIN_VALUE;

        Line(WakeUps.Listener listener) {
            this.listener = listener;
            this.session = tampered.apply(dialect.session(this));
            if (running != null) {
                session.exchanging(running);
            }
        }

        void connect() {
            Opening opening = Objects.requireNonNull(dialect.opening(BASE, credential));
            Map<String, String> headers = new HashMap<>();
            opening.headers().forEach(header -> headers.put(header.getFirst(), header.getSecond()));
            ordered = opening.carrier() == LiveDialect.Carrier.WEB_SOCKET;
            if (ordered) {
                headers.put("Upgrade", "websocket");
            } else {
                headers.put("Accept", "text/event-stream");
            }
            String query = opening.url().encodedQuery();
            String path = opening.url().encodedPath() + (query == null ? "" : "?" + query);
            server.connect(new Request("GET", path, headers, new byte[0]), this);
        }

        @Override
        public void refused(Reply reply) {
            over(new End(Kind.BUSY, "answered " + reply.status(), null));
        }

        @Override
        public void opened(LiveClient opened) {
            client = opened;
            session.opened();
        }

        @Override
        public void comment() {
            listener.alive();
        }

        @Override
        public void closed(int code, String reason) {
            over(new End(Kind.AWAY, "closed with " + code, null));
        }

        @Override
        public void text(String name, @Nullable String id, String data) {
            int luck = scheduler.random().nextInt(20);
            if (luck > 0) {
                arrive(name, data, luck > 8 ? 1 : scheduler.random().nextInt(SLOWEST));
            }
            if (luck == 19) {
                arrive(name, data, ordered ? 0 : scheduler.random().nextInt(SLOWEST));
            }
        }

        private void arrive(String type, String text, int millis) {
            long now = scheduler.nanoTime();
            long due = now + Duration.ofMillis(millis).toNanos();
            long behind = ordered ? Math.max(due, arriving) : due;
            arriving = behind;
            scheduler.alarm(Duration.ofNanos(behind - now), () -> {
                if (!over) {
                    listener.alive();
                    session.received(type, text);
                }
            });
        }

        Answer heard(Ask ask, ChangeSink sink) {
            Heard heard = session.heard(ask.cursor());
            boolean all = false;
            try {
                for (Slice slice : heard.slices()) {
                    sink.accept(slice.changes(), slice.after());
                }
                all = true;
            } finally {
                session.taken(all);
            }
            return new Answer.Settled(Collections.emptyList(), heard.page(), null);
        }

        static Answer nothing(Ask ask) {
            return new Answer.Settled(Collections.emptyList(), new Page(ask.cursor(), true), null);
        }

        @Override
        public void beat() {
            session.beat();
            listener.alive();
        }

        @Override
        public void close() {
            over = true;
            if (client != null) {
                client.close();
            }
        }

        @Override
        public void send(String text) {
            if (client != null && !over) {
                client.send(text);
            }
        }

        @Override
        public void live() {
            listener.opened(false);
        }

        @Override
        public void woken(boolean brought) {
            listener.woken(brought);
        }

        @Override
        public void acknowledged(@Nullable String refusal) {}

        @Override
        public void over(End end) {
            over = true;
            listener.closed(end);
        }
    }
}
