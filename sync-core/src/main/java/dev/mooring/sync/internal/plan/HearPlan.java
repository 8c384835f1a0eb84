package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.history.Lasting.Kept;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Page;

/**
 * Plans how a run takes what the channel has brought. It is taken only behind a complete pull of this process, as that has shown whose
 * history this is and that it goes on from here. Else it is taken behind the pull of this run, as not all of it need be in that. Where another
 * process has synced since, it may be older than what is here, and no pull need show that: so it is dropped, and a pull follows. Whatever is
 * not certain leads to a pull: what came is no data, an older state than the confirmed one, or no answer.
 */
final class HearPlan {
    private HearPlan() {}

    /** Whether it may be taken now, or has to be dropped. */
    static boolean mayBegin(RunState state) {
        boolean follows = state.trust().pulledAt() != null
                && !state.is(Mark.PULLING)
                && !state.is(Mark.NEEDS_PULL)
                && !state.cursor().isStart();
        return follows || isOutdated(state);
    }

    private static boolean isOutdated(RunState state) {
        return state.lasting().kept() == Kept.OUTDATED;
    }

    static RunState begin(RunState state) {
        return state.without(Mark.HEARD).doing(new Step.Hear(state.cursor(), isOutdated(state)));
    }

    /** A pull comes first. If one has come already, it has shown what there is. */
    static RunState behindPull(RunState state) {
        return (state.is(Mark.CURRENT) ? state.without(Mark.HEARD) : state).with(Mark.NEEDS_PULL);
    }

    /** It is taken, and what could be merged is. */
    static RunState heard(RunState state, Step.Hear hear, Result.Answered answered) {
        if (hear.outdated()) {
            return state.with(state.lasting().with(Kept.NEWS))
                    .with(Mark.NEEDS_PULL)
                    .turning();
        }
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
