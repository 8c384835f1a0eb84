package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.WebSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dialect with a live side, carried by a transport over loopback. */
@Timeout(30)
class LiveSideTest {
    private static final Cursor AT = new Cursor("7");
    private static final ChangeSink NOWHERE = (slice, after) -> {};

    private final MockWebServer server = new MockWebServer();
    private final SocketServer socket = new SocketServer();
    private final Noted noted = new Noted();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Talk talk = new Talk();
    private boolean wanted = true;
    private OkHttpTransport transport;
    private WakeUps.@Nullable Connection connection;

    @BeforeEach
    void start() throws IOException {
        server.start();
        build(Credentials.bearer("token-1"));
    }

    private void build(Credentials credentials) {
        transport = OkHttpTransport.builder(server.url("/").toString(), talk)
                .credentials(credentials)
                .build();
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private WebSocket open() throws InterruptedException {
        server.enqueue(socket.answer());
        connection = transport.channel().open(noted);
        assertEquals("hello", socket.heard());
        WebSocket theirs = socket.socket();
        theirs.send("welcome");
        noted.next("opened");
        return theirs;
    }

    private Answer exchange(Ask ask, ChangeSink sink) {
        return transport.exchange(ask, sink, Going.ON);
    }

    private static Ask.Push pieces(int count) {
        List<Mutation> mutations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            mutations.add(Mutation.of("piece", "p" + i, "set", "1").recorded(new UUID(0, i), Instant.EPOCH));
        }
        return new Ask.Push(new UUID(7, 7), AT, Instant.EPOCH, mutations);
    }

    @Test
    void thereIsAChannelOnlyWhereOneWasAskedFor() {
        assertTrue(transport.channel() != null);
        wanted = false;
        build(Credentials.bearer("token-1"));
        assertNull(transport.channel());
    }

    @Test
    void theSessionHearsOfEachExchangeAndOfOneThatRunsWhenItBegins() throws Exception {
        open();
        server.enqueue(new MockResponse.Builder()
                .setHeader("Date", "Mon, 30 Nov 2026 03:00:00 GMT")
                .build());
        server.enqueue(new MockResponse.Builder().code(503).build());
        exchange(new Ask.Pull(AT), NOWHERE);
        assertThrows(TransportException.class, () -> exchange(new Ask.Check(AT), NOWHERE));
        assertEquals(
                List.of(
                        "welcome",
                        "exchanging Pull",
                        "exchanged Pull, answered at 2026-11-30T03:00:00Z",
                        "exchanging Check",
                        "exchanged Check, failed at null"),
                told);
        connection.close();
        told.clear();
        server.enqueue(new MockResponse.Builder().build());
        talk.decoding = () -> {
            SocketServer next = new SocketServer();
            server.enqueue(next.answer());
            connection = transport.channel().open(noted);
            assertEquals("hello", next.heard());
            return null;
        };
        exchange(new Ask.Pull(AT), NOWHERE);
        assertEquals(List.of("exchanging Pull", "exchanged Pull, answered at null"), told);
    }

    @Test
    void whatWasHeardIsHandedOverOutsideTheLock() throws Exception {
        WebSocket theirs = open();
        theirs.send("row 1");
        theirs.send("row 2");
        noted.next("brought", "brought");
        List<String> taken = new ArrayList<>();
        Answer.Settled answer = assertInstanceOf(Answer.Settled.class, exchange(new Ask.Heard(AT), (slice, after) -> {
            slice.forEach(each -> taken.add(each.change().key()));
            assertTrue(ofAnotherThread(() -> transport.carries("piece")));
        }));
        assertEquals(List.of("row 1", "row 2"), taken);
        assertFalse(answer.page().more());
        assertEquals("taken", told.get(told.size() - 1));
        assertEquals(1, server.getRequestCount());
    }

    private static boolean ofAnotherThread(BooleanSupplier what) {
        return CompletableFuture.supplyAsync(what::getAsBoolean).join();
    }

