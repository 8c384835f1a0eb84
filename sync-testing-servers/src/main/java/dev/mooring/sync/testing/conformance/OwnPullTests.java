package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.OwnTests.ALL;
import static dev.mooring.sync.testing.conformance.OwnTests.KEYS;
import static dev.mooring.sync.testing.conformance.OwnTests.test;
import static dev.mooring.sync.testing.conformance.Stage.check;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Whether cursors neither skip nor repeat. */
final class OwnPullTests {
    private static final int MANY = 150;

    private OwnPullTests() {}

    static Stream<OwnTest> all() {
        return Stream.of(
                test(
                        "cursor-goes-on",
                        "A pull brings what was written since the one before it, and nothing twice.",
                        "decode",
                        "It never pulls again what its cursor has passed.",
                        ALL,
                        16,
                        OwnPullTests::cursorGoesOn),
                test(
                        "pages-end",
                        "Much can be read to its end, page after page: nothing is missing, and nothing is there twice.",
                        "decode",
                        "It pulls until a page says that there is no more.",
                        ALL,
                        60,
                        OwnPullTests::pagesEnd),
                test(
                        "slice-cursors",
                        "A pull from the cursor of a slice brings all that comes behind the slice.",
                        "decode, slices",
                        "An answer that is cut goes on from the cursor of its last whole slice.",
                        ALL,
                        80,
                        OwnPullTests::sliceCursors),
                test(
                        "incremental",
                        "A pull from a cursor does not list everything again.",
                        "decode",
                        "It reads all of it each time.",
                        KEYS,
                        14,
                        OwnPullTests::incremental),
                test(
                        "lists-all",
                        "Each pull lists all that is there, as is claimed, and says so at its end.",
                        "capabilities",
                        "What such a pull does not show, it takes for deleted.",
                        KEYS,
                        10,
                        OwnPullTests::listsAll),
                test(
                        "listing-whole",
                        "A pull from the beginning that says it has listed everything has listed everything.",
                        "capabilities",
                        "It deletes rows that two listings do not show.",
                        KEYS,
                        30,
                        OwnPullTests::listingWhole));
    }

