package dev.mooring.sync.okhttp.eventlog;

import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.mutation;
import static dev.mooring.sync.okhttp.eventlog.EventLogFixtures.push;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dialect over real sockets, against a server that behaves as the live one does. */
class StandInServerTest {
    private final EventLogServer server = EventLogServer.builder().build().start();
    private OkHttpTransport transport;

    @BeforeEach
    void connect() {
        transport = OkHttpTransport.builder(server.url(), EventLogFixtures.dialect())
                .build();
    }

    @AfterEach
    void disconnect() {
        transport.close();
        server.close();
    }

    @Test
    void whatOnePushesAnotherPullsWithTheSameCursor() {
        Mutation odd = Mutation.of("a\"b", "é😀\u0000", "k\\", " {\"n\":1.0} ")
                .recorded(mutation(2).id(), EventLogFixtures.AT);
        Answer.Settled pushed = (Answer.Settled) exchange(push(Cursor.START, mutation(1), odd));
        Collected sink = new Collected();
        Answer.Settled pulled =
                (Answer.Settled) transport.exchange(new Ask.Pull(Cursor.START), sink, Cancellation.NEVER);
        assertEquals(pushed.page().cursor(), pulled.page().cursor());
        assertEquals(List.of(transport.echo(mutation(1)), transport.echo(odd)), sink.echoes);
        assertEquals(odd.payload(), sink.changes.get(1).payload());
        assertEquals(odd.key(), sink.changes.get(1).key());
        assertInstanceOf(
                Answer.Settled.class, exchange(new Ask.Check(pushed.page().cursor())));
        assertInstanceOf(
                Answer.Settled.class, exchange(new Ask.Pull(pushed.page().cursor())));
    }

    @Test
    void bothConflictsAreDivergenceAndLeaveTheLogAlone() {
        exchange(push(Cursor.START, mutation(1)));
        assertInstanceOf(Answer.Diverged.class, exchange(push(Cursor.START, mutation(1))));
        Cursor one =
                ((Answer.Settled) exchange(new Ask.Pull(Cursor.START))).page().cursor();
        exchange(push(one, mutation(2)));
        assertInstanceOf(Answer.Diverged.class, exchange(push(one, mutation(3))));
        assertEquals(2, server.latest("u1"));
    }

    @Test
    void aLogThatLostDataOrHasAHoleIsIncompatible() {
        Cursor three = ((Answer.Settled) exchange(push(Cursor.START, mutation(1), mutation(2), mutation(3))))
                .page()
                .cursor();
        server.truncate("u1", 2);
        assertInstanceOf(Answer.Incompatible.class, exchange(new Ask.Check(three)));
        assertInstanceOf(Answer.Incompatible.class, exchange(new Ask.Pull(three)));
        server.append("u1", "cron_result", "{}");
        assertInstanceOf(Answer.Settled.class, exchange(new Ask.Check(three)));
        assertInstanceOf(Answer.Incompatible.class, exchange(new Ask.Pull(three)));
        server.append("u1", "cron_result", "{}");
        assertTrue(server.makeHole("u1", 2));
        assertInstanceOf(Answer.Incompatible.class, exchange(new Ask.Check(Cursor.START)));
        assertInstanceOf(Answer.Incompatible.class, exchange(new Ask.Pull(Cursor.START)));
    }

    @Test
    void aCallWhoseApiIsDownFailsAsACallAndTheBatchIsThere() {
        Ask call =
                new Ask.Call(Cursor.START, push(Cursor.START, mutation(1)), ApiCall.post("http://127.0.0.1:1/x", "{}"));
        assertInstanceOf(Answer.CallFailed.class, exchange(call));
        assertEquals(1, server.latest("u1"));
        assertInstanceOf(Answer.Diverged.class, exchange(call));
    }

    private Answer exchange(Ask ask) {
        return transport.exchange(ask, new Collected(), Cancellation.NEVER);
    }
}
