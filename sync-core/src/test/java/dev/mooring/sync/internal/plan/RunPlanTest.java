package dev.mooring.sync.internal.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.internal.history.Lasting;
import dev.mooring.sync.internal.history.Lasting.Kept;
import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.history.Trust;
import dev.mooring.sync.internal.lease.RunOver;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.state.Result;
import dev.mooring.sync.internal.state.RunState;
import dev.mooring.sync.internal.state.RunState.Doubt;
import dev.mooring.sync.internal.state.RunState.Ended;
import dev.mooring.sync.internal.state.RunState.Fetch;
import dev.mooring.sync.internal.state.RunState.Mark;
import dev.mooring.sync.internal.state.Seen;
import dev.mooring.sync.internal.state.Step;
import dev.mooring.sync.internal.status.Aged;
import dev.mooring.sync.internal.status.News;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The plan by itself: every step in every state with every result, and long runs against a world that does what it likes. */
class RunPlanTest {
    private static final long NOW = 1_000;
    private static final int SETS = 1 << Mark.values().length;

    /** These are asked where a turn begins, and nowhere else: they are varied with the rest. */
    private static final int OF_TURNS = 32;

    /** What is varied beside the step, its result and the marks. */
    private record Rest(Seen seen, Ended ended, Doubt doubt, Lasting lasting, Fetch fetch, int rounds) {}

    private static Set<Mark> marks(int bits) {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        for (Mark mark : Mark.values()) {
            if ((bits >> mark.ordinal() & 1) == 1) {
                marks.add(mark);
            }
        }
        return marks;
    }

    private static List<Rest> rests(Server server) {
        boolean checks = server.can().checks();
        List<Seen> seen = List.of(
                Seen.NOTHING,
                new Seen(Moves.HERE, 1, true, false, 0, Aged.NONE),
                new Seen(Moves.THERE, 2, true, true, 3, new Aged(true, 1, List.of())),
                new Seen(Moves.HERE, 1, true, false, 3, new Aged(true, 0, List.of())));
        List<Page> pages = List.of(
                new Page(Moves.THERE, false, true),
                new Page(Moves.THERE, true),
                new Page(Moves.HERE, true, true),
                new Page(Moves.HERE, false).expecting(3));
        Sieve sieve = Sieve.of(4);
        Sieve suspecting = sieve.suspect(List.of(Moves.entry(1)), "no");
        List<Lasting> lasting = List.of(
                Lasting.fresh(server.can()),
                new Lasting(new Trust(checks, NOW, NOW), sieve, Refused.NONE, Kept.NEWS),
                new Lasting(
                        new Trust(checks, null, NOW),
                        suspecting,
                        new Refused(new UUID(1, 1), Moves.HERE),
                        Kept.OUTDATED),
                new Lasting(new Trust(checks, NOW, null), suspecting.passed(), Refused.NONE, Kept.NEWS));
        List<Doubt> doubts = new ArrayList<>(
                List.of(Doubt.NONE, new Doubt(true, new UUID(1, 1), null), new Doubt(false, new UUID(1, 2), null)));
        Moves.suspicions().forEach(suspicion -> doubts.add(new Doubt(doubts.size() % 2 == 0, null, suspicion)));
        List<Fetch> fetches = List.of(Fetch.BEGINS, new Fetch(true, 8, 9, 7L));
        List<Rest> rests = new ArrayList<>();
        for (int i = 0; i < doubts.size() * 4; i++) {
            boolean pull = i % 3 != 0;
            rests.add(new Rest(
                    seen.get(i / 2 % 4),
                    new Ended(i % 5 == 0 ? Moves.HERE : Cursor.START, 5, pages.get(i % 4), pull),
                    doubts.get(i % doubts.size()),
                    lasting.get(i / 3 % 4),
                    fetches.get(i % 2),
                    i % 7 == 0 ? Ends.MAX_ROUNDS : i % 3));
        }
        return rests;
    }

