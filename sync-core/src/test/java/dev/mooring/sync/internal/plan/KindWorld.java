package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.history.Succession.Evidence;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.state.Step.Purpose;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Page;

/** A world in which every step succeeds, and the server has nothing more: whatever was before, a run has to end in it. */
final class KindWorld {
    private boolean fetched;

    Result does(Step step) {
        if (step instanceof Step.Push push) {
            return new Result.Answered(
                    new Answer.Settled(
                            Moves.taken(1), new Page(push.frozen().batch().base(), false), null),
                    9,
                    null,
                    0);
        }
        if (step instanceof Step.Check check) {
            return answered(check.from());
        }
        if (step instanceof Step.Pull pull) {
            boolean looking = pull.purpose() instanceof Purpose.Looking;
            Evidence seen = looking ? new Evidence(true, false, 0, true, true) : null;
            return new Result.Answered(Moves.settled(Moves.THERE, false), 9, seen, Integer.MAX_VALUE);
        }
        if (step instanceof Step.Call || step instanceof Step.Hear) {
            return answered(Moves.HERE);
        }
        if (step instanceof Step.Begin begin) {
            return new Result.Begun(begin.cursor(), 0);
        }
        if (step instanceof Step.Recognise recognise) {
            return new Result.Named(recognise.identity(), false);
        }
        if (step == Step.Plain.RESUME) {
            return new Result.Ready(fetched ? Moves.rebuild(Moves.THERE).whole() : Moves.rebuild(Cursor.START));
        }
        if (step instanceof Step.Stage stage) {
            fetched = !stage.page().more();
            return new Result.Staged(true);
        }
        if (step == Step.Plain.FREEZE) {
            return new Result.Picked(null, Sieve.of(4));
        }
        if (step == Step.Plain.FIND) {
            return new Result.Found(null);
        }
        if (step instanceof Step.Dissolve || step instanceof Step.Blame) {
            return new Result.Counted(0);
        }
        if (step instanceof Step.Settle) {
            return new Result.Settled(true, false);
        }
        if (step == Step.Plain.ENTER) {
            return Moves.entered(Moves.HERE, 0, false, false);
        }
        if (step instanceof Step.Weigh) {
            return new Result.Weighed(true, false);
        }
        if (step instanceof Step.Sweep) {
            return Moves.swept(null, 0);
        }
        if (step instanceof Step.Compare) {
            return new Result.Compared(new Evidence(false, false, 0, false, false));
        }
        if (step instanceof Step.Replace) {
            return new Result.Replaced(Refused.NONE);
        }
        return step == Step.Plain.SWAP ? new Result.Swapped(Moves.THERE, 0) : Result.Plain.OVER;
    }

    private static Result.Answered answered(Cursor at) {
        return new Result.Answered(Moves.settled(at, false), 9, null, Integer.MAX_VALUE);
    }

    /** Steps that a run takes in it, at most; more than these is a run that does not end. */
    static final int MOST = 60;
}