    private static void cursorGoesOn(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        OwnDevice writer = user.pulled();
        OwnDevice reader = user.pulled();
        List<Mutation> before = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            List<Mutation> writes = user.writes("r" + round + "-", 3);
            writer.store(writes);
            List<Incoming> told = reader.pull();
            for (Mutation each : writes) {
                int count = user.count(each, told);
                check(count == 1, "in the next pull, the write of " + each.key() + " is there " + OwnUser.times(count));
            }
            if (stage.isLog()) {
                check(told.size() == writes.size(), "behind 3 new writes, a pull brought " + told.size());
            } else {
                checkOld(user, before, told);
            }
            before.addAll(writes);
        }
        List<Incoming> nothing = reader.pull();
        if (stage.isLog()) {
            check(nothing.isEmpty(), "behind its end, a log brought " + nothing.size() + " changes");
        } else {
            checkOld(user, before, nothing);
        }
    }

    /** What a server that keeps keys tells again has to be as it is. */
    private static void checkOld(OwnUser user, List<Mutation> before, List<Incoming> told) {
        for (Mutation each : before) {
            for (Incoming again : told) {
                boolean same = !again.key().equals(each.key()) || user.says(again, each);
                check(same, each.key() + " is told with another state than it has");
            }
        }
    }

    /** Writes many, and returns them. */
    private static List<Mutation> many(OwnUser user) throws Exception {
        OwnDevice writer = user.pulled();
        List<Mutation> writes = user.writes("a", MANY);
        writer.store(writes);
        return writes;
    }

    private static void pagesEnd(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        List<Mutation> writes = many(user);
        OwnDevice reader = user.device();
        List<Incoming> told = reader.pull();
        checkAll(stage, user, writes, told, "read from the beginning");
        if (stage.isLog()) {
            int rest = reader.pull().size();
            check(rest == 0, "a page said that there is no more, and there were " + rest);
        }
    }

    private static void checkAll(
            OwnStage stage, OwnUser user, List<Mutation> writes, List<Incoming> told, String when) {
        Set<String> keys = new LinkedHashSet<>();
        int twice = 0;
        for (Incoming each : told) {
            twice += keys.add(each.key()) ? 0 : 1;
        }
        check(!stage.isLog() || twice == 0, when + ", " + twice + " changes came twice");
        for (Mutation each : writes) {
            check(keys.contains(each.key()), when + ", the write of " + each.key() + " did not come");
        }
        check(keys.size() == writes.size(), when + ", there are " + keys.size() + " keys, not " + writes.size());
        if (stage.isLog()) {
            for (int i = 0; i < writes.size(); i++) {
                check(user.says(told.get(i), writes.get(i)), when + ", change " + (i + 1) + " is out of order");
            }
        }
    }

    private static void sliceCursors(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        many(user);
        OwnDevice reader = user.device();
        List<OwnPage.Slice> slices = new ArrayList<>();
        reader.pages().forEach(page -> slices.addAll(page.slices()));
        int tried = 0;
        List<String> all = keys(slices);
        int passed = 0;
        for (int i = 0; i < slices.size() - 1; i++) {
            passed += slices.get(i).changes().size();
            Cursor after = slices.get(i).after();
            if (after == null || (i > 1 && i != slices.size() / 2)) {
                continue;
            }
            tried++;
            OwnDevice late = user.device();
            late.cursor = after;
            List<String> rest = late.pull().stream().map(Incoming::key).toList();
            List<String> missing = new ArrayList<>(all.subList(passed, all.size()));
            missing.removeAll(rest);
            check(missing.isEmpty(), "behind slice " + (i + 1) + ", a pull lacks " + missing.size() + " changes");
            int more = rest.size() - (all.size() - passed);
            check(!stage.isLog() || more == 0, "behind slice " + (i + 1) + ", a pull brings " + more + " too many");
        }
        if (tried == 0) {
            throw Ending.notOffered(MANY + " writes came without a cursor between them");
        }
    }

    private static List<String> keys(List<OwnPage.Slice> slices) {
        return slices.stream()
                .flatMap(slice -> slice.changes().stream())
                .map(Incoming::key)
                .toList();
    }

    private static void incremental(OwnStage stage) throws Exception {
        if (stage.claims.listsAll()) {
            throw Ending.notOffered("the capabilities claim that each pull lists all");
        }
        OwnUser user = stage.user();
        OwnDevice writer = user.device();
        OwnDevice reader = user.device();
        writer.pull();
        writer.store(user.writes("a", 40));
        reader.pull();
        writer.store(user.write("b", "1"));
        int told = reader.pull().size();
        if (told > 40) {
            throw Ending.notOffered("behind one new write, a pull brought " + told + " changes");
        }
    }

    private static void listsAll(OwnStage stage) throws Exception {
        OwnStage.claimed(stage.claims.listsAll(), "listsAll");
        OwnUser user = stage.user();
        OwnDevice writer = user.device();
        OwnDevice reader = user.device();
        writer.pull();
        List<Mutation> writes = user.writes("a", 5);
        writer.store(writes);
        reader.pull();
        writer.pull();
        writer.store(user.write("a0", "anew"));
        List<OwnPage> pages = reader.pages();
        boolean listed = pages.get(pages.size() - 1).page().listed();
        Map<String, Incoming> rows = rows(pages);
        check(rows.size() == writes.size(), "a pull listed " + rows.size() + " of " + writes.size() + " rows");
        check(listed, "a pull listed all there is, and did not say so");
    }

    private static void listingWhole(OwnStage stage) throws Exception {
        OwnUser user = stage.user();
        List<Mutation> writes = user.writes("a", 120);
        OwnDevice writer = user.pulled();
        writer.store(writes);
        OwnDevice reader = user.device();
        List<OwnPage> pages = reader.pages();
        boolean listed = pages.stream().anyMatch(page -> page.page().listed());
        if (!listed) {
            throw Ending.notOffered("no page says that it ends a listing");
        }
        Map<String, Incoming> rows = rows(pages);
        check(rows.size() == writes.size(), "a listing showed " + rows.size() + " of " + writes.size() + " rows");
    }

    private static Map<String, Incoming> rows(List<OwnPage> pages) {
        List<Incoming> told = new ArrayList<>();
        pages.forEach(page -> told.addAll(page.changes()));
        return OwnUser.rows(told);
    }
}