    private static RunState state(Step step, Set<Mark> marks, Rest rest) {
        return new RunState(
                step,
                List.of(),
                marks,
                rest.seen(),
                rest.ended(),
                1,
                rest.rounds(),
                null,
                rest.doubt(),
                rest.fetch(),
                rest.lasting(),
                NOW);
    }

    @Test
    void everyStepInEveryStateWithEveryResultHasANextStep() {
        int seen = 0;
        for (Server server : Servers.all()) {
            RunPlan plan = new RunPlan(server);
            List<Rest> rests = rests(server);
            for (Step step : Moves.steps()) {
                for (Result result : Moves.of(step)) {
                    for (int bits = 0; bits < SETS; bits += OF_TURNS) {
                        Set<Mark> marks = marks(bits + seen % OF_TURNS);
                        RunState before = state(step, marks, rests.get(seen++ % rests.size()));
                        holds(server, before, result, plan.next(before, result));
                    }
                }
            }
        }
        assertTrue(seen > 500_000, "only " + seen);
    }

    private static void holds(Server server, RunState before, Result result, RunState after) {
        Step step = after.step();
        assertFalse(step == Step.Plain.TURN, "the plan gave its own turn away");
        assertTrue(after.rounds() >= before.rounds());
        if (step instanceof Step.Wait pause) {
            assertTrue(pause.round() >= 1 && pause.round() <= Ends.MAX_ROUNDS, pause::toString);
        }
        if (result instanceof Result.Thrown) {
            Cursor cursor = after.seen().cursor();
            assertTrue(cursor.isStart() || cursor.equals(before.seen().cursor()), "a failure moved the cursor forward");
        }
        boolean over = step instanceof Step.Done || step instanceof Step.Wait;
        assertFalse(after.is(Mark.CANCELLED) && before.step() == Step.Plain.ENTER && !over, "a cancelled run goes on");
        if (step instanceof Step.Push push) {
            Step.Settle settle = push.before();
            if (settle == null) {
                assertTrue(before.step() == Step.Plain.FREEZE, "what is pushed was frozen");
            } else {
                goesOn(server, before, result, push, settle);
            }
            mayPush(server, settle == null ? before.seen().cursor() : after.cursor(), before, push);
        }
    }

    /** A batch goes out before the answer to the one before is committed: only if the server has taken all of that, and nothing else is due. */
    private static void goesOn(Server server, RunState before, Result result, Step.Push push, Step.Settle settle) {
        assertTrue(server.order().goesOn());
        assertTrue(before.step() instanceof Step.Push, "what goes on follows a push");
        Result end = result instanceof Result.Pushed pushed ? pushed.end() : result;
        assertTrue(end instanceof Result.Answered answered && answered.answer() == settle.answer());
        assertEquals(settle.frozen().sent().size(), settle.answer().outcomes().size());
        assertFalse(settle.answer().page().more(), "there is news");
        assertTrue(push.frozen().fresh() && !push.riding());
        for (Mark mark : List.of(Mark.CANCELLED, Mark.REBUILDING, Mark.CALL_WAITS, Mark.HEARD)) {
            assertFalse(before.is(mark), mark + " comes first");
        }
    }

    /** I4: no push without evidence. */
    private static void mayPush(Server server, Cursor cursor, RunState before, Step.Push push) {
        assertFalse(before.trust().needsCheck(before.now()), "the history was not checked");
        boolean looks = server.can().checks() || server.order().pullsFirst(false, true);
        assertTrue(!looks || before.trust().anchored(before.now()), "no pull has shown that the history is the same");
        assertFalse(server.order().isOutOfPlace(push.frozen().batch(), cursor));
        if (server.can().resend() == Capabilities.Resend.UNSAFE
                && !push.frozen().fresh()) {
            assertEquals(push.frozen().batch().key(), before.doubt().resolved(), "sent again without evidence");
        }
    }

