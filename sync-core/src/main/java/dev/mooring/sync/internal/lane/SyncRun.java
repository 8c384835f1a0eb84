package dev.mooring.sync.internal.lane;

import dev.mooring.sync.ApiCall;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.TransportException;
import dev.mooring.sync.TransportException.Delivery;
import dev.mooring.sync.TransportException.Kind;
import dev.mooring.sync.internal.lane.Ledger.Frozen;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.Capabilities.Resend;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sync, from the outbox as it stands to everything settled and everything pulled, or to the reason why not.
 *
 * <p>Each turn of the loop does the first of these that applies, and one exchange at most:
 * <ol>
 *   <li><b>check</b>, where the dialect needs it: does the history still agree with our cursor?
 *   <li><b>pull</b>, if there is news, or doubt about a batch: matching what comes is the only evidence of what became of a
 *       batch whose end is unknown, so nothing else is sent before it;
 *   <li><b>push</b> the frozen batch, or a new one;
 *   <li><b>call</b>, if an API call waits for the mutations before it and cannot ride with the last batch;
 *   <li><b>pull</b> once, if nothing has shown that we are up to date;
 *   <li>done.
 * </ol>
 *
 * <p>A push that fails leaves the batch frozen and its failure as <em>suspicion</em>; the pull that follows clears it (the
 * server has the batch, or its history moved on) or confirms it (it has not). Only then is the failure acted on: the same
 * bytes once more after a lost answer, a smaller batch after "too large", patience and then the {@link Sieve} after
 * failures. A call is made once: whatever the end, it is forgotten as it is sent.
 */
