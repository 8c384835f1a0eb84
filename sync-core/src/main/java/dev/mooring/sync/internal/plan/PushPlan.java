package dev.mooring.sync.internal.plan;

import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.ledger.Frozen;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.status.News;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.util.List;

/** Plans pushes and API calls: when a batch may be sent, and what follows from its answer or its failure. */
final class PushPlan {
    private final Server server;
    private final SuccessionPlan succession;

    PushPlan(Server server, SuccessionPlan succession) {
        this.server = server;
        this.succession = succession;
    }

    /** Decides about a batch that was frozen to be sent. */
    RunState frozen(RunState state, Frozen frozen) {
        if (state.trust().needsCheck(state.now())) {
            // The app wrote, or the process slept, while the run was under way.
            return state.with(Mark.PENDING).turning();
        }
        if (isOutOfSight(state) && state.is(Mark.STALE)) {
            return Ends.over(state.with(Mark.NEEDS_PULL)); // What was to show it was slept over.
        }
        // This batch was frozen for other places in the log than the run has come to. A pull leads there, and dissolves
        // it.
        if (isInDoubt(state, frozen)
                || isOutOfSight(state)
                || server.order().isOutOfPlace(frozen.batch(), state.cursor())) {
            return state.with(Mark.NEEDS_PULL).turning();
        }
        boolean riding = server.can().callsRide() && frozen.last() && state.is(Mark.CALL_WAITS);
        Refused refused = state.lasting().refused().sending(frozen.batch());
        return state.with(state.doubt().pushing())
                .with(state.lasting().with(refused))
                .doing(new Step.Push(frozen, riding));
    }

    /** Whether a pull has to show first that the history is still the same one. */
    private boolean isOutOfSight(RunState state) {
        return !state.trust().anchored(state.now())
                && (server.can().checks() || server.order().pullsFirst(false, true));
    }

    /** Whether a pull has to show what became of a batch before it is sent. */
    private boolean isInDoubt(RunState state, Frozen frozen) {
        boolean unsafe = server.can().resend() == Capabilities.Resend.UNSAFE && !frozen.fresh();
        return unsafe && !frozen.batch().key().equals(state.doubt().resolved());
    }

    /** Goes on when there is nothing to send, or nothing that may be sent. */
    RunState nothingToSend(RunState state) {
        SyncException held = state.held();
        if (held != null) {
            return Ends.failed(state, held);
        }
        if (state.sieve().held() != null) {
            SyncReport report =
                    new SyncReport.Failed(Fault.SERVER, state.sieve().reason(), 0, null);
            return Ends.done(state.with(state.sieve().release()), report);
        }
        return state.is(Mark.CALL_WAITS) ? state.doing(new Step.Call(state.cursor())) : state.turning();
    }

    // ---- a push

    /** The server has answered a push. */
    RunState pushed(RunState state, Step.Push push, Result.Answered answered) {
        Answer answer = answered.answer();
        Frozen frozen = push.frozen();
        if (answer instanceof Answer.Settled settled) {
            return taken(state, frozen, settled, answered.since());
        }
        if (answer instanceof Answer.CallFailed) {
            return state.with(Mark.NEEDS_PULL).turning();
        }
        RunState another = succession.ifAnother(state, answer, frozen);
        return another == null ? diverged(state, (Answer.Diverged) answer) : another;
    }

    private RunState taken(RunState state, Frozen frozen, Answer.Settled settled, long since) {
        List<Outcome> outcomes = settled.outcomes();
        if (outcomes.isEmpty() && !server.can().confirmsOnPull()) {
            String mutations = Failures.counted(frozen.sent().size(), "mutation");
            return Ends.broken(state, "the answer settles nothing of the " + mutations + " that it is for");
        }
        // This is told while the outbox is not yet empty, as only a pull shows what the server has now.
        RunState next = isNews(settled) ? state.telling(News.of(News.Kind.BEHIND)) : state;
        boolean taken = outcomes.isEmpty() || outcomes.stream().anyMatch(PushPlan::isTaken);
        boolean learns =
                server.can().tellsRestores() && !settled.page().cursor().equals(frozen.at());
        boolean dissolves = !server.can().confirmsOnPull() || !taken;
        if (outcomes.isEmpty() && !dissolves && !learns) {
            return awaitingEvidence(next, frozen); // There is nothing to commit.
        }
        return next.doing(new Step.Settle(frozen, settled, since, dissolves, learns));
    }

