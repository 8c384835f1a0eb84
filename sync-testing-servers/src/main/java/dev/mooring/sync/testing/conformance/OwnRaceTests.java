package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.OwnTests.ALL;
import static dev.mooring.sync.testing.conformance.OwnTests.NO_SEQUENCE;
import static dev.mooring.sync.testing.conformance.OwnTests.SEQUENCE;
import static dev.mooring.sync.testing.conformance.OwnTests.test;
import static dev.mooring.sync.testing.conformance.Stage.check;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** What many devices do at once. */
final class OwnRaceTests {
    private static final int WRITERS = 20;

    private OwnRaceTests() {}

    static Stream<OwnTest> all() {
        return Stream.of(
                test(
                        "many-writers",
                        "Of many devices that write at once each is taken, and all of it is there.",
                        "the transport",
                        "It tries again what was not taken; what is dropped without a word is lost.",
                        NO_SEQUENCE,
                        2 * WRITERS + 4,
                        OwnRaceTests::manyWriters),
                test(
                        "one-winner",
                        "Of many devices that push into one place exactly one is taken, and all others are told.",
                        "capabilities",
                        "Who is told pulls, and tries again behind what came.",
                        SEQUENCE,
                        2 * WRITERS + 6,
                        OwnRaceTests::oneWinner),
                test(
                        "stale-refused",
                        "A push from an old cursor is not stored, and a pull then shows what came in between.",
                        "capabilities",
                        "It numbers its writes behind its cursor: two writes would stand in one place.",
                        SEQUENCE,
                        10,
                        OwnRaceTests::staleRefused),
                test(
                        "pull-under-load",
                        "A device that pulls while others write misses nothing.",
                        "decode, the cursor",
                        "It never pulls again what its cursor has passed.",
                        ALL,
                        200,
                        OwnRaceTests::pullUnderLoad),
                test(
                        "replay-race",
                        "A batch that comes five times at once is there once.",
                        "capabilities, resendSafe",
                        "It repeats a batch while the first one may still be under way.",
                        ALL,
                        10,
                        OwnRaceTests::replayRace));
    }

    private static void manyWriters(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        List<Mutation> writes = new ArrayList<>();
        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            OwnDevice device = user.device();
            List<Mutation> own = user.writes("w" + i + "-", 3);
            writes.addAll(own);
            all.add(() -> {
                device.pull();
                device.store(own);
                return null;
            });
        }
        Stage.race(all);
        user.checkHasExactly(writes, "behind " + WRITERS + " writers");
    }

    private static void oneWinner(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice first = user.pulled();
        Mutation before = user.write("first", "1");
        first.store(before);
        List<Callable<OwnSent>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            OwnDevice device = user.pulled();
            Mutation own = user.write("w" + i, "w" + i);
            all.add(() -> device.send(own));
        }
        List<Mutation> taken = new ArrayList<>(List.of(before));
        for (OwnSent each : Stage.race(all)) {
            Mutation write = each.push().mutations().get(0);
            if (each.isTaken(write)) {
                taken.add(write);
            } else {
                check(each.answer() instanceof Answer.Diverged, "a loser was answered " + each.words(write));
            }
        }
        check(taken.size() == 2, taken.size() - 1 + " of " + WRITERS + " writers were told that they have the place");
        user.checkHasExactly(taken, "behind " + WRITERS + " writers for one place");
    }

    private static void staleRefused(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        OwnDevice other = user.pulled();
        List<Mutation> before = user.writes("a", 3);
        other.store(before);
        Mutation late = user.write("late", "1");
        OwnSent sent = one.send(late);
        check(sent.answer() instanceof Answer.Diverged, "a push from an old cursor was answered " + sent.words(late));
        user.checkHasExactly(before, "behind a push that was refused");
        List<Incoming> lacked = one.pull();
        check(lacked.size() == 3, "behind a refused push, a pull brought " + lacked.size() + " of 3 changes");
        one.store(late);
        check(user.count(late, user.all()) == 1, "the push from the new cursor is not there once");
    }

    private static void pullUnderLoad(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice reader = user.pulled();
        List<Mutation> writes = new ArrayList<>();
        List<Future<Void>> writers = new ArrayList<>();
        for (int i = 0; i < (stage.isSequence() ? 1 : 4); i++) {
            OwnDevice device = user.device();
            List<Mutation> own = user.writes("w" + i + "-", 36);
            writes.addAll(own);
            writers.add(Stage.beside(() -> {
                device.pull();
                for (int at = 0; at < own.size(); at += 3) {
                    device.store(own.subList(at, at + 3));
                }
                return null;
            }));
        }
        List<Incoming> told = new ArrayList<>();
        try {
            for (int pages = 0; pages < 60 && !writers.stream().allMatch(Future::isDone); pages++) {
                told.addAll(reader.page().changes());
            }
        } finally {
            Stage.ended(writers);
        }
        Stage.results(writers);
        told.addAll(reader.pull());
        for (Mutation each : writes) {
            int count = user.count(each, told);
            check(count == 1, "read while others wrote, the write of " + each.key() + " came " + OwnUser.times(count));
        }
        user.checkHasExactly(writes, "behind all writers");
    }

    private static void replayRace(OwnStage stage) throws Exception {
        OwnAgainTests.resendable(stage);
        OwnUser user = stage.user();
        OwnDevice first = user.pulled("device-a");
        Ask.Push push = first.frozen(user.writes("a", 3));
        List<Callable<OwnSent>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            OwnDevice same = user.device("device-a");
            all.add(() -> same.send(push, new OwnCut()));
        }
        boolean taken = false;
        for (OwnSent each : Stage.race(all)) {
            taken |= each.isTaken(push.mutations().get(0));
        }
        if (!taken) {
            first.send(push, new OwnCut()).checkTaken(push.mutations());
        }
        user.checkHasExactly(push.mutations(), "behind five sends at once");
    }
}
