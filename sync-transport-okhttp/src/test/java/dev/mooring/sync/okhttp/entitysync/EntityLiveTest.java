package dev.mooring.sync.okhttp.entitysync;

import static dev.mooring.sync.okhttp.entitysync.LiveDevice.AT;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.ECHO;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.created;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.deleted;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.end;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.entries;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.piece;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.pieces;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.tombstone;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.welcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.WakeUps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is data, what is a hint, and what each hole of the socket's server costs. */
class EntityLiveTest {
    private static final Instant LATER = AT.plusSeconds(60);

    private final LiveDevice device = LiveDevice.settled(false);

    // ---- a connection

    @Test
    void itIsLiveAtTheFirstFrameAndAsksForNothingBeforeAPull() {
        LiveDevice fresh = new LiveDevice(false);
        assertEquals(0, fresh.lives);
        fresh.says(welcome(AT));
        assertEquals(1, fresh.lives);
        fresh.says(created("e1", 5, LATER));
        assertEquals(List.of(), fresh.sent);
        assertEquals(List.of(), fresh.keys());
        assertEquals(1, fresh.hints);
    }

    /** What was answered so far does not show what core has of the rest. */
    @Test
    void nothingIsDataBeforeACompletePullOfTheConnection() {
        LiveDevice fresh = new LiveDevice(false);
        fresh.says(welcome(AT));
        Ask pull = new Ask.Pull(fresh.cursor);
        Ask check = new Ask.Check(fresh.cursor);
        Answer part = new Answer.Settled(List.of(), new Page(fresh.cursor, true, true), null);
        Answer checked = new Answer.Settled(List.of(), new Page(fresh.cursor, false), null);
        int seq = 5;
        for (Ask ask : List.of(check, pull)) {
            for (Answer answer : Arrays.asList(null, part, ask == check ? checked : part)) {
                fresh.session.exchanging(ask);
                fresh.session.exchanged(ask, answer, AT);
                fresh.says(created("e" + seq, seq++, LATER));
                assertEquals(List.of(), fresh.keys());
                assertEquals(List.of(), fresh.sent);
            }
        }
        assertEquals(6, fresh.hints);
        assertEquals(0, fresh.brought);
        fresh.pulls(AT);
        fresh.bySequence(10);
        fresh.byTime();
        fresh.says(created("e" + seq, seq, LATER));
        assertEquals(List.of("+e" + seq), fresh.keys());
    }

    @Test
    void aBeatIsAPingAndBothStreamsOneAfterTheOther() {
        device.session.beat();
        assertEquals("{\"timestamp\":\"2026-11-20T23:55:00.000Z\",\"type\":\"PING\"}", device.sent.get(0));
        device.bySequence(10);
        device.byTime();
        assertEquals(1, device.sent.size());
        assertEquals(0, device.brought + device.hints);
    }

    @Test
    void aStreamThatDoesNotEndWithinTwoBeatsEndsTheConnection() {
        device.session.beat();
        device.session.beat();
        assertEquals(List.of(), device.ends);
        device.session.beat();
        assertEquals(WakeUps.Kind.SILENT, device.ends.get(0).kind());
        device.says(created("e1", 11, LATER));
        assertEquals(0, device.hints);
    }

    // ---- what comes unasked

    @Test
    void whatSomebodyHasJustMadeIsDataByItsTime() {
        device.says(created("e1", 11, LATER));
        assertEquals(1, device.brought);
        List<Incoming> heard = device.heard();
        assertEquals("e1", heard.get(0).change().key());
        device.says(deleted("e1", 12, LATER));
        assertEquals(List.of("-e1"), device.keys());
        assertEquals(0, device.hints);
    }

    @Test
    void whatMayBeOlderThanAnAnswerIsAHint() {
        device.says(created("e1", 11, AT.plusSeconds(7))); // The answer was given at 1.
        assertEquals(List.of(), device.keys());
        assertEquals(1, device.hints);
        device.says(created("e1", 12, AT.plusSeconds(8)));
        assertEquals(1, device.brought);
        device.begins();
        device.says(created("e2", 13, LATER));
        assertEquals(2, device.hints);
        device.ends(LATER);
        device.pulls(null);
        device.says(created("e3", 14, LATER.plusSeconds(60))); // Nobody knows the time of the answer.
        assertEquals(3, device.hints);
    }

