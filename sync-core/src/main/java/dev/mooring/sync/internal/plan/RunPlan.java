package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.internal.history.Succession.Evidence;
import dev.mooring.sync.internal.history.Trust;
import dev.mooring.sync.internal.lease.RunOver;
import dev.mooring.sync.internal.ledger.Frozen;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.rebuild.RebuildCalledOff;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.state.Step.Purpose;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a run does next. It is a pure function, without clock, I/O, threads or the app's code. All that it needs is in the state or
 * in the result of the last step.
 *
 * <p>Each turn does the first of these that applies:
 * <ol>
 *   <li><b>fetch</b>, if the storage is being rebuilt ({@link FetchPlan});
 *   <li><b>hear</b>, if the channel has brought changes and a pull has shown the history before ({@link HearPlan}). If that is all that was
 *       asked for, and nothing is to be sent or pulled, the run is done;
 *   <li><b>check</b>, where the dialect needs it: does the history still agree with our cursor?
 *   <li><b>pull</b>, if there is news, or doubt about a batch, or if the server keeps keys and nothing has shown yet what it has. Only what
 *       comes can show what became of a batch whose end is unknown. And only a pull keeps a push from overwriting what this client has not
 *       seen ({@link PullPlan}, {@link DoubtPlan});
 *   <li><b>push</b> the frozen batch, or a new one ({@link PushPlan});
 *   <li><b>call</b>, if an API call waits for the mutations before it and cannot ride with the last batch;
 *   <li><b>pull</b> once, if nothing has shown that we are up to date;
 *   <li>done.
 * </ol>
 *
 * <p>A run belongs to one epoch of the lease. If the epoch has changed during an exchange, another process has synced meanwhile. Then the
 * answer is not applied, and the run starts over and pulls again.
 */
public final class RunPlan {
    private final Server server;
    private final SuccessionPlan succession = new SuccessionPlan();
    private final PagePlan page;
    private final PullPlan pull;
    private final PushPlan push;
    private final DoubtPlan doubt;
    private final FetchPlan fetch;

    public RunPlan(Server server) {
        this.server = server;
        this.page = new PagePlan(server);
        this.pull = new PullPlan(server, succession, page);
        this.push = new PushPlan(server, succession);
        this.doubt = new DoubtPlan(server);
        this.fetch = new FetchPlan(server);
    }

    /** The state after a step. It holds the next step. */
    public RunState next(RunState before, Result result) {
        RunState state = before.told();
        if (result instanceof Result.Ahead ahead) {
            RunState done = turned(committed(state, ahead.done()));
            // Else the batch stays frozen: it is sent later, as one of which nobody knows whether it was sent.
            return done.step() == Step.Plain.FREEZE ? turned(committed(done, ahead.picked())) : done;
        }
        if (result instanceof Result.Pushed pushed) {
            return ended(state.doing(new Step.Push(pushed.sent(), false)), pushed.end());
        }
        return ended(state, result);
    }

    private RunState ended(RunState state, Result result) {
        if (result instanceof Result.Answered answered) {
            RunState next = turned(answered(state, answered));
            return next.step() instanceof Step.Settle settle ? goingOn(next, settle) : next;
        }
        return turned(result instanceof Result.Thrown thrown ? thrown(state, thrown) : committed(state, result));
    }

    /**
     * Sends the next batch before the answer to this one is committed, if that is what would follow. So the server works on the one while the
     * other is committed. The state is then the one that the commit leads to.
     */
    private RunState goingOn(RunState state, Step.Settle settle) {
        Frozen next = settle.frozen().next();
        if (next == null || !server.order().goesOn() || !push.isPlain(settle) || state.is(Mark.CALL_WAITS)) {
            return state;
        }
        Cursor told = settle.answer().page().cursor();
        Cursor behind = settle.learns() ? told : server.order().behind(state.cursor(), told);
        RunState committed = turned(push.settled(state.at(behind), settle, new Result.Settled(true, false)));
        if (committed.step() != Step.Plain.FREEZE) {
            return state;
        }
        RunState sending = push.frozen(committed, next.at(behind));
        return sending.step() instanceof Step.Push sent
                ? sending.doing(new Step.Push(sent.frozen(), false, settle))
                : state;
    }

