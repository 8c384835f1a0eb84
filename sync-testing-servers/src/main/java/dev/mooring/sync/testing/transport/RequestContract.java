package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.http.ClosedPort;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;

/** Good exchanges, and what breaks before and while the request is sent. */
abstract class RequestContract extends HeardContract {
    @Test
    final void aGoodPullDeliversEveryChangeOnTheCallingThread() {
        GoodExchange pull = pull();
        server().enqueue(ok(pull.body()));
        Taken taken = new Taken();
        Thread here = Thread.currentThread();
        Answer answer = transport().exchange(pull.ask(), taken, new Switch());
        assertInstanceOf(Answer.Settled.class, answer);
        assertEquals(pull.changes().size(), taken.changes.size());
        taken.threads.forEach(thread -> assertSame(here, thread));
        assertEquals(1, server().getRequestCount());
    }

    @Test
    final void aGoodPushSettles() {
        GoodExchange push = push();
        server().enqueue(ok(push.body()));
        Transport transport = transport();
        Answer answer = exchange(transport, push, new Taken());
        assertEquals(
                transport.capabilities().confirmsOnPull(),
                assertInstanceOf(Answer.Settled.class, answer).outcomes().isEmpty());
        assertEquals(1, server().getRequestCount());
    }

    @Test
    final void aSlowAnswerIsAGoodAnswer() {
        GoodExchange pull = pull();
        int piece = Math.max(1, pull.body().length() / 20);
        server().enqueue(new MockResponse.Builder()
                .body(pull.body())
                .throttleBody(piece, 50, TimeUnit.MILLISECONDS)
                .build());
        Taken taken = new Taken();
        assertInstanceOf(Answer.Settled.class, exchange(transport(), pull, taken));
        assertEquals(pull.changes().size(), taken.changes.size());
    }

    @Test
    final void aPackedAnswerIsUnpacked() {
        assumeTrue(acceptsGzip(), "this transport does not accept gzip");
        GoodExchange pull = pull();
        server().enqueue(packed(pull.body(), "", 0));
        Taken taken = new Taken();
        assertInstanceOf(Answer.Settled.class, exchange(transport(), pull, taken));
        assertEquals(pull.changes().size(), taken.changes.size());
    }

    @Test
    final void aRefusedConnectionIsOfflineAndNothingWasSent() {
        try (ClosedPort port = new ClosedPort()) {
            expect(Kind.OFFLINE, Delivery.NOT_SENT, transport(port.url(), null), push());
        }
    }

    @Test
    final void aConnectionThatDiesWhileTheRequestIsSentMayHaveDeliveredIt() {
        server().enqueue(new MockResponse.Builder()
                .onRequestBody(new SocketEffect.CloseSocket())
                .build());
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), push());
        assertTrue(server().getRequestCount() <= 1, "the request was repeated");
    }

    @Test
    final void aConnectionThatDiesBeforeTheRequestIsReadMayHaveDeliveredIt() {
        server().enqueue(new MockResponse.Builder()
                .onRequestStart(new SocketEffect.CloseSocket())
                .build());
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), push());
        assertTrue(server().getRequestCount() <= 1, "the request was repeated");
    }

    @Test
    final void aPooledConnectionThatDiedNeverMakesARequestGoOutTwice() {
        GoodExchange push = push();
        server().enqueue(new MockResponse.Builder()
                .body(push.body())
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build());
        server().enqueue(ok(push.body()));
        Transport transport = transport();
        exchange(transport, push, new Taken());
        try {
            assertInstanceOf(Answer.Settled.class, exchange(transport, push, new Taken()));
        } catch (TransportException e) {
            assertEquals(Kind.OFFLINE, e.kind());
        }
        assertTrue(server().getRequestCount() <= 2, "the request was repeated");
    }
}
