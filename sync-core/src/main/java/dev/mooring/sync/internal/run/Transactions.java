package dev.mooring.sync.internal.run;

import dev.mooring.sync.internal.exchange.CallState;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.history.History;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.ledger.Next;
import dev.mooring.sync.internal.ledger.Waits;
import dev.mooring.sync.internal.listing.Listing;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.plan.Result;
import dev.mooring.sync.internal.plan.RunState;
import dev.mooring.sync.internal.plan.Step;
import dev.mooring.sync.internal.rebuild.RebuildSwap;
import dev.mooring.sync.internal.rebuild.Staging;
import dev.mooring.sync.internal.status.RunProgress;

/** Does the steps that are transactions, and returns the result of each. */
final class Transactions<DB> {
    private final RunParts<DB> parts;
    private final Ledger<DB> ledger;
    private final Staging<DB> staging;
    private final Receiving<DB> receiving;
    private final CallState call;
    private final RunProgress tally;

    Transactions(RunParts<DB> parts, Staging<DB> staging, Receiving<DB> receiving, CallState call, RunProgress tally) {
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
            return entered();
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
            Next next = ledger.freeze(state.sieve(), parts.waits());
            tally.waiting(parts.waits().told());
            return new Result.Picked(next.frozen(), next.sieve());
        }
        if (step instanceof Step.Settle settle) {
            return settled(settle);
        }
        if (step instanceof Step.Dissolve) {
            return new Result.Counted(ledger.dissolve());
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

    private Result entered() {
        Ledger.Position position = ledger.enter();
        if (position != null) {
            tally.arrived(position.state());
            tally.begun(position.pending());
        }
        return new Result.Entered(position);
    }

    private Result swept(Step.Sweep sweep) {
        Listing.Swept swept = parts.listing().end(sweep.shown(), sweep.proven(), sweep.vouch());
        swept.transitions().forEach(receiving::noted);
        if (swept.refused() == null) {
            tally.arrived(swept.state());
        }
        return new Result.Swept(swept);
    }

    private Result settled(Step.Settle settle) {
        Waits waits = parts.waits();
        Transition done = ledger.settle(settle.frozen(), settle.answer(), waits, settle.dissolves(), settle.learns());
        receiving.noted(done);
        tally.waiting(waits.told());
        if (!settle.dissolves()) {
            return new Result.Settled(true, false);
        }
        waits.news()
                .forEach(entry -> tally.waiting(
                        entry.mutation(),
                        Failures.words(
                                settle.answer().outcomes(), entry.mutation().id())));
        boolean moved = !done.acked().isEmpty() || !done.rejected().isEmpty();
        return new Result.Settled(moved, !waits.news().isEmpty());
    }

    private Result swapped(RunState state) {
        RebuildSwap.Done done = parts.swap().swap(state.lasting().refused());
        call.confirmed(done.acked());
        tally.swapped(done.state(), done.acked(), done.superseded().superseded(), done.changes());
        return new Result.Swapped(done.state().cursor(), done.state().position());
    }
}
