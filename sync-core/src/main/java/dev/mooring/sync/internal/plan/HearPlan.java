package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.plan.RunState.Mark;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Page;

/**
 * Plans how a run takes what the channel has brought. It is taken only behind a complete pull of this process, as that has shown whose
 * history this is and that it goes on from here. Whatever is not certain leads to a pull: what came is no data, an older state than the
 * confirmed one, or no answer.
 */
final class HearPlan {
    private HearPlan() {}

    /** Takes it if it may be taken now, else has a pull show the same. */
    static RunState begin(RunState state) {
        RunState next = state.without(Mark.HEARD);
        boolean anchored = next.trust().pulledAt() != null
                && !next.is(Mark.PULLING)
                && !next.is(Mark.NEEDS_PULL)
                && !next.cursor().isStart();
        return anchored
                ? next.doing(new Step.Hear(next.cursor()))
                : next.with(Mark.NEEDS_PULL).turning();
    }

    /** It is taken, and what could be merged is. */
    static RunState heard(RunState state, Result.Answered answered) {
        if (!(answered.answer() instanceof Answer.Settled settled)) {
            return state.with(Mark.NEEDS_PULL).turning(); // Only a pull may say what that means.
        }
        Page page = settled.page();
        boolean pull = page.more() || state.seen().aged().any();
        RunState next = state.seeing(state.seen().toldAged());
        RunState after = pull ? next.with(Mark.NEEDS_PULL) : next;
        Cursor end = page.cursor();
        return end.isStart() || end.equals(after.cursor())
                ? after.turning()
                : after.at(end).doing(new Step.Move(end, null));
    }

    /** The channel could not hand it over, or not all of it could be read. */
    static RunState notHeard(RunState state) {
        return state.seeing(state.seen().toldAged()).with(Mark.NEEDS_PULL).turning();
    }
}
