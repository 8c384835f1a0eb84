package dev.mooring.sync.internal.run;

import dev.mooring.sync.ApiCall;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.SyncReport.HistoryChange;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.TransportException;
import dev.mooring.sync.TransportException.Delivery;
import dev.mooring.sync.TransportException.Kind;
import dev.mooring.sync.internal.account.Accounts;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.fault.HandlerFailed;
import dev.mooring.sync.internal.history.History;
import dev.mooring.sync.internal.history.Succession;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.ledger.Ledger.Frozen;
import dev.mooring.sync.internal.ledger.Sieve;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.order.Transition;
import dev.mooring.sync.internal.rebuild.Rebuilding;
import dev.mooring.sync.internal.rebuild.Swap;
import dev.mooring.sync.internal.run.Doubt.Verdict;
import dev.mooring.sync.internal.status.Aged;
import dev.mooring.sync.internal.status.Tally;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.HeldBack;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Shown;
import dev.mooring.sync.spi.SyncState;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.Vouch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sync, from the outbox as it stands to everything settled and everything pulled, or to the reason why not.
 *
 * <p>Each turn of the loop does the first of these that applies, and one exchange at most:
 * <ol>
 *   <li><b>check</b>, where the dialect needs it: does the history still agree with our cursor?
 *   <li><b>pull</b>, if there is news, or doubt about a batch, or the server keeps keys and nothing has shown yet what it has:
 *       matching what comes is the only evidence of what became of a batch whose end is unknown, and the only guard against
 *       overwriting what this client has not seen;
 *   <li><b>push</b> the frozen batch, or a new one;
 *   <li><b>call</b>, if an API call waits for the mutations before it and cannot ride with the last batch;
 *   <li><b>pull</b> once, if nothing has shown that we are up to date;
 *   <li>done.
 * </ol>
 *
 * <p>What to make of a push that failed is for the {@link Doubt}, once a pull has come to its end. A call is made once: whatever
 * the end, it is forgotten as it is sent.
 *
 * <p>A run is of one epoch of the lease. Where that has changed while an exchange was under way, its answer is not applied, as
 * another process has gone on from a state that the answer does not know: the run starts over, and pulls again.
 */
