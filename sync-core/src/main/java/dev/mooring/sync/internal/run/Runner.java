package dev.mooring.sync.internal.run;

import dev.mooring.sync.ApiCall;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.HistoryChange;
import dev.mooring.sync.TransportException;
import dev.mooring.sync.internal.account.Accounts;
import dev.mooring.sync.internal.exchange.CallState;
import dev.mooring.sync.internal.exchange.CancelSwitch;
import dev.mooring.sync.internal.exchange.Exchanges;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.fault.HandlerFailed;
import dev.mooring.sync.internal.history.History;
import dev.mooring.sync.internal.history.Succession;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.ledger.Waits;
import dev.mooring.sync.internal.listing.Listing;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.order.Transition;
import dev.mooring.sync.internal.rebuild.Staging;
import dev.mooring.sync.internal.rebuild.Swap;
import dev.mooring.sync.internal.run.RunState.Mark;
import dev.mooring.sync.internal.run.Step.Purpose;
import dev.mooring.sync.internal.status.Tally;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Shown;
import dev.mooring.sync.spi.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sync, from the outbox as it stands to everything settled and everything pulled, or to the reason why not. What to do next the
 * {@link RunPlan} says; here it is done, one transaction or one exchange at a time. On the lane thread.
 *
 * <p>A crash between two steps loses nothing: each transaction leaves the storage in a state from which the next run goes on, see
 * {@link Ledger}.
 */
