package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.listing.Listing;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Ended;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.state.Step.Purpose;
import dev.mooring.sync.internal.status.News;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.spi.storage.HeldBack;
import org.jspecify.annotations.Nullable;

/**
 * Plans what is left to do with a page once it is known whose history it is. Each step may end the run:
 * <pre>
 *   [Check: restored?] ─▶ [Weigh ─▶ [Check: counts?] ─▶ Sweep] ─▶ Arrive ─▶ more: next Pull
 *                                                                    └▶ end: Bind ─▶ Find
 * </pre>
 * After {@code Find} the {@link DoubtPlan} decides.
 */
final class PagePlan {
    static final String WHO = "Sign in as the right user; if that is done, a rebuild takes what the server has";

    private final Server server;

    PagePlan(Server server) {
        this.server = server;
    }

    /** The page is of the right account and history. It may show older states than this client has seen. */
    RunState ours(RunState state, Page page) {
        if (!state.seen().aged().any() || page.more()) {
            return listed(state, page);
        }
        if (!server.can().tellsRestores() || state.is(Mark.ACCEPTS_AGED)) {
            return listed(tellingAged(state), page);
        }
        return server.can().vouches()
                ? state.doing(new Step.Check(page.cursor(), Purpose.Plain.AGING))
                : acceptingAged(state);
    }

    /** Tells once that older states have come. */
    private static RunState tellingAged(RunState state) {
        RunState told = state.seen().aged().count() == 0 || state.is(Mark.ACCEPTS_AGED)
                ? state
                : state.telling(News.of(News.Kind.AGED));
        return told.seeing(state.seen().toldAged());
    }

    /** Accepts the older states, as another writer's writes that arrived late. What was held back is pulled again. */
    private RunState acceptingAged(RunState state) {
        RunState next = tellingAged(state)
                .ended(null)
                .with(Mark.ACCEPTS_AGED)
                .without(Mark.PULLING)
                .with(Mark.NEEDS_PULL);
        return server.can().listsAll()
                ? next.turning()
                : next.at(Cursor.START).doing(new Step.Move(Cursor.START, null));
    }

    private RunState listed(RunState state, Page page) {
        return page.listed() ? state.doing(new Step.Weigh(page.vouch() == null)) : arrive(state);
    }

    /** It is known whether the credential is proven, and whether the listing has missed rows. */
    RunState weighed(RunState state, Result.Weighed weighed) {
        Page page = ended(state).page();
        return weighed.wantsVouch()
                ? state.doing(new Step.Check(page.cursor(), new Purpose.Counting(weighed.proven(), null)))
                : sweep(state, weighed.proven(), page.vouch());
    }

    private static RunState sweep(RunState state, boolean proven, @Nullable Vouch vouch) {
        return state.doing(new Step.Sweep(state.seen().shown(), proven, vouch));
    }

    // ---- what the server counts, or says of its own past

    /** The server has told how many rows it counts, or whether it was restored. */
    RunState asked(RunState state, Step.Check check, Result.Answered answered) {
        Answer answer = answered.answer();
        if (answer instanceof Answer.Incompatible other) {
            return Ends.incompatible(state, other);
        }
        Purpose purpose = check.purpose();
        if (!(answer instanceof Answer.Settled settled)) {
            return unasked(state, purpose);
        }
        Page page = settled.page();
        if (purpose instanceof Purpose.Counting counting && page.vouch() != null) {
            purpose = new Purpose.Counting(counting.proven(), page.vouch());
        }
        return page.more() && !page.cursor().equals(check.from())
                ? state.doing(new Step.Check(page.cursor(), purpose))
                : unasked(state, purpose);
    }

    /**
     * The server did not say what it counts or whether it was restored. A server that cannot be reached, or that refuses the credential,
     * ends the run. Any other failure counts as no confirmation.
     */
    RunState notAsked(RunState state, Step.Check check, Result.Thrown thrown) {
        boolean over = thrown.failure() instanceof TransportException e
                && (e.delivery() != Delivery.ANSWERED || e.kind() == Kind.AUTH);
        return over ? Ends.failed(state, thrown.failure(), thrown.overslept()) : unasked(state, check.purpose());
    }