    /** Frozen in the transaction before or in one of its own: the run goes on in the same way. */
    @Test
    void aBatchThatWasFrozenAheadIsTakenAsTheNextStepWouldTakeIt() {
        int ahead = 0;
        for (Server server : Servers.all()) {
            RunPlan plan = new RunPlan(server);
            List<Rest> rests = rests(server);
            for (Step step : Moves.steps()) {
                boolean freezes =
                        step == Step.Plain.ENTER || step instanceof Step.Settle || step instanceof Step.Dissolve;
                for (Result result : freezes ? Moves.of(step) : List.<Result>of()) {
                    for (int bits = 0; bits < SETS; bits += OF_TURNS) {
                        RunState before = state(step, marks(bits), rests.get(bits % rests.size()));
                        RunState done = result instanceof Result.Thrown ? null : plan.next(before, result);
                        if (done == null || plan.ahead(before, result) == null) {
                            continue;
                        }
                        ahead++;
                        for (Result picked : Moves.of(Step.Plain.FREEZE)) {
                            if (picked instanceof Result.Picked batch) {
                                RunState apart = plan.next(done, batch);
                                RunState at = plan.next(before, new Result.Ahead(result, batch));
                                assertEquals(apart.step(), at.step());
                                assertEquals(apart.marks(), at.marks());
                                assertEquals(apart.lasting(), at.lasting());
                                assertEquals(apart.doubt(), at.doubt());
                            }
                        }
                    }
                }
            }
        }
        assertTrue(ahead > 100, ahead + " times");
    }

    @Test
    void whateverHasHappenedARunEndsWhereEverythingSucceeds() {
        int turn = 0;
        for (Server server : Servers.all()) {
            RunPlan plan = new RunPlan(server);
            List<Rest> rests = rests(server);
            for (Step step : Moves.steps()) {
                for (Result result : Moves.of(step)) {
                    turn++;
                    for (int bits = turn % 241; bits < SETS; bits += 241) {
                        RunState before = state(step, marks(bits), rests.get((turn + bits) % rests.size()));
                        ends(plan, plan.next(before, result));
                    }
                }
            }
        }
    }

    private static void ends(RunPlan plan, RunState from) {
        KindWorld world = new KindWorld();
        RunState state = from.without(Mark.CALL_WAITS);
        for (int steps = 0; steps < KindWorld.MOST; steps++) {
            if (state.step() instanceof Step.Done || state.step() instanceof Step.Wait) {
                return;
            }
            state = plan.next(state, world.does(state.step()));
        }
        throw new AssertionError("stuck at " + state + "\nfrom " + from);
    }

    @Test
    void noPushWithoutEvidenceHoweverLongARunGoesOn() {
        for (Server server : Servers.all()) {
            for (int seed = 0; seed < 60; seed++) {
                new Walk(server, seed).go(300);
            }
        }
    }

    /** A long run in a world that does what it likes; what became of each push is written down beside. */
    private static final class Walk {
        private final Server server;
        private final RunPlan plan;
        private final Random random;
        private final String name;
        private RunState state;
        private int batches;
        private UUID unknown = new UUID(0, 0);

        Walk(Server server, int seed) {
            this.server = server;
            this.plan = new RunPlan(server);
            this.random = new Random(seed);
            this.name = server.can().dialect() + " seed " + seed;
            this.state = RunState.begun(Lasting.fresh(server.can()), Set.of()).at(NOW);
        }

        void go(int steps) {
            Result result = Result.Plain.GO;
            for (int i = 0; i < steps; i++) {
                RunState before =
                        state.at(state.now() + random.nextInt(3_000_000)).with(Mark.CALL_WAITS, random.nextInt(9) == 0);
                state = plan.next(before, result);
                holds(server, before, result, state);
                if (state.step() instanceof Step.Push push) {
                    boolean again = push.frozen().batch().key().equals(unknown);
                    assertFalse(again && state.held() == null, name + ": sent again before a pull has shown it");
                }
                boolean over = state.step() instanceof Step.Done;
                if (over) {
                    unknown = new UUID(0, 0); // The next run asks for evidence by itself, where it is needed.
                    state = RunState.begun(state.lasting(), Set.of()).at(state.now());
                }
                result = over || state.step() instanceof Step.Wait ? Result.Plain.GO : result(state.step());
                follow(state.step(), result);
            }
            ends(plan, plan.next(state, result));
        }

