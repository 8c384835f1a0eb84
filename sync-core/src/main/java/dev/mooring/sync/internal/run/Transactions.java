package dev.mooring.sync.internal.run;

import dev.mooring.sync.internal.exchange.CallState;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.history.History;
import dev.mooring.sync.internal.ledger.Frozen;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.ledger.Next;
import dev.mooring.sync.internal.ledger.Waits;
import dev.mooring.sync.internal.listing.Listing;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.plan.RunPlan;
import dev.mooring.sync.internal.progress.RunProgress;
import dev.mooring.sync.internal.rebuild.RebuildSwap;
import dev.mooring.sync.internal.rebuild.Staging;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.Step;
import org.jspecify.annotations.Nullable;

/** Does the steps that are transactions, and returns the result of each. */
final class Transactions<DB> {
    private final RunParts<DB> parts;
    private final Ledger<DB> ledger;
    private final Staging<DB> staging;
    private final Receiving<DB> receiving;
    private final CallState call;
    private final RunProgress tally;
    private final RunPlan plan;

    Transactions(
            RunParts<DB> parts,
            Staging<DB> staging,
            Receiving<DB> receiving,
            CallState call,
            RunProgress tally,
            RunPlan plan) {
        this.plan = plan;
        this.parts = parts;
        this.ledger = parts.ledger();
        this.staging = staging;
        this.receiving = receiving;
        this.call = call;
        this.tally = tally;
    }

    /**
     * Commits it.
     *
     * @param state that the step is of
     */
    Result commit(RunState state) {
        Step step = state.step();
        if (step == Step.Plain.ENTER) {
            return entered(state);
        }
        if (step instanceof Step.Begin begin) {
            Listing.Begun begun = parts.listing().begin(begin.cursor());
            parts.accounts().listing();
            return new Result.Begun(begun.from(), begun.confirmed());
        }
        if (step instanceof Step.Recognise recognise) {
            Ledger.Known known = ledger.recognise(recognise.identity(), recognise.held());
            return new Result.Named(known.identity(), known.outgrown());
        }
        if (step instanceof Step.Weigh weigh) {
            boolean proven = parts.accounts().proven();
            return new Result.Weighed(proven, weigh.mayAsk() && parts.listing().wantsVouch());
        }
        if (step instanceof Step.Sweep sweep) {
            return swept(sweep);
        }
        if (step instanceof Step.Arrive arrive) {
            tally.arrived(ledger.arrive(arrive.cursor()));
        } else if (step instanceof Step.Move move) {
            tally.arrived(ledger.arrive(move.cursor()));
        } else if (step instanceof Step.Bind bind) {
            parts.accounts().bind(ledger, bind.familiar());
        } else if (step instanceof Step.Quarantine refused) {
            tally.merged(ledger.quarantine(refused.entry(), refused.reason()));
        } else if (step == Step.Plain.SETTLE_ORPHAN) {
            tally.merged(parts.history().settleOrphan(state.lasting().refused()));
        } else if (step instanceof Step.Restart restart) {
            staging.restart(restart.from(), restart.snapshot());
        } else {
            return told(state);
        }
        return Result.Plain.OVER;
    }

    /** Does the steps that have a result of their own. */
    private Result told(RunState state) {
        Step step = state.step();
        if (step == Step.Plain.FIND) {
            return new Result.Found(ledger.held());
        }
        if (step == Step.Plain.FREEZE) {
            return picked(ledger.freeze(state.sieve(), parts.waits()));
        }
        if (step instanceof Step.Settle settle) {
            return settled(state, settle);
        }
        if (step instanceof Step.Dissolve) {
            Ledger.Done<Integer> dissolved =
                    ledger.dissolve(parts.waits(), left -> plan.ahead(state, new Result.Counted(left)));
            return with(new Result.Counted(dissolved.done()), dissolved.next());
        }
        if (step instanceof Step.Blame blame) {
            return new Result.Counted(ledger.failed(blame.batch()).failures());
        }
        if (step instanceof Step.Compare compare) {
            return new Result.Compared(parts.succession().compare(compare.now()));
        }
        if (step instanceof Step.Replace replace) {
            History.Replaced done = parts.history()
                    .replace(
                            replace.now(),
                            state.seen().cursor(),
                            state.lasting().refused());
            done.transitions().forEach(tally::merged);
            tally.arrived(done.state());
            return new Result.Replaced(done.refused());
        }
        if (step == Step.Plain.RESUME) {
            return new Result.Ready(staging.ready());
        }
        return step instanceof Step.Stage stage ? new Result.Staged(staging.arrive(stage.page())) : swapped(state);
    }

    private Result.Picked picked(Next next) {
        tally.waiting(parts.waits().told());
        return new Result.Picked(next.frozen(), next.sieve());
    }

    /** With the batch that was frozen in the same transaction, if one was. */
    private Result with(Result done, @Nullable Next next) {
        return next == null ? done : new Result.Ahead(done, picked(next));
    }

    private Result entered(RunState state) {
        Ledger.Done<Ledger.Position> entered =
                ledger.enter(parts.waits(), position -> plan.ahead(state, new Result.Entered(position)));
        if (entered == null) {
            return new Result.Entered(null);
        }
        Ledger.Position position = entered.done();
        tally.arrived(position.state());
        tally.begun(position.pending());
        return with(new Result.Entered(position), entered.next());
    }

    private Result swept(Step.Sweep sweep) {
        Listing.Swept swept = parts.listing().end(sweep.shown(), sweep.proven(), sweep.vouch());
        swept.transitions().forEach(receiving::noted);
        if (swept.refused() == null) {
            tally.arrived(swept.state());
        }
        return new Result.Swept(swept);
    }

    private Result settled(RunState state, Step.Settle settle) {
        Waits waits = parts.waits();
        Ledger.Done<Transition> settled = ledger.settle(
                settle.frozen(),
                settle.answer(),
                waits,
                settle.dissolves(),
                settle.learns(),
                done -> plan.ahead(state.seeing(receiving.seen().noting(done)), result(settle, done)));
        Transition done = settled.done();
        receiving.noted(done);
        tally.waiting(waits.told());
        if (!settle.dissolves()) {
            return result(settle, done);
        }
        waits.news()
                .forEach(entry -> tally.waiting(
                        entry.mutation(),
                        Failures.words(
                                settle.answer().outcomes(), entry.mutation().id())));
        return with(result(settle, done), settled.next());
    }

    /**
     * Commits the answer to a batch of which the server has taken everything, while the next one is on the wire.
     *
     * @return the one on the wire, with the one that is frozen behind it
     */
    Frozen settledBehind(Step.Settle settle, Frozen sending, Sieve sieve) {
        Ledger.Done<Transition> settled =
                ledger.settleBehind(settle.frozen(), settle.answer(), parts.waits(), settle.learns(), sending, sieve);
        receiving.noted(settled.done());
        tally.waiting(parts.waits().told());
        Frozen sent = settled.next() == null ? null : settled.next().frozen();
        return sent == null ? sending : sent;
    }

    private Result.Settled result(Step.Settle settle, Transition done) {
        boolean moved = !settle.dissolves()
                || !done.acked().isEmpty()
                || !done.rejected().isEmpty();
        return new Result.Settled(
                moved, settle.dissolves() && !parts.waits().news().isEmpty());
    }

    private Result swapped(RunState state) {
        RebuildSwap.Done done = parts.swap().swap(state.lasting().refused());
        call.confirmed(done.acked());
        tally.swapped(done.state(), done.acked(), done.superseded().superseded(), done.changes());
        return new Result.Swapped(done.state().cursor(), done.state().position());
    }
}
