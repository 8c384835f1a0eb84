package dev.mooring.sync.internal.plan;

import dev.mooring.sync.SyncException;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.ledger.Ledger.Held;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.state.Step.Suspicion;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides, after a complete pull has shown what the server has, what becomes of the frozen batch and of a push that failed.
 *
 * <p>A push that fails leaves its batch frozen, and its failure as a suspicion. The pull clears the suspicion if the server has the batch
 * or its history has moved on. Else it confirms it. Then the kind of failure decides. After a lost answer the same bytes are sent once
 * more. After "too large" or "invalid" half the batch is tried, down to one mutation, which is then to blame. After failures that may be
 * the server's own, the batch is tried a few times, then the {@link Sieve} looks for the mutation to blame. Any other failure ends the run,
 * and the batch stays frozen.
 */
final class DoubtPlan {
    private final Server server;

    DoubtPlan(Server server) {
        this.server = server;
    }

    /** A complete pull has ended, and this is left of the frozen batch. What the pull has not shown, the server does not have. */
    RunState found(RunState state, Result.Found found) {
        RunState next = state.with(state.doubt().pulled());
        Held held = found.held();
        if (held == null) {
            return next.turning();
        }
        Batch batch = held.batch();
        Suspicion suspected = suspicion(state, batch);
        if (batch.orphaned()) {
            return next.doing(Step.Plain.SETTLE_ORPHAN);
        }
        if (!server.order().keepsRest() && held.left() < batch.members().size()) {
            // The server has taken a part of it. What is left is sent anew.
            RunState passed = held.left() == 0 ? next.with(next.sieve().passed()) : next;
            return passed.doing(new Step.Dissolve(null, null));
        }
        if (server.order().isOutOfPlace(batch, next.cursor())) {
            // The server's log has moved on, so what is left of the batch gets new places when it is frozen again.
            return next.doing(new Step.Dissolve(null, suspected));
        }
        RunState resolved = next.with(next.doubt().resolved(batch.key()));
        return suspected == null ? resolved.turning() : judge(resolved, suspected, batch);
    }

    /** The push of this batch that failed; null if it was another batch, which the server has then. */
    private static @Nullable Suspicion suspicion(RunState state, Batch batch) {
        Suspicion suspected = state.doubt().suspicion();
        return suspected == null || suspected.frozen().batch().key().equals(batch.key()) ? suspected : null;
    }

    /** Decides about a push that failed and whose batch the server does not have. */
    private static RunState judge(RunState state, Suspicion suspected, Batch batch) {
        SyncException failure = suspected.failure();
        Kind kind = kind(failure);
        if (kind == Kind.TOO_LARGE || kind == Kind.INVALID) {
            return shrink(state, suspected, kind);
        }
        boolean unanswered = isUnanswered(failure);
        if ((unanswered || failure instanceof ProtocolException)
                && !state.doubt().resent()) {
            return state.with(state.doubt().resending()).turning();
        }
        return unanswered ? Ends.failed(state, failure) : state.doing(new Step.Blame(batch, suspected));
    }

    private static RunState shrink(RunState state, Suspicion suspected, Kind kind) {
        List<OutboxEntry> sent = suspected.frozen().sent();
        if (sent.size() == 1) {
            return state.doing(new Step.Quarantine(sent.get(0), Failures.words(suspected.failure()), null));
        }
        Sieve sieve = kind == Kind.TOO_LARGE
                ? state.sieve().tooLarge(sent.size())
                : state.sieve().halve(sent.size());
        return state.with(sieve).doing(new Step.Dissolve(null, null));
    }

    /** Decides after a failure was counted. */
    RunState counted(RunState state, Step.Blame blame, Result.Counted times) {
        Suspicion suspected = blame.suspicion();
        RunState failed = Ends.failed(state, suspected.failure());
        return times.count() < Sieve.PATIENCE ? failed : blamed(state, suspected, state.turning(), failed);
    }

    /**
     * The batch has failed often enough: halves it, holds its one mutation back, or blames that mutation.
     *
     * @param another the next state, if another batch is worth trying now
     * @param failed the next state, if not
     */
    private static RunState blamed(RunState state, Suspicion suspected, RunState another, RunState failed) {
        List<OutboxEntry> sent = suspected.frozen().sent();
        String words = Failures.words(suspected.failure());
        Sieve sieve = state.sieve();
        if (sieve.convicts(sent)) {
            return another.with(sieve.release()).doing(new Step.Quarantine(sent.get(0), words, another.step()));
        }
        RunState next = sieve.triesAnother(sent) ? another : failed;
        return next.with(sieve.suspect(sent, words)).doing(new Step.Dissolve(next.step(), null));
    }

    /** Decides after the batch was dissolved. */
    RunState dissolved(RunState state, Step.Dissolve dissolve, Result.Counted left) {
        Suspicion overtaken = dissolve.overtaken();
        if (overtaken != null && left.count() > 0) {
            return overtaken(state, overtaken);
        }
        Step then = dissolve.then();
        return then == null ? state.turning() : state.doing(then);
    }

    /** The push failed, and the server has not the batch but something else in its place. The failure is counted all the same. */
    private static RunState overtaken(RunState state, Suspicion suspected) {
        SyncException failure = suspected.failure();
        RunState failed = Ends.failed(state, failure);
        RunState later =
                state.rounds() < Ends.MAX_ROUNDS ? Ends.round(state, Ends.PUT_OFF, Failures.words(failure)) : failed;
        if (isUnanswered(failure)) {
            return later;
        }
        int times = suspected.frozen().batch().failures() + 1;
        return times < Sieve.PATIENCE
                ? later.with(state.sieve().failed(times))
                : blamed(state, suspected, later, failed);
    }

    /** What kind a failure of an exchange is. Whatever did not come from the transport counts as a fault of the server. */
    static Kind kind(SyncException failure) {
        return failure instanceof TransportException e ? e.kind() : Kind.SERVER;
    }

    private static boolean isUnanswered(SyncException failure) {
        return failure instanceof TransportException e && e.delivery() == Delivery.MAYBE_SENT;
    }
}