        private Result result(Step step) {
            if (step == Step.Plain.FREEZE) {
                int kind = random.nextInt(4);
                Sieve sieve = state.sieve();
                if (kind == 0) {
                    return new Result.Picked(null, sieve);
                }
                boolean fresh = batches == 0 || kind == 1;
                batches += fresh ? 1 : 0;
                return new Result.Picked(
                        Moves.frozen(Moves.batch(batches, random.nextInt(4)), 1 + random.nextInt(2), fresh), sieve);
            }
            List<Result> all = Moves.of(step);
            List<Result> good = all.stream()
                    .filter(each -> !(each instanceof Result.Thrown))
                    .toList();
            List<Result> some = random.nextInt(4) == 0 ? all : good;
            return some.get(random.nextInt(some.size()));
        }

        /** A push whose end is not known, until a complete pull has shown what there is. */
        private void follow(Step step, Result result) {
            Result end = result instanceof Result.Pushed pushed ? pushed.end() : result;
            if (step instanceof Step.Push push && !(end instanceof Result.Answered)) {
                unknown = push.frozen().batch().key();
                boolean startsOver = end instanceof Result.Thrown thrown
                        && (thrown.overslept() || thrown.failure() instanceof RunOver);
                unknown = startsOver ? new UUID(0, 0) : unknown;
            } else if (step == Step.Plain.FIND
                    || step instanceof Step.Replace
                    || result instanceof Result.Entered entered
                            && entered.position() != null
                            && entered.position().changedHands()) {
                unknown = new UUID(0, 0);
            }
        }
    }

    /** Of each server: what the channel has brought is taken behind a pull alone, and is the end only where nothing else is to be done. */
    @Test
    void whatTheChannelBringsIsTakenBehindAPullAlone() {
        for (Server server : Servers.all()) {
            RunPlan plan = new RunPlan(server);
            Lasting fresh = Lasting.fresh(server.can());
            Lasting anchored =
                    new Lasting(new Trust(server.can().checks(), NOW, NOW), Sieve.of(4), Refused.NONE, Kept.NEWS);
            assertFalse(entered(plan, fresh, 0).step() instanceof Step.Hear, "nothing was pulled before");
            RunState hears = entered(plan, anchored, 0);
            assertEquals(new Step.Hear(Moves.HERE, false), hears.step());
            assertTrue(plan.next(hears, heard(Moves.HERE, false)).step() instanceof Step.Done);
            RunState moves = plan.next(hears, heard(Moves.THERE, false));
            assertEquals(new Step.Move(Moves.THERE, null), moves.step());
            assertTrue(plan.next(moves, Result.Plain.OVER).step() instanceof Step.Done);
            RunState more = plan.next(hears, heard(Moves.HERE, true));
            assertTrue(more.step() instanceof Step.Begin, "what came is no data");
            RunState pending = plan.next(entered(plan, anchored, 2), heard(Moves.HERE, false));
            assertTrue(pending.step() instanceof Step.Begin || pending.step() == Step.Plain.FREEZE);
            Result lost = new Result.Thrown(new RunOver.EpochOver(), false);
            RunState again = plan.next(plan.next(plan.next(hears, lost), Result.Plain.GO), position(0));
            assertFalse(again.step() instanceof Step.Done, "what was dropped has to be pulled");
        }
    }

