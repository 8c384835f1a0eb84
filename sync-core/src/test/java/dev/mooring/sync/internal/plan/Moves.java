package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.fault.HandlerFailed;
import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.history.Succession.Evidence;
import dev.mooring.sync.internal.lease.RunOver;
import dev.mooring.sync.internal.ledger.Frozen;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.listing.Listing;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.rebuild.RebuildCalledOff;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.state.Step.Purpose;
import dev.mooring.sync.internal.state.Step.Suspicion;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.HeldBack;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.SyncState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every step, and all that each can come to: small values that stand for every kind. */
final class Moves {
    static final Cursor HERE = new Cursor("1");
    static final Cursor THERE = new Cursor("2");
    static final Answer.HistoryReplaced REPLACED =
            new Answer.HistoryReplaced(new Cursor("9"), new Snapshot("{}"), "another generation");
    private static final Answer.HistoryReplaced EMPTY =
            new Answer.HistoryReplaced(Cursor.START, new Snapshot(""), "built anew");
    private static final Vouch UNUSED = new Vouch(0, false, true);

    private Moves() {}

    static OutboxEntry entry(int seq) {
        Mutation mutation = Mutation.of("todo", Integer.toString(seq), "set", "1");
        return new OutboxEntry(seq, mutation.recorded(new UUID(0, seq), Instant.EPOCH), 1);
    }

    static Batch batch(int key, int failures) {
        return new Batch(new UUID(1, key), HERE, Instant.EPOCH, List.of(1L, 2L), failures);
    }

    static Frozen frozen(Batch batch, int size, boolean fresh) {
        List<OutboxEntry> members = size == 1 ? List.of(entry(1)) : List.of(entry(1), entry(2));
        return new Frozen(batch, batch.base(), members, members, fresh, true, null);
    }

    /** A batch with another one that is frozen behind it. */
    static Frozen two() {
        return frozen(batch(1, 0), 2, true).before(frozen(batch(2, 0), 2, true));
    }

    static List<Suspicion> suspicions() {
        List<Suspicion> all = new ArrayList<>();
        for (int failures : new int[] {0, Sieve.PATIENCE}) {
            for (int size : new int[] {1, 2}) {
                Frozen frozen = frozen(batch(1, failures), size, false);
                all.add(new Suspicion(frozen, failure(Kind.SERVER, Delivery.ANSWERED)));
                all.add(new Suspicion(frozen, failure(Kind.OFFLINE, Delivery.MAYBE_SENT)));
                all.add(new Suspicion(frozen, failure(Kind.TOO_LARGE, Delivery.ANSWERED)));
                all.add(new Suspicion(frozen, failure(Kind.INVALID, Delivery.ANSWERED)));
                all.add(new Suspicion(frozen, new ProtocolException("garbage", null)));
            }
        }
        return all;
    }

    private static TransportException failure(Kind kind, Delivery delivery) {
        return new TransportException(kind, delivery, Duration.ofSeconds(3), "no", null);
    }

    private static List<Purpose> checks() {
        return List.of(
                Purpose.Plain.TRUSTING,
                new Purpose.Counting(true, null),
                new Purpose.Counting(false, UNUSED),
                Purpose.Plain.AGING,
                new Purpose.Fetching(rebuild(HERE)));
    }

    private static List<Purpose> pulls() {
        return List.of(
                Purpose.Plain.MERGING,
                new Purpose.Looking(REPLACED, new Evidence(true, true, 0, false, false)),
                new Purpose.Looking(EMPTY, new Evidence(true, false, 0, true, false)),
                new Purpose.Fetching(rebuild(Cursor.START)),
                new Purpose.Fetching(rebuild(HERE)));
    }

    static Rebuild rebuild(Cursor at) {
        return Rebuild.begun(Instant.EPOCH, Rebuild.Drops.NONE).moved(at, 1, 1);
    }