    @Test
    void whatTheSinkThrowsPassesThroughAndTheSessionKnows() throws Exception {
        open().send("row 1");
        noted.next("brought");
        IllegalStateException refusal = new IllegalStateException("no");
        assertSame(
                refusal,
                assertThrows(
                        IllegalStateException.class,
                        () -> exchange(new Ask.Heard(AT), (slice, after) -> {
                            throw refusal;
                        })));
        assertEquals("not all taken", told.get(told.size() - 1));
    }

    @Test
    void whatIsOutdatedIsDroppedAndAPullHasToFollow() throws Exception {
        open().send("row 1");
        noted.next("brought");
        Answer.Settled answer = assertInstanceOf(Answer.Settled.class, exchange(new Ask.Heard(AT, true), NOWHERE));
        assertTrue(answer.page().more());
        assertEquals(AT, answer.page().cursor());
        assertEquals("not all taken", told.get(told.size() - 1));
    }

    @Test
    void withoutAConnectionAPullHasToFollow() {
        Answer.Settled answer = assertInstanceOf(Answer.Settled.class, exchange(new Ask.Heard(AT), NOWHERE));
        assertTrue(answer.page().more());
        assertEquals(AT, answer.page().cursor());
    }

    @Test
    void aBatchGoesMessageByMessage() throws Exception {
        WebSocket theirs = open();
        CompletableFuture<Answer> push = CompletableFuture.supplyAsync(() -> exchange(pieces(3), NOWHERE));
        assertEquals("piece p0", socket.heard());
        theirs.send("ack");
        assertEquals("piece p1", socket.heard());
        theirs.send("error no such piece");
        assertEquals("piece p2", socket.heard());
        theirs.send("ack");
        Answer.Settled answer = assertInstanceOf(Answer.Settled.class, push.join());
        assertEquals(
                List.of(
                        new Outcome.Accepted(new UUID(0, 0), Change.NO_POSITION),
                        new Outcome.Rejected(new UUID(0, 1), "no such piece"),
                        new Outcome.Accepted(new UUID(0, 2), Change.NO_POSITION)),
                answer.outcomes());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void aBatchWhoseConnectionFallsIsInDoubt() throws Exception {
        WebSocket theirs = open();
        CompletableFuture<TransportException> push = CompletableFuture.supplyAsync(
                () -> assertThrows(TransportException.class, () -> exchange(pieces(2), NOWHERE)));
        assertEquals("piece p0", socket.heard());
        theirs.close(1001, "deploy");
        TransportException lost = push.join();
        assertEquals(Delivery.MAYBE_SENT, lost.delivery());
        assertEquals(TransportException.Kind.OFFLINE, lost.kind());
        noted.ended(Kind.AWAY);
        assertEquals(1, server.getRequestCount()); // Nothing of it goes over HTTP.
    }

    @Test
    void aBatchThatMayNotGoIsNotSent() throws Exception {
        open();
        TransportException kept =
                assertThrows(TransportException.class, () -> transport.exchange(pieces(1), NOWHERE, new Going(false)));
        assertEquals(Delivery.NOT_SENT, kept.delivery());
    }

    @Test
    void anotherAccountNeitherSendsNorHears() throws Exception {
        WebSocket theirs = open();
        theirs.send("row 1");
        noted.next("brought");
        transport.guard(account -> "it is Ben's");
        for (Ask ask : List.of(new Ask.Heard(AT), pieces(1))) {
            Answer.Incompatible answer = assertInstanceOf(Answer.Incompatible.class, exchange(ask, NOWHERE));
            assertEquals(Mismatch.OTHER_ACCOUNT, answer.mismatch());
        }
        connection.close();
        assertEquals("closed with 1000", socket.heard());
        connection = transport.channel().open(noted);
        assertEquals("it is Ben's", noted.ended(Kind.OTHER_ACCOUNT).words());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void aSessionThatIsFullKeepsTheOtherSideWaiting() throws Exception {
        talk.most = 1;
        WebSocket theirs = open();
        theirs.send("row 1");
        noted.next("brought");
        theirs.send("row 2");
        assertEquals(List.of("row 1"), heard());
        noted.next("brought");
        assertEquals(List.of("row 2"), heard());
    }

    private List<String> heard() {
        List<String> keys = new ArrayList<>();
        Answer unused = exchange(
                new Ask.Heard(AT),
                (slice, after) -> slice.forEach(each -> keys.add(each.change().key())));
        return keys;
    }

    @Test
    void aSessionEndsAConnectionAndOneThatThrowsDoesToo() throws Exception {
        open().send("over");
        assertEquals("they say so", noted.ended(Kind.ABSENT).words());
        assertEquals("closed with 1000", socket.heard());
        WebSocket theirs = open();
        theirs.send("throw");
        noted.ended(Kind.GARBAGE);
        noted.nothing();
    }

    /** Says {@code hello}, is live at {@code welcome}, takes rows, pushes pieces. */
    private final class Talk implements LiveDialect {
        private int most = 100;
        private @Nullable Decoding decoding;

        private interface Decoding {
            @Nullable
            Void run() throws InterruptedException;
        }

        @Override
        public @Nullable Opening opening(HttpUrl base, @Nullable String credential) {
            return wanted ? new Opening(Carrier.WEB_SOCKET, base.resolve("live"), Headers.EMPTY, true) : null;
        }

        @Override
        public Session session(Output out) {
            return new Talking(out, most);
        }

        @Override
        public Capabilities capabilities(String name) {
            return Capabilities.sequence("talk", new ServerIdentity(name, "anna"))
                    .build();
        }

        @Override
        public int measure(Mutation mutation) {
            return 1;
        }

        @Override
        public String echo(Mutation mutation) {
            return "";
        }

        @Override
        public WireRequest encode(Ask ask) {
            return new WireRequest("GET", "pull", Headers.EMPTY, null);
        }

        @Override
        public Answer decode(Ask ask, WireResponse response, ChangeSink sink) {
            try {
                if (decoding != null) {
                    decoding.run();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            TransportException failure = response.failure("it", null);
            if (failure != null) {
                throw failure;
            }
            return new Answer.Settled(List.of(), new Page(ask.cursor(), false), null);
        }
    }

    private final class Talking implements LiveDialect.Session {
        private final LiveDialect.Output out;
        private final int most;
        private final List<String> rows = new ArrayList<>();

        Talking(LiveDialect.Output out, int most) {
            this.out = out;
            this.most = most;
        }

        @Override
        public void opened() {
            out.send("hello");
        }

        @Override
        public void received(String type, String text) {
            if (text.equals("over")) {
                out.over(new End(Kind.ABSENT, "they say so", null));
            } else if (text.equals("throw")) {
                throw new IllegalStateException("a bug");
            } else if (text.equals("ack") || text.startsWith("error ")) {
                out.acknowledged(text.equals("ack") ? null : text.substring(6));
            } else {
                told.add(text);
                if (text.equals("welcome")) {
                    out.live();
                } else {
                    rows.add(text);
                    out.woken(true);
                }
            }
        }

        @Override
        public boolean isFull() {
            return rows.size() >= most;
        }

        @Override
        public void beat() {
            out.send("beat");
        }

        @Override
        public void exchanging(Ask ask) {
            told.add("exchanging " + ask.getClass().getSimpleName());
        }

        @Override
        public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
            told.add("exchanged " + ask.getClass().getSimpleName() + (answer == null ? ", failed" : ", answered")
                    + " at " + at);
        }

        @Override
        public LiveDialect.Heard heard(Cursor from) {
            List<Incoming> changes = new ArrayList<>();
            rows.forEach(row -> changes.add(
                    new Incoming(new Change(Change.NO_POSITION, "piece", row, "set", "1", false, 0, "", ""), "")));
            rows.clear();
            return new LiveDialect.Heard(List.of(new LiveDialect.Slice(changes, null)), new Page(from, false));
        }

        @Override
        public void taken(boolean all) {
            told.add(all ? "taken" : "not all taken");
        }

        @Override
        public boolean carries(String collection) {
            return true;
        }

        @Override
        public @Nullable String next(Ask.Push push, int settled) {
            return settled == push.mutations().size()
                    ? null
                    : "piece " + push.mutations().get(settled).key();
        }
    }

    private record Going(boolean may) implements Cancellation {
        private static final Going ON = new Going(true);

        @Override
        public boolean isCancelled() {
            return !may;
        }

        @Override
        public void onCancel(Runnable action) {}
    }
}