    private RunState unasked(RunState state, Purpose purpose) {
        return purpose instanceof Purpose.Counting counting
                ? sweep(state, counting.proven(), counting.vouch())
                : acceptingAged(state);
    }

    // ---- the end of a listing, of a page, and of a pull

    /** The listing has ended, and what it did not show is gone or held back. */
    RunState swept(RunState state, Step.Sweep sweep, Listing.Swept swept) {
        Mismatch refused = swept.refused();
        if (refused == null) {
            HeldBack held = swept.state().held();
            boolean fewer = held.rows() > 0 && held.rows() != swept.before().rows();
            return arrive(fewer ? withheld(state, held.rows(), swept) : state);
        }
        RunState ended = Ends.incompatible(
                withheld(state, swept.missing(), swept),
                new Answer.Incompatible(refused, unbelieved(refused, swept, sweep.vouch())));
        // A pull of changes alone could not contradict this. So the next pull lists everything again, until a listing
        // is believed.
        return ended.at(Cursor.START).doing(new Step.Move(Cursor.START, (Step.Done) ended.step()));
    }

    private static RunState withheld(RunState state, long missing, Listing.Swept swept) {
        return state.telling(new News(News.Kind.WITHHELD, missing, swept.confirmed(), ""));
    }

    private static String unbelieved(Mismatch refused, Listing.Swept swept, @Nullable Vouch vouch) {
        String shows = vouch != null && !vouch.used()
                ? "the server has nothing, and does not know that this account was ever used"
                : "the server shows nothing of the " + Failures.counted(swept.confirmed(), "row") + " that it had";
        return shows
                + ": it lost data, or is another one, or the credential is somebody else's; nothing was deleted here"
                + (refused == Mismatch.OTHER_ACCOUNT ? ", and nothing is sent. " + WHO : "");
    }

    private RunState arrive(RunState state) {
        Cursor end = ended(state).page().cursor();
        if (end.equals(state.cursor())) {
            return arrived(state);
        }
        RunState there = state.at(end);
        return there.seen().passedOver() == 0 ? there.doing(new Step.Arrive(end)) : arrived(there);
    }

    /** The cursor stands where the pull has ended. */
    RunState arrived(RunState state) {
        Ended ended = ended(state);
        Page page = ended.page();
        RunState next =
                state.telling(News.of(News.Kind.EXPECT, page.expected())).with(Mark.NEEDS_PULL, page.more());
        if (page.more()) {
            if (page.cursor().equals(ended.from())) {
                return Ends.broken(next, "the server has more to pull, but nothing came; nothing was moved");
            }
            next = next.ended(null).turning();
            return server.order().moreIsNews() ? next.telling(News.of(News.Kind.BEHIND)) : next;
        }
        long position = next.seen().position();
        if (position < next.promised()) {
            return Ends.broken(
                    next,
                    "the server said that it has changes up to " + next.promised() + " and showed those up to "
                            + position + " only; what it showed is kept");
        }
        boolean familiar = page.listed() && !next.seen().strange();
        return next.ended(null)
                .without(Mark.PULLING)
                .with(Mark.CURRENT)
                .doing(new Step.Bind(familiar, ended.since(), true));
    }

    /** The storage is bound to the account of the credential, or was bound before. */
    RunState bound(RunState state, Step.Bind bind) {
        RunState next = trusted(state).telling(News.of(News.Kind.CAUGHT_UP, bind.since()));
        return bind.pulled() ? next.doing(Step.Plain.FIND) : next.turning();
    }

    /** A pull has shown the history. */
    static RunState trusted(RunState state) {
        return state.with(state.lasting().pulled(state.trust().pulled(state.now(), state.is(Mark.STALE))));
    }

    /** The page that is worked through. */
    static Ended ended(RunState state) {
        Ended ended = state.ended();
        if (ended == null) {
            throw new IllegalStateException("there is no page to work through");
        }
        return ended;
    }
}
