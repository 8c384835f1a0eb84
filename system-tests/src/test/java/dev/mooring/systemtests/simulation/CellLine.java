package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.LiveDialect.Opening;
import dev.mooring.sync.okhttp.LiveDialect.Session;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import okio.Buffer;
import okio.ByteString;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a changeset server with the dialect's own session on it, in virtual time and on one thread. It does around the session
 * what the transport over OkHttp does: it carries frames, hands what comes to the exchange that runs, and has an exchange begin anew on
 * another connection where the session asks for it. Where this and that transport differ, this is the simpler one.
 *
 * <p>The class is long as a session's words, a socket's and an exchange's meet here, as they do there.
 */
final class CellLine implements WakeUps.Connection {
    private static final HttpUrl BASE = HttpUrl.get("https://api.test/");
    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Duration ROOM = Duration.ofSeconds(10);
    private static final int MOST_SLICES = 2;
    private static final long MAX_VALUE = 1 << 20;

    private final Road road;
    private final WakeUps.Listener listener;
    private final Deque<Item> items = new ArrayDeque<>();
    private final Deque<Runnable> said = new ArrayDeque<>();
    private final Deque<Runnable> unread = new ArrayDeque<>();
    /** What comes behind all that the server has said. */
    private final Deque<Runnable> behind = new ArrayDeque<>();

    private Taking taking = Taking.NOTHING;
    private boolean doing;
    private boolean reading;
    private @Nullable Socket socket;
    private ByteString named = ByteString.EMPTY;
    private @Nullable Ask served;
    private int connections;
    private boolean opened;
    private boolean over;
    private Item.@Nullable Over told;
    private int alive;
    private boolean cancelled;

    /** Where connections lead. */
    record Road(
            ChangesetServer server,
            LiveDialect dialect,
            Supplier<ByteString> site,
            CellWire.Rough rough,
            Supplier<CellWire> wire,
            UnaryOperator<byte[]> arriving,
            Consumer<byte[]> reaches) {}

    private enum Taking {
        NOTHING,
        ENDS,
        ALL
    }

    /** What a connection hands to the exchange. */
    private sealed interface Item {
        record Slice(
                List<Incoming> changes, @Nullable UnaryOperator<Cursor> after, LiveDialect.@Nullable Reading reading)
                implements Item {}

        record Answered(Answer answer) implements Item {}

        record Failed(SyncException failure) implements Item {}

        record Ready() implements Item {}

        record Again() implements Item {}

        record Over(End end, boolean mayBeSent) implements Item {}
    }

    CellLine(Road road, WakeUps.Listener listener) {
        this.road = road;
        this.listener = listener;
    }

    // ---- connections

    void start() {
        connect();
    }

    private void connect() {
        Socket next = new Socket(road.wire().get());
        named = road.site().get();
        items.clear();
        unread.clear();
        socket = next;
        inside(() -> {
            next.session = road.dialect().session(next, named);
            if (served != null) {
                boolean unused = next.session.begin(served, connections);
            }
        });
        next.dial();
    }

    /** Ends the connection that there is. True if something of a batch may have left over it. */
    private boolean hangUp() {
        Socket last = socket;
        socket = null;
        boolean mayBeSent = last == null ? connections > 0 : last.session().mayBeSent();
        if (last != null) {
            last.hangUp();
        }
        return mayBeSent;
    }

    private void redial() {
        if (over) {
            return;
        }
        Socket last = socket;
        boolean unused = hangUp();
        items.clear();
        if (last != null) {
            boolean closed = last.wire.waits(CLOSING, () -> last.gone); // So that the server has read what was sent.
        }
        if (!over) {
            connect();
        }
    }

    private void fallen(End end) {
        if (over) {
            return;
        }
        over = true;
        Item.Over last = new Item.Over(end, hangUp());
        told = last;
        items.add(last);
        listener.closed(end);
    }

    void abandon(String why) {
        fallen(new End(WakeUps.Kind.AWAY, why, null));
    }