    /** The sieve by which the next batch is picked, if freezing it is what follows from a result; else null. */
    public @Nullable Sieve ahead(RunState before, Result result) {
        RunState next = next(before, result);
        return next.step() == Step.Plain.FREEZE ? next.sieve() : null;
    }

    private RunState turned(RunState state) {
        return state.step() == Step.Plain.TURN ? turn(state) : state;
    }

    /** Ends the run after an exception that nobody expected. */
    public static RunState broken(RunState state, Throwable bug) {
        return Ends.failed(state, bug);
    }

    private RunState turn(RunState before) {
        RunState state = before;
        if (state.is(Mark.CANCELLED)) {
            return Ends.done(state, new SyncReport.Interrupted(0));
        }
        if (state.is(Mark.REBUILDING)) {
            return state.doing(Step.Plain.RESUME);
        }
        if (state.is(Mark.HEARD)) {
            if (HearPlan.mayBegin(state)) {
                return HearPlan.begin(state);
            }
            state = HearPlan.behindPull(state);
        }
        boolean pending = state.is(Mark.PENDING);
        if (state.is(Mark.ENOUGH) && !pending && !state.is(Mark.NEEDS_PULL)) {
            return Ends.done(state, SYNCED);
        }
        Trust trust = state.trust();
        long now = state.now();
        if (trust.needsCheck(now) && !state.is(Mark.NEEDS_PULL) && (pending || trust.pulledAt() == null)) {
            return state.doing(new Step.Check(state.cursor(), Purpose.Plain.TRUSTING));
        }
        boolean first = !state.is(Mark.CURRENT)
                && server.order().pullsFirst(state.cursor().isStart(), pending && !trust.anchored(now));
        return state.is(Mark.NEEDS_PULL) || first ? pull.begin(state) : state.doing(Step.Plain.FREEZE);
    }

    private RunState answered(RunState state, Result.Answered answered) {
        Step step = state.step();
        if (step instanceof Step.Push pushed) {
            return push.pushed(state, pushed, answered);
        }
        if (step instanceof Step.Call) {
            return push.called(state, answered.answer());
        }
        if (step instanceof Step.Check check) {
            if (check.purpose() instanceof Purpose.Fetching fetching) {
                return fetch.answered(state, fetching.rebuild(), answered);
            }
            return check.purpose() == Purpose.Plain.TRUSTING
                    ? pull.checked(state, check, answered)
                    : page.asked(state, check, answered);
        }
        if (step instanceof Step.Hear hear) {
            return HearPlan.heard(state, hear, answered);
        }
        Step.Pull pulled = (Step.Pull) step;
        if (pulled.purpose() instanceof Purpose.Fetching fetching) {
            return fetch.answered(state, fetching.rebuild(), answered);
        }
        if (pulled.purpose() instanceof Purpose.Looking looking) {
            Evidence seen = Objects.requireNonNullElse(answered.seen(), looking.seen());
            return succession.looked(state, pulled, looking, answered.answer(), seen);
        }
        return pull.pulled(state, pulled, answered);
    }

