package dev.mooring.sync.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.Confirmed;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transport out of two functions: what they return, what they throw, and how they are cancelled. */
class CallsTransportTest {
    private static final ServerIdentity WHO = new ServerIdentity("here", "anna");
    private static final Mutation MUTATION =
            Mutation.of("note", "n1", "put", "\"milk\"").recorded(new UUID(1, 2), Instant.EPOCH);
    private static final Mutation DELETION = Mutation.delete("note", "n1").recorded(new UUID(1, 3), Instant.EPOCH);
    private static final Ask.Push PUSH =
            new Ask.Push(new UUID(0, 9), new Cursor("c7"), Instant.EPOCH, List.of(MUTATION));
    private static final Ask.Pull PULL = new Ask.Pull(new Cursor("c7"));
    private static final Page PAGE = new Page(new Cursor("c8"), false);
    private static final ChangeSink NOBODY = (slice, after) -> {};

    private final Abort abort = new Abort();

    @AfterEach
    void noInterruptionIsLeftBehind() {
        assertFalse(Thread.interrupted(), "the thread is still interrupted");
    }

    // ---- what they return

    @Test
    void outcomesOfAPushMoveNoCursor() {
        Outcome outcome = new Outcome.Accepted(MUTATION.id(), Change.NO_POSITION);
        Transport transport = pushing(batch -> {
            assertSame(PUSH, batch);
            return List.of(outcome);
        });
        assertEquals(
                new Answer.Settled(List.of(outcome), new Page(new Cursor("c7"), false), null),
                transport.exchange(PUSH, NOBODY, abort));
    }

    @Test
    void aPullStartsAtTheCursorAndEndsAtItsPage() {
        Transport transport = pulling((from, sink) -> {
            assertEquals(new Cursor("c7"), from);
            return PAGE;
        });
        assertEquals(new Answer.Settled(Collections.emptyList(), PAGE, null), transport.exchange(PULL, NOBODY, abort));
    }

    @Test
    void whereThePullIsTheEvidenceThereIsMoreToPullBehindAPush() {
        Capabilities log =
                Capabilities.arrival("own", WHO).resendSafe().recognisesOwn().build();
        Transport transport = CallsTransport.of(log, batch -> List.of(), (from, sink) -> PAGE);
        Answer.Settled settled = (Answer.Settled) transport.exchange(PUSH, NOBODY, abort);
        assertTrue(settled.page().more());
    }

    @Test
    void ownMutationsAreKnownByTheirIdsAndDeletionsOfKeysByBeingGone() {
        Transport keys = pulling((from, sink) -> PAGE);
        assertEquals(MUTATION.id().toString(), keys.echo(MUTATION));
        assertEquals(Confirmed.GONE, keys.echo(DELETION));
        Transport log =
                CallsTransport.of(Capabilities.arrival("own", WHO).build(), batch -> List.of(), (from, sink) -> PAGE);
        assertEquals(DELETION.id().toString(), log.echo(DELETION));
    }

    @Test
    void nothingReturnedIsGarbage() {
        assertThrows(ProtocolException.class, () -> pushing(batch -> null).exchange(PUSH, NOBODY, abort));
        assertThrows(
                ProtocolException.class, () -> pulling((from, sink) -> null).exchange(PULL, NOBODY, abort));
    }

