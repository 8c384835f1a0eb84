package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Fetch;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.state.Step.Purpose;
import dev.mooring.sync.internal.status.News;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.storage.Rebuild;
import org.jspecify.annotations.Nullable;

/**
 * Plans a run's part of a rebuild. Before anything else, the run fetches the server's state beside the present one, and then puts it in its
 * place.
 *
 * <p>The server's history may be replaced at any time. If the server says so, or says that it is another one, or contradicts a cursor of
 * the staging, all that was staged is dropped and the fetch begins anew. If it contradicts even the start of its history, the server is
 * broken, and the run ends.
 */
final class FetchPlan {
    private static final int MAX_RESTARTS = 8;

    private final Server server;

    FetchPlan(Server server) {
        this.server = server;
    }

    /**
     * Goes on with the fetch. Once a run it is checked first that a half-fetched history is still the server's: an empty page does not
     * prove it.
     */
    RunState ready(RunState state, Rebuild rebuild) {
        if (rebuild.fetched()) {
            return state.doing(Step.Plain.SWAP);
        }
        Fetch fetch = state.fetch();
        boolean check = !fetch.checked() && server.can().checks();
        Purpose purpose = new Purpose.Fetching(rebuild);
        return state.with(new Fetch(true, fetch.restarts(), fetch.promised(), fetch.since()))
                .doing(check ? new Step.Check(rebuild.cursor(), purpose) : new Step.Pull(rebuild.cursor(), purpose));
    }

    /** A check or a pull of the fetch was answered. */
    RunState answered(RunState state, Rebuild rebuild, Result.Answered answered) {
        Answer answer = answered.answer();
        if (answer instanceof Answer.Settled done) {
            return fetched(state, rebuild, done.page(), answered);
        }
        if (answer instanceof Answer.Diverged diverged) {
            return fetched(state, rebuild, diverged.page(), answered);
        }
        if (answer instanceof Answer.HistoryReplaced replaced) {
            return restart(state, replaced.cursor(), replaced.snapshot(), replaced.reason());
        }
        if (answer instanceof Answer.Incompatible other) {
            boolean atStart = rebuild.cursor().isStart() || other.mismatch() == Mismatch.OTHER_ACCOUNT;
            return atStart ? Ends.incompatible(state, other) : restart(state, Cursor.START, null, other.reason());
        }
        return Ends.broken(state, "a pull was answered with what is no page of changes; the rebuild is not over");
    }

    private static RunState fetched(RunState state, Rebuild rebuild, Page page, Result.Answered answered) {
        Fetch fetch = state.fetch();
        if (state.step() instanceof Step.Check) {
            long promised = answered.staged() + Math.max(0, page.expected());
            return state.with(new Fetch(true, fetch.restarts(), promised, fetch.since()))
                    .turning();
        }
        if (page.more() && page.cursor().equals(rebuild.cursor())) {
            return Ends.broken(state, "the server has more to pull, but nothing came; the rebuild is not over");
        }
        if (!page.more() && answered.staged() < fetch.promised()) {
            return Ends.broken(
                    state,
                    "the server said that it has " + fetch.promised() + " changes and showed " + answered.staged()
                            + " only; the rebuild is not over");
        }
        return state.doing(new Step.Stage(page, answered.since()));
    }

    /** A page was stored beside what is here, if it is of the history that was fetched so far. */
    RunState staged(RunState state, Step.Stage stage, boolean same) {
        Page page = stage.page();
        if (!same) {
            return restart(state, Cursor.START, null, "the server says now that it is " + page.identity());
        }
        Fetch fetch = state.fetch();
        Long since = page.more() ? null : Long.valueOf(stage.since());
        return state.with(new Fetch(true, fetch.restarts(), fetch.promised(), since))
                .telling(News.of(News.Kind.EXPECT, page.expected()))
                .turning();
    }

    private static RunState restart(RunState state, Cursor from, @Nullable Snapshot snapshot, String reason) {
        int restarts = state.fetch().restarts() + 1;
        if (restarts > MAX_RESTARTS) {
            String message = "the server's history changed again and again while it was fetched (" + reason
                    + "); the rebuild is not over";
            return Ends.done(state, new SyncReport.Failed(Fault.CONTENDED, message, 0, null));
        }
        return state.with(new Fetch(true, restarts, 0, state.fetch().since())).doing(new Step.Restart(from, snapshot));
    }

    /** The new state is in place. The next push checks again that this is the server's history. */
    RunState swapped(RunState state, Result.Swapped swapped) {
        Long since = state.fetch().since();
        RunState next = state.seeing(state.seen().at(swapped.cursor(), swapped.position()))
                .with(state.trust().lost())
                .promised(0)
                .without(Mark.REBUILDING)
                .with(Mark.PENDING)
                .without(Mark.NEEDS_PULL)
                .without(Mark.PULLING)
                .with(Mark.CURRENT, since != null);
        return since == null
                ? next.telling(News.of(News.Kind.BEHIND)).turning()
                : next.doing(new Step.Bind(true, since, false));
    }
}
