package dev.mooring.sync.okhttp.oplog;

import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.mutation;
import static dev.mooring.sync.okhttp.oplog.OpLogFixtures.push;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.oplog.OpLogFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.http.ClosedPort;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.oplog.StoredOp;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dialect over real sockets, against a server that behaves as the live one does. */
class StandInServerTest {
    private final OpLogServer server = OpLogServer.builder().build().start();
    private final OpLogServer guarded =
            OpLogServer.builder().sessions(true).build().start();
    private OkHttpTransport transport =
            OkHttpTransport.builder(server.url(), OpLogFixtures.dialect()).build();

    @AfterEach
    void disconnect() {
        transport.close();
        server.close();
        guarded.close();
    }

    private Answer exchange(Ask ask) {
        return transport.exchange(ask, new Collected(), Cancellation.NEVER);
    }

    private Cursor begin() {
        return ((Answer.Settled) exchange(new Ask.Pull(Cursor.START))).page().cursor();
    }

    @Test
    void whatIsPushedIsPulledAsItWasAndRecognised() {
        Cursor begin = begin();
        Mutation odd = Mutation.of(
                        "a\"<&>", "é😀\u2028", "k", " { \"n\" : 1.0, \"<\": [ 12345678901234567890, 1e400 ] } ")
                .recorded(OpLogFixtures.id(2), OpLogFixtures.AT);
        exchange(push(begin, mutation(1), odd));
        exchange(push(begin, mutation(1), odd));
        Collected sink = new Collected();
        Answer.Settled pulled = (Answer.Settled) transport.exchange(new Ask.Pull(begin), sink, Cancellation.NEVER);
        assertEquals(List.of(transport.echo(mutation(1)), transport.echo(odd)), sink.echoes);
        assertEquals(
                "{\"n\":1.0,\"<\":[12345678901234567890,1e400]}",
                sink.changes.get(1).payload());
        assertEquals(
                odd.collection() + odd.key(),
                sink.changes.get(1).collection() + sink.changes.get(1).key());
        Collected none = new Collected();
        transport.exchange(new Ask.Pull(pulled.page().cursor()), none, Cancellation.NEVER);
        assertEquals(List.of(), none.changes);
    }

    @Test
    void aLongLogComesWholeInChunks() {
        for (int i = 1; i <= 3_000; i++) {
            server.append("dev-user", new StoredOp(0, "todo", "t" + i, "other", i, "{\"n\":" + i + "}"));
        }
        transport = OkHttpTransport.builder(server.url(), OpLogFixtures.dialect())
                .maxValueBytes(64 << 10) // Neither a bootstrap nor a pull is one value.
                .build();
        Collected sink = new Collected();
        transport.exchange(new Ask.Pull(begin()), sink, Cancellation.NEVER);
        assertEquals(3_000, sink.changes.size());
        assertEquals(List.of(500, 500, 500, 500, 500, 500), sink.slices);
    }

    @Test
    void aSessionCookieAndTheOriginOfTheBaseUrlAreEnough() {
        guarded.logIn("session=s1", "u1");
        transport = OkHttpTransport.builder(guarded.url(), OpLogFixtures.dialect())
                .credentials(Credentials.cookie("session=s1"))
                .build();
        exchange(push(begin(), mutation(1)));
        assertEquals(1, guarded.ops("u1").size());
        guarded.logOut("session=s1");
        TransportException e = assertThrows(TransportException.class, this::begin);
        assertEquals(Kind.AUTH, e.kind());
    }

    @Test
    void anExpiredCookieIsRefreshedOnce() {
        guarded.logIn("session=s2", "u1");
        transport = OkHttpTransport.builder(guarded.url(), OpLogFixtures.dialect())
                .credentials(new Credentials() {
                    @Override
                    public String current() {
                        return "session=s1";
                    }

                    @Override
                    public @Nullable String refresh(String refused) {
                        return "session=s2";
                    }

                    @Override
                    public String header() {
                        return "Cookie";
                    }
                })
                .build();
        exchange(push(begin(), mutation(1)));
        assertEquals(4, guarded.requests());
    }

    @Test
    void aForeignOriginIsForbiddenAndSaid() {
        guarded.logIn("session=s1", "u1");
        transport = OkHttpTransport.builder(
                        guarded.url(),
                        OpLogDialect.builder("c1")
                                .origin("https://elsewhere.example")
                                .build())
                .credentials(Credentials.cookie("session=s1"))
                .build();
        Ask push = push(begin(), mutation(1));
        TransportException e = assertThrows(TransportException.class, () -> exchange(push));
        assertTrue(e.getMessage().contains("Origin"), e.getMessage());
        assertEquals(List.of(), guarded.ops("u1"));
    }

    @Test
    void aCallToAnotherHostIsNotMade() {
        Answer answer = exchange(new Ask.Call(Cursor.START, null, ApiCall.get(guarded.url() + "/healthz")));
        assertInstanceOf(Answer.CallFailed.class, answer);
        assertEquals(0, guarded.requests());
        for (String url : List.of("healthz", "/healthz", server.url() + "/healthz")) {
            Answer here = exchange(new Ask.Call(Cursor.START, null, ApiCall.get(url)));
            assertEquals(200, ((Answer.Settled) here).response().status());
        }
    }

    @Test
    void aResetIsSeenByTheNextPullAndPush() {
        Cursor begin = begin();
        exchange(push(begin, mutation(1)));
        server.reset("dev-user", "gen-2", "snap");
        assertInstanceOf(Answer.HistoryReplaced.class, exchange(new Ask.Pull(begin)));
        assertInstanceOf(Answer.HistoryReplaced.class, exchange(push(begin, mutation(2))));
        assertEquals(
                List.of(), server.ops("dev-user").stream().map(StoredOp::clock).collect(Collectors.toList()));
    }

    @Test
    void aLogThatNobodyCanReadIsCuredByAResetOverTheTransportAlone() {
        Cursor begin = begin();
        server.append("dev-user", new StoredOp(0, "todo", "t1", "other", 1, null));
        assertThrows(ProtocolException.class, () -> exchange(new Ask.Pull(begin)));
        OpLogReset reset = OpLogFixtures.dialect().reset(new UUID(4, 4), "snap");
        assertEquals(OpLogReset.State.ACTIVE, reset.over(transport));
        assertInstanceOf(Answer.HistoryReplaced.class, exchange(new Ask.Pull(begin)));
        assertEquals(
                OpLogReset.State.ACTIVE, reset.over(transport), "once more: the key exists, and is the active one");
        server.reset("dev-user", "gen-9", "");
        assertEquals(OpLogReset.State.NOT_ACTIVE, reset.over(transport));
        transport.close();
        try (ClosedPort port = new ClosedPort()) {
            transport =
                    OkHttpTransport.builder(port.url(), OpLogFixtures.dialect()).build();
            assertEquals(OpLogReset.State.NOT_MADE, reset.over(transport));
        }
    }
}
