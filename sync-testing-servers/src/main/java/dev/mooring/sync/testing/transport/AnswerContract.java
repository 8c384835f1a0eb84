package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answer does not come, or not whole, or is garbage. */
abstract class AnswerContract extends RequestContract {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    final void aLostAnswerMayHaveBeenDelivered(boolean pull) {
        server().enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), pull ? pull() : push());
        assertEquals(1, server().getRequestCount());
    }

    @Test
    final void aSilentServerIsGivenUpAtTheDeadline() {
        server().enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, impatient(server().url("/").toString()), push());
        assertEquals(1, server().getRequestCount());
    }

    @Test
    final void aBodyThatStallsIsGivenUpAtTheDeadline() {
        GoodExchange pull = pull();
        server().enqueue(part(pull.body(), pull.body().length() - 1, null));
        Taken taken = expect(
                Kind.OFFLINE, Delivery.MAYBE_SENT, impatient(server().url("/").toString()), pull);
        checkTaken(pull, pull.body().length() - 1, taken);
    }

    @Test
    final void aBodyThatTricklesForeverIsGivenUpAtTheDeadlineOfTheCall() throws IOException {
        try (Trickle trickle = new Trickle()) {
            expect(Kind.OFFLINE, Delivery.MAYBE_SENT, impatient(trickle.url()), push());
            assertEquals(1, trickle.connections.get(), "the request was repeated");
        }
    }

    @Test
    final void aBodyThatIsCutMovesNoFurtherThanItsLastWholeChange() {
        GoodExchange pull = pull();
        int step = Math.max(1, pull.body().length() / 25);
        for (int length = 0; length < pull.body().length(); length += step) {
            server().enqueue(part(pull.body(), length, new SocketEffect.CloseSocket()));
            Taken taken = expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), pull);
            checkTaken(pull, length, taken);
        }
    }

    @Test
    final void aPushWhoseAnswerIsCutMayHaveBeenDelivered() {
        GoodExchange push = push();
        for (int length : new int[] {0, 1, push.body().length() / 2, push.body().length() - 1}) {
            server().enqueue(part(push.body(), length, new SocketEffect.CloseSocket()));
            expect(Kind.OFFLINE, Delivery.MAYBE_SENT, transport(), push);
        }
    }

    @Test
    final void aLengthThatIsTooShortIsGarbageAndDoesNotSpoilTheNextAnswer() {
        GoodExchange pull = pull();
        int length = pull.body().length() * 2 / 3;
        server().enqueue(new MockResponse.Builder()
                .body(pull.body())
                .setHeader("Content-Length", length)
                .build());
        Transport transport = transport();
        Taken taken = new Taken();
        assertThrows(ProtocolException.class, () -> exchange(transport, pull, taken));
        checkTaken(pull, length, taken);
        server().enqueue(ok(pull.body()));
        assertInstanceOf(Answer.Settled.class, exchange(transport, pull, new Taken()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "-9223372036854775808"})
    final void aNegativeLengthIsGarbageAndDoesNotSpoilTheNextAnswer(String length) {
        for (GoodExchange good : List.of(pull(), push())) {
            server().enqueue(new MockResponse.Builder()
                    .body(good.body())
                    .setHeader("Content-Length", length)
                    .build());
            Transport transport = transport();
            Taken taken = new Taken();
            assertThrows(ProtocolException.class, () -> exchange(transport, good, taken));
            assertTrue(taken.changes.isEmpty(), "an answer of less than nothing was delivered");
            server().enqueue(ok(good.body()));
            assertInstanceOf(Answer.Settled.class, exchange(transport, good, new Taken()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {LOGIN_PAGE, "", " ", "{}", "[{}]", "null", "\"ok\"", "42", "{\"error\":\"no\"}", "[1,2", "\u0000"
            })
    final void garbageWithStatus200MovesNothing(String body) {
        for (GoodExchange good : List.of(pull(), push())) {
            server().enqueue(new MockResponse.Builder()
                    .setHeader("Content-Type", "application/json")
                    .body(body)
                    .build());
            Taken taken = new Taken();
            assertThrows(ProtocolException.class, () -> exchange(transport(), good, taken));
            assertTrue(taken.changes.isEmpty(), "garbage was delivered");
        }
        assertEquals(2, server().getRequestCount());
    }

    @Test
    final void aGzipBombIsStopped() {
        assumeTrue(acceptsGzip(), "this transport does not accept gzip");
        GoodExchange pull = pull();
        server().enqueue(packed(pull.head(), " ", 64 << 20));
        Taken taken = new Taken();
        assertThrows(ProtocolException.class, () -> exchange(transport(), pull, taken));
        assertTrue(taken.changes.isEmpty(), "garbage was delivered");
    }

    @Test
    final void oneEnormousValueIsStopped() {
        GoodExchange pull = pull();
        String change = pull.changes().get(0);
        int open = change.lastIndexOf('"', change.length() - 3);
        Buffer body = new Buffer().writeUtf8(pull.head()).writeUtf8(change.substring(0, open));
        for (int i = 0; i < 48; i++) {
            body.writeUtf8("x".repeat(1 << 20));
        }
        server().enqueue(new MockResponse.Builder().body(body).build());
        Taken taken = new Taken();
        assertThrows(ProtocolException.class, () -> exchange(transport(), pull, taken));
        assertTrue(taken.changes.isEmpty(), "garbage was delivered");
    }

    @Test
    final void aBrokenPackingIsTyped() {
        assumeTrue(acceptsGzip(), "this transport does not accept gzip");
        server().enqueue(new MockResponse.Builder()
                .body(pull().body())
                .setHeader("Content-Encoding", "gzip")
                .build());
        assertThrows(ProtocolException.class, () -> exchange(transport(), pull(), new Taken()));
    }
}
