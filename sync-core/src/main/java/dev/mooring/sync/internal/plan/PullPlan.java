package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Ended;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Seen;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.state.Step.Purpose;
import dev.mooring.sync.internal.status.News;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;

/**
 * Plans checks and pulls. Whoever answers is recognised first. Then the {@link PagePlan} works through what came.
 */
final class PullPlan {
    private final Server server;
    private final SuccessionPlan succession;
    private final PagePlan rest;

    PullPlan(Server server, SuccessionPlan succession, PagePlan rest) {
        this.server = server;
        this.succession = succession;
        this.rest = rest;
    }

    /** Begins a pull, or goes on with one that has not come to its end. */
    RunState begin(RunState state) {
        return state.is(Mark.PULLING) && !state.cursor().isStart()
                ? pull(state)
                : state.doing(new Step.Begin(state.cursor()));
    }

    /** The storage has told where the pull starts. */
    RunState begun(RunState state, Result.Begun begun) {
        boolean mayBeStrange = begun.confirmed() > 0 && !state.is(Mark.FAMILIAR);
        return pull(
                state.seeing(state.seen().pulling(begun.from(), mayBeStrange)).with(Mark.PULLING));
    }

    private static RunState pull(RunState state) {
        return state.doing(new Step.Pull(state.cursor(), Purpose.Plain.MERGING));
    }

    // ---- what the exchanges say

    /** The server has answered whether its history still agrees with the cursor. */
    RunState checked(RunState state, Step.Check check, Result.Answered answered) {
        Answer answer = answered.answer();
        RunState another = succession.ifAnother(state, answer, null);
        if (another != null) {
            return another;
        }
        if (answer instanceof Answer.Settled settled) {
            Page page = settled.page();
            return state.ended(new Ended(check.from(), answered.since(), page, false))
                    .doing(Step.Recognise.of(page));
        }
        return trusting(answer instanceof Answer.Diverged news && !state.is(Mark.STALE) ? behind(state, news) : state);
    }

    private static RunState behind(RunState state, Answer.Diverged news) {
        long expected = news.page().expected();
        return state.promised(state.seen().position() + expected)
                .telling(News.of(News.Kind.BEHIND))
                .telling(News.of(News.Kind.EXPECT, expected));
    }

    /**
     * The check has passed. A pull has to follow, as a check does not see what lies at the cursor. If this process slept over the answer,
     * the run starts over and asks again.
     */
    private static RunState trusting(RunState state) {
        RunState next = state.with(state.trust().checked(state.now(), state.is(Mark.STALE)));
        return next.trust().needsCheck(next.now())
                ? Ends.over(next)
                : next.with(Mark.NEEDS_PULL).turning();
    }

    /** An exchange of a pull has ended. Its changes are merged already. */
    RunState pulled(RunState state, Step.Pull pull, Result.Answered answered) {
        Answer answer = answered.answer();
        RunState another = succession.ifAnother(state, answer, null);
        if (another != null) {
            return another;
        }
        if (!(answer instanceof Answer.Settled settled)) {
            return Ends.broken(state, "a pull was answered with what is no page of changes; nothing was moved");
        }
        Page page = settled.page();
        return state.ended(new Ended(pull.from(), answered.since(), page, true)).doing(Step.Recognise.of(page));
    }

    /**
     * The pull has failed. If it failed because a change cannot be read here, and the order allows it, one batch is sent all the same, as
     * what was read has shown whose history it is. That batch stays in flight, and others wait behind it, as only the history can say what
     * became of it. The next run sends it again. If it were settled unseen, nobody could say later whether a replaced history holds it. Any
     * other failure ends the run.
     */
    RunState notPulled(RunState state, Result.Thrown thrown) {
        boolean unread = thrown.failure() instanceof ProtocolException e && e.kind() == ProtocolException.Kind.HELD;
        if (!unread || state.held() != null || !server.order().sendsUnread()) {
            return Ends.failed(state, thrown.failure(), thrown.overslept());
        }
        return PagePlan.trusted(state.held((ProtocolException) thrown.failure()))
                .without(Mark.PULLING)
                .without(Mark.NEEDS_PULL)
                .turning();
    }

    // ---- whose page it is

    /** The identity that a page tells is compared with the one that is kept. */
    RunState recognised(RunState state, Step.Recognise asked, Result.Named named) {
        String said = asked.identity();
        if (!said.isEmpty() && !said.equals(named.identity())) {
            return Ends.incompatible(
                    state,
                    new Answer.Incompatible(
                            Mismatch.OTHER_HISTORY,
                            "the server was " + named.identity() + " and says now that it is " + said
                                    + ": it was replaced or built anew"));
        }
        if (named.outgrown()) {
            return outgrown(state);
        }
        Ended ended = PagePlan.ended(state);
        return ended.pull() ? shown(state, ended.page()) : trusting(state.ended(null));
    }

    /** This storage is an older copy. It has a name of its own now, under which the server shows it everything, and the run starts over. */
    private static RunState outgrown(RunState state) {
        return state.at(Cursor.START)
                .ended(null)
                .without(Mark.PULLING)
                .without(Mark.CURRENT)
                .with(Mark.NEEDS_PULL)
                .telling(News.of(
                        News.Kind.DOUBTED,
                        "the server holds later writes of this device than this database does, which was"
                                + " restored from an older copy: it goes on under a new name, and takes everything"
                                + " anew that the server has"))
                .doing(new Step.Wait(1));
    }

    private RunState shown(RunState state, Page page) {
        Seen seen = state.seen();
        if (seen.passedOver() > 0 && (!seen.strange() || page.listed() || !page.more())) {
            return seen.strange() ? strangers(state) : again(state);
        }
        return rest.ours(state, page);
    }

    /** Ends the run because all that came belongs to another account. Nothing of it was applied. */
    private static RunState strangers(RunState state) {
        return Ends.incompatible(
                state.telling(News.of(News.Kind.REFUTED)),
                new Answer.Incompatible(
                        Mismatch.OTHER_ACCOUNT,
                        "the server shows "
                                + Failures.counted(state.seen().passedOver(), "row")
                                + ", and nothing of what it had acknowledged here: the credential is somebody else's,"
                                + " or the server lost its data; nothing was sent or changed here. " + PagePlan.WHO));
    }

    /** Something confirmed here has come, so the account is the right one. What was passed over before that is pulled again. */
    private static RunState again(RunState state) {
        return state.seeing(state.seen().anew().at(Cursor.START))
                .ended(null)
                .with(Mark.FAMILIAR)
                .without(Mark.PULLING)
                .with(Mark.NEEDS_PULL)
                .doing(new Step.Move(Cursor.START, null));
    }
}