    @Test
    void anExchangeTurnsWhatWaitsIntoAHint() {
        device.says(created("e1", 11, LATER));
        device.pulls(AT.plusSeconds(61));
        assertEquals(List.of(), device.keys());
        device.bySequence(11, entries("11", "e1"));
        assertEquals(1, device.hints);
    }

    @Test
    void aSequenceThatBecomesVisibleLateIsTaken() {
        device.says(created("e2", 12, LATER));
        device.says(created("e1", 11, LATER));
        assertEquals(List.of("+e2"), device.keys());
        assertEquals(1, device.hints);
    }

    @Test
    void anEventWithoutSequenceIsAHint() {
        device.says(created("e1", 11, LATER).replace(",\"seq\":11", ""));
        assertEquals(1, device.hints);
        device.says(created("e1", 11, LATER).replace(LATER.toString(), "yesterday"));
        assertEquals(2, device.hints);
        assertEquals(List.of(), device.keys());
    }

    @Test
    void anEntryOfAnotherUserIsNoData() {
        LiveDevice mine = new LiveDevice(false, "u2");
        mine.says(welcome(AT));
        mine.pulls(AT.plusSeconds(1));
        mine.bySequence(0);
        mine.byTime();
        mine.says(created("e1", 11, LATER));
        assertEquals(List.of(), mine.keys());
        assertEquals(1, mine.hints);
    }

    /** Hole 1: the event is as any other, and core holds by its stamp what is older. */
    @Test
    void anOlderStateWaitsForThePull() {
        device.says(created("e1", 11, LATER)
                .replace("2026-11-01T10:00:00.000Z\",\"sync", "2019-01-01T00:00:00.000Z\",\"sync"));
        assertEquals(
                Instant.parse("2019-01-01T00:00:00Z"), device.heard().get(0).stamp());
    }

    /** Hole 2. */
    @Test
    void aReCreationOverTheSocketIsGoneOnEveryDevice() {
        device.says(deleted("e1", 11, LATER));
        assertEquals(List.of("-e1"), device.keys());
        device.says(created("e1", 12, LATER));
        assertEquals(1, device.hints);
        assertEquals(List.of(), device.keys());
        LiveDevice late = LiveDevice.settled(false); // It has not seen the deletion.
        late.says(created("e1", 12, LATER));
        assertEquals(List.of("+e1"), late.keys());
        late.session.beat();
        late.bySequence(12, tombstone("e1", 12));
        assertEquals(List.of("-e1"), late.keys());
    }

    // ---- streams

    /** Hole 3: it keeps its old sequence, and only the stream by time shows it. */
    @Test
    void anHttpDeletionSettlesWhatIsHeldBack() {
        device.session.beat();
        device.bySequence(10);
        device.byTime(tombstone("e1", 4));
        assertEquals(1, device.brought);
        Incoming gone = device.heard().get(0);
        assertEquals("gone", gone.echo());
        assertTrue(gone.change().tombstone());
        device.session.beat();
        device.bySequence(10);
        device.byTime(tombstone("e1", 4));
        assertEquals(1, device.brought, "a repeat is no news");
    }

    /** Hole 4: the stream by sequence begins behind the newest entry. */
    @Test
    void aSkippedPieceIsShownByTime() {
        LiveDevice player = LiveDevice.settled(true);
        player.session.beat();
        player.bySequence(20, entries("20", "e1"));
        player.byTime(pieces(ECHO, piece("sonata-bach", "Sonata")));
        assertEquals(List.of("+sonata-bach"), player.keys());
    }

    /** Hole 5. */
    @Test
    void aMissedPlanComesByThePull() {
        device.says("{\"type\":\"PLAN_CREATED\",\"plan\":{\"id\":\"pl1\"},\"timestamp\":\"" + LATER + "\",\"seq\":11}");
        assertEquals(1, device.hints);
        assertTrue(device.session.heard(device.cursor).page().more());
        device.session.taken(true);
        device.pulls(LATER);
        assertFalse(device.session.heard(device.cursor).page().more());
    }

