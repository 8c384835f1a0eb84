package dev.mooring.sync.internal.run;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.HistoryChange;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.internal.exchange.CallState;
import dev.mooring.sync.internal.exchange.CancelSwitch;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.fault.HandlerFailed;
import dev.mooring.sync.internal.history.Lasting;
import dev.mooring.sync.internal.history.Succession;
import dev.mooring.sync.internal.lease.RunOver;
import dev.mooring.sync.internal.ledger.Frozen;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.plan.RunPlan;
import dev.mooring.sync.internal.plan.Server;
import dev.mooring.sync.internal.progress.RunProgress;
import dev.mooring.sync.internal.rebuild.Staging;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Seen;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.state.Step.Purpose;
import dev.mooring.sync.internal.status.News;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.text.Shown;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one sync, until everything is settled and pulled, or something stops it. {@link RunPlan} decides each step. This class does it: one
 * transaction or one exchange at a time, on the lane thread.
 *
 * <p>A crash between two steps loses nothing, as the next run can go on from what each transaction leaves in the storage, see
 * {@link Ledger}.
 */
public final class Runner<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final RunParts<DB> parts;
    private final RunProgress progress;
    private final RunPlan plan;
    private final CallState call;
    private final CancelSwitch cancel = new CancelSwitch();
    private final Receiving<DB> receiving;
    private final Staging<DB> staging;
    private final Transactions<DB> transactions;
    private RunState state;

    /**
     * A run.
     *
     * @param marks what is known at its beginning
     */
    public Runner(RunParts<DB> parts, Lasting lasting, Set<Mark> marks, RunProgress progress, @Nullable ApiCall call) {
        this.parts = parts;
        this.progress = progress;
        this.call = new CallState(call);
        Server server = new Server(parts.can(), parts.order());
        this.plan = new RunPlan(server);
        this.receiving = new Receiving<>(server, parts.ledger(), parts.accounts(), progress, this.call);
        this.staging = new Staging<>(parts.ledger(), parts.order(), progress);
        this.transactions = new Transactions<>(parts, staging, receiving, this.call, progress, plan);
        this.state = RunState.begun(lasting, marks);
    }

    /** The API call of this run. */
    public CallState call() {
        return call;
    }

    /** What the next run gets. */
    public Lasting lasting() {
        return state.lasting();
    }

    /** The run is over. */
    public void ended() {
        progress.ended();
    }

    /** What the run has seen of a change in the server's history; null if there was none. */
    public @Nullable HistoryChange history() {
        return progress.history();
    }

    /** Whether the run has moved anything. If so, a failure after that begins a new row of failures. */
    public boolean moved() {
        return progress.moved();
    }

    /** Whether the run has seen all that the server has: by a pull, or by a push that proved that nothing came in between. */
    public boolean isCurrent() {
        return state.is(Mark.CURRENT);
    }

    public void cancel() {
        cancel.cancel();
    }

    /** Runs until the end or a pause; returns a {@link Step.Wait} or a {@link Step.Done}. */
    public Step step() {
        try {
            Result result = Result.Plain.GO;
            while (true) {
                Step step = advance(result);
                if (step instanceof Step.Wait) {
                    return step;
                }
                if (step instanceof Step.Done done) {
                    if (!(done.report() instanceof SyncReport.Synced)) {
                        return done;
                    }
                    Failures.quietly("trim the log", () -> parts.trim().trim(cancel::isCancelled));
                    return new Step.Done(progress.synced(), done.retryAfter(), done.reached());
                }
                result = done(step);
            }
        } catch (Exception bug) {
            return broken(bug);
        }
    }

    /** Ends the run after an exception that nobody expected. The next run finds out what became of what was sent, as after a crash. */
    public Step.Done broken(Throwable bug) {
        unexpected(bug);
        state = RunPlan.broken(state, bug);
        return (Step.Done) state.step();
    }

    private Step advance(Result result) {
        RunState before = state.at(progress.now())
                .seeing(receiving.seen())
                .with(Mark.CANCELLED, cancel.isCancelled())
                .with(Mark.CALL_WAITS, call.waiting())
                .with(Mark.STALE, parts.exchanges().stale());
        state = plan.next(before, result);
        for (News news : state.news()) {
            tell(news, before.seen());
        }
        receiving.begin(state.seen(), state.is(Mark.ACCEPTS_AGED));
        return state.step();
    }

    private void tell(News news, Seen seen) {
        switch (news.kind()) {
            case BEHIND -> progress.behind();
            case CAUGHT_UP -> progress.caughtUp(news.count());
            case EXPECT -> progress.expect(news.count());
            case WITHHELD -> progress.withheld(news.count(), news.of());
            case AGED -> progress.aged(seen.aged().told(), seen.aged().count());
            case REPLACED -> {
                LOG.debug("the server's history was replaced; pending mutations are kept");
                progress.replaced(news.words());
            }
            case DOUBTED -> progress.doubted(news.words());
            case REFUTED -> parts.accounts().refuted();
        }
    }

    /** Does a step. An exception becomes its result, too. */
    private Result done(Step step) {
        try {
            return isExchange(step) ? exchange(step) : transactions.commit(state);
        } catch (Exception failure) {
            log(failure);
            return new Result.Thrown(failure, parts.exchanges().overslept());
        }
    }

    private void log(Exception failure) {
        if (failure instanceof HandlerFailed) {
            LOG.warn("{}", Shown.words(Failures.words(failure)), Failures.bare(failure));
        } else if (failure instanceof StorageException broken) {
            progress.storageFailed(broken);
        } else if (failure instanceof RunOver.EpochOver) {
            LOG.debug("another process has synced this storage meanwhile; this sync starts over");
        } else if (!(failure instanceof SyncException || failure instanceof RunOver)) {
            unexpected(failure);
        }
    }

    private static void unexpected(Throwable bug) {
        LOG.error(
                "a sync ended in an unexpected exception; the outbox is kept and the sync is tried again",
                Failures.bare(bug));
    }

    // ---- exchanges

    private static boolean isExchange(Step step) {
        return step instanceof Step.Check
                || step instanceof Step.Pull
                || step instanceof Step.Hear
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
        if (step instanceof Step.Hear hear) {
            return ask(new Ask.Heard(hear.from(), hear.outdated()), hear.outdated() ? (slice, after) -> {} : receiving);
        }
        if (step instanceof Step.Push push) {
            return push(push);
        }
        return call(((Step.Call) step).cursor(), null);
    }

    private Result push(Step.Push push) {
        Ask.Push ask = push.frozen().ask();
        parts.ledger().sending(push.frozen());
        progress.sending(
                ask.key(), push.frozen().members().size(), !push.frozen().fresh());
        Step.Settle before = push.before();
        if (before == null) {
            return push.riding() ? call(ask.cursor(), ask) : ask(ask, receiving);
        }
        Meanwhile<Frozen> settling =
                new Meanwhile<>(receiving, () -> transactions.settledBehind(before, push.frozen(), state.sieve()));
        Result end;
        try {
            end = ask(ask, settling);
        } catch (Exception failure) {
            settling.done(); // Its own failure counts more: this batch is then the second one in doubt.
            log(failure);
            end = new Result.Thrown(failure, parts.exchanges().overslept());
        }
        return new Result.Pushed(settling.done(), end);
    }

    private Result.Answered ask(Ask ask, ChangeSink sink) {
        long since = progress.now();
        Answer answer = parts.exchanges().make(ask, sink, cancel);
        return new Result.Answered(answer, since, null, staging.changes());
    }

    /** Makes the API call, alone or with a batch. The thread that closes the client may have taken it back by now. */
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
}