    @Override
    public void beat() {
        // The transport pings.
        if (socket != null && !over) {
            Socket asked = socket;
            asked.wire.toServer(() -> asked.wire.toDevice(() -> listener.alive()));
        }
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            told = new Item.Over(new End(WakeUps.Kind.AWAY, "closed here", null), hangUp());
            items.add(told);
        }
    }

    boolean isOver() {
        return over;
    }

    // ---- an exchange

    /** Null if a connection that was there before broke without having done anything of it. */
    @Nullable
    Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation, Duration deadline) {
        return new Exchange(ask, sink, cancellation, deadline).run();
    }

    boolean isBusy() {
        return served != null;
    }

    private final class Exchange {
        private final Ask ask;
        private final ChangeSink sink;
        private final Cancellation cancellation;
        private final long end;
        private final boolean used = opened;
        private boolean inOrder;
        private boolean stale;
        private boolean took;

        Exchange(Ask ask, ChangeSink sink, Cancellation cancellation, Duration deadline) {
            this.ask = ask;
            this.sink = sink;
            this.cancellation = cancellation;
            this.end = now() + deadline.toNanos();
        }

        private long now() {
            return road.rough().time().uptime().toNanos();
        }

        @Nullable
        Answer run() {
            take(ask instanceof Ask.Pull || ask instanceof Ask.Heard ? Taking.ALL : Taking.ENDS);
            cancellation.onCancel(() -> cancelled = true);
            try {
                if (!serve()) {
                    redial();
                }
                Answer answer = null;
                while (answer == null && !stale) {
                    answer = next();
                }
                inOrder = true;
                return answer;
            } finally {
                cancellation.onCancel(() -> {});
                served = null;
                connections = 0;
                take(Taking.NOTHING);
                if (!inOrder) {
                    abandon("an exchange over it did not end in order");
                }
            }
        }

        private boolean serve() {
            served = ask;
            connections = 0;
            Socket now = socket;
            if (now == null) {
                return true;
            }
            boolean[] begun = {false};
            if (named.equals(road.site().get())) {
                inside(() -> begun[0] = now.session().begin(ask, 0));
            }
            return begun[0];
        }

        private @Nullable Answer next() {
            Item item = await();
            if (item instanceof Item.Slice slice) {
                took = true;
                LiveDialect.Reading reading = slice.reading();
                if (reading != null) {
                    sink.reading(reading.changes(), reading.bytes(), reading.length());
                }
                sink.accept(
                        slice.changes(),
                        slice.after() == null ? null : slice.after().apply(ask.cursor()));
            } else if (item instanceof Item.Answered answered) {
                return answered.answer();
            } else if (item instanceof Item.Failed failed) {
                inOrder = true;
                throw failed.failure();
            } else if (item instanceof Item.Ready) {
                if (!cancellation.maySend()) {
                    throw failed(Kind.CANCELLED, false, "was not used any more");
                }
                tell(Session::go);
            } else if (item instanceof Item.Again) {
                connections++;
                redial();
            } else if (item instanceof Item.Over last) {
                return over(last);
            } else if (cancelled) {
                throw failed(Kind.CANCELLED, mayBeSent(), "cancelled");
            } else if (now() >= end) {
                throw failed(Kind.OFFLINE, mayBeSent(), "no answer in time");
            } else {
                tell(Session::silent);
            }
            return null;
        }

        /** Null if nothing came for too long. */
        private @Nullable Item await() {
            while (true) {
                if (cancelled) {
                    return null;
                }
                Item item = poll();
                if (item != null) {
                    return item;
                }
                Runnable late = behind.poll();
                if (late != null) {
                    late.run();
                    continue;
                }
                Socket now = socket;
                Duration patience = now == null ? ROOM : now.session().patience();
                Duration left = Duration.ofNanos(Math.max(0, end - now()));
                int before = alive;
                CellWire wire = now == null ? road.wire().get() : now.wire;
                boolean woken = wire.waits(
                        left.compareTo(patience) < 0 ? left : patience,
                        () -> cancelled || alive != before || hasNext() || !behind.isEmpty());
                if (!woken) {
                    return null;
                }
            }
        }

        private boolean mayBeSent() {
            return socket == null ? connections > 0 : socket.session().mayBeSent();
        }

        private TransportException failed(Kind kind, boolean mayBeSent, String what) {
            return new TransportException(
                    kind, mayBeSent ? Delivery.MAYBE_SENT : Delivery.NOT_SENT, null, "the channel " + what, null);
        }

        private @Nullable Answer over(Item.Over last) {
            if (used && !last.mayBeSent() && !took && !cancellation.isCancelled()) {
                stale = true;
                inOrder = true;
                return null;
            }
            Kind kind = switch (last.end().kind()) {
                case GARBAGE -> throw new ProtocolException(last.end().words(), null);
                case OTHER_ACCOUNT -> null;
                case AUTH_REQUIRED -> Kind.AUTH;
                case ABSENT -> Kind.REFUSED;
                case BUSY -> Kind.SERVER;
                default -> cancellation.isCancelled() ? Kind.CANCELLED : Kind.OFFLINE;
            };
            if (kind == null) {
                return new Answer.Incompatible(
                        Mismatch.OTHER_ACCOUNT, last.end().words());
            }
            Delivery delivery = last.mayBeSent() ? Delivery.MAYBE_SENT : Delivery.NOT_SENT;
            throw new TransportException(kind, delivery, null, last.end().words(), null);
        }
    }

    // ---- what waits for the exchange

    private void take(Taking what) {
        taking = what;
        cancelled = false;
        items.removeIf(item -> !(item instanceof Item.Slice) && !(item instanceof Item.Over));
        readOn();
    }

    private boolean isFor(Item item) {
        return taking == Taking.ALL || !(item instanceof Item.Slice);
    }

    private boolean hasNext() {
        return items.stream().anyMatch(this::isFor);
    }

    private @Nullable Item poll() {
        for (Iterator<Item> each = items.iterator(); each.hasNext(); ) {
            Item item = each.next();
            if (isFor(item)) {
                each.remove();
                readOn();
                return item;
            }
        }
        return null;
    }

    private int slices() {
        return (int) items.stream().filter(item -> item instanceof Item.Slice).count();
    }

    private boolean hasRoom() {
        return slices() < MOST_SLICES || taking == Taking.ENDS || over;
    }

    /** Reads what has come, as far as there is room for it. */
    private void readOn() {
        if (reading) {
            return;
        }
        reading = true;
        try {
            while (!unread.isEmpty() && hasRoom()) {
                unread.remove().run();
            }
        } finally {
            reading = false;
        }
    }

    // ---- the session

    private void tell(Consumer<Session> what) {
        Socket now = socket;
        if (now != null) {
            inside(() -> what.accept(now.session()));
        }
    }

    /** What a session says is done behind the call. */
    private void inside(Runnable what) {
        what.run();
        if (doing) {
            return;
        }
        doing = true;
        try {
            for (Runnable next = said.poll(); next != null; next = said.poll()) {
                next.run();
            }
        } finally {
            doing = false;
        }
    }

    /** One socket, and the session on it. */
    private final class Socket implements LiveDialect.Output, LiveClient.Listener {
        private final CellWire wire;
        private @Nullable Session session;
        private @Nullable LiveClient client;
        private boolean gone;

        Socket(CellWire wire) {
            this.wire = wire;
        }

        Session session() {
            return Objects.requireNonNull(session);
        }

        private boolean isCurrent() {
            return socket == this;
        }

        void dial() {
            Opening opening = Objects.requireNonNull(road.dialect().opening(BASE, null));
            Map<String, String> headers = new HashMap<>();
            opening.headers().forEach(header -> headers.put(header.getFirst(), header.getSecond()));
            headers.put("Upgrade", "websocket");
            if (!wire.isOnline()) {
                ends(WakeUps.Kind.AWAY, "no network");
                return;
            }
            Request request = new Request("GET", opening.url().encodedPath(), headers, new byte[0]);
            wire.dials(() -> {
                LiveClient unused = road.server().connect(request, this);
            });
        }

        void hangUp() {
            wire.toServer(() -> {
                gone = true;
                if (client != null) {
                    client.close();
                }
            });
        }

        private void ends(WakeUps.Kind kind, String words) {
            if (isCurrent()) {
                fallen(new End(kind, words, null));
            }
        }

        // ---- from the server

        @Override
        public void opened(LiveClient connected) {
            client = connected;
            wire.toDevice(() -> {
                if (isCurrent()) {
                    alive++;
                    listener.alive();
                    tell(Session::opened);
                }
            });
        }

        @Override
        public void refused(Reply reply) {
            ends(WakeUps.Kind.AWAY, "refused");
        }

        @Override
        public void closed(int code, String reason) {
            gone = true;
            wire.toDevice(() -> unread(() -> ends(WakeUps.Kind.AWAY, "closed with " + code)));
        }

        @Override
        public void text(String name, @Nullable String id, String data) {
            throw new AssertionError("this server says nothing in texts: " + data);
        }

        @Override
        public void binary(byte[] bytes) {
            wire.toDevice(() -> {
                if (wire.isOnline()) {
                    unread(() -> arrived(bytes));
                }
            });
        }

        private void unread(Runnable what) {
            if (!isCurrent()) {
                return;
            }
            alive++;
            listener.alive();
            unread.add(what);
            readOn();
        }

        private void arrived(byte[] bytes) {
            if (!isCurrent()) {
                return;
            }
            boolean cut = wire.rough.happens(80);
            byte[] came = road.arriving().apply(bytes);
            long there = cut ? wire.rough.next(came.length + 1) : came.length;
            try {
                session().read(Okio.buffer(new Cut(new Buffer().write(came), there)), came.length, MAX_VALUE, what -> {
                    if (isCurrent()) {
                        inside(what);
                    }
                });
            } catch (IOException e) {
                ends(WakeUps.Kind.LOST, "cut inside of a message");
            }
            if (cut) {
                ends(WakeUps.Kind.LOST, "cut behind a message");
            }
        }

        // ---- from the session

        @Override
        public void send(String text) {
            throw new AssertionError("a text ends these servers: " + text);
        }

        @Override
        public void send(ByteString message) {
            say(() -> wire.toServer(() -> {
                LiveClient to = client;
                if (to != null && wire.isOnline()) {
                    byte[] bytes = message.toByteArray();
                    to.sendBinary(bytes);
                    if (isCurrent()) {
                        road.reaches().accept(bytes);
                    }
                }
            }));
        }

        @Override
        public void ping() {
            say(() -> wire.toServer(() -> behind.add(() -> {
                if (isCurrent()) {
                    wire.toDevice(() -> unread(() -> tell(Session::ponged)));
                }
            })));
        }

        @Override
        public void slice(
                List<Incoming> changes, @Nullable UnaryOperator<Cursor> after, LiveDialect.@Nullable Reading reading) {
            put(new Item.Slice(changes, after, reading));
        }

        @Override
        public int waiting() {
            return slices();
        }

        @Override
        public void ready() {
            put(new Item.Ready());
        }

        @Override
        public void answered(Answer answer) {
            put(new Item.Answered(answer));
        }

        @Override
        public void failed(SyncException failure) {
            put(new Item.Failed(failure));
        }

        @Override
        public void again() {
            put(new Item.Again());
        }

        private void put(Item item) {
            if (isCurrent()) {
                items.add(item);
            }
        }

        @Override
        public void live() {
            say(() -> {
                if (!opened) {
                    opened = true;
                    listener.opened(true);
                }
            });
        }

        @Override
        public void woken(boolean brought) {
            say(() -> {
                if (opened && !over) {
                    listener.woken(brought);
                }
            });
        }

        @Override
        public void acknowledged(@Nullable String refusal) {
            throw new AssertionError("nobody asked");
        }

        @Override
        public void over(End end) {
            say(() -> fallen(end));
        }

        private void say(Runnable what) {
            said.add(() -> {
                if (isCurrent()) {
                    what.run();
                }
            });
        }
    }

    /** A message that ends where the connection does. */
    private static final class Cut extends ForwardingSource {
        private long left;

        Cut(Buffer message, long there) {
            super(message);
            left = message.size() == there ? Long.MAX_VALUE : there;
        }

        @Override
        public long read(Buffer sink, long count) throws IOException {
            if (left == 0) {
                throw new IOException("ended inside of a message");
            }
            long read = super.read(sink, Math.min(count, left));
            left -= Math.max(0, read);
            return read;
        }
    }
}
