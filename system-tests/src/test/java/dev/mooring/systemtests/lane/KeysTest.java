package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus.Light;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that keeps keys: conflicts by key, coalescing, refusals of one, listings. */
final class KeysTest {
    private static Mismatch incompatible(SyncReport report) {
        return assertInstanceOf(SyncReport.Incompatible.class, report).mismatch();
    }

    private static final long EARLY = 1;
    private static final long LATE = 4_000_000_000L;

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final KeyServer server = new KeyServer();

    private Tablet tablet(ConflictPolicy policy) {
        return new Tablet(server.transport(), time, policy);
    }

    private static void synced(SyncReport report) {
        assertInstanceOf(SyncReport.Synced.class, report);
    }

    // ---- conflicts

    @Test
    void itPullsBeforeItPushesAndTheServerWinsWithoutSilence() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        tablet.set("a", "mine");
        tablet.set("b", "mine");
        server.put("a", "theirs", EARLY);

        synced(tablet.sync());

        assertEquals("theirs", tablet.row("a"));
        assertEquals("theirs", server.payload("a"));
        assertEquals("mine", server.payload("b"));
        assertEquals(
                "\"mine\"",
                tablet.client.parked().superseded(10).get(0).mutation().payload());
        assertTrue(tablet.events.stream().anyMatch(SyncEvent.Superseded.class::isInstance));
    }

    @Test
    void rebaseKeepsTheDirtyRowOnTopAndSendsIt() {
        Tablet tablet = tablet(ConflictPolicy.rebase());
        tablet.set("a", "mine");
        server.put("a", "theirs", LATE);

        synced(tablet.sync());

        assertEquals("mine", tablet.row("a"));
        assertEquals("mine", server.payload("a"));
    }

    @Test
    void theLaterWriteWinsWhicheverSideItIsOn() {
        Tablet tablet = tablet(ConflictPolicy.lastWriteWins());
        tablet.set("a", "mine");
        tablet.set("b", "mine");
        server.put("a", "theirs", LATE);
        server.put("b", "theirs", EARLY);

        synced(tablet.sync());

        assertEquals(Map.of("a", "theirs", "b", "mine"), tablet.rows());
        assertEquals("theirs", server.payload("a"));
        assertEquals("mine", server.payload("b"));
        assertEquals(1, tablet.client.status().counts().superseded());
    }

    @Test
    void equalStampsAreDecidedByContentTheSameOnBothSides() {
        Tablet tablet = tablet(ConflictPolicy.lastWriteWins());
        long now = time.now().getEpochSecond();
        tablet.set("a", "m");
        tablet.set("b", "m");
        server.put("a", "z", now);
        server.put("b", "c", now);

        synced(tablet.sync());

        assertEquals(Map.of("a", "z", "b", "m"), tablet.rows());
    }

    @Test
    void anOlderWriteThatCameLateIsOverwrittenAgain() {
        Tablet tablet = tablet(ConflictPolicy.lastWriteWins());
        tablet.set("a", "mine");
        synced(tablet.sync());
        server.put("a", "late", EARLY);

        synced(tablet.sync());

        assertEquals("mine", server.payload("a"));
        assertEquals("mine", tablet.row("a"));
        assertEquals(0, tablet.client.status().counts().superseded());

        server.put("a", "newer", LATE);
        synced(tablet.sync());
        assertEquals("newer", tablet.row("a"));
    }

    /** What a person wrote last stays on top, and what is sent again goes out before it. */
    @Test
    void whatIsSentAgainInPlaceOfAnOlderWriteGoesBeforeWhatWasRefusedSince() {
        Tablet tablet = tablet(ConflictPolicy.lastWriteWins());
        tablet.set("a", "mine");
        synced(tablet.sync());
        time.sleep(Duration.ofSeconds(1), () -> false);
        server.judge = mutation -> new Outcome.Rejected(mutation.id(), "not now");
        Mutation refused = tablet.set("a", "refused");
        tablet.sync();
        server.judge = mutation -> null;
        server.put("a", "late", EARLY);
        tablet.sync();
        assertEquals("refused", tablet.row("a"));

        tablet.client.parked().retry(refused.id());
        synced(tablet.sync());

        assertEquals("refused", server.payload("a"));
        assertEquals("refused", tablet.row("a"));
    }

    @Test
    void theServersOwnConflictIsPulledAndDecidedByThePolicy() {
        server.listsAll = true;
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "theirs", EARLY);
        synced(tablet.sync());
        tablet.set("a", "mine");
        server.judge = mutation -> new Outcome.Conflict(mutation.id(), "version 1 is behind version 2");

        synced(tablet.sync());

        assertEquals("theirs", tablet.row("a"));
        assertEquals(1, tablet.client.parked().superseded(10).size());
    }

    @Test
    void aLaterDeleteIsSentAlthoughSomebodyDeletedBefore() {
        Tablet tablet = tablet(ConflictPolicy.lastWriteWins());
        tablet.set("a", "1");
        synced(tablet.sync());
        time.sleep(Duration.ofSeconds(1), () -> false);
        server.put("a", null, time.now().getEpochSecond());
        time.sleep(Duration.ofSeconds(1), () -> false);
        tablet.delete("a");
        synced(tablet.sync());

        assertEquals(2, server.pushes.size());
        assertEquals(time.now().getEpochSecond(), server.rows.get("a").stamp().getEpochSecond());
    }

    // ---- no news and own echoes

    @Test
    void whatIsConfirmedAlreadyIsNotAppliedAgain() {
        server.listsAll = true;
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "1", EARLY);
        tablet.set("b", "2");
        synced(tablet.sync());
        synced(tablet.sync());
        synced(tablet.sync());

        assertEquals(List.of("a"), tablet.applied);
    }

    @Test
    void aLostAnswerIsFoundInThePullAndNothingIsSentAgain() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        boolean[] once = {true};
        server.after = what -> {
            boolean lost = what.equals("push") && once[0];
            once[0] = once[0] && !lost;
            return lost ? LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        };
        tablet.set("a", "1");

        synced(tablet.sync());

        assertEquals(1, server.pushes.size());
        assertEquals(List.of(), tablet.applied);
        assertEquals(0, tablet.client.status().pending());
    }

    @Test
    void anUnknownEndIsRepeatedWithTheSameKeyAndBytesAndAnEditGoesUnderAnotherKey() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        int[] failures = {2};
        server.before =
                push -> push != null && failures[0]-- > 0 ? LogServer.failure(Kind.SERVER, Delivery.ANSWERED) : null;
        tablet.set("a", "1");
        assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        tablet.set("a", "2");
        assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        synced(tablet.sync());

        assertEquals(server.pushes.get(0), server.pushes.get(1));
        assertEquals(server.pushes.get(0), server.pushes.get(2));
        assertEquals("wire of 1", server.pushes.get(0).wire());
        assertEquals("\"1\"", server.pushes.get(2).mutations().get(0).payload());
        assertEquals("\"2\"", server.pushes.get(3).mutations().get(0).payload());
        assertTrue(!server.pushes.get(3).key().equals(server.pushes.get(2).key()));
        assertEquals("2", server.payload("a"));
    }

    // ---- coalescing and order

    @Test
    void ofOneKeyOnlyTheLastStateGoesOutAndAllCount() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        tablet.set("a", "1");
        tablet.set("b", "1");
        tablet.delete("a");
        tablet.set("a", "2");

        SyncReport.Synced report = (SyncReport.Synced) tablet.sync();

        assertEquals(4, report.pushed());
        assertEquals(2, server.pushes.get(0).mutations().size());
        assertEquals("2", server.payload("a"));
        assertEquals(0, tablet.client.status().pending());
    }

    @Test
    void parentsGoBeforeChildren() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        tablet.set("child", "1");
        tablet.set("parent", "1");
        synced(tablet.sync());

        assertEquals("parent", server.pushes.get(0).mutations().get(0).key());
    }

    @Test
    void rowsThatReferToEachOtherInACircleEndWithOneRefusedAndTheOtherWaitingForIt() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        Map<String, String> needs = Map.of("a", "b", "b", "c", "c", "a");
        Set<String> there = new HashSet<>();
        server.judge = mutation -> {
            String parent = needs.get(mutation.key());
            if (parent != null && !there.contains(parent)) {
                return new Outcome.Waiting(mutation.id(), mutation.collection(), parent, parent + " is missing");
            }
            there.add(mutation.key());
            return null;
        };
        tablet.set("a", "1");
        tablet.set("b", "1");
        tablet.set("c", "1");
        tablet.set("d", "1");
        synced(tablet.sync());
        synced(tablet.sync());
        assertEquals(1, tablet.client.parked().quarantined(9).size());
        assertEquals(2, tablet.client.status().pending());
        int pushes = server.pushes.size();
        synced(tablet.sync());
        assertEquals(pushes, server.pushes.size());
        there.add("a"); // Another device broke the circle.
        tablet.client
                .parked()
                .quarantined(9)
                .forEach(
                        parked -> tablet.client.parked().retry(parked.mutation().id()));
        synced(tablet.sync());
        assertEquals(0, tablet.client.status().pending());
    }

    @Test
    void deletionsThatOthersReferToWaitForWhatIsPendingOfTheCollectionAndForNoOtherThatWaits() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        Set<String> children = new HashSet<>(Set.of("child of p", "child of q"));
        server.judge = mutation -> {
            if (mutation.kind().equals(Mutation.DELETE)) {
                children.remove(mutation.key());
                if (children.contains("child of " + mutation.key())) {
                    return new Outcome.Waiting(mutation.id(), mutation.collection(), "", "still referenced");
                }
            }
            return null;
        };
        for (String key : List.of("p", "q", "child of p")) {
            tablet.delete(key);
        }
        synced(tablet.sync());
        synced(tablet.sync());
        assertEquals(
                List.of("q"),
                tablet.client.parked().quarantined(9).stream()
                        .map(parked -> parked.mutation().key())
                        .toList(),
                "nothing that is pending can let it go");
        assertEquals(0, tablet.client.status().pending());
    }

    // ---- refusals

    @Test
    void theItemThatTheServerNamesIsQuarantinedItsRowFallsBackAndItsKeyWaits() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "confirmed", EARLY);
        synced(tablet.sync());
        server.judge = mutation -> mutation.payload().equals("\"bad\"")
                ? new Outcome.Rejected(mutation.id(), "23502 not null")
                : mutation.key().equals("b") ? new Outcome.Deferred(mutation.id(), "rolled back") : null;
        tablet.set("a", "bad");
        tablet.set("b", "1");
        tablet.set("c", "1");
        SyncReport report = tablet.sync();
        assertInstanceOf(SyncReport.Failed.class, report);
        server.judge = mutation -> null;
        tablet.set("a", "good");
        report = tablet.sync();

        synced(report);
        assertEquals(1, report.pending(), "the later one of the same key waits");
        assertEquals(
                "23502 not null", tablet.client.parked().quarantined(10).get(0).reason());
        assertEquals("confirmed", server.payload("a"));
        assertEquals("1", server.payload("b"));
        assertEquals("1", server.payload("c"));
        assertEquals("good", tablet.row("a"));

        tablet.client
                .parked()
                .drop(tablet.client.parked().quarantined(10).get(0).mutation().id());
        synced(tablet.sync());
        assertEquals("good", server.payload("a"));
    }

    @Test
    void aQuarantinedRowFallsBackToWhatIsConfirmed() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "confirmed", EARLY);
        synced(tablet.sync());
        server.judge = mutation -> new Outcome.Rejected(mutation.id(), "no");
        tablet.set("a", "bad");
        tablet.set("new", "bad");
        synced(tablet.sync());
        assertEquals(Map.of("a", "bad", "new", "bad"), tablet.rows());

        server.put("a", "later", EARLY + 1);
        synced(tablet.sync());
        assertEquals(Map.of("a", "bad", "new", "bad"), tablet.rows());
        for (ParkedMutation refused : tablet.client.parked().quarantined(9)) {
            tablet.client.parked().drop(refused.mutation().id());
        }
        assertEquals(Map.of("a", "later"), tablet.rows());
    }

    @Test
    void aQuarantinedRowFallsBackAtOnceWhereTheAppWantsThat() {
        Tablet tablet = new Tablet(server.transport(), time, RefusedWrites.TAKE_BACK);
        server.put("a", "confirmed", EARLY);
        synced(tablet.sync());
        server.judge = mutation -> new Outcome.Rejected(mutation.id(), "no");
        tablet.set("a", "bad");
        tablet.set("new", "bad");
        synced(tablet.sync());

        assertEquals(Map.of("a", "confirmed"), tablet.rows());
    }

    @Test
    void anInvalidBatchIsHalvedAtOnceUntilTheCulpritIsAlone() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.before = push -> push != null
                        && push.mutations().stream().anyMatch(m -> m.payload().startsWith("\"bad"))
                ? LogServer.failure(Kind.INVALID, Delivery.ANSWERED)
                : null;
        for (int i = 0; i < 9; i++) {
            tablet.set("k" + i, i == 2 || i == 3 ? "bad" + i : "good");
        }

        synced(tablet.sync());

        assertEquals(2, tablet.client.status().counts().quarantined());
        assertEquals(7, server.rows.size());
        assertEquals(0, tablet.client.status().pending());
    }

    // ---- listings

    @Test
    void whatAListingDoesNotShowIsGoneUnlessItIsPending() {
        server.listsAll = true;
        server.vouch = Vouch.WHOLE;
        server.hidesDeletes = true;
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "1", EARLY);
        server.put("b", "1", EARLY);
        server.put("c", "1", EARLY);
        synced(tablet.sync());
        server.put("a", null, LATE);
        server.put("b", null, LATE);
        tablet.set("b", "edited");

        synced(tablet.sync());

        assertEquals(Map.of("c", "1"), tablet.rows());
        assertEquals(
                "\"edited\"",
                tablet.client.parked().superseded(10).get(0).mutation().payload());
    }

    @Test
    void aListingThatShowsNothingIsNotBelieved() {
        server.listsAll = true;
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "1", EARLY);
        synced(tablet.sync());
        server.blind = true;

        assertEquals(Mismatch.KNOWS_LESS, incompatible(tablet.sync()));

        assertEquals(Map.of("a", "1"), tablet.rows());
        assertTrue(tablet.events.contains(new SyncEvent.SweepWithheld(1, 1)));
        server.blind = false;
        synced(tablet.sync());
        assertEquals(List.of("a"), tablet.applied);
    }

    /** Eleven of twenty, and thirty of fifty: no share is taken on trust. */
    @ParameterizedTest
    @CsvSource({"20, 11", "50, 30", "3, 1"})
    void whatNobodyConfirmsIsHeldBackWhileEverythingElseFlows(int all, int missing) {
        server.listsAll = true;
        server.hidesDeletes = true;
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        for (int i = 0; i < all; i++) {
            server.put("k" + i, "1", EARLY);
        }
        synced(tablet.sync());
        for (int i = 0; i < missing; i++) {
            server.put("k" + i, null, LATE);
        }
        tablet.set("mine", "2");
        server.put("theirs", "3", LATE);
        synced(tablet.sync());

        assertEquals(all + 2, tablet.rows().size());
        assertEquals("2", server.payload("mine"), "what is held back holds up no push");
        assertEquals(missing, tablet.client.status().counts().heldBack());
        assertEquals(Light.AMBER, tablet.client.status().light());
        assertTrue(tablet.client.status().explain().contains("kept here until it is certain"));
        SyncEvent told = new SyncEvent.SweepWithheld(missing, all + 1);
        assertEquals(1, tablet.events.stream().filter(told::equals).count());

        time.sleep(Duration.ofMinutes(9), () -> false);
        synced(tablet.sync());
        assertEquals(all + 2, tablet.rows().size(), "too soon");
        assertEquals(1, tablet.events.stream().filter(told::equals).count(), "nothing new is told");

        time.sleep(Duration.ofMinutes(2), () -> false);
        synced(tablet.sync());
        assertEquals(all + 2 - missing, tablet.rows().size());
        assertEquals(0, tablet.client.status().counts().heldBack());
    }

    @Test
    void whatIsHeldBackIsInConflictOnlyWhenItIsSettled() {
        server.listsAll = true;
        server.hidesDeletes = true;
        server.judge = mutation -> new Outcome.Deferred(mutation.id(), "later");
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "1", EARLY);
        server.put("b", "1", EARLY);
        synced(tablet.sync());
        server.put("a", null, LATE);
        tablet.set("a", "edited");
        tablet.sync();
        assertEquals(Map.of("a", "edited", "b", "1"), tablet.rows());
        assertEquals(1, tablet.client.status().pending());

        time.sleep(Duration.ofMinutes(11), () -> false);
        tablet.sync();
        assertEquals(Map.of("b", "1"), tablet.rows());
        assertEquals(
                "\"edited\"",
                tablet.client.parked().superseded(10).get(0).mutation().payload());
    }

    @Test
    void rowsThatAreBackWereNeverGone() {
        server.listsAll = true;
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "1", EARLY);
        server.put("b", "1", EARLY);
        synced(tablet.sync());
        KeyServer.Row b = server.rows.remove("b");
        synced(tablet.sync());
        assertEquals(1, tablet.client.status().counts().heldBack());
        server.rows.put("b", b);
        time.sleep(Duration.ofHours(1), () -> false);
        synced(tablet.sync());
        assertEquals(0, tablet.client.status().counts().heldBack());
        server.rows.remove("b");
        synced(tablet.sync());
        assertEquals(Map.of("a", "1", "b", "1"), tablet.rows(), "what is missing again is missing since now");
        assertEquals(List.of("a", "b"), tablet.applied);
    }

    @Test
    void theLastRowGoesWhereTheAppVouchesForItsCalls() {
        server.listsAll = true;
        server.vouch = Vouch.WHOLE;
        server.account = "the one that is signed in";
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "1", EARLY);
        synced(tablet.sync());
        server.rows.remove("a");
        tablet.set("mine", "2");
        synced(tablet.sync());
        assertEquals(Map.of("mine", "2"), tablet.rows());
        assertEquals("2", server.payload("mine"));
    }

    @Test
    void aListingOfStrangersIsAnotherAccountsAndNothingOfItIsApplied() {
        server.listsAll = true;
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        server.put("a", "1", EARLY);
        synced(tablet.sync());
        tablet.set("private", "2");
        KeyServer.Row a = server.rows.remove("a");
        server.put("theirs", "3", LATE);

        assertEquals(Mismatch.OTHER_ACCOUNT, incompatible(tablet.sync()));
        assertEquals(Map.of("a", "1", "private", "2"), tablet.rows());
        assertEquals(List.of(), server.pushes);

        server.rows.put("a", a);
        synced(tablet.sync());
        assertEquals(Map.of("a", "1", "private", "2", "theirs", "3"), tablet.rows());
    }

    @Test
    void hiddenDeletesComeToLightInTheNextListing() {
        server.listEvery = Duration.ofHours(1);
        server.hidesDeletes = true;
        server.page = 2;
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        for (int i = 0; i < 5; i++) {
            server.put("k" + i, "1", EARLY);
        }
        synced(tablet.sync());
        server.put("k3", null, LATE);
        synced(tablet.sync());
        assertEquals("1", tablet.row("k3"));

        time.sleep(Duration.ofHours(1), () -> false);
        synced(tablet.sync());
        assertEquals(1, tablet.client.status().counts().heldBack());
        time.sleep(Duration.ofMinutes(10), () -> false);
        synced(tablet.sync());
        assertNull(tablet.row("k3"));
        assertEquals(4, tablet.rows().size());
        assertEquals(5 + 1, tablet.applied.size());
    }

    @Test
    void aListingThatBreaksGoesOnWhereItWas() {
        server.page = 2;
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        for (int i = 0; i < 5; i++) {
            server.put("k" + i, "1", EARLY);
        }
        int[] pulls = {0};
        server.before = push -> ++pulls[0] == 3 ? LogServer.failure(Kind.OFFLINE, Delivery.MAYBE_SENT) : null;
        assertInstanceOf(SyncReport.Offline.class, tablet.sync());
        synced(tablet.sync());

        assertEquals(List.of("", "page2", "page4", "page4"), server.pulls);
        assertEquals(5, tablet.applied.size());
    }

    @Test
    void aDeleteIsConfirmedAndARecreateGoesOutAgain() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        tablet.set("a", "1");
        synced(tablet.sync());
        tablet.delete("a");
        synced(tablet.sync());
        assertNull(server.payload("a"));
        tablet.set("a", "1");
        synced(tablet.sync());
        assertEquals("1", server.payload("a"));
        assertEquals(List.of(), tablet.applied);
    }

    @Test
    void deferredMutationsAreTriedAgainAndNeverBlamed() {
        Tablet tablet = tablet(ConflictPolicy.serverWins());
        int[] deadlocks = {3};
        server.judge =
                mutation -> deadlocks[0]-- > 0 ? new Outcome.Deferred(mutation.id(), "40P01 deadlock detected") : null;
        Mutation mutation = tablet.set("a", "1");

        synced(tablet.sync());

        assertEquals("1", server.payload("a"));
        assertEquals(mutation.id(), KeyServer.idOf(server.pushes.get(3), 0));
        assertEquals(0, tablet.client.status().counts().quarantined());
    }
}