    private RunState committed(RunState state, Result result) {
        Step step = state.step();
        if (result == Result.Plain.GO) {
            return state.doing(Step.Plain.ENTER);
        }
        if (result == Result.Plain.OVER) {
            return over(state, step);
        }
        if (result instanceof Result.Entered entered) {
            return entered(state, entered.position());
        }
        if (result instanceof Result.Begun begun) {
            return pull.begun(state, begun);
        }
        if (result instanceof Result.Named named) {
            return pull.recognised(state, (Step.Recognise) step, named);
        }
        if (result instanceof Result.Weighed weighed) {
            return page.weighed(state, weighed);
        }
        if (result instanceof Result.Swept swept) {
            return page.swept(state, (Step.Sweep) step, swept.swept());
        }
        if (result instanceof Result.Found found) {
            return doubt.found(state, found);
        }
        if (result instanceof Result.Picked frozen) {
            return frozen(state.with(frozen.sieve()), frozen.frozen());
        }
        if (result instanceof Result.Settled settled) {
            return push.settled(state, (Step.Settle) step, settled);
        }
        if (result instanceof Result.Counted counted) {
            return step instanceof Step.Blame blame
                    ? doubt.counted(state, blame, counted)
                    : doubt.dissolved(state, (Step.Dissolve) step, counted);
        }
        if (result instanceof Result.Compared compared) {
            return succession.compared(state, ((Step.Compare) step).now(), compared.seen());
        }
        if (result instanceof Result.Replaced replaced) {
            return succession.replaced(state, ((Step.Replace) step).now(), replaced.refused());
        }
        if (result instanceof Result.Ready ready) {
            return fetch.ready(state, ready.rebuild());
        }
        if (result instanceof Result.Staged staged) {
            return fetch.staged(state, (Step.Stage) step, staged.same());
        }
        return fetch.swapped(state, (Result.Swapped) result);
    }

    private RunState over(RunState state, Step step) {
        if (step instanceof Step.Arrive) {
            return page.arrived(state);
        }
        if (step instanceof Step.Bind bind) {
            return page.bound(state, bind);
        }
        Step then = step instanceof Step.Move move
                ? move.end()
                : step instanceof Step.Quarantine quarantine ? quarantine.then() : null;
        return then == null ? state.turning() : state.doing(then);
    }

    private RunState entered(RunState state, Ledger.@Nullable Position position) {
        if (position == null) {
            return Ends.done(state, new SyncReport.Elsewhere(0));
        }
        RunState next = position.changedHands() ? Ends.forgetting(state) : state;
        return next.seeing(next.seen().at(position.state()))
                .with(Mark.PENDING, position.pending() > 0)
                .with(Mark.REBUILDING, position.rebuilding())
                .turning();
    }

    private RunState frozen(RunState state, @Nullable Frozen frozen) {
        if (frozen != null) {
            return push.frozen(state, frozen);
        }
        RunState next = push.nothingToSend(state);
        if (next.step() != Step.Plain.TURN) {
            return next;
        }
        return next.is(Mark.CURRENT) ? Ends.done(next, SYNCED) : pull.begin(next);
    }

    private RunState thrown(RunState before, Result.Thrown thrown) {
        RunState state = before.without(Mark.ENOUGH); // What the channel brought may be lost by that.
        Exception failure = thrown.failure();
        if (failure instanceof RunOver.RebuildBegun) {
            return state.doing(new Step.Wait(1));
        }
        if (failure instanceof RebuildCalledOff) {
            return state.without(Mark.REBUILDING).doing(new Step.Wait(1));
        }
        if (failure instanceof RunOver.LeaseLost) {
            return Ends.done(state, new SyncReport.Elsewhere(0));
        }
        if (failure instanceof RunOver.EpochOver) {
            return Ends.over(state);
        }
        Step step = state.step();
        if (failure instanceof TransportException || failure instanceof ProtocolException) {
            if (step instanceof Step.Push pushed) {
                return push.notPushed(state, pushed, (SyncException) failure, thrown.overslept());
            }
            if (step instanceof Step.Pull pulled && pulled.purpose() == Purpose.Plain.MERGING) {
                return pull.notPulled(state, thrown);
            }
            if (step instanceof Step.Hear) {
                return HearPlan.notHeard(state);
            }
            if (step instanceof Step.Check check
                    && (check.purpose() instanceof Purpose.Counting || check.purpose() == Purpose.Plain.AGING)) {
                return page.notAsked(state, check, thrown);
            }
        }
        return Ends.failed(state, failure, thrown.overslept());
    }

    private static final SyncReport SYNCED = new SyncReport.Synced(0, 0, 0, 0, 0);
}