    static List<Step> steps() {
        Step.Done done = new Step.Done(new SyncReport.Interrupted(0), null, true);
        Answer.Settled settled = answered(HERE, false, taken(1));
        List<Step> all = new ArrayList<>();
        checks().forEach(purpose -> all.add(new Step.Check(HERE, purpose)));
        pulls().forEach(purpose -> all.add(new Step.Pull(HERE, purpose)));
        for (boolean fresh : new boolean[] {true, false}) {
            all.add(new Step.Push(frozen(batch(1, 0), 2, fresh), fresh));
        }
        Step.Settle plain = new Step.Settle(two(), answered(HERE, false, taken(1, 2)), 5, true, false);
        all.add(new Step.Push(two(), false));
        all.add(new Step.Push(frozen(batch(2, 0), 2, true).at(THERE), false, plain));
        all.addAll(List.of(
                new Step.Hear(HERE, false),
                new Step.Call(HERE),
                Step.Plain.ENTER,
                new Step.Begin(HERE),
                new Step.Recognise("a", 4),
                new Step.Recognise("", Page.UNKNOWN),
                new Step.Weigh(true),
                new Step.Sweep(true, true, null),
                new Step.Sweep(false, false, UNUSED),
                new Step.Arrive(THERE),
                new Step.Move(THERE, null),
                new Step.Move(THERE, done),
                new Step.Bind(true, 5, true),
                new Step.Bind(false, 5, false),
                Step.Plain.FIND,
                Step.Plain.FREEZE,
                new Step.Settle(frozen(batch(1, 0), 2, true), settled, 5, true, true),
                new Step.Settle(frozen(batch(1, 0), 2, true), answered(THERE, true, taken(1)), 5, true, false),
                new Step.Settle(frozen(batch(1, 0), 2, true), settled, 5, false, false),
                new Step.Dissolve(null, null),
                new Step.Dissolve(done, null),
                new Step.Quarantine(entry(1), "no", null),
                new Step.Quarantine(entry(1), "no", done),
                Step.Plain.SETTLE_ORPHAN,
                new Step.Compare(REPLACED),
                new Step.Replace(EMPTY),
                Step.Plain.RESUME,
                new Step.Stage(new Page(THERE, false), 5),
                new Step.Stage(new Page(THERE, true).of("b"), 5),
                new Step.Restart(HERE, null),
                Step.Plain.SWAP,
                new Step.Wait(1)));
        for (Suspicion suspicion : suspicions()) {
            all.add(new Step.Dissolve(null, suspicion));
            all.add(new Step.Blame(batch(1, 0), suspicion));
        }
        return all;
    }

    static Answer.Settled settled(Cursor at, boolean more) {
        return answered(at, more, List.of());
    }

    private static Answer.Settled answered(Cursor at, boolean more, List<Outcome> outcomes) {
        return new Answer.Settled(outcomes, new Page(at, more), null);
    }

    static List<Outcome> taken(int... seqs) {
        return IntStream.of(seqs)
                .<Outcome>mapToObj(seq -> new Outcome.Accepted(new UUID(0, seq), 3))
                .toList();
    }

    private static List<Answer> answers() {
        UUID first = new UUID(0, 1);
        List<Answer> all = new ArrayList<>();
        for (boolean more : new boolean[] {false, true}) {
            all.add(settled(HERE, more));
            all.add(settled(THERE, more));
            all.add(answered(THERE, more, taken(1)));
            all.add(answered(THERE, more, taken(1, 2)));
            all.add(new Answer.Diverged(new Page(THERE, more).expecting(4), "behind"));
        }
        Page listed = new Page(THERE, false, true);
        all.add(new Answer.Settled(List.of(), listed.of("a"), null));
        all.add(new Answer.Settled(List.of(), listed.vouching(Vouch.WHOLE), null));
        all.add(answered(HERE, false, List.of(new Outcome.Duplicate(first))));
        all.add(answered(HERE, false, List.of(new Outcome.Rejected(first, "no"))));
        all.add(answered(HERE, false, List.of(new Outcome.Conflict(first, "taken"))));
        all.add(answered(HERE, false, List.of(new Outcome.Deferred(first, "later"))));
        all.add(answered(HERE, false, List.of(new Outcome.Waiting(first, "list", "1", "no list"))));
        all.add(new Answer.CallFailed("no answer"));
        for (Mismatch mismatch : Mismatch.values()) {
            all.add(new Answer.Incompatible(mismatch, "another one", mismatch == Mismatch.KNOWS_LESS ? THERE : null));
        }
        all.add(REPLACED);
        all.add(EMPTY);
        return all;
    }

    private static final List<Answer> ANSWERS = answers();
    private static final List<Result> BROKEN_EXCHANGES = brokenExchanges();
    private static final List<Result> BROKEN = Stream.of(
                    new ProtocolException("garbage", null),
                    new ProtocolException(ProtocolException.Kind.HELD, "unreadable", null),
                    new StorageException(StorageException.Kind.IO, "gone", null),
                    new HandlerFailed("the handler failed", new IllegalStateException("app")),
                    new IllegalStateException("a bug"),
                    new RunOver.LeaseLost(),
                    new RunOver.EpochOver(),
                    new RunOver.RebuildBegun(),
                    new RebuildCalledOff())
            .<Result>map(failure -> new Result.Thrown(failure, false))
            .toList();

    private static List<Result> brokenExchanges() {
        List<Result> all = new ArrayList<>();
        for (Delivery delivery : Delivery.values()) {
            for (Kind kind : Kind.values()) {
                all.add(new Result.Thrown(failure(kind, delivery), false));
            }
            all.add(new Result.Thrown(failure(Kind.CANCELLED, delivery), true));
        }
        return all;
    }

    /** All that a step can come to. */
    static List<Result> of(Step step) {
        if (step instanceof Step.Wait) {
            return List.of(Result.Plain.GO);
        }
        boolean alone = !(step instanceof Step.Push push) || push.before() == null;
        Stream<Result> broken = isExchange(step) && alone ? BROKEN_EXCHANGES.stream() : Stream.of();
        return Stream.concat(Stream.concat(broken, BROKEN.stream()), good(step)).toList();
    }