    /** Hole 6. */
    @Test
    void anEchoMovesNothing() {
        LiveMark before = device.mark();
        device.session.beat();
        assertEquals(0.0, device.request().get("lastSeq"));
        device.says(end(999_999).replace("Sync complete", "No new data to sync"));
        device.byTime();
        device.heard();
        assertEquals(before.seq(), device.mark().seq());
        device.session.beat();
        assertEquals(0.0, device.request().get("lastSeq"));
    }

    /** Else what comes late of the present one would be taken for what the next one shows, which was asked for later. */
    @Test
    void anEndThatComesTwiceIsNotThatOfTheNextStream() {
        device.session.beat();
        device.bySequence(12, tombstone("e1", 12));
        device.says(end(12));
        assertEquals(WakeUps.Kind.LOST, device.ends.get(0).kind());
        LiveDevice other = LiveDevice.settled(false);
        other.session.beat();
        other.bySequence(12, tombstone("e1", 12));
        long name = ((Double) other.request().get("lastSeq")).longValue();
        other.says(end(name));
        other.session.beat();
        other.says(end(name));
        assertEquals(WakeUps.Kind.LOST, other.ends.get(0).kind());
    }

    /** Hole 9. */
    @Test
    void theMarkNeverGoesBack() {
        device.session.beat();
        device.bySequence(2_000, tombstone("e1", 2_000));
        device.byTime();
        device.heard();
        assertEquals(2_000, device.mark().seq());
        device.session.beat();
        assertEquals(1_000.0, device.request().get("lastSeq"));
        device.says(tombstone("e2", 1_500));
        device.says(end(1_500));
        device.byTime();
        device.heard();
        assertEquals(2_000, device.mark().seq());
    }

    @Test
    void theMarkMovesWithWhatIsTakenAndWithNothingElse() {
        device.session.beat();
        device.bySequence(700, tombstone("e1", 700));
        device.byTime();
        device.session.heard(device.cursor);
        device.session.taken(false);
        assertEquals(-1, device.mark().seq());
        device.bySequence(700, tombstone("e1", 700));
        device.byTime();
        assertEquals(List.of("-e1"), device.keys());
        assertEquals(700, device.mark().seq());
        assertEquals(
                Instant.parse("2026-11-20T23:55:00Z"),
                Instant.ofEpochMilli(device.mark().at()));
    }

    @Test
    void anEntryOfAStreamIsAHintOnceAndTheMarkWaitsForThePull() {
        device.session.beat();
        device.bySequence(700, entries("700", "e1"));
        device.byTime();
        assertEquals(1, device.hints);
        device.heard();
        assertEquals(-1, device.mark().seq(), "the pull is still to come");
        device.begins();
        device.fails();
        device.heard();
        assertEquals(-1, device.mark().seq());
        assertTrue(device.session.heard(device.cursor).page().more());
        device.session.taken(true);
        device.pulls(LATER);
        device.heard();
        assertEquals(700, device.mark().seq());
        device.session.beat();
        device.bySequence(700, entries("700", "e1"));
        assertEquals(1, device.hints, "a repeat is no news");
    }

    @Test
    void aStreamThatAnExchangeCameIntoIsAskedForAgain() {
        device.session.beat();
        device.request();
        device.says(tombstone("e1", 11));
        device.begins();
        device.says(tombstone("e2", 12));
        device.says(end(12));
        assertEquals(List.of(), device.keys());
        device.ends(LATER);
        device.bySequence(12, tombstone("e1", 11), tombstone("e2", 12));
        assertEquals(List.of("-e1", "-e2"), device.keys());
    }