public final class Runner<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final Parts<DB> parts;
    private final Ledger<DB> ledger;
    private final Tally tally;
    private final RunPlan plan;
    private final CallState call;
    private final CancelSwitch cancel = new CancelSwitch();
    private final Receiving<DB> receiving;
    private final Staging<DB> staging;
    private RunState state;

    public Runner(Parts<DB> parts, Lasting lasting, Tally tally, @Nullable ApiCall call) {
        this.parts = parts;
        this.ledger = parts.ledger();
        this.tally = tally;
        this.call = new CallState(call);
        Server server = new Server(parts.can(), parts.order());
        this.plan = new RunPlan(server);
        this.receiving = new Receiving<>(server, ledger, parts.accounts(), tally, this.call);
        this.staging = new Staging<>(ledger, parts.order(), tally);
        this.state = RunState.begun(lasting);
    }

    /** What runs are made of. */
    public record Parts<DB>(
            Ledger<DB> ledger,
            Waits waits,
            History<DB> history,
            Succession<DB> succession,
            Listing<DB> listing,
            Swap<DB> swap,
            Transport transport,
            Capabilities can,
            ServerOrder order,
            Accounts<DB> accounts,
            Exchanges exchanges) {}

    /** The call that came with the run. */
    public CallState call() {
        return call;
    }

    /** What the next run gets. */
    public Lasting lasting() {
        return state.lasting();
    }

    /** It is over. */
    public void ended() {
        tally.ended();
    }

    /** What has become of the server's history. */
    public @Nullable HistoryChange history() {
        return tally.history();
    }

    /** Whether it got anywhere: then trouble behind that is new trouble. */
    public boolean moved() {
        return tally.moved();
    }

    public void cancel() {
        cancel.cancel();
    }

    /** Runs until the end or a pause; returns a {@link Step.Wait} or a {@link Step.Done}. */
    public Step step() {
        try {
            Result result = new Result.Go();
            while (true) {
                Step step = advance(result);
                if (step instanceof Step.Wait) {
                    return step;
                }
                if (step instanceof Step.Done done) {
                    return done.report() instanceof SyncReport.Synced
                            ? new Step.Done(tally.synced(), done.retryAfter(), done.reached())
                            : done;
                }
                result = done(step);
            }
        } catch (Exception bug) {
            return broken(bug);
        }
    }

    /** The end in what nobody has foreseen; what was sent is resolved by evidence, as after a crash. */
    public Step.Done broken(Throwable bug) {
        LOG.error(
                "a sync ended in an unexpected exception; the outbox is kept and the sync is tried again",
                Failures.bare(bug));
        state = Ends.failed(state, bug);
        return (Step.Done) state.step();
    }

    private Step advance(Result result) {
        RunState before = state.at(tally.now())
                .seeing(receiving.seen())
                .with(Mark.CANCELLED, cancel.isCancelled())
                .with(Mark.CALL_WAITS, call.waiting());
        state = plan.next(before, result);
        for (News news : state.news()) {
            tell(news, before.seen());
        }
        receiving.begin(state.seen(), state.is(Mark.ACCEPTS_AGED));
        return state.step();
    }

    private void tell(News news, Seen seen) {
        switch (news.kind()) {
            case BEHIND -> tally.behind();
            case CAUGHT_UP -> tally.caughtUp(news.count());
            case EXPECT -> tally.expect(news.count());
            case WITHHELD -> tally.withheld(news.count(), news.of());
            case AGED -> tally.aged(seen.aged().told(), seen.aged().count());
            case REPLACED -> {
                LOG.debug("the server's history was replaced; pending mutations are kept");
                tally.replaced(news.words());
            }
            case DOUBTED -> tally.doubted(news.words());
            case REFUTED -> parts.accounts().refuted();
        }
    }

    /** Does it; whatever is thrown is a result as well. */
    private Result done(Step step) {
        try {
            return isExchange(step) ? exchange(step) : commit(step);
        } catch (Exception failure) {
            log(failure);
            return new Result.Thrown(failure, parts.exchanges().overslept());
        }
    }

    private void log(Exception failure) {
        if (failure instanceof HandlerFailed) {
            LOG.warn("{}", Shown.words(Failures.words(failure)), Failures.bare(failure));
        } else if (failure instanceof StorageException broken) {
            tally.storageFailed(broken);
        } else if (failure instanceof Ledger.EpochOver) {
            LOG.debug("another process has synced this storage meanwhile; this sync starts over");
        } else if (!(failure instanceof SyncException || failure instanceof Ledger.Ended)) {
            LOG.error(
                    "a sync ended in an unexpected exception; the outbox is kept and the sync is tried again",
                    Failures.bare(failure));
        }
    }

    // ---- exchanges

    private static boolean isExchange(Step step) {
        return step instanceof Step.Check
                || step instanceof Step.Pull
                || step instanceof Step.Push
                || step instanceof Step.Call;
    }

    private Result exchange(Step step) {
        if (step instanceof Step.Check check) {
            boolean fetching = check.purpose() instanceof Purpose.Fetching;
            return ask(new Ask.Check(check.from()), fetching ? (slice, after) -> {} : receiving);
        }
        if (step instanceof Step.Pull pull) {
            Ask.Pull ask = new Ask.Pull(pull.from());
            if (pull.purpose() instanceof Purpose.Looking looking) {
                Succession<DB>.Look look = parts.succession().look();
                Result.Answered answered = ask(ask, look);
                return new Result.Answered(
                        answered.answer(), answered.since(), look.added(looking.seen()), answered.staged());
            }
            return ask(ask, pull.purpose() instanceof Purpose.Fetching ? staging : receiving);
        }
        if (step instanceof Step.Push push) {
            Ask.Push ask = push.frozen().ask();
            tally.sending(
                    ask.key(), push.frozen().members().size(), !push.frozen().fresh());
            return push.riding() ? call(ask.cursor(), ask) : ask(ask, receiving);
        }
        return call(((Step.Call) step).cursor(), null);
    }

    private Result.Answered ask(Ask ask, ChangeSink sink) {
        long since = tally.now();
        Answer answer = parts.exchanges().make(ask, sink, cancel);
        return new Result.Answered(answer, since, null, staging.changes());
    }

    /** Makes the call, alone or with a batch; the one who closes the client may have taken it by now. */
    private Result.Answered call(Cursor cursor, Ask.@Nullable Push push) {
        ApiCall made = call.take();
        if (made == null) {
            throw new IllegalStateException("there is no call to make");
        }
        if (push != null) {
            call.rides(push.mutations());
        }
        Result.Answered answered;
        try {
            answered = ask(new Ask.Call(cursor, push, made), receiving);
        } catch (TransportException | ProtocolException failure) {
            call.ended(made, failure);
            throw failure;
        }
        call.ended(made, answered.answer());
        return answered;
    }

    // ---- transactions

    private Result commit(Step step) {
        if (step instanceof Step.Enter) {
            return entered();
        }
        if (step instanceof Step.Begin begin) {
            Listing.Begun begun = parts.listing().begin(begin.cursor());
            parts.accounts().listing();
            return new Result.Begun(begun.from(), begun.confirmed());
        }
        if (step instanceof Step.Recognise recognise) {
            return new Result.Named(ledger.recognise(recognise.identity()));
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
        } else if (step instanceof Step.SettleOrphan) {
            tally.merged(parts.history().settleOrphan(state.lasting().refused()));
        } else if (step instanceof Step.Restart restart) {
            staging.restart(restart.from(), restart.snapshot());
        } else {
            return told(step);
        }
        return new Result.Over();
    }

    /** Those that tell more than that they are done. */
    private Result told(Step step) {
        if (step instanceof Step.Find) {
            return new Result.Found(ledger.held());
        }
        if (step instanceof Step.Freeze) {
            Ledger.Next next = ledger.freeze(state.sieve(), parts.waits());
            tally.waiting(parts.waits().told());
            return new Result.Frozen(next.frozen(), next.sieve());
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
                    .replace(replace.now(), state.cursor(), state.lasting().refused());
            done.transitions().forEach(tally::merged);
            tally.arrived(done.state());
            return new Result.Replaced(done.refused());
        }
        if (step instanceof Step.Resume) {
            return new Result.Ready(staging.ready());
        }
        return step instanceof Step.Stage stage ? new Result.Staged(staging.arrive(stage.page())) : swapped();
    }

    private Result entered() {
        Ledger.Position position = ledger.enter();
        if (position != null) {
            tally.arrived(position.state());
            tally.begun(position.counts().pending());
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
                        PushPlan.words(
                                settle.answer().outcomes(), entry.mutation().id())));
        boolean moved = !done.acked().isEmpty() || !done.rejected().isEmpty();
        return new Result.Settled(moved, !waits.news().isEmpty());
    }

    private Result swapped() {
        Swap.Done done = parts.swap().swap(state.lasting().refused());
        call.confirmed(done.acked());
        tally.swapped(done.state(), done.acked(), done.superseded().superseded(), done.changes());
        return new Result.Swapped(done.state().cursor(), done.state().position());
    }
}