    private static boolean isExchange(Step step) {
        return step instanceof Step.Check
                || step instanceof Step.Pull
                || step instanceof Step.Push
                || step instanceof Step.Hear
                || step instanceof Step.Call;
    }

    private static Stream<Result> good(Step step) {
        if (step instanceof Step.Pull pull && pull.purpose() instanceof Purpose.Looking) {
            return ANSWERS.stream()
                    .flatMap(answer -> Stream.of(false, true).map(shown -> {
                        Evidence seen = new Evidence(true, shown, 0, true, shown);
                        return new Result.Answered(answer, 5, seen, 0);
                    }));
        }
        if (step instanceof Step.Push push && push.before() != null) {
            Frozen sent = push.frozen().before(frozen(batch(3, 0), 2, true));
            return Stream.concat(
                            BROKEN_EXCHANGES.stream(),
                            ANSWERS.stream().map(answer -> new Result.Answered(answer, 5, null, 1)))
                    .map(end -> new Result.Pushed(sent, end));
        }
        if (isExchange(step)) {
            return ANSWERS.stream().map(answer -> new Result.Answered(answer, 5, null, 1));
        }
        if (step == Step.Plain.ENTER) {
            return Stream.of(
                    new Result.Entered(null),
                    entered(Cursor.START, 0, false, true),
                    entered(HERE, 2, false, false),
                    entered(HERE, 0, true, false));
        }
        if (step instanceof Step.Begin) {
            return Stream.of(new Result.Begun(HERE, 0), new Result.Begun(Cursor.START, 3));
        }
        if (step instanceof Step.Recognise) {
            return Stream.of(new Result.Named("a", false), new Result.Named("b", false), new Result.Named("a", true));
        }
        if (step instanceof Step.Weigh) {
            return Stream.of(new Result.Weighed(true, false), new Result.Weighed(false, true));
        }
        if (step instanceof Step.Sweep) {
            return Stream.of(
                    swept(null, 0), swept(null, 2), swept(Mismatch.KNOWS_LESS, 2), swept(Mismatch.OTHER_ACCOUNT, 2));
        }
        if (step == Step.Plain.FIND) {
            return Stream.of(
                    new Result.Found(null),
                    new Result.Found(new Ledger.Held(batch(1, 0), 0)),
                    new Result.Found(new Ledger.Held(batch(1, 0), 1)),
                    new Result.Found(new Ledger.Held(batch(1, 0), 2)),
                    new Result.Found(new Ledger.Held(batch(1, 0).orphan(), 2)));
        }
        if (step == Step.Plain.FREEZE) {
            Sieve sieve = Sieve.of(4);
            return Stream.of(
                    new Result.Picked(null, sieve),
                    new Result.Picked(null, sieve.suspect(List.of(entry(1)), "no")),
                    new Result.Picked(frozen(batch(1, 0), 2, true), sieve),
                    new Result.Picked(two(), sieve),
                    new Result.Picked(frozen(batch(1, 0), 2, false), sieve),
                    new Result.Picked(frozen(batch(2, 3), 1, false), sieve));
        }
        if (step instanceof Step.Settle) {
            return Stream.of(
                    new Result.Settled(true, false), new Result.Settled(false, false), new Result.Settled(false, true));
        }
        if (step instanceof Step.Dissolve || step instanceof Step.Blame) {
            return Stream.of(0, 1, 2, Sieve.PATIENCE).map(Result.Counted::new);
        }
        if (step instanceof Step.Compare) {
            return Stream.of(
                            new Evidence(false, true, 0, false, false),
                            new Evidence(true, true, 3, false, false),
                            new Evidence(true, true, 0, false, false),
                            new Evidence(true, false, 0, false, false))
                    .map(Result.Compared::new);
        }
        if (step instanceof Step.Replace) {
            return Stream.of(new Result.Replaced(Refused.NONE), new Result.Replaced(new Refused(new UUID(1, 1), HERE)));
        }
        if (step == Step.Plain.RESUME) {
            return Stream.of(rebuild(Cursor.START), rebuild(HERE), rebuild(HERE).whole())
                    .map(Result.Ready::new);
        }
        if (step instanceof Step.Stage) {
            return Stream.of(new Result.Staged(true), new Result.Staged(false));
        }
        return Stream.of(step == Step.Plain.SWAP ? new Result.Swapped(THERE, 0) : Result.Plain.OVER);
    }

    static Result.Entered entered(Cursor at, long pending, boolean rebuilding, boolean changedHands) {
        return new Result.Entered(new Ledger.Position(new SyncState(at, 0), pending, rebuilding, changedHands));
    }

    static Result.Swept swept(Mismatch refused, long missing) {
        HeldBack none = HeldBack.none(0);
        return new Result.Swept(new Listing.Swept(List.of(), missing, 2, refused, none, new SyncState(HERE, 0)));
    }
}
