package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.LiveDialect.Heard;
import dev.mooring.sync.okhttp.LiveDialect.Opening;
import dev.mooring.sync.okhttp.LiveDialect.Slice;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
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
 * <p>What goes over the channel goes message by message, each behind the acknowledgement of the one before; some are lost on the way.
 *
 * <p>What the server says arrives late, twice or never; what it says over a socket in its order, as the dialect tells nothing but by it.
 */
final class HeardTransport extends ForwardingTransport {
    private static final HttpUrl BASE = HttpUrl.get("https://api.test/");

    /** Milliseconds. */
    private static final int SLOWEST = 3000;

    /** How long an acknowledgement may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** For a dialect that writes nothing over its channel. */
    static final Writing WRITES_NOTHING = (message, sending) -> {
        throw new AssertionError("nothing is written over this channel: " + message);
    };

    private final LiveDialect dialect;
    private final UnaryOperator<LiveDialect.Session> tampered;
    private final FaultTransport network;
    private final VirtualScheduler.Lane scheduler;
    private final Supplier<Instant> serverTime;
    private final Writing writing;
    private final StandInServer<?> server;
    private final @Nullable String credential;
    private @Nullable Line line;
    private @Nullable Ask running;

    /** Sends a message that writes something, and knows of it before the server does. */
    interface Writing {
        void send(String message, Runnable sending);
    }

    HeardTransport(
            FaultTransport faulty,
            LiveDialect dialect,
            UnaryOperator<LiveDialect.Session> tampered,
            VirtualScheduler.Lane scheduler,
            Supplier<Instant> serverTime,
            Writing writing,
            StandInServer<?> server,
            @Nullable String credential) {
        super(faulty);
        this.network = faulty;
        this.writing = writing;
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
        if (ask instanceof Ask.Heard heard) {
            return line == null ? Line.nothing(ask) : line.heard(heard, sink);
        }
        Line open = line;
        if (ask instanceof Ask.Push push && open != null && open.isOpen()) {
            String first = open.session.next(push, 0);
            if (first != null) {
                return open.push(push, first, cancellation);
            }
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
        return line != null && line.isOpen() ? line.session.carries(collection) : !dialect.needsChannel(collection);
    }

    /** One connection, and the session on it. */
    private final class Line implements WakeUps.Connection, LiveDialect.Output, LiveClient.Listener {
        private final WakeUps.Listener listener;
        private final LiveDialect.Session session;
        private @Nullable LiveClient client;
        private boolean live;
        private boolean over;
        private boolean ordered;
        private @Nullable Outcome settled;
        private @Nullable Mutation sent;
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

        Answer heard(Ask.Heard ask, ChangeSink sink) {
            if (ask.outdated()) {
                session.taken(false);
                return nothing(ask);
            }
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

        boolean isOpen() {
            return live && !over;
        }

        /** One message after the other, each behind the acknowledgement of the one before. */
        Answer push(Ask.Push push, String first, Cancellation cancellation) {
            List<Outcome> outcomes = new ArrayList<>();
            List<Mutation> mutations = push.mutations();
            String next = first;
            while (next != null && outcomes.size() < mutations.size()) {
                Outcome outcome = sent(mutations.get(outcomes.size()), next, outcomes.isEmpty(), cancellation);
                if (outcome == null) {
                    break;
                }
                outcomes.add(outcome);
                next = session.next(push, outcomes.size());
            }
            mutations
                    .subList(outcomes.size(), mutations.size())
                    .forEach(rest -> outcomes.add(new Outcome.Deferred(rest.id(), "the channel took no more")));
            return new Answer.Settled(outcomes, new Page(push.cursor(), false), null);
        }

        /** Null if it cannot be sent any more, behind others that were. */
        private @Nullable Outcome sent(Mutation mutation, String message, boolean first, Cancellation cancellation) {
            LiveClient open = client;
            boolean may = cancellation.maySend();
            if (!may || !isOpen() || open == null || !network.isOnline()) {
                if (first) {
                    throw failed(
                            may ? TransportException.Kind.OFFLINE : TransportException.Kind.CANCELLED,
                            Delivery.NOT_SENT);
                }
                return null;
            }
            sent = mutation;
            settled = null;
            if (scheduler.random().nextInt(20) > 0) {
                writing.send(message, () -> open.send(message));
            }
            scheduler.sleep(PATIENCE, () -> settled != null || over || cancellation.isCancelled());
            Outcome outcome = settled;
            sent = null;
            if (outcome != null) {
                return outcome;
            }
            if (!over) {
                over(new End(Kind.LOST, "acknowledged nothing", null));
            }
            throw failed(
                    cancellation.isCancelled() ? TransportException.Kind.CANCELLED : TransportException.Kind.OFFLINE,
                    Delivery.MAYBE_SENT);
        }

        private TransportException failed(TransportException.Kind kind, Delivery delivery) {
            return new TransportException(kind, delivery, null, "the channel carried no batch", null);
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
            live = true;
            listener.opened(false);
        }

        @Override
        public void woken(boolean brought) {
            listener.woken(brought);
        }

        @Override
        public void shown() {
            listener.shown();
        }

        @Override
        public void acknowledged(@Nullable String refusal) {
            Mutation mutation = sent;
            if (mutation != null) {
                settled = refusal == null
                        ? new Outcome.Accepted(mutation.id(), Change.NO_POSITION)
                        : new Outcome.Rejected(mutation.id(), refusal);
            }
        }

        @Override
        public void over(End end) {
            close();
            listener.closed(end);
        }
    }
}