    @Test
    void whatTwoFunctionsCannotDoIsRefusedAtOnce() {
        for (Capabilities tooMuch : List.of(
                Capabilities.sequence("own", WHO).build(),
                Capabilities.arrival("own", WHO).calls().build(),
                Capabilities.keys("own", WHO).calls().build(),
                Capabilities.keys("own", WHO).vouches().build())) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> CallsTransport.of(tooMuch, batch -> List.of(), (from, sink) -> PAGE));
        }
        Transport transport = pulling((from, sink) -> PAGE);
        Ask.Call call = new Ask.Call(Cursor.START, null, ApiCall.get("http://api.example/"));
        assertThrows(IllegalArgumentException.class, () -> transport.exchange(call, NOBODY, abort));
    }

    // ---- what they throw

    @Test
    void withoutAConnectionNothingWasSent() {
        for (IOException e :
                List.of(new ConnectException(), new NoRouteToHostException(), new UnknownHostException("here"))) {
            expect(Kind.OFFLINE, Delivery.NOT_SENT, e);
        }
    }

    @Test
    void aFailedConnectionBehindALostRequestMayHaveBeenSent() {
        ConnectException e = new ConnectException();
        e.addSuppressed(new ConnectException("the other address"));
        expect(Kind.OFFLINE, Delivery.NOT_SENT, e);
        e.addSuppressed(new SocketException("reset"));
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, e);
    }

    @Test
    void everyOtherLossMayHaveBeenSent() {
        for (IOException e : List.of(
                new IOException(),
                new SocketTimeoutException(),
                new InterruptedIOException("timeout"),
                new EOFException())) {
            expect(Kind.OFFLINE, Delivery.MAYBE_SENT, e);
        }
    }

    @Test
    void aPeerWhoIsNotTrustedGotNothing() {
        expect(Kind.UNTRUSTED, Delivery.NOT_SENT, new SSLPeerUnverifiedException("another host"));
        expect(Kind.UNTRUSTED, Delivery.NOT_SENT, new UnknownServiceException("clear text"));
        SSLHandshakeException refused = new SSLHandshakeException("PKIX");
        refused.initCause(new CertificateException("no path"));
        expect(Kind.UNTRUSTED, Delivery.NOT_SENT, refused);
    }

    @Test
    void aPeerWhoDoesNotTrustUsMaySayThatBehindTheRequest() {
        expect(Kind.UNTRUSTED, Delivery.MAYBE_SENT, new SSLHandshakeException("certificate_required"));
    }

    @Test
    void aHandshakeThatBreaksOffIsALostConnection() {
        SSLHandshakeException broken = new SSLHandshakeException("terminated");
        broken.initCause(new EOFException());
        expect(Kind.OFFLINE, Delivery.MAYBE_SENT, broken);
    }

    @Test
    void whatAFutureOrAStreamWrapsIsUnwrapped() {
        ConnectException cause = new ConnectException();
        expect(Kind.OFFLINE, Delivery.NOT_SENT, new ExecutionException(cause));
        expect(Kind.OFFLINE, Delivery.NOT_SENT, new CompletionException(new ExecutionException(cause)));
        expect(Kind.OFFLINE, Delivery.NOT_SENT, new UncheckedIOException(cause));
    }

    @Test
    void whatTheFunctionKnowsItselfPasses() {
        ProtocolException garbage = new ProtocolException("not ours", null);
        assertSame(garbage, thrown(garbage));
        TransportException refusal =
                new TransportException(Kind.INVALID, Delivery.ANSWERED, null, "an item is not valid", null);
        assertSame(refusal, thrown(new CompletionException(refusal)));
    }

    @Test
    void everythingElseIsAnAnswerThatNobodyCouldRead() {
        SyncException thrown = thrown(new IllegalStateException("the payload is secret"));
        assertInstanceOf(ProtocolException.class, thrown);
        assertFalse(thrown.getMessage().contains("secret"), thrown.getMessage());
    }

    @Test
    void whatTheSinkThrowsPassesAsItIs() {
        IllegalStateException refusal = new IllegalStateException("the app's handler refuses");
        Transport transport = pulling((from, sink) -> {
            sink.accept(List.of(), null);
            return PAGE;
        });
        ChangeSink refusing = (slice, after) -> {
            throw refusal;
        };
        assertSame(refusal, assertThrows(RuntimeException.class, () -> transport.exchange(PULL, refusing, abort)));
    }

    // ---- cancellation

    @Test
    void whatIsCancelledBeforehandIsNotCalled() {
        abort.cancel();
        Transport transport = pushing(batch -> {
            throw new AssertionError("called");
        });
        check(Kind.CANCELLED, Delivery.NOT_SENT, thrownBy(transport));
    }

    @Test
    void aClosedTransportCallsNothing() {
        Transport transport = pushing(batch -> {
            throw new AssertionError("called");
        });
        transport.close();
        transport.close();
        check(Kind.CANCELLED, Delivery.NOT_SENT, thrownBy(transport));
    }

    @Test
    void aWaitingFunctionIsInterruptedAndTheThreadIsCleanAfterwards() {
        Transport transport = pushing(batch -> {
            onAnotherThread(abort::cancel);
            new CountDownLatch(1).await();
            return List.of();
        });
        check(Kind.CANCELLED, Delivery.MAYBE_SENT, thrownBy(transport));
    }

    @Test
    void closingInterruptsToo() {
        Transport[] transport = new Transport[1];
        transport[0] = pushing(batch -> {
            onAnotherThread(transport[0]::close);
            new CountDownLatch(1).await();
            return List.of();
        });
        check(Kind.CANCELLED, Delivery.MAYBE_SENT, thrownBy(transport[0]));
    }

    @Test
    void aClientThatIsDeafToInterruptionsIsToldInItsOwnWay() {
        CountDownLatch told = new CountDownLatch(1);
        Transport transport = CallsTransport.of(
                keys(),
                batch -> {
                    onAnotherThread(abort::cancel);
                    Thread.interrupted();
                    told.await();
                    throw new IOException("Canceled");
                },
                (from, sink) -> PAGE,
                told::countDown);
        check(Kind.CANCELLED, Delivery.MAYBE_SENT, thrownBy(transport));
    }

    @Test
    void aFunctionThatEndsAllTheSameHasItsAnswerCounted() {
        Transport transport = pushing(batch -> {
            onAnotherThread(abort::cancel);
            return List.of();
        });
        assertInstanceOf(Answer.Settled.class, transport.exchange(PUSH, NOBODY, abort));
    }

    @Test
    void aCommitIsNotInterruptedButWhatComesBehindItIs() {
        boolean[] disturbed = {false};
        ChangeSink committing = (slice, after) -> {
            onAnotherThread(abort::cancel);
            disturbed[0] |= Thread.currentThread().isInterrupted();
        };
        Transport transport = pulling((from, sink) -> {
            sink.accept(List.of(), null);
            sink.accept(List.of(), null);
            new CountDownLatch(1).await();
            return PAGE;
        });
        TransportException e =
                assertThrows(TransportException.class, () -> transport.exchange(PULL, committing, abort));
        assertEquals(Kind.CANCELLED, e.kind());
        assertFalse(disturbed[0], "the sink was interrupted");
    }

    @Test
    void aCancellationThatComesLateMeetsNobody() {
        Abort late = new Abort();
        pulling((from, sink) -> PAGE).exchange(PULL, NOBODY, late);
        late.cancel();
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void somebodyElsesInterruptionIsKeptForHim() {
        Transport transport = pushing(batch -> {
            throw new InterruptedException();
        });
        check(Kind.CANCELLED, Delivery.MAYBE_SENT, thrownBy(transport));
        assertTrue(Thread.interrupted());
    }

    // ---- tools

    private static Capabilities keys() {
        return Capabilities.keys("own", WHO).resendSafe().recognisesOwn().build();
    }

    private static Transport pushing(CallsTransport.PushCall push) {
        return CallsTransport.of(keys(), push, (from, sink) -> PAGE);
    }

    private static Transport pulling(CallsTransport.PullCall pull) {
        return CallsTransport.of(keys(), batch -> List.of(), pull);
    }

    private SyncException thrown(Exception e) {
        return thrownBy(pushing(batch -> {
            throw e;
        }));
    }

    private SyncException thrownBy(Transport transport) {
        return assertThrows(SyncException.class, () -> transport.exchange(PUSH, NOBODY, abort));
    }

    private void expect(Kind kind, Delivery delivery, Exception e) {
        check(kind, delivery, thrown(e));
    }

    private static void check(Kind kind, Delivery delivery, SyncException thrown) {
        TransportException e = assertInstanceOf(TransportException.class, thrown);
        assertEquals(kind, e.kind(), e.getMessage());
        assertEquals(delivery, e.delivery(), e.getMessage());
    }

    private static void onAnotherThread(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Abort implements Cancellation {
        private volatile boolean cancelled;
        private volatile Runnable action = () -> {};

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void onCancel(Runnable next) {
            action = next;
        }

        void cancel() {
            cancelled = true;
            action.run();
        }
    }
}
