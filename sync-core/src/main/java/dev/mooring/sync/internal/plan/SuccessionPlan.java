package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.history.Succession;
import dev.mooring.sync.internal.history.Succession.Evidence;
import dev.mooring.sync.internal.ledger.Frozen;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.state.Step.Purpose;
import dev.mooring.sync.internal.status.News;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Answer.HistoryReplaced;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the server says that its history is another one. It is compared with the history here, and then installed or refused, see
 * {@link Succession}.
 */
final class SuccessionPlan {
    /**
     * What follows if an answer says that the server is another one than before, or that its history is; null if it says neither.
     *
     * @param pushed the batch that was answered so; null if it was no push
     */
    @Nullable
    RunState ifAnother(RunState state, Answer answer, @Nullable Frozen pushed) {
        if (answer instanceof Answer.Incompatible other) {
            return Ends.incompatible(refused(state, pushed, null), other);
        }
        return answer instanceof HistoryReplaced now
                ? refused(state, pushed, now.cursor()).doing(new Step.Compare(now))
                : null;
    }

    /** No history has taken a batch that was answered so when it went out for the first time. */
    private static RunState refused(RunState state, @Nullable Frozen pushed, @Nullable Cursor instead) {
        return pushed == null || !pushed.fresh()
                ? state
                : state.with(state.lasting().with(new Refused(pushed.batch().key(), instead)));
    }

    /** The beginning of the other history was compared with what is here. If that does not decide it, more of it is looked at. */
    RunState compared(RunState state, HistoryReplaced now, Evidence seen) {
        return seen.needsLook() ? look(state, now.cursor(), new Purpose.Looking(now, seen)) : judge(state, now, seen);
    }

    private static RunState look(RunState state, Cursor from, Purpose.Looking looking) {
        return state.doing(new Step.Pull(from, looking));
    }

    /** One more page of the other history was looked at. Nothing of it is kept. */
    RunState looked(RunState state, Step.Pull pull, Purpose.Looking before, Answer answer, Evidence seen) {
        if (answer instanceof HistoryReplaced again) {
            return moved(state, again.reason());
        }
        if (answer instanceof Answer.Incompatible other) {
            return moved(state, other.reason());
        }
        boolean more = answer instanceof Answer.Settled settled
                && settled.page().more()
                && !settled.page().cursor().equals(pull.from());
        if (!more || seen.shown()) {
            return judge(state, before.now(), seen);
        }
        Cursor next = ((Answer.Settled) answer).page().cursor();
        return look(state, next, new Purpose.Looking(before.now(), seen));
    }

    /** The server's history has been replaced again meanwhile. */
    private static RunState moved(RunState state, String reason) {
        return Ends.round(Ends.behind(state).with(Mark.NEEDS_PULL), Ends.CHANGED, reason);
    }

    private static RunState judge(RunState state, HistoryReplaced now, Evidence seen) {
        Mismatch mismatch = Succession.judge(seen);
        return mismatch == null
                ? state.doing(new Step.Replace(now))
                : Ends.incompatible(state, Succession.doubted(mismatch, now));
    }

    /** The other history is installed. */
    RunState replaced(RunState state, HistoryReplaced now, Refused refused) {
        RunState next = state.with(state.lasting().lost().with(refused))
                .seeing(state.seen().at(now.cursor(), 0))
                .promised(0)
                .with(Mark.NEEDS_PULL)
                .telling(News.of(News.Kind.REPLACED, now.reason()));
        return Ends.round(Ends.behind(next), Ends.CHANGED, now.reason());
    }
}