    /** Another process has synced since: it may have taken later changes than those that this one's channel has brought. */
    @Test
    void whatTheChannelBroughtBeforeAnotherProcessHasSyncedIsDropped() {
        for (Server server : Servers.all()) {
            RunPlan plan = new RunPlan(server);
            Lasting anchored =
                    new Lasting(new Trust(server.can().checks(), NOW, NOW), Sieve.of(4), Refused.NONE, Kept.NEWS);
            RunState quiet = plan.next(
                    plan.next(RunState.begun(anchored, Set.of()).at(NOW), Result.Plain.GO),
                    Moves.entered(Moves.HERE, 0, false, true));
            assertFalse(quiet.step() instanceof Step.Hear, "nobody has said that there is anything");
            assertEquals(Kept.OUTDATED, quiet.lasting().kept());
            RunState drops = entered(plan, quiet.lasting(), 0);
            assertEquals(new Step.Hear(Moves.HERE, true), drops.step());
            RunState after = plan.next(drops, heard(Moves.HERE, true));
            assertEquals(Kept.NEWS, after.lasting().kept());
            assertFalse(after.step() instanceof Step.Hear || after.step() instanceof Step.Done, "it is pulled");
            Lasting fresh = Lasting.fresh(server.can()).overtaken();
            assertEquals(Kept.NOTHING, fresh.kept(), "it has not pulled yet");
        }
    }

    /** The process slept between the answer and its end: another server may stand there by now. */
    @Test
    void aPullThatWasSleptOverIsNoEvidence() {
        for (Server server : Servers.all()) {
            RunPlan plan = new RunPlan(server);
            Step bind = new Step.Bind(true, 5, true);
            RunState awake = RunState.begun(Lasting.fresh(server.can()), Set.of())
                    .at(NOW)
                    .doing(bind);
            RunState slept = awake.with(Mark.STALE, true);
            assertEquals(NOW, plan.next(awake, Result.Plain.OVER).trust().pulledAt());
            assertNull(plan.next(slept, Result.Plain.OVER).trust().pulledAt());
        }
    }

    /** Likewise of a check, whatever the server has answered: the run starts over, and asks again before anything is sent. */
    @Test
    void aCheckThatWasSleptOverIsNoEvidence() {
        for (Server server : Servers.all()) {
            if (!server.can().checks()) {
                continue;
            }
            RunPlan plan = new RunPlan(server);
            RunState asks = RunState.begun(Lasting.fresh(server.can()), Set.of(Mark.PENDING))
                    .at(NOW)
                    .doing(new Step.Check(Moves.HERE, Step.Purpose.Plain.TRUSTING));
            Page behind = new Page(Moves.THERE, true).expecting(4);
            for (Answer answer : List.of(Moves.settled(Moves.HERE, false), new Answer.Diverged(behind, "behind"))) {
                Result answered = new Result.Answered(answer, 5, null, 0);
                RunState awake = checked(plan, asks, answered);
                assertEquals(NOW, awake.trust().checkedAt());
                assertTrue(awake.step() instanceof Step.Begin, "a pull follows");
                RunState slept = checked(plan, asks.with(Mark.STALE, true), answered);
                assertNull(slept.trust().checkedAt());
                assertEquals(new Step.Wait(1), slept.step());
                assertEquals(0, slept.promised(), "what it has now may be less");
                RunState again = plan.next(plan.next(slept.with(Mark.STALE, false), Result.Plain.GO), position(1));
                assertTrue(again.step() instanceof Step.Check, () -> "it asks again, not " + again.step());
                RunState often = asks.with(Mark.STALE, true);
                for (int i = 0; i < Ends.MAX_ROUNDS; i++) {
                    often = often.anotherRound();
                }
                assertTrue(checked(plan, often, answered).step() instanceof Step.Done, "it does not ask for ever");
            }
        }
    }

