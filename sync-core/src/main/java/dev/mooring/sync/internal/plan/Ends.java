package dev.mooring.sync.internal.plan;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Doubt;
import dev.mooring.sync.internal.state.RunState.Fetch;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.status.News;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Kind;
import java.time.Duration;

/** How a run ends, or begins another round. */
final class Ends {
    static final int MAX_ROUNDS = 8;
    static final String FASTER = "other writers were faster";
    static final String PUT_OFF = "the server put off what was sent";
    static final String CHANGED = "the server's history was another one";

    private Ends() {}

    /** Ends the run with a report, and keeps what is known of the server. */
    static RunState done(RunState state, SyncReport report) {
        return state.doing(new Step.Done(report, null, true));
    }

    /**
     * Ends the run with a failure. Nothing is known of the server any more, so the next run finds out by evidence what became of what was
     * sent.
     */
    static RunState failed(RunState state, Throwable failure) {
        TransportException exchange = failure instanceof TransportException e ? e : null;
        boolean reached = exchange == null
                || exchange.kind() != Kind.OFFLINE
                || exchange.delivery() != TransportException.Delivery.NOT_SENT;
        Duration retryAfter = exchange == null ? null : exchange.retryAfter();
        return state.with(state.trust().lost()).doing(new Step.Done(Failures.report(failure), retryAfter, reached));
    }

    /** Ends the run because the server has broken the rules of its dialect. */
    static RunState broken(RunState state, String message) {
        return failed(state, new ProtocolException(message, null));
    }

    /**
     * An exchange has failed. If it was cancelled because this process had slept, another process may have synced, so the run starts over.
     * Else the run ends.
     */
    static RunState failed(RunState state, Throwable failure, boolean overslept) {
        boolean cancelled = failure instanceof TransportException e && e.kind() == Kind.CANCELLED;
        return cancelled && overslept ? over(forgetting(state)) : failed(state, failure);
    }

    /** Forgets what was learnt of the server so far, as another process may have synced since. */
    static RunState forgetting(RunState state) {
        return state.with(state.lasting().overtaken().with(Refused.NONE))
                .with(Doubt.NONE)
                .with(Fetch.BEGINS)
                .held(null)
                .without(Mark.NEEDS_PULL)
                .without(Mark.PULLING)
                .without(Mark.CURRENT);
    }

    /** Starts the run over after a pause, or ends it if it has started over too often. */
    static RunState over(RunState state) {
        RunState next = state.anotherRound();
        return next.rounds() > MAX_ROUNDS
                ? done(next, new SyncReport.Elsewhere(0))
                : next.doing(new Step.Wait(next.rounds()));
    }

    /** Begins another round: the first one at once, each further one after a longer pause, until there were too many. */
    static RunState round(RunState state, String what, String reason) {
        RunState next = state.anotherRound();
        if (next.rounds() > MAX_ROUNDS) {
            String message = what + " " + next.rounds() + " times in a row (" + reason + ")";
            return done(next, new SyncReport.Failed(Fault.CONTENDED, message, 0, null));
        }
        return next.rounds() == 1 ? next.turning() : next.doing(new Step.Wait(next.rounds()));
    }

    /** Notes that only a pull can show what the server has. */
    static RunState behind(RunState state) {
        return state.without(Mark.CURRENT).telling(News.of(News.Kind.BEHIND));
    }

    /** Ends the run because the server, or its account, is another one than this storage knows. */
    static RunState incompatible(RunState state, Answer.Incompatible other) {
        RunState next = state.with(state.trust().lost());
        if (other.mismatch() != Mismatch.OTHER_ACCOUNT) {
            // The account that the server let in was shown a stranger's history, so it is not taken for ours.
            next = next.telling(News.of(News.Kind.REFUTED));
        }
        SyncReport report = new SyncReport.Incompatible(other.mismatch(), other.reason(), 0);
        if (report.history() != null) {
            next = next.telling(News.of(News.Kind.DOUBTED, other.reason()));
        }
        Step.Done end = new Step.Done(report, null, true);
        return other.known() == null
                ? next.doing(end)
                : next.at(other.known()).doing(new Step.Move(other.known(), end));
    }
}