public final class SyncRun<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");
    private static final String WHO = "Sign in as the right user; if that is done, a rebuild takes what the server has";
    private static final String FASTER = "other writers were faster";
    private static final String PUT_OFF = "the server put off what was sent";
    private static final String CHANGED = "the server's history was another one";
    private static final int MAX_ROUNDS = 8;

    private final Ledger<DB> ledger;
    private final History<DB> history;
    private final Succession<DB> succession;
    private final Listing<DB> listing;
    private final Accounts<DB> accounts;
    private final Capabilities can;
    private final ServerOrder order;
    private final Sieve sieve;
    private final Trust trust;
    private final Tally tally;
    private final Swap<DB> swap;
    private final CallState call;
    private final CancelSwitch cancel = new CancelSwitch();
    private final Exchanges exchanges;

    private Doubt<DB> doubt;
    private Rebuilding<DB> rebuild;
    private Cursor cursor = Cursor.START;
    private boolean rebuilding;
    private boolean pending;
    private boolean needPull;
    private boolean pulling;
    /** What of ours the server shows older states of, in the running pull. */
    private final Aged aged = new Aged();
    /** Whether these are taken for what another writer has made of them. */
    private boolean acceptsAged;

    private boolean current;
    /** Why the history was not read to its end in this run. */
    private @Nullable ProtocolException held;

    private int rounds;
    /** Whether the running listing has shown anything. */
    private boolean shown;
    /** Whether it has shown nothing yet of what was confirmed, so that it may be somebody else's. */
    private boolean strange;
    /** Whether something of what was confirmed has been seen at this server, in this run. */
    private boolean familiar;
    /** How much of it was not applied, as it was strange. */
    private long passedOver;

    private long position;
    /** As far as the server's history went when it was checked; a pull that ends before has not shown what there is. */
    private long promised;

    public SyncRun(Parts<DB> parts, Sieve sieve, Trust trust, Tally tally, @Nullable ApiCall call) {
        this.ledger = parts.ledger();
        this.history = parts.history();
        this.succession = parts.succession();
        this.listing = parts.listing();
        this.accounts = parts.accounts();
        this.can = parts.can();
        this.order = parts.order();
        this.sieve = sieve;
        this.trust = trust;
        this.tally = tally;
        this.swap = parts.swap();
        this.doubt = new Doubt<>(ledger, history, can, order, sieve, tally);
        this.rebuild = new Rebuilding<>(ledger, swap, can, order, tally);
        this.call = new CallState(call);
        this.exchanges = parts.exchanges();
    }

    /** What runs are made of. */
    public record Parts<DB>(
            Ledger<DB> ledger,
            History<DB> history,
            Succession<DB> succession,
            Listing<DB> listing,
            Swap<DB> swap,
            Transport transport,
            Capabilities can,
            ServerOrder order,
            Accounts<DB> accounts,
            Exchanges exchanges) {}

    /** What the lane does next with this run. */
    public sealed interface Step {
        /** Another step, a little later: another writer was faster. */
        record Again(int round) implements Step {}

        /** The end; whether anybody was there, if it is no good one. */
        record Done(SyncReport report, @Nullable Duration retryAfter, boolean reached) implements Step {}
    }

    /** The call that came with the run. */
    public CallState call() {
        return call;
    }

    /** It is over. */
    public void ended() {
        tally.ended();
    }

    /** What has become of the server's history. */
    @Nullable
    public HistoryChange history() {
        return tally.history();
    }

    /** Whether it got anywhere: then trouble behind that is new trouble. */
    public boolean moved() {
        return tally.moved();
    }

    public void cancel() {
        cancel.cancel();
    }

    /** Runs until the end or a pause. On the lane thread. */
    public Step step() {
        try {
            Optional<Ledger.Position> entered = ledger.enter();
            if (!entered.isPresent()) {
                return done(new SyncReport.Elsewhere(0));
            }
            Ledger.Position position = entered.get();
            if (position.changedHands()) {
                forget();
            }
            tally.arrived(position.state());
            cursor = position.state().cursor();
            this.position = position.state().position();
            pending = position.counts().pending() > 0;
            tally.begun(position.counts().pending());
            rebuilding = position.rebuilding();
            while (true) {
                Step step = cancel.isCancelled()
                        ? done(new SyncReport.Interrupted(0))
                        : rebuilding ? rebuildTurn() : turn();
                if (step != null) {
                    return step;
                }
            }
        } catch (Ledger.RebuildBegun begun) {
            return new Step.Again(1);
        } catch (HandlerFailed e) {
            LOG.warn("{}", Shown.words(Failures.words(e)), Failures.bare(e));
            return failed(e);
        } catch (SyncException e) {
            return ended(e);
        } catch (Ledger.LeaseLost lost) {
            return done(new SyncReport.Elsewhere(0));
        } catch (Ledger.EpochOver over) {
            LOG.debug("another process has synced this storage meanwhile; this sync starts over");
            return over();
        } catch (Exception bug) {
            return broken(bug);
        }
    }

    /** The end in what nobody has foreseen; what was sent is resolved by evidence, as after a crash. */
    public Step.Done broken(Throwable bug) {
        LOG.error(
                "a sync ended in an unexpected exception; the outbox is kept and the sync is tried again",
                Failures.bare(bug));
        return failed(bug);
    }

    /** The run starts over, unless it has done so again and again. */
    private Step over() {
        rounds++;
        return rounds > MAX_ROUNDS ? done(new SyncReport.Elsewhere(0)) : new Step.Again(rounds);
    }

    /** What is in flight was cancelled as this process has slept: whether another one has synced, the next step finds out. */
    private Step ended(RuntimeException failure) {
        if (failure instanceof TransportException e && e.kind() == Kind.CANCELLED && exchanges.overslept()) {
            LOG.debug("this process has slept longer than its lease; this sync starts over");
            forget();
            return over();
        }
        return failed(failure);
    }

    /** Another process may have synced since the last step: whatever was learnt by then is old, and is learnt anew. */
    private void forget() {
        trust.lost();
        history.forget();
        doubt = new Doubt<>(ledger, history, can, order, sieve, tally);
        rebuild = new Rebuilding<>(ledger, swap, can, order, tally);
        held = null;
        needPull = false;
        pulling = false;
        current = false;
    }

    private @Nullable Step turn() {
        if (trust.needsCheck() && !needPull && (pending || trust.needsPull())) {
            return check();
        }
        if (needPull || (!current && order.pullsFirst(cursor.isStart(), pending && trust.unproven()))) {
            return pull();
        }
        Frozen frozen = ledger.freeze(sieve).orElse(null);
        tally.waiting(sieve.waits().told());
        if (frozen != null) {
            if (trust.needsCheck()) {
                // Written while the run was under way.
                pending = true;
                return null;
            }
            // A batch of other places was frozen when the storage was another's. A pull leads there and dissolves it.
            if (doubt.about(frozen) || trust.needsPull() || order.isElsewhere(frozen.batch(), cursor)) {
                needPull = true;
                return null;
            }
            return push(frozen);
        }
        if (held != null) {
            return failed(held);
        }
        String heldBack = sieve.release();
        if (heldBack != null) {
            return done(new SyncReport.Failed(Fault.SERVER, heldBack, 0, null));
        }
        if (call.waiting()) {
            return makeCall();
        }
        return current ? done(tally.synced()) : pull();
    }

    /** The server's state is fetched beside ours and put in its place, before anything else. */
    private @Nullable Step rebuildTurn() {
        Rebuilding.Turn turn = rebuild.turn((ask, sink) -> exchanges.make(ask, sink, cancel));
        if (turn instanceof Rebuilding.Turn.Mismatched other) {
            return incompatible(other.answer());
        } else if (turn instanceof Rebuilding.Turn.Unsteady unsteady) {
            return done(new SyncReport.Failed(
                    Fault.CONTENDED,
                    "the server's history changed again and again while it was fetched (" + unsteady.reason()
                            + "); the rebuild is not over",
                    0,
                    null));
        } else if (turn instanceof Rebuilding.Turn.CalledOff) {
            rebuilding = false;
            return new Step.Again(1);
        } else if (turn instanceof Rebuilding.Turn.Swapped swapped) {
            swapped(swapped);
        }
        return null;
    }

    private void swapped(Rebuilding.Turn.Swapped swapped) {
        rebuilding = false;
        cursor = swapped.done().state().cursor();
        position = swapped.done().state().position();
        promised = 0;
        pending = true;
        needPull = false;
        pulling = false;
        call.confirmed(swapped.done().acked());
        Swap.Done done = swapped.done();
        tally.swapped(done.state(), done.acked(), done.superseded().superseded(), done.changes());
        // The next push has it checked anew that this is the server's history.
        trust.lost();
        Long since = swapped.since();
        current = since != null;
        if (since != null) {
            accounts.bind(ledger, true);
            trust.pulled();
            tally.caughtUp(since);
        } else {
            tally.behind();
        }
    }

    private @Nullable Step check() {
        Answer answer = exchange(new Ask.Check(cursor));
        if (answer instanceof Answer.Incompatible other) {
            return incompatible(other);
        }
        if (answer instanceof Answer.HistoryReplaced replaced) {
            return replaced(replaced, null);
        }
        Step other = answer instanceof Answer.Settled settled ? recognised(settled.page()) : null;
        if (other != null) {
            return other;
        }
        trust.checked();
        if (answer instanceof Answer.Diverged news) {
            tally.behind();
            tally.expect(news.page().expected());
            promised = position + news.page().expected();
        }
        needPull |= answer instanceof Answer.Diverged || trust.needsPull();
        return null;
    }

    private @Nullable Step pull() {
        if (!pulling || cursor.isStart()) {
            Listing.Begun begun = listing.begin(cursor);
            cursor = begun.from();
            pulling = true;
            accounts.listing();
            shown = false;
            strange = begun.confirmed() > 0 && !familiar;
            passedOver = 0;
            aged.clear();
        }
        Cursor from = cursor;
        long since = tally.now();
        Answer answer;
        try {
            answer = exchange(new Ask.Pull(cursor));
        } catch (ProtocolException e) {
            if (e.kind() == ProtocolException.Kind.HELD && pushesHeld()) {
                held = e;
                return null;
            }
            throw e;
        }
        if (answer instanceof Answer.Incompatible other) {
            return incompatible(other);
        }
        if (answer instanceof Answer.HistoryReplaced replaced) {
            return replaced(replaced, null);
        }
        if (!(answer instanceof Answer.Settled settled)) {
            throw new ProtocolException("a pull was answered with what is no page of changes; nothing was moved", null);
        }
        Page page = settled.page();
        Step other = recognised(page);
        if (other != null) {
            return other;
        }
        if (passedOver > 0 && (!strange || page.listed() || !page.more())) {
            return strange ? strangers() : again();
        }
        if (aged.any() && !page.more()) {
            if (can.tellsRestores() && !acceptsAged) {
                return shownOlder(page);
            }
            tellAged();
        }
        if (page.listed()) {
            Step doubted = swept(page);
            if (doubted != null) {
                return doubted;
            }
        }
        if (!page.cursor().equals(cursor)) {
            cursor = page.cursor();
            if (passedOver == 0) {
                tally.arrived(ledger.arrive(cursor));
            }
        }
        tally.expect(page.expected());
        needPull = page.more();
        if (needPull) {
            if (cursor.equals(from)) {
                throw new ProtocolException("the server has more to pull, but nothing came; nothing was moved", null);
            }
            if (order.moreIsNews()) {
                tally.behind();
            }
            return null;
        }
        if (position < promised) {
            throw new ProtocolException(
                    "the server said that it has changes up to " + promised + " and showed those up to " + position
                            + " only; what it showed is kept",
                    null);
        }
        pulling = false;
        current = true;
        accounts.bind(ledger, page.listed() && !strange);
        trust.pulled();
        tally.caughtUp(since);
        return resolve();
    }

    /**
     * The rest of the history cannot be read here. What was read has shown whose it is, so what is written here goes out: one batch,
     * which stays in flight, as the history alone says what became of it. It is sent again by the next run, and others wait behind
     * it: to let it go unseen would leave nobody to say whether a replaced history holds it.
     */
    private boolean pushesHeld() {
        if (held != null || !order.sendsUnread()) {
            return false;
        }
        trust.pulled();
        pulling = false;
        needPull = false;
        return true;
    }

    /** A pull has to show what there is. */
    private void fallBehind() {
        current = false;
        tally.behind();
    }

    /** Keeps who the server says it is, or ends the run if it is another one than before. */
    private @Nullable Step recognised(Page page) {
        String known = ledger.recognise(page.identity());
        return known.equals(page.identity()) || page.identity().isEmpty()
                ? null
                : incompatible(new Answer.Incompatible(
                        Mismatch.OTHER_HISTORY,
                        "the server was " + known + " and says now that it is " + page.identity()
                                + ": it was replaced or built anew"));
    }

    /** All of it is of somebody else, and nothing of it was applied. */
    private Step strangers() {
        accounts.refuted();
        return incompatible(new Answer.Incompatible(
                Mismatch.OTHER_ACCOUNT,
                "the server shows " + Failures.counted(passedOver, "row")
                        + ", and nothing of what it had acknowledged here: the"
                        + " credential is somebody else's, or the server lost its data; nothing was sent or"
                        + " changed here. " + WHO));
    }

    /** It is ours after all; what was passed over until that was seen comes once more. */
    private @Nullable Step again() {
        passedOver = 0;
        familiar = true;
        pulling = false;
        needPull = true;
        cursor = Cursor.START;
        tally.arrived(ledger.arrive(cursor));
        return null;
    }

    /** What the listing did not show is gone, or is held back; ends the run if it cannot be of the server that we know. */
    private @Nullable Step swept(Page page) {
        Vouch vouch = page.vouch();
        boolean proven = accounts.proven();
        if (vouch == null && listing.wantsVouch()) {
            Counted counted = counted(page.cursor());
            if (counted.other() != null) {
                return incompatible(counted.other());
            }
            vouch = counted.vouch();
        }
        Listing.Swept swept = listing.end(shown, proven, vouch);
        swept.transitions().forEach(this::noted);
        if (swept.refused() == null) {
            SyncState state = swept.state();
            HeldBack held = state.held();
            tally.arrived(state);
            if (held.rows() > 0 && held.rows() != swept.before().rows()) {
                tally.withheld(held.rows(), swept.confirmed());
            }
            return null;
        }
        tally.withheld(swept.missing(), swept.confirmed());
        // A pull of what has changed would not contradict it: the next one lists again, until a listing is believed.
        cursor = Cursor.START;
        tally.arrived(ledger.arrive(cursor));
        return incompatible(new Answer.Incompatible(swept.refused(), unbelieved(swept, vouch)));
    }

    private static String unbelieved(Listing.Swept swept, @Nullable Vouch vouch) {
        String shows = vouch != null && !vouch.used()
                ? "the server has nothing, and does not know that this account was ever used"
                : "the server shows nothing of the " + Failures.counted(swept.confirmed(), "row") + " that it had";
        return shows
                + ": it lost data, or is another one, or the credential is somebody else's; nothing was deleted here"
                + (swept.refused() == Mismatch.OTHER_ACCOUNT ? ", and nothing is sent. " + WHO : "");
    }

    /**
     * What the server says of what it has.
     *
     * @param vouch what it counts; null if it does not say so now: then it confirms nothing
     * @param other if it is not the one that we know
     */
    private record Counted(@Nullable Vouch vouch, Answer.@Nullable Incompatible other) {}

    private Counted counted(Cursor from) {
        Vouch vouch = null;
        Cursor at = from;
        try {
            while (true) {
                Answer answer = exchange(new Ask.Check(at));
                if (answer instanceof Answer.Incompatible other) {
                    return new Counted(null, other);
                }
                if (!(answer instanceof Answer.Settled settled)) {
                    return new Counted(vouch, null);
                }
                Page page = settled.page();
                vouch = page.vouch() == null ? vouch : page.vouch();
                if (!page.more() || page.cursor().equals(at)) {
                    return new Counted(vouch, null);
                }
                at = page.cursor();
            }
        } catch (ProtocolException odd) {
            return new Counted(vouch, null);
        } catch (TransportException failure) {
            if (failure.delivery() != Delivery.ANSWERED || failure.kind() == Kind.AUTH) {
                throw failure;
            }
            return new Counted(vouch, null);
        }
    }

    /** A complete pull has shown what the server has: acts on what is known now of the batch. */
    private @Nullable Step resolve() {
        Doubt.Resolved resolved = doubt.resolve(cursor);
        SyncException failure = resolved.failure();
        if (failure == null || resolved.verdict() == Verdict.GO_ON) {
            return null;
        }
        boolean later = resolved.verdict() == Verdict.GO_ON_LATER && rounds < MAX_ROUNDS;
        return later ? nextRound(PUT_OFF, Failures.words(failure)) : failed(failure);
    }

    private @Nullable Step push(Frozen frozen) {
        Ask.Push push = frozen.ask();
        ApiCall riding = can.callsRide() && frozen.last() ? call.take() : null;
        if (riding != null) {
            call.rides(push.mutations());
        }
        doubt.pushing();
        history.sending(frozen.batch());
        tally.sending(frozen.batch().key(), frozen.members().size(), !frozen.fresh());
        long since = tally.now();
        Answer answer;
        try {
            answer = exchange(riding == null ? push : new Ask.Call(push.cursor(), push, riding));
        } catch (TransportException | ProtocolException failure) {
            return pushFailed(frozen, failure, riding);
        }
        if (answer instanceof Answer.Settled settled) {
            return settled(frozen, settled, riding != null, since);
        }
        if (answer instanceof Answer.CallFailed failed) {
            call.failed(failed.reason());
            needPull = true;
            return null;
        }
        call.giveBack(riding);
        if (answer instanceof Answer.Incompatible other) {
            if (frozen.fresh()) {
                history.refused(frozen.batch(), null);
            }
            return incompatible(other);
        }
        return answer instanceof Answer.HistoryReplaced replaced
                ? replaced(replaced, frozen)
                : diverged((Answer.Diverged) answer);
    }

    private @Nullable Step settled(Frozen frozen, Answer.Settled settled, boolean rode, long since) {
        if (rode) {
            call.answered(settled.response());
        }
        if (settled.outcomes().isEmpty() && !can.confirmsOnPull()) {
            throw new ProtocolException(
                    "the answer settles nothing of the "
                            + Failures.counted(frozen.sent().size(), "mutation") + " that it is for",
                    null);
        }
        boolean disputed = settled.outcomes().stream().anyMatch(order::disputes);
        if (disputed || settled.page().more()) {
            tally.behind(); // Before the outbox is empty: what is there now, only a pull shows.
        }
        Transition transition = ledger.settle(frozen, settled, sieve.waits());
        noted(transition);
        Cursor behind = settled.page().cursor();
        if (can.tellsRestores()
                && !behind.equals(frozen.batch().base())) { // It has learned what the server calls this state.
            cursor = behind;
            tally.arrived(ledger.arrive(cursor));
        }
        boolean taken =
                settled.outcomes().isEmpty() || settled.outcomes().stream().anyMatch(SyncRun::isTaken);
        if (can.confirmsOnPull()) {
            if (taken) {
                awaitEvidence(frozen);
                return null;
            }
            ledger.dissolve();
        }
        needPull = settled.page().more() || disputed;
        current = !needPull && (current || order.provesCurrent());
        if (current && order.provesCurrent()) {
            tally.caughtUp(since);
        }
        if (tellWaiting(settled.outcomes())) {
            return null; // It goes on without those that wait, whatever else was said of the batch.
        }
        if (transition.acked().isEmpty() && transition.rejected().isEmpty()) {
            return nextRound(
                    disputed ? FASTER : PUT_OFF, words(settled.outcomes().get(0)));
        }
        sieve.passed();
        return null;
    }

    /** Tells which mutations wait for another row now; returns whether there is any. */
    private boolean tellWaiting(List<Outcome> outcomes) {
        Map<UUID, String> words = new HashMap<>();
        outcomes.forEach(outcome -> words.put(outcome.mutation(), words(outcome)));
        List<OutboxEntry> news = sieve.waits().news();
        tally.waiting(sieve.waits().told());
        for (OutboxEntry entry : news) {
            tally.waiting(entry.mutation(), words.getOrDefault(entry.mutation().id(), ""));
        }
        return !news.isEmpty();
    }

    private static String words(Outcome outcome) {
        if (outcome instanceof Outcome.Waiting waiting) {
            return waiting.reason();
        }
        return outcome instanceof Outcome.Deferred deferred
                ? deferred.reason()
                : outcome instanceof Outcome.Conflict conflict ? conflict.reason() : "nothing was taken";
    }

    private static boolean isTaken(Outcome outcome) {
        return outcome instanceof Outcome.Accepted || outcome instanceof Outcome.Duplicate;
    }

    /** The answer says that the batch was taken; the pull has to show it, or the same batch goes out again. */
    private void awaitEvidence(Frozen frozen) {
        doubt.suspect(
                frozen,
                new TransportException(
                        Kind.SERVER,
                        Delivery.ANSWERED,
                        null,
                        "the server took a batch of "
                                + Failures.counted(frozen.sent().size(), "mutation")
                                + " and does not show all of it",
                        null));
        needPull = true;
        fallBehind();
    }

    private @Nullable Step diverged(Answer.Diverged diverged) {
        fallBehind();
        // What the answer brought along is applied; the rest is pulled, and is the evidence for the batch as well.
        needPull = true;
        if (!order.keepsRest()) {
            ledger.dissolve();
        }
        return nextRound(FASTER, diverged.reason());
    }

    private @Nullable Step replaced(Answer.HistoryReplaced replaced, @Nullable Frozen pushed) {
        if (pushed != null && pushed.fresh()) {
            history.refused(pushed.batch(), replaced.cursor());
        }
        Succession.Verdict verdict = succession.of(replaced, (ask, sink) -> exchanges.make(ask, sink, cancel));
        if (verdict instanceof Succession.Verdict.Doubted doubted) {
            return incompatible(doubted.answer());
        }
        if (verdict instanceof Succession.Verdict.Moved moved) {
            needPull = true;
            fallBehind();
            return nextRound(CHANGED, moved.reason());
        }
        LOG.debug("the server's history was replaced; pending mutations are kept");
        history.replace(replaced, cursor).forEach(tally::merged);
        cursor = replaced.cursor();
        position = 0;
        promised = 0;
        tally.arrived(ledger.arrive(cursor));
        tally.replaced(replaced.reason());
        trust.lost();
        needPull = true;
        fallBehind();
        return nextRound(CHANGED, replaced.reason());
    }

    private @Nullable Step nextRound(String what, String reason) {
        rounds++;
        if (rounds > MAX_ROUNDS) {
            return done(new SyncReport.Failed(
                    Fault.CONTENDED, what + " " + rounds + " times in a row (" + reason + ")", 0, null));
        }
        return rounds == 1 ? null : new Step.Again(rounds);
    }

    private @Nullable Step pushFailed(Frozen frozen, SyncException failure, @Nullable ApiCall riding) {
        Delivery delivery = failure instanceof TransportException e ? e.delivery() : Delivery.MAYBE_SENT;
        Kind kind = Doubt.kind(failure);
        boolean refusedAsAWhole = delivery == Delivery.ANSWERED && (kind == Kind.AUTH || kind == Kind.THROTTLED);
        if (riding != null) {
            call.ended(riding, failure);
        }
        if (delivery == Delivery.NOT_SENT || kind == Kind.CANCELLED || refusedAsAWhole) {
            return ended(failure);
        }
        doubt.suspect(frozen, failure);
        needPull = true;
        fallBehind();
        return null;
    }

    private @Nullable Step makeCall() {
        ApiCall made = call.take();
        if (made == null) {
            return null;
        }
        Answer answer;
        try {
            answer = exchange(new Ask.Call(cursor, null, made));
        } catch (TransportException | ProtocolException failure) {
            call.ended(made, failure);
            return ended(failure);
        }
        if (answer instanceof Answer.Settled settled) {
            call.answered(settled.response());
            needPull = settled.page().more();
            current = !needPull && (current || order.provesCurrent());
            if (needPull) {
                tally.behind();
            }
            return null;
        }
        if (answer instanceof Answer.CallFailed failed) {
            call.failed(failed.reason());
            return null;
        }
        call.giveBack(made);
        if (answer instanceof Answer.HistoryReplaced replaced) {
            return replaced(replaced, null);
        }
        return answer instanceof Answer.Incompatible other ? incompatible(other) : diverged((Answer.Diverged) answer);
    }

    private Answer exchange(Ask ask) {
        return exchanges.make(ask, this::slice, cancel);
    }

    private void slice(List<Incoming> slice, @Nullable Cursor after) {
        shown |= !slice.isEmpty();
        if (strange && !slice.isEmpty()) {
            strange = !accounts.proven() && !ledger.knows(slice);
            if (strange) {
                passedOver += slice.size();
                return;
            }
        }
        boolean holds = can.tellsRestores() && !acceptsAged;
        ledger.slice(slice, after, holds, transition -> {
            tally.recognised();
            noted(transition);
        });
        tally.recognised();
        if (order.keepsRows()) {
            tally.stamped(slice);
        }
        Thread.interrupted(); // What the app's handler or policy has left there must not end the exchange.
    }

    private void noted(Transition transition) {
        cursor = transition.state().cursor();
        position = transition.state().position();
        call.confirmed(transition.acked());
        transition.keys().aged().forEach(aged::add);
        tally.merged(transition);
    }

    /**
     * Unless the server says that it was restored, whoever wrote what it shows has come late. What was held back comes once more.
     */
    private @Nullable Step shownOlder(Page page) {
        if (can.vouches()) {
            Answer.Incompatible other = counted(page.cursor()).other();
            if (other != null) {
                return incompatible(other);
            }
        }
        tellAged();
        acceptsAged = true;
        pulling = false;
        needPull = true;
        if (!can.listsAll()) {
            cursor = Cursor.START;
            tally.arrived(ledger.arrive(cursor));
        }
        return null;
    }

    /** Once, whether it waits or was taken over at once, as the server can tell nothing of it. */
    private void tellAged() {
        if (aged.count() > 0 && !acceptsAged) {
            tally.aged(aged.told(), aged.count());
        }
        aged.clear();
    }

    private Step incompatible(Answer.Incompatible other) {
        if (other.mismatch() != Mismatch.OTHER_ACCOUNT) {
            accounts.refuted(); // Whoever it was that this was shown to.
        }
        trust.lost();
        Cursor known = other.known();
        if (known != null) {
            cursor = known;
            tally.arrived(ledger.arrive(known));
        }
        SyncReport report = new SyncReport.Incompatible(other.mismatch(), other.reason(), 0);
        if (report.history() != null) {
            tally.doubted(other.reason());
        }
        return done(report);
    }

    private Step.Done failed(Throwable failure) {
        trust.lost();
        boolean reached = !(failure instanceof TransportException unsent)
                || unsent.kind() != Kind.OFFLINE
                || unsent.delivery() != Delivery.NOT_SENT;
        if (failure instanceof StorageException broken) {
            tally.storageFailed(broken);
        }
        Duration retryAfter = failure instanceof TransportException e ? e.retryAfter() : null;
        return new Step.Done(Failures.report(failure), retryAfter, reached);
    }

    private static Step done(SyncReport report) {
        return new Step.Done(report, null, true);
    }
}