    /** A process that sleeps over each exchange has no evidence to push by, and does not pull for ever. */
    @Test
    void aRunThatSleepsOverEachPullEnds() {
        for (Server server : Servers.all()) {
            RunPlan plan = new RunPlan(server);
            KindWorld world = new KindWorld();
            Lasting checked =
                    new Lasting(new Trust(server.can().checks(), NOW, null), Sieve.of(4), Refused.NONE, Kept.NEWS);
            RunState state =
                    RunState.begun(checked, Set.of(Mark.STALE, Mark.PENDING)).at(NOW);
            Result result = Result.Plain.GO;
            boolean pushed = false;
            int pulls = 0;
            while (!(state.step() instanceof Step.Done)) {
                state = plan.next(state, result);
                Step step = state.step();
                pushed |= step instanceof Step.Push;
                pulls += step instanceof Step.Pull ? 1 : 0;
                assertTrue(pulls <= Ends.MAX_ROUNDS + 1, server.can().dialect() + " pulls again and again");
                boolean freezes = step == Step.Plain.FREEZE && !pushed;
                result = step instanceof Step.Wait
                        ? Result.Plain.GO
                        : freezes
                                ? new Result.Picked(Moves.frozen(Moves.batch(1, 0), 1, true), Sieve.of(4))
                                : step == Step.Plain.ENTER ? position(1) : world.does(step);
            }
            boolean looks =
                    server.order().pullsFirst(false, true) || server.can().checks();
            assertEquals(!looks, pushed, server.can().dialect());
            assertEquals(
                    looks ? new SyncReport.Elsewhere(0) : new SyncReport.Synced(0, 0, 0, 0, 0),
                    ((Step.Done) state.step()).report());
        }
    }

    /** Not all that a channel brings need be in a pull. */
    @Test
    void whatWasHeardBeforeAPullIsTakenBehindIt() {
        for (Server server : Servers.all()) {
            RunPlan plan = new RunPlan(server);
            KindWorld world = new KindWorld();
            RunState state = entered(plan, Lasting.fresh(server.can()), 0);
            List<String> steps = new ArrayList<>();
            while (!(state.step() instanceof Step.Done) && steps.size() < 100) {
                steps.add(state.step().getClass().getSimpleName());
                Step step = state.step();
                state = plan.next(state, step instanceof Step.Hear ? heard(state.cursor(), false) : world.does(step));
            }
            assertEquals(1, Collections.frequency(steps, "Hear"), server.can().dialect() + steps);
            assertTrue(
                    steps.indexOf("Pull") < steps.indexOf("Hear"), server.can().dialect() + steps);
            assertEquals(1, Collections.frequency(steps, "Pull"), server.can().dialect() + steps);
        }
    }

    /** What names no identity is recognised at once. */
    private static RunState checked(RunPlan plan, RunState asks, Result answered) {
        RunState next = plan.next(asks, answered);
        return next.step() instanceof Step.Recognise asked
                ? plan.next(next, new Result.Named(asked.identity(), false))
                : next;
    }

    private static RunState entered(RunPlan plan, Lasting lasting, long pending) {
        RunState begun =
                RunState.begun(lasting, Set.of(Mark.HEARD, Mark.ENOUGH)).at(NOW);
        return plan.next(plan.next(begun, Result.Plain.GO), position(pending));
    }

    private static Result position(long pending) {
        return Moves.entered(Moves.HERE, (int) pending, false, false);
    }

    private static Result heard(Cursor at, boolean more) {
        return new Result.Answered(Moves.settled(at, more), 5, null, 0);
    }

    @Test
    void whatLeavesThePlanCannotBeChanged() {
        RunPlan plan = new RunPlan(Servers.all().get(1));
        RunState state =
                plan.next(RunState.begun(Lasting.fresh(Servers.all().get(1).can()), Set.of()), Result.Plain.GO);
        RunState next = plan.next(state, Moves.entered(Moves.HERE, 2, false, false));
        assertThrows(UnsupportedOperationException.class, () -> next.marks().clear());
        assertThrows(UnsupportedOperationException.class, () -> next.news().add(News.of(News.Kind.BEHIND)));
        assertFalse(state.is(Mark.PENDING), "the state before stays as it was");
        assertTrue(next.is(Mark.PENDING));
    }
}