    /** Whether an answer says no more than that the server has taken all of the batch. */
    boolean isPlain(Step.Settle settle) {
        List<Outcome> outcomes = settle.answer().outcomes();
        return settle.dissolves()
                && !isNews(settle.answer())
                && settle.answer().response() == null
                && outcomes.size() == settle.frozen().sent().size()
                && outcomes.stream().allMatch(Outcome.Accepted.class::isInstance);
    }

    private boolean isNews(Answer.Settled settled) {
        return settled.page().more() || isDisputed(settled);
    }

    private boolean isDisputed(Answer.Settled settled) {
        return settled.outcomes().stream().anyMatch(server.order()::disputes);
    }

    private static boolean isTaken(Outcome outcome) {
        return outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Duplicate;
    }

    /** The answer to a push is committed. */
    RunState settled(RunState state, Step.Settle settle, Result.Settled settled) {
        if (!settle.dissolves()) {
            return awaitingEvidence(state, settle.frozen());
        }
        RunState next = provenBy(state, isNews(settle.answer()));
        if (next.is(Mark.CURRENT) && server.order().provesCurrent()) {
            next = next.telling(News.of(News.Kind.CAUGHT_UP, settle.since()));
        }
        if (settled.waiting()) {
            // Mutations that wait for another row do not stop the run, whatever else the answer said.
            return next.turning();
        }
        if (!settled.moved()) {
            String what = isDisputed(settle.answer()) ? Ends.FASTER : Ends.PUT_OFF;
            return Ends.round(
                    next, what, Failures.words(settle.answer().outcomes().get(0)));
        }
        return next.with(next.sieve().passed()).turning();
    }

    /** Notes what an accepted push or call proves about the writes of others. */
    private RunState provenBy(RunState state, boolean news) {
        return state.with(Mark.NEEDS_PULL, news)
                .with(
                        Mark.CURRENT,
                        !news && (state.is(Mark.CURRENT) || server.order().provesCurrent()));
    }

    /** The answer says that the server has taken the batch. A pull has to show it there, else the same batch is sent again. */
    private static RunState awaitingEvidence(RunState state, Frozen frozen) {
        String mutations = Failures.counted(frozen.sent().size(), "mutation");
        SyncException unseen = new TransportException(
                Kind.SERVER,
                Delivery.ANSWERED,
                null,
                "the server took a batch of " + mutations + " and does not show all of it",
                null);
        return inDoubt(state, frozen, unseen);
    }

    private static RunState inDoubt(RunState state, Frozen frozen, SyncException failure) {
        return Ends.behind(state.with(state.doubt().suspecting(frozen, failure)).with(Mark.NEEDS_PULL))
                .turning();
    }

    /** The changes in the answer are applied already. A pull brings the rest, and shows what became of the batch. */
    private RunState diverged(RunState state, Answer.Diverged diverged) {
        RunState next = Ends.round(Ends.behind(state).with(Mark.NEEDS_PULL), Ends.FASTER, diverged.reason());
        return server.order().keepsRest() ? next : next.doing(new Step.Dissolve(next.step(), null));
    }

    /** A push has failed. If the server may have the batch, a pull has to show it before anything else is sent (I4). */
    RunState notPushed(RunState state, Step.Push push, SyncException failure, boolean overslept) {
        Delivery delivery = failure instanceof TransportException e ? e.delivery() : Delivery.MAYBE_SENT;
        Kind kind = DoubtPlan.kind(failure);
        boolean refusedAsAWhole = delivery == Delivery.ANSWERED && (kind == Kind.AUTH || kind == Kind.THROTTLED);
        return delivery == Delivery.NOT_SENT || kind == Kind.CANCELLED || refusedAsAWhole
                ? Ends.failed(state, failure, overslept)
                : inDoubt(state, push.frozen(), failure);
    }

    // ---- a call

    /** The server has answered a call that was made alone. */
    RunState called(RunState state, Answer answer) {
        if (answer instanceof Answer.Settled settled) {
            boolean news = settled.page().more();
            RunState next = provenBy(state, news);
            return (news ? next.telling(News.of(News.Kind.BEHIND)) : next).turning();
        }
        if (answer instanceof Answer.CallFailed) {
            return state.turning();
        }
        RunState another = succession.ifAnother(state, answer, null);
        return another == null ? diverged(state, (Answer.Diverged) answer) : another;
    }
}