    @Test
    void aStreamThatIsCutIsFollowedByEverything() {
        device.session.beat();
        device.bySequence(3_000, tombstone("e", 3_000));
        device.byTime();
        device.heard();
        device.session.beat();
        device.bySequence(3_000, tombstone("e", 3_000));
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            many.add(tombstone("d" + i, i));
        }
        device.byTime(many.toArray(new String[0]));
        assertEquals(1, device.hints);
        assertEquals(0.0, device.request().get("lastSeq"));
        device.says(tombstone("d300", 300));
        device.says(end(300));
        assertEquals(251, device.heard().size());
    }

    @Test
    void anErrorEndsAStreamAndTheNextBeatAsksAgain() {
        for (String words : List.of("Error fetching sync data", "Sync not available")) {
            device.session.beat();
            device.request();
            device.says(end(0).replace("Sync complete", words));
            device.byTime();
        }
        device.session.beat();
        device.request();
        device.says("{\"type\":\"ERROR\",\"error\":\"Invalid sync event format\",\"timestamp\":\"" + AT + "\"}");
        device.byTime();
        device.session.beat();
        device.bySequence(11, tombstone("e1", 11));
        assertEquals(List.of("-e1"), device.keys());
    }

    @Test
    void aNewHistoryBeginsAnew() {
        device.session.beat();
        device.bySequence(2_000, tombstone("e1", 2_000));
        device.byTime();
        device.heard();
        device.cursor = dev.mooring.sync.Cursor.START;
        device.pulls(LATER);
        assertEquals(0.0, device.request().get("lastSeq"));
    }

    /** Hole 8: a device that wrote over HTTP is not told of its own entry, in whatever shape the stream has it. */
    @Test
    void bothNamesOfGoalsAreOneState() {
        device.pushes(
                EntitySyncFixtures.push(
                        EntitySyncFixtures.put(
                                "entries",
                                "e1",
                                "{\"timestamp\":1793527200000,\"duration\":60,\"type\":\"practice\",\"instrument\":\"Piano\",\"goalIds\":[\"g1\"],"
                                        + "\"createdAt\":\"2026-11-01T10:00:00.000Z\",\"updatedAt\":\"2026-11-01T10:00:00.000Z\"}")),
                LATER);
        device.sent.remove(0);
        device.bySequence(
                11,
                entries("11", "e1")
                        .replace("\"goal_ids\":[],\"goalIds\":[\"g1\"]", "\"goal_ids\":[\"g1\"],\"goalIds\":[]"));
        assertEquals(0, device.hints);
    }

    @Test
    void anInboxThatIsFullTakesNoMoreUntilCoreHasTakenIt() {
        device.session.beat();
        device.request();
        for (int i = 0; i < 1_000; i++) {
            assertFalse(device.session.isFull());
            device.says(tombstone("e" + i, i));
        }
        assertTrue(device.session.isFull());
        assertEquals(1, device.brought);
        assertEquals(1_000, device.heard().size());
        assertFalse(device.session.isFull());
        device.says(end(999));
        device.byTime();
        device.heard();
        assertEquals(999, device.mark().seq());
    }

    // ---- announcing

    @Test
    void ownWritesOverHttpAreAnnouncedAndThoseOfOthersArePulled() {
        device.pushes(EntitySyncFixtures.push(EntitySyncFixtures.entry(1)), LATER);
        assertEquals(
                "{\"entryId\":\"\",\"timestamp\":\"2026-11-20T23:55:00.000Z\",\"type\":\"ENTRY_DELETED\"}",
                device.sent.get(0));
        device.says("{\"type\":\"ENTRY_DELETED\",\"entryId\":\"\",\"timestamp\":\"" + LATER + "\"}");
        assertEquals(1, device.hints);
        assertEquals(List.of(), device.keys());
    }

    @Test
    void announcingEndsWhereTheServerMakesSomethingOfIt() {
        for (String answer : List.of(
                LiveDevice.ack(11),
                "{\"type\":\"ERROR\",\"error\":\"Invalid sync event format\",\"timestamp\":\"" + AT + "\"}")) {
            LiveDevice other = LiveDevice.settled(false);
            other.pushes(EntitySyncFixtures.push(EntitySyncFixtures.entry(1)), LATER);
            assertEquals(2, other.sent.size());
            other.says(answer);
            other.sent.clear();
            other.pushes(EntitySyncFixtures.push(EntitySyncFixtures.entry(2)), LATER);
            assertTrue(other.sent.stream().noneMatch(text -> text.contains("ENTRY_DELETED")), answer);
            assertEquals(List.of(), other.ends);
        }
    }
}
