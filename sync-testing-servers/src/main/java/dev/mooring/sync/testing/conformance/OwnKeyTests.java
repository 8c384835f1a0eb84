package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.OwnTests.ALL;
import static dev.mooring.sync.testing.conformance.OwnTests.KEYS;
import static dev.mooring.sync.testing.conformance.OwnTests.test;
import static dev.mooring.sync.testing.conformance.Stage.check;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Deletions, and what two devices do to one key. */
final class OwnKeyTests {
    private OwnKeyTests() {}

    static Stream<OwnTest> all() {
        return Stream.of(
                test(
                        "delete-told",
                        "Another device learns of a deletion: by a pull from its cursor, or by a listing that is"
                                + " claimed.",
                        "capabilities, listEvery",
                        "It shows the row for ever.",
                        ALL,
                        10,
                        OwnKeyTests::deleteTold),
                test(
                        "delete-stays",
                        "A device that knows nothing yet is not shown what was deleted.",
                        "the transport",
                        "It shows the row again.",
                        ALL,
                        8,
                        OwnKeyTests::deleteStays),
                test(
                        "revive",
                        "What was deleted and is written anew is there.",
                        "the transport",
                        "It has been told that the write was taken.",
                        ALL,
                        10,
                        OwnKeyTests::revive),
                test(
                        "later-write",
                        "A write by a device that has seen the state before it takes its place.",
                        "outcomes",
                        "It would be told of conflicts that are none.",
                        KEYS,
                        10,
                        OwnKeyTests::laterWrite),
                test(
                        "conflict-told",
                        "A write by a device that has not seen what another one wrote to the key is refused, and not"
                                + " stored.",
                        "outcomes, Conflict",
                        "It pulls before it pushes; what is written in between is overwritten without a word.",
                        KEYS,
                        12,
                        OwnKeyTests::conflictTold));
    }

    private static void deleteTold(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.device();
        OwnDevice other = user.device();
        one.pull();
        user.delete("a0");
        one.store(user.writes("a", 3));
        other.pull();
        one.pull();
        one.store(user.delete("a0"));
        String gone = user.key("a0");
        List<Incoming> told = other.pull();
        boolean shown = told.stream()
                .anyMatch(each -> each.key().equals(gone) && each.change().tombstone());
        boolean lists = stage.claims.listsAll() || stage.claims.listEvery() != null;
        if (!shown && lists) {
            Map<String, Incoming> listing = user.rows();
            check(listing.size() == 2, "behind a deletion, a listing shows " + listing.size() + " of 3 rows");
            check(!listing.containsKey(gone), "a listing shows what was deleted");
            return;
        }
        check(shown, "a pull does not tell of a deletion, and no listing is claimed");
    }

    private static void deleteStays(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.pulled();
        Mutation kept = user.write("a", "1");
        one.store(kept, user.write("b", "1"));
        one.pull();
        one.store(user.delete("b"));
        Map<String, Incoming> rows = user.rows();
        check(!rows.containsKey(user.key("b")), "a new device is shown what was deleted");
        check(rows.size() == 1, "behind a deletion, " + rows.size() + " rows are shown instead of one");
        one.store(user.delete("b"));
        check(user.rows().size() == 1, "a second deletion has changed what is there");
    }

    private static void revive(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.device();
        OwnDevice other = user.device();
        one.pull();
        one.store(user.write("a", "1"));
        one.pull();
        one.store(user.delete("a"));
        one.pull();
        Mutation anew = user.write("a", "2");
        one.store(anew);
        Map<String, Incoming> rows = user.rows();
        Incoming row = rows.get(anew.key());
        check(row != null && user.says(row, anew), "what was written anew behind a deletion is not there");
        row = OwnUser.rows(other.pull()).get(anew.key());
        check(row != null && user.says(row, anew), "a pull does not show what was written anew");
    }

    private static void laterWrite(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.device();
        OwnDevice other = user.device();
        one.pull();
        one.store(user.write("a", "1"));
        other.pull();
        Mutation second = user.write("a", "2");
        other.store(second);
        user.checkHasExactly(List.of(second), "behind a second write of the key");
        one.pull();
        Mutation third = user.write("a", "3");
        one.store(third);
        user.checkHasExactly(List.of(third), "behind a third write of the key");
    }

    private static void conflictTold(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice one = user.device();
        OwnDevice other = user.device();
        one.pull();
        one.store(user.write("a", "1"));
        one.pull();
        other.pull();
        Mutation seen = user.write("a", "2");
        other.store(seen);
        Mutation blind = user.write("a", "3");
        OwnSent sent = one.send(blind);
        boolean conflict = sent.outcome(blind) instanceof Outcome.Conflict;
        Mutation expected = sent.isTaken(blind) ? blind : seen;
        user.checkHasExactly(
                List.of(expected), "behind a write that had not seen another, and was answered " + sent.words(blind));
        if (!conflict && !stage.server.tellsConflicts()) {
            sent.checkTaken(List.of(blind));
            throw Ending.notOffered("OwnServer.tellsConflicts does not claim it, and what comes last stays");
        }
        check(conflict, "a write that had not seen another was answered " + sent.words(blind));
        one.pull();
        one.store(blind);
        user.checkHasExactly(List.of(blind), "behind the same write by a device that has seen the other");
    }
}
