package dev.mooring.sync.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.TransportException;
import dev.mooring.sync.TransportException.Delivery;
import dev.mooring.sync.TransportException.Kind;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EchoesTest {
    private static String out(String payload, String words) {
        Echoes echoes = new Echoes(List.of(Mutation.of("todo", "k", "set", payload)));
        return echoes.out(new ProtocolException(words, null)).getMessage();
    }

    @Test
    void textsAndLongNumbersAreTakenOutAndNamesAreLeft() {
        assertEquals(
                "title […] is too long, amount […] too",
                out("{\"title\":\"buy milk\",\"amount\":125000}", "title buy milk is too long, amount 125000 too"));
        assertEquals("{\"title\" : \"[…]\"}", out("{\"title\" : \"buy milk\"}", "{\"title\" : \"buy milk\"}"));
        assertEquals("\"[…]\"", out("\"buy milk\"", "\"buy milk\""));
    }

    @Test
    void eachOccurrenceAndEachDepthCounts() {
        assertEquals("[…] and […] of […]", out("{\"a\":[{\"b\":\"first\"},\"second\"]}", "first and second of first"));
    }

    @Test
    void whatWasCutShortIsTakenOutAsFarAsItGoes() {
        assertEquals("no: […]…", out("{\"a\":\"a very long secret indeed\"}", "no: a very long sec…"));
    }

    @Test
    void whatIsEscapedIsTakenOutPieceByPiece() {
        assertEquals(
                "[…]\"[…]\n[…]étu",
                out("{\"a\":\"quoted\\\"inside\\nand \\u00e9tu\"}", "quoted\"inside\nand étu"));
        assertEquals("x\\\"[…]", out("{\"a\":\"x\\\"hidden\"}", "x\\\"hidden"));
    }

    @Test
    void shortOnesTellNothing() {
        assertEquals("not ok in 12", out("{\"a\":\"ok\",\"b\":12}", "not ok in 12"));
    }

    @Test
    void aFailureThatSaysNothingBackIsTheSame() {
        TransportException failure =
                new TransportException(Kind.SERVER, Delivery.ANSWERED, Duration.ofSeconds(1), "500", null);
        assertSame(failure, new Echoes(List.of(Mutation.of("todo", "k", "set", "\"milk\""))).out(failure));
    }

    @Test
    void aFailureStaysWhatItWas() {
        Echoes echoes = new Echoes(List.of(Mutation.of("todo", "k", "set", "\"milk\"")));
        Exception cause = new Exception();
        TransportException out = assertInstanceOf(
                TransportException.class,
                echoes.out(new TransportException(
                        Kind.THROTTLED, Delivery.MAYBE_SENT, Duration.ofSeconds(7), "milk again", cause)));
        assertEquals("[…] again", out.getMessage());
        assertEquals(Kind.THROTTLED, out.kind());
        assertEquals(Delivery.MAYBE_SENT, out.delivery());
        assertEquals(Duration.ofSeconds(7), out.retryAfter());
        assertSame(cause, out.getCause());
        assertEquals(
                ProtocolException.Kind.PAGE,
                ((ProtocolException) echoes.out(new ProtocolException(ProtocolException.Kind.PAGE, "milk", null)))
                        .kind());
    }

    @Test
    void ofEachMutationItsOwn() {
        Mutation one = Mutation.of("todo", "1", "set", "\"milk\"");
        Mutation two = Mutation.of("todo", "2", "set", "\"bread\"");
        List<Outcome> outcomes = Arrays.asList(
                new Outcome.Rejected(one.id(), "no milk, no bread"),
                new Outcome.Accepted(two.id(), 3),
                new Outcome.Deferred(two.id(), "bread later"),
                new Outcome.Conflict(two.id(), "other bread"));
        Answer.Settled settled = (Answer.Settled) new Echoes(List.of(one, two))
                .out(new Answer.Settled(outcomes, new Page(Cursor.START, false), null));
        assertEquals(
                Arrays.asList(
                        new Outcome.Rejected(one.id(), "no […], no bread"),
                        new Outcome.Accepted(two.id(), 3),
                        new Outcome.Deferred(two.id(), "[…] later"),
                        new Outcome.Conflict(two.id(), "other […]")),
                settled.outcomes());
    }
}
