package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.OwnTests.ALL;
import static dev.mooring.sync.testing.conformance.OwnTests.KEYS;
import static dev.mooring.sync.testing.conformance.OwnTests.test;
import static dev.mooring.sync.testing.conformance.Stage.check;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities.Resend;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.List;
import java.util.stream.Stream;

/** What becomes of a batch whose end nobody knows. */
final class OwnAgainTests {
    private OwnAgainTests() {}

    static Stream<OwnTest> all() {
        return Stream.of(
                test(
                        "replay",
                        "A batch that comes again, byte for byte, is taken, and is there once.",
                        "capabilities, resendSafe",
                        "It repeats a batch whose answer was lost.",
                        ALL,
                        6,
                        OwnAgainTests::replay),
                test(
                        "replay-later",
                        "A batch that comes again does not undo what another device has written since.",
                        "capabilities, resendSafe",
                        "It pulls before it repeats a batch, so this may happen only between the two.",
                        KEYS,
                        9,
                        OwnAgainTests::replayLater),
                test(
                        "own-known",
                        "A pull shows which changes are the device's own: their echo is that of the mutation.",
                        "capabilities, recognisesOwn",
                        "It takes its own writes for those of others, or sends them twice.",
                        ALL,
                        8,
                        OwnAgainTests::ownKnown),
                test(
                        "own-left-out",
                        "A log that does not show what is own leaves it out.",
                        "capabilities",
                        "It applies its own writes a second time.",
                        OwnTests.LOGS,
                        4,
                        OwnAgainTests::ownLeftOut),
                test(
                        "lost-answer",
                        "A write whose answer was lost is there once when the client has found out.",
                        "capabilities",
                        "It repeats the batch, or pulls and looks for its echo, as the capabilities say.",
                        ALL,
                        14,
                        OwnAgainTests::lostAnswer),
                test(
                        "honest-delivery",
                        "What a cancelled exchange says was not sent is not there.",
                        "the proof",
                        "It sends it again without a look.",
                        ALL,
                        24,
                        OwnAgainTests::honestDelivery));
    }

    static void resendable(OwnStage stage) {
        OwnStage.claimed(stage.claims.resend() == Resend.SAFE, "resendSafe");
    }

    private static void replay(OwnStage stage) throws Exception {
        resendable(stage);
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        Ask.Push push = one.frozen(user.writes("a", 4));
        one.send(push, new OwnCut()).checkTaken(push.mutations());
        one.send(push, new OwnCut()).checkTaken(push.mutations());
        user.checkHasExactly(push.mutations(), "behind a batch that came twice");
    }

    private static void replayLater(OwnStage stage) throws Exception {
        resendable(stage);
        OwnUser user = stage.user();
        OwnDevice one = user.device();
        OwnDevice other = user.device();
        one.pull();
        Ask.Push push = one.frozen(List.of(user.write("a", "1")));
        one.send(push, new OwnCut()).checkTaken(push.mutations());
        other.pull();
        Mutation newer = user.write("a", "2");
        other.store(newer);
        OwnSent again = one.send(push, new OwnCut());
        String state = user.rows().values().stream().map(user::text).toList().toString();
        check(
                user.count(newer, user.all()) == 1,
                "a batch that came again was answered "
                        + again.words(push.mutations().get(0))
                        + ", and the state that another device wrote since became " + state);
    }

    private static void ownKnown(OwnStage stage) throws Exception {
        OwnStage.claimed(stage.claims.recognisesOwn(), "recognisesOwn");
        OwnUser user = stage.user();
        OwnDevice one = user.pulled("device-a");
        List<Mutation> writes = user.writes("a", 3);
        one.store(writes);
        // The same device, which has lost its answers: it knows its mutations, and reads all from the beginning.
        OwnDevice again = user.device("device-a");
        List<Incoming> told = again.pull();
        for (Mutation each : writes) {
            check(isTold(stage, again, each, told), "the own write of " + each.key() + " is not known by its echo");
        }
        if (stage.isLog()) {
            for (Incoming each : told) {
                check(!each.echo().isEmpty(), "the change of " + each.key() + " has no echo");
            }
        }
        if (user.deletes()) {
            Mutation delete = user.delete("a0");
            again.store(delete);
            List<Incoming> later = user.device("device-a").pull();
            boolean tombstone = later.stream().anyMatch(each -> each.change().tombstone());
            boolean known = !tombstone || isTold(stage, again, delete, later);
            check(known, "the own deletion is not known by its echo");
        }
    }

    /** Whether a pull shows a mutation of a device, as core recognises it. */
    private static boolean isTold(OwnStage stage, OwnDevice device, Mutation own, List<Incoming> told) {
        String echo = device.transport.echo(own);
        return told.stream().filter(each -> each.key().equals(own.key())).anyMatch(each -> {
            boolean byText = !stage.isLog() && each.echo().isEmpty();
            return byText
                    ? each.change().payload().equals(own.payload())
                    : each.echo().equals(echo);
        });
    }

    private static void ownLeftOut(OwnStage stage) throws Exception {
        if (stage.claims.recognisesOwn()) {
            throw Ending.notOffered("the capabilities claim that a pull shows what is own");
        }
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        one.store(user.writes("a", 3));
        int told = one.pull().size();
        check(told == 0, "a device that cannot know its own writes is told " + told + " of them");
    }

    /** Finds out by evidence what became of a batch, and sends it again if need be. */
    private static void resolve(OwnStage stage, OwnDevice one, OwnSent lost) throws Exception {
        List<Mutation> writes = lost.push().mutations();
        if (stage.claims.resend() == Resend.SAFE) {
            OwnSent again = one.send(lost.push(), new OwnCut());
            if (again.answer() != null && again.isTaken(writes.get(0))) {
                return;
            }
        }
        List<Incoming> told = one.pull();
        if (stage.claims.recognisesOwn() && isTold(stage, one, writes.get(0), told)) {
            return;
        }
        one.store(writes);
    }

    private static void lostAnswer(OwnStage stage) throws Exception {
        OwnStage.claimed(stage.claims.canResolve(), "resendSafe or recognisesOwn");
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        OwnDevice cut = user.device(one.name);
        cut.cursor = one.cursor;
        Ask.Push push = one.frozen(user.writes("a", 4));
        OwnSent lost = cut.send(push, new OwnCut()); // Nobody hears the answer.
        resolve(stage, one, lost);
        user.checkHasExactly(push.mutations(), "behind a lost answer");
        if (stage.claims.recognisesOwn()) {
            OwnDevice same = user.device(one.name);
            boolean known = isTold(stage, same, push.mutations().get(3), same.pull());
            check(known, "a pull does not show the write whose answer was lost");
        }
    }

    private static void honestDelivery(OwnStage stage) throws Exception {
        OwnStage.claimed(stage.claims.canResolve(), "resendSafe or recognisesOwn");
        for (OwnCut.Moment moment : OwnCut.Moment.values()) {
            OwnUser user = stage.user();
            OwnDevice one = user.pulled();
            OwnSent sent = one.send(one.frozen(user.writes("a", 2)), new OwnCut(moment));
            List<Mutation> writes = sent.push().mutations();
            if (sent.failure() != null && OwnDevice.isUnsent(sent.failure())) {
                int there = user.count(writes.get(0), user.all());
                check(there == 0, "it says that a push was not sent, and what it writes is there");
            }
            if (sent.failure() != null || !sent.isTaken(writes.get(0))) {
                resolve(stage, one, sent);
            }
            user.checkHasExactly(writes, "behind a push that was cancelled");
        }
    }
}