final class SyncRun<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");
    private static final int MAX_ROUNDS = 8;

    private final Ledger<DB> ledger;
    private final Transport transport;
    private final Capabilities can;
    private final Sieve sieve;
    private final Trust trust;
    private final Tally tally;
    private final CallState call;
    private final CancelSwitch cancel = new CancelSwitch();

    private Cursor cursor = Cursor.START;
    private boolean pending;
    private boolean needPull;
    private boolean current;
    private boolean resent;
    private int rounds;
    private @Nullable UUID resolved;
    private @Nullable Suspicion suspicion;

    SyncRun(Ledger<DB> ledger, Transport transport, Sieve sieve, Trust trust, Tally tally, @Nullable ApiCall call) {
        this.ledger = ledger;
        this.transport = transport;
        this.can = transport.capabilities();
        this.sieve = sieve;
        this.trust = trust;
        this.tally = tally;
        this.call = new CallState(call);
    }

    /** What the lane does next with this run. */
    sealed interface Step {
        /** Another step, a little later: another writer was faster. */
        record Again(int round) implements Step {}

        /** The end. */
        record Done(SyncReport report, @Nullable Duration retryAfter) implements Step {}
    }

    private record Suspicion(Frozen frozen, SyncException failure) {}

    /** The call that came with the run. */
    CallState call() {
        return call;
    }

    /** Whether it got anywhere: then trouble behind that is new trouble. */
    boolean moved() {
        return tally.moved();
    }

    void cancel() {
        cancel.cancel();
    }

    /** Runs until the end or a pause. On the lane thread. */
    Step step() {
        try {
            Optional<Ledger.Position> entered = ledger.enter();
            if (!entered.isPresent()) {
                return done(new SyncReport.Elsewhere(0));
            }
            Ledger.Position position = entered.get();
            tally.arrived(position.state());
            cursor = position.state().cursor();
            pending = position.counts().pending() > 0;
            while (true) {
                Step step = cancel.isCancelled() ? done(new SyncReport.Interrupted(0)) : turn();
                if (step != null) {
                    return step;
                }
            }
        } catch (SyncException | Rows.HandlerFailed e) {
            return failed(e);
        } catch (Ledger.LeaseLost lost) {
            return done(new SyncReport.Elsewhere(0));
        } catch (RuntimeException bug) {
            LOG.error("a sync ended in an unexpected exception; the outbox is kept and the sync is tried again", bug);
            return failed(bug);
        }
    }

    private @Nullable Step turn() {
        if (trust.needsCheck() && !needPull && (pending || trust.needsPull())) {
            return check();
        }
        if (needPull) {
            return pull();
        }
        Frozen frozen = ledger.freeze(sieve).orElse(null);
        if (frozen != null) {
            if (trust.needsCheck()) {
                // Written while the run was under way.
                pending = true;
                return null;
            }
            boolean doubt = !frozen.fresh() && can.resend() == Resend.UNSAFE;
            if ((doubt && !frozen.batch().key().equals(resolved)) || trust.needsPull()) {
                needPull = true;
                return null;
            }
            return push(frozen);
        }
        String heldBack = sieve.release();
        if (heldBack != null) {
            return done(new SyncReport.Failed(Fault.SERVER, heldBack, 0, null));
        }
        if (call.waiting()) {
            return makeCall();
        }
        return current ? done(tally.synced()) : pull();
    }

    private @Nullable Step check() {
        Answer answer = exchange(new Ask.Check(cursor));
        if (answer instanceof Answer.Unsafe unsafe) {
            return unsafe(unsafe);
        }
        trust.checked();
        needPull |= answer instanceof Answer.Diverged || trust.needsPull();
        return null;
    }

    private @Nullable Step pull() {
        Cursor from = cursor;
        Answer answer = exchange(new Ask.Pull(cursor));
        if (answer instanceof Answer.Unsafe unsafe) {
            return unsafe(unsafe);
        }
        if (!(answer instanceof Answer.Settled settled)) {
            throw new ProtocolException("a pull was answered with " + answer + "; nothing was moved", null);
        }
        if (!settled.page().cursor().equals(cursor)) {
            cursor = settled.page().cursor();
            ledger.arrive(cursor);
        }
        needPull = settled.page().more();
        if (needPull) {
            if (cursor.equals(from)) {
                throw new ProtocolException("the server has more to pull, but nothing came; nothing was moved", null);
            }
            return null;
        }
        current = true;
        trust.pulled();
        return resolve();
    }

    /** A complete pull has shown what the server has: acts on what is known now of the batch. */
    private @Nullable Step resolve() {
        Suspicion suspected = suspicion;
        suspicion = null;
        Batch batch = ledger.batch().orElse(null);
        boolean moved =
                batch != null && can.order() == Order.SEQUENCE && !batch.base().equals(cursor);
        resolved = batch == null || moved ? null : batch.key();
        // The places have moved on: what is left of the batch is numbered anew when it is frozen again.
        int left = moved ? ledger.dissolve() : 0;
        if (suspected == null || batch == null) {
            return null;
        }
        SyncException failure = suspected.failure();
        if (moved) {
            return left == 0 ? null : overtaken(suspected);
        }
        boolean unanswered = unanswered(failure);
        if (kind(failure) == Kind.TOO_LARGE) {
            return shrink(suspected);
        }
        if ((unanswered || failure instanceof ProtocolException) && !resent) {
            resent = true;
            return null;
        }
        if (unanswered || ledger.failed(batch).failures() < Sieve.PATIENCE) {
            return failed(failure);
        }
        return blamed(suspected) ? null : failed(failure);
    }

    /** Patience is over: halves, holds or convicts. Returns whether another batch is worth trying now. */
    private boolean blamed(Suspicion suspected) {
        List<OutboxEntry> entries = suspected.frozen().entries();
        String words = Failures.words(suspected.failure());
        if (sieve.convicts(entries)) {
            tally.merged(ledger.quarantine(entries.get(0), words));
            return true;
        }
        ledger.dissolve();
        return sieve.suspect(entries, words);
    }

    /** The push failed and the server does not have it, but has something else: patience is counted all the same. */
    private @Nullable Step overtaken(Suspicion suspected) {
        SyncException failure = suspected.failure();
        int times = suspected.frozen().batch().failures() + 1;
        boolean patient = unanswered(failure) || times < Sieve.PATIENCE;
        if (patient && !unanswered(failure)) {
            sieve.failed(times);
        }
        boolean another = patient || blamed(suspected);
        return another && rounds < MAX_ROUNDS ? nextRound(Failures.words(failure)) : failed(failure);
    }

    private static Kind kind(SyncException failure) {
        return failure instanceof TransportException e ? e.kind() : Kind.SERVER;
    }

    private static boolean unanswered(SyncException failure) {
        return failure instanceof TransportException e && e.delivery() == Delivery.MAYBE_SENT;
    }

    private @Nullable Step shrink(Suspicion suspected) {
        if (sieve.tooLarge(suspected.frozen().entries().size())) {
            ledger.dissolve();
        } else {
            String reason = Failures.words(suspected.failure());
            tally.merged(ledger.quarantine(suspected.frozen().entries().get(0), reason));
        }
        return null;
    }

    private @Nullable Step push(Frozen frozen) {
        Batch batch = frozen.batch();
        Ask.Push push = new Ask.Push(batch.key(), batch.base(), batch.frozenAt(), frozen.mutations());
        ApiCall riding = can.callsRide() && frozen.last() ? call.take() : null;
        if (riding != null) {
            call.rides(push.mutations());
        }
        resolved = null;
        Answer answer;
        try {
            answer = exchange(riding == null ? push : new Ask.Call(batch.base(), push, riding));
        } catch (TransportException | ProtocolException failure) {
            return pushFailed(frozen, failure, riding);
        }
        if (answer instanceof Answer.Settled settled) {
            return settled(frozen, settled, riding != null);
        }
        if (answer instanceof Answer.Unsafe unsafe) {
            call.giveBack(riding);
            return unsafe(unsafe);
        }
        if (answer instanceof Answer.CallFailed failed) {
            call.failed(failed.reason());
            needPull = true;
            return null;
        }
        call.giveBack(riding);
        return diverged((Answer.Diverged) answer);
    }

    private @Nullable Step settled(Frozen frozen, Answer.Settled settled, boolean rode) {
        if (rode) {
            call.answered(settled.response());
        }
        if (settled.outcomes().isEmpty()) {
            throw new ProtocolException(
                    "the answer settles none of the " + frozen.entries().size()
                            + " mutations that were sent; they stay in the outbox until a pull has shown more",
                    null);
        }
        noted(ledger.settle(frozen, settled));
        sieve.passed();
        needPull = settled.page().more();
        current = !needPull && (current || can.order() == Order.SEQUENCE);
        return null;
    }

    private @Nullable Step diverged(Answer.Diverged diverged) {
        current = false;
        // What the answer brought along is applied; the rest is pulled, and is the evidence for the batch as well.
        needPull = true;
        return nextRound(diverged.reason());
    }

    private @Nullable Step nextRound(String reason) {
        rounds++;
        if (rounds > MAX_ROUNDS) {
            return done(new SyncReport.Failed(
                    Fault.CONTENDED,
                    "other writers were faster " + rounds + " times in a row (" + reason
                            + "); the mutations stay queued",
                    0,
                    null));
        }
        return rounds == 1 ? null : new Step.Again(rounds);
    }

    private @Nullable Step pushFailed(Frozen frozen, SyncException failure, @Nullable ApiCall riding) {
        Delivery delivery = failure instanceof TransportException e ? e.delivery() : Delivery.MAYBE_SENT;
        Kind kind = kind(failure);
        boolean refusedAsAWhole = delivery == Delivery.ANSWERED && (kind == Kind.AUTH || kind == Kind.THROTTLED);
        if (riding != null) {
            call.ended(riding, failure);
        }
        if (delivery == Delivery.NOT_SENT || kind == Kind.CANCELLED || refusedAsAWhole) {
            return failed(failure);
        }
        suspicion = new Suspicion(frozen, failure);
        needPull = true;
        current = false;
        return null;
    }

    private @Nullable Step makeCall() {
        ApiCall made = call.take();
        if (made == null) {
            return null;
        }
        Answer answer;
        try {
            answer = exchange(new Ask.Call(cursor, null, made));
        } catch (TransportException | ProtocolException failure) {
            call.ended(made, failure);
            return failed(failure);
        }
        if (answer instanceof Answer.Settled settled) {
            call.answered(settled.response());
            needPull = settled.page().more();
            current = !needPull && (current || can.order() == Order.SEQUENCE);
            return null;
        }
        if (answer instanceof Answer.CallFailed failed) {
            call.failed(failed.reason());
            return null;
        }
        call.giveBack(made);
        return answer instanceof Answer.Unsafe unsafe ? unsafe(unsafe) : diverged((Answer.Diverged) answer);
    }

    private Answer exchange(Ask ask) {
        return transport.exchange(ask, this::slice, cancel);
    }

    private void slice(List<Incoming> slice, @Nullable Cursor after) {
        for (Transition transition : ledger.slice(slice, after)) {
            noted(transition);
        }
    }

    private void noted(Transition transition) {
        cursor = transition.state().cursor();
        call.confirmed(transition.acked());
        tally.merged(transition);
    }

    private Step unsafe(Answer.Unsafe unsafe) {
        trust.lost();
        return done(new SyncReport.Unsafe(unsafe.reason(), 0));
    }

    private Step failed(RuntimeException failure) {
        trust.lost();
        Duration retryAfter = failure instanceof TransportException e ? e.retryAfter() : null;
        return new Step.Done(Failures.report(failure), retryAfter);
    }

    private static Step done(SyncReport report) {
        return new Step.Done(report, null);
    }
}
