package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.entitysync.Flavour;
import dev.mooring.sync.testing.entitysync.StoredEntity;
import dev.mooring.sync.testing.http.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A client over the live server's faults, one by one; the sections are those of the protocol's description. */
class EntitySyncTest {
    private static final String EARLY = "\"updatedAt\":\"2020-01-01T00:00:00.000Z\"";
    private static final Reply INVALID =
            Reply.of(400, Map.of(), "{\"success\":false,\"error\":\"Invalid request body\",\"code\":400}");
    private static final Reply SPOILT =
            Reply.of(500, Map.of(), "{\"success\":false,\"error\":\"Internal server error\",\"code\":500}");
    private static final String LATE = "\"updatedAt\":\"2040-01-01T00:00:00.000Z\"";

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final EntitySyncServer server = server(Flavour.LIVE);
    private final Journal phone = journal("dev_phone", ConflictPolicy.serverWins());
    private final Journal tablet = journal("dev_tablet", ConflictPolicy.serverWins());

    private EntitySyncServer server(Flavour flavour) {
        return EntitySyncServer.builder()
                .user(Journal.USER, Journal.TOKEN)
                .flavour(flavour)
                .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
                .build();
    }

    private Journal journal(String device, ConflictPolicy policy) {
        return new Journal(device, server, time, policy);
    }

    private static void synced(Journal journal) {
        assertInstanceOf(SyncReport.Synced.class, journal.sync());
        assertEquals(0, journal.client.status().pending());
    }

    private StoredEntity stored(EntityType type, String id) {
        return server.entity(Journal.USER, type, id).orElseThrow();
    }

    private String notes(String id) {
        return stored(EntityType.LOGBOOK_ENTRY, id).data().replaceFirst(".*\"notes\":\"([^\"]*)\".*", "$1");
    }

    // ---- §1 pull

    @Test
    void whatOneDeviceWritesAnotherGetsInTheOneShape() {
        phone.entry(
                "e",
                "\"timestamp\":1793527200000,\"instrument\":\"PIANO\",\"goalIds\":[\"g\"],"
                        + "\"pieces\":[{\"title\":\"Moonlight Sonata\",\"composer\":\"Beethoven\"}]," + EARLY);
        synced(phone);
        synced(tablet);
        assertEquals(
                "{\"goalIds\":[\"g\"],\"id\":\"e\",\"instrument\":\"piano\","
                        + "\"pieces\":[{\"composer\":\"Beethoven\",\"title\":\"Moonlight Sonata\"}],"
                        + "\"timestamp\":\"2026-11-01T10:00:00.000Z\",\"updatedAt\":\"2020-01-01T00:00:00.000Z\"}",
                tablet.row("entries/e"));
        synced(phone);
        assertEquals(List.of(), phone.applied, "its own write is no news to the device that made it");
    }

    @Test
    void anEntityThatTheSocketWroteLooksLikeAnyOther() {
        server.putOverSocket(
                Journal.USER,
                EntityType.LOGBOOK_ENTRY,
                "w",
                "{\"id\":\"w\",\"timestamp\":1793527200000,\"goalIds\":[\"g\"],\"updated_at\":1577836800000}");
        synced(phone);
        assertEquals(
                "{\"goalIds\":[\"g\"],\"id\":\"w\",\"timestamp\":\"2026-11-01T10:00:00.000Z\","
                        + "\"updatedAt\":\"2020-01-01T00:00:00.000Z\"}",
                phone.row("entries/w"));
    }

    @Test
    void aDeletionThatPullsHideIsNoticedByItsAbsence() {
        phone.entry("a", "\"notes\":\"a\"");
        phone.entry("b", "\"notes\":\"b\"");
        synced(phone);
        synced(tablet);
        tablet.delete("entries", "a");
        synced(tablet);
        synced(phone);
        assertNull(phone.row("entries/a"));
        assertTrue(phone.row("entries/b").contains("\"b\""));
    }

    @Test
    void aDatabaseThatCannotBeReadDeletesNothingAndIsLookedAtTwice() {
        phone.entry("a", "\"notes\":\"a\"");
        phone.entry("b", "\"notes\":\"b\"");
        synced(phone);
        synced(tablet);
        server.failReads(1);
        synced(tablet);
        assertEquals(2, tablet.rows().size());
        assertTrue(tablet.events.stream().noneMatch(SyncEvent.SweepWithheld.class::isInstance));
        server.failReads(3);
        synced(tablet); // The credential is the one of before, so the account is known.
        assertEquals(2, tablet.client.status().counts().heldBack());
        assertEquals(2, tablet.rows().size());
        assertTrue(tablet.events.stream().anyMatch(SyncEvent.SweepWithheld.class::isInstance));
    }

    @Test
    void aPullThatShowsNothingDoesNotLetAPushOverwriteWhatIsThere() {
        phone.entry("a", "\"notes\":\"phone\"");
        synced(phone);
        tablet.entry("a", "\"notes\":\"tablet\"");
        server.failReads(1);
        synced(tablet);
        assertEquals("phone", notes("a"));
        assertEquals(1, tablet.client.status().counts().superseded());
    }

    // ---- §1 push

    @Test
    void onePoisonedItemIsFoundByHalvesAndParkedAndTheOthersGoOn() {
        Journal strict = journal("dev_strict", ConflictPolicy.serverWins());
        for (int i = 0; i < 9; i++) {
            strict.entry("e" + i, "\"notes\":\"n\"");
        }
        // Another server of the family may refuse what this one takes.
        strict.front = push -> push.body().contains("\"id\":\"e6\"") ? Optional.of(INVALID) : Optional.empty();
        strict.sync();
        assertEquals(8, server.entities(Journal.USER).size());
        assertEquals(
                "e6", strict.client.parked().quarantined(10).get(0).mutation().key());
        assertTrue(strict.client.parked().quarantined(10).get(0).reason().contains("Invalid request body"));
    }

    @Test
    void anItemThatFailsBesideSuccessIsParkedWithTheServersWords() {
        server.failItem(Journal.USER, EntityType.LOGBOOK_ENTRY, "b", "D1_ERROR: string or blob too big: SQLITE_TOOBIG");
        phone.entry("a", "\"notes\":\"n\"");
        phone.entry("b", "\"notes\":\"n\"");
        phone.sync();
        assertEquals(1, phone.client.parked().quarantined(10).size());
        assertEquals(
                "b", phone.client.parked().quarantined(10).get(0).mutation().key());
        assertTrue(phone.client.parked().quarantined(10).get(0).reason().contains("SQLITE_TOOBIG"));
        assertTrue(server.entity(Journal.USER, EntityType.LOGBOOK_ENTRY, "a").isPresent());
    }

    @Test
    void aFailureThatPassesIsTriedAgainUnderANewKeySinceTheOldOneWouldReplayIt() {
        server.failItem(Journal.USER, EntityType.LOGBOOK_ENTRY, "b", "D1_ERROR: database is locked");
        phone.entry("a", "\"notes\":\"n\"");
        phone.entry("b", "\"notes\":\"n\"");
        phone.sync();
        assertEquals(0, phone.client.status().counts().quarantined());
        assertEquals(1, phone.client.status().pending());
        server.failItem(Journal.USER, EntityType.LOGBOOK_ENTRY, "b", null);
        synced(phone);
        assertTrue(server.entity(Journal.USER, EntityType.LOGBOOK_ENTRY, "b").isPresent());
        assertEquals(
                phone.sent.size(),
                phone.sent.stream().map(Journal.Sent::key).distinct().count());
    }

    @Test
    void anOlderEditNeverOverwritesANewerOneUnderLastWriteWins() {
        Journal early = journal("dev_early", ConflictPolicy.lastWriteWins());
        Journal late = journal("dev_late", ConflictPolicy.lastWriteWins());
        late.entry("e", "\"notes\":\"late\"," + LATE);
        synced(late);
        early.entry("e", "\"notes\":\"early\"," + EARLY);
        synced(early);
        assertEquals("late", notes("e"));
        assertTrue(early.row("entries/e").contains("late"));
        assertEquals("e", early.client.parked().superseded(1).get(0).mutation().key());
    }

    @Test
    void anOlderWriteThatArrivedLaterIsOverwrittenAgainUnderLastWriteWins() {
        Journal late = journal("dev_late", ConflictPolicy.lastWriteWins());
        late.entry("e", "\"notes\":\"late\"," + LATE);
        synced(late);
        server.put(Journal.USER, EntityType.LOGBOOK_ENTRY, "e", "{\"id\":\"e\",\"notes\":\"early\"," + EARLY + "}");
        synced(late);
        assertEquals("late", notes("e"));
    }

    @Test
    void anOlderWriteDoesNotBringBackWhatWasDeletedLaterUnderLastWriteWins() {
        Journal deleter = journal("dev_deleter", ConflictPolicy.lastWriteWins());
        deleter.entry("e", "\"notes\":\"one\"," + EARLY);
        deleter.entry("f", "\"notes\":\"f\"," + EARLY);
        synced(deleter);
        deleter.delete("entries", "e");
        synced(deleter);
        server.put(Journal.USER, EntityType.LOGBOOK_ENTRY, "e", "{\"id\":\"e\",\"notes\":\"late\"," + EARLY + "}");
        synced(deleter);
        assertTrue(stored(EntityType.LOGBOOK_ENTRY, "e").deletedAt() != null);
        assertNull(deleter.row("entries/e"));
        server.put(Journal.USER, EntityType.LOGBOOK_ENTRY, "e", "{\"id\":\"e\",\"notes\":\"new\"," + LATE + "}");
        synced(deleter);
        assertTrue(deleter.row("entries/e").contains("new"));
    }

    @Test
    void reCreatingAfterADeletionBringsItBackEverywhere() {
        phone.entry("a", "\"notes\":\"one\"");
        phone.entry("b", "\"notes\":\"b\"");
        synced(phone);
        synced(tablet);
        phone.delete("entries", "a");
        phone.entry("a", "\"notes\":\"two\"");
        synced(phone);
        synced(tablet);
        assertTrue(tablet.row("entries/a").contains("two"));
        phone.delete("entries", "a");
        synced(phone);
        synced(tablet);
        assertNull(tablet.row("entries/a"));
        tablet.entry("a", "\"notes\":\"three\"");
        synced(tablet);
        synced(phone);
        assertTrue(phone.row("entries/a").contains("three"));
    }

    @Test
    void deletingWhatTheServerDoesNotKnowIsDone() {
        phone.delete("entries", "never");
        phone.delete("planOccurrences", "never");
        synced(phone);
        assertEquals(0, phone.client.status().counts().quarantined());
    }

    @Test
    void aGoalIsDeletedByTheOtherRouteAndTheRestOfTheBatchFollows() {
        phone.put("goals", "g", "{\"title\":\"G\"}");
        phone.put("goals", "h", "{\"title\":\"H\"}");
        synced(phone);
        synced(tablet);
        phone.entry("a", "\"notes\":\"n\"");
        phone.delete("goals", "g");
        phone.put("goals", "i", "{\"title\":\"I\"}");
        synced(phone);
        assertTrue(phone.sent.stream().anyMatch(one -> one.path().endsWith("/batch")));
        assertTrue(stored(EntityType.GOAL, "g").deletedAt() != null);
        synced(tablet);
        assertEquals(
                List.of("entries/a", "goals/h", "goals/i"),
                List.copyOf(tablet.rows().keySet()));
        phone.put("goals", "g", "{\"title\":\"again\"}");
        synced(phone);
        synced(tablet);
        assertTrue(tablet.row("goals/g").contains("again"));
    }

    // ---- §1 idempotency

    @Test
    void aPushWhoseAnswerWasLostIsSentAgainWithTheSameKeyAndTheSameBytes() {
        phone.entry("a", "\"notes\":\"n\"");
        server.answerNext(Reply.of(
                200,
                Map.of(),
                "{\"entries\":[],\"goals\":[],\"practicePlans\":[],"
                        + "\"planOccurrences\":[],\"planTemplates\":[],\"syncToken\":\"x\",\"timestamp\":\"x\"}"));
        server.answerNext(Reply.of(200, Map.of(), "{\"entityCount\":0}"));
        server.answerNext(Reply.of(200, Map.of(), "<html>Sign in</html>"));
        phone.sync();
        synced(phone);
        assertEquals(2, phone.sent.size());
        assertEquals(phone.sent.get(0), phone.sent.get(1));
        assertEquals("dev_phone", phone.sent.get(0).device());
        assertEquals("dev_phone", stored(EntityType.LOGBOOK_ENTRY, "a").deviceId());
    }

    @Test
    void aResentBatchDoesNotCarryWhatHasLostInTheMeantime() {
        phone.entry("a", "\"notes\":\"mine\"");
        phone.entry("b", "\"notes\":\"mine\"");
        phone.front = push -> {
            phone.front = again -> Optional.empty();
            server.put(Journal.USER, EntityType.LOGBOOK_ENTRY, "a", "{\"id\":\"a\",\"notes\":\"theirs\"," + LATE + "}");
            return Optional.of(Reply.of(200, Map.of(), "<html>the push never arrived</html>"));
        };
        synced(phone);
        assertEquals("theirs", notes("a"));
        assertEquals("mine", notes("b"));
        assertTrue(phone.row("entries/a").contains("theirs"));
        assertEquals("a", phone.client.parked().superseded(1).get(0).mutation().key());
    }

    @Test
    void anEditOfTheTimestampAloneReachesTheServer() {
        phone.entry("a", "\"timestamp\":\"2026-11-01T10:00:00.000Z\"," + LATE);
        synced(phone);
        phone.entry("a", "\"timestamp\":\"2026-11-02T10:00:00.000Z\"," + LATE);
        synced(phone);
        assertTrue(stored(EntityType.LOGBOOK_ENTRY, "a").data().contains("1793613600000"));
        assertNotEquals(phone.sent.get(0).key(), phone.sent.get(1).key());
    }

    @Test
    void anEditBackToWhatItWasIsNoReplay() {
        for (String notes : List.of("one", "two", "one")) {
            phone.entry("a", "\"notes\":\"" + notes + "\"," + LATE);
            synced(phone);
            assertEquals(notes, notes("a"));
        }
    }

    @Test
    void anErrorWithoutASenseIsPulledAndComparedBeforeANewKeyIsUsed() {
        phone.entry("a", "\"notes\":\"a\"");
        phone.entry("b", "\"notes\":\"b\"");
        server.dieAfter(1);
        phone.sync();
        synced(phone);
        assertEquals("a", notes("a"));
        assertEquals("b", notes("b"));
        assertEquals(0, phone.client.status().counts().quarantined());
    }

    @Test
    void anErrorThatStaysIsGivenANewKeyInTheEnd() {
        phone.entry("a", "\"notes\":\"a\"");
        phone.entry("b", "\"notes\":\"b\"");
        // What a key that was used for another body is answered, for ever.
        phone.front = push -> push.key().equals(phone.sent.get(0).key()) ? Optional.of(SPOILT) : Optional.empty();
        for (int i = 0; i < 20 && phone.client.status().pending() > 0; i++) {
            phone.sync();
            time.sleep(Duration.ofMinutes(10), () -> false);
        }
        assertEquals(0, phone.client.status().pending());
        assertEquals(0, phone.client.status().counts().quarantined());
        assertEquals("b", notes("b"));
        assertTrue(phone.sent.stream()
                        .map(Journal.Sent::key)
                        .collect(Collectors.toSet())
                        .size()
                > 1);
    }

    // ---- refusals of the caller, and what the family promises

    @Test
    void aRefusedTokenAndABusyServerBlameNoMutation() {
        phone.entry("a", "\"notes\":\"a\"");
        server.expireToken(Journal.TOKEN);
        phone.sync();
        server.addToken(Journal.USER, Journal.TOKEN);
        server.answerNext(Reply.of(429, Map.of("Retry-After", "7"), ""));
        phone.sync();
        server.answerNext(Reply.of(503, Map.of("Retry-After", "7"), ""));
        phone.sync();
        assertEquals(0, phone.client.status().counts().quarantined());
        time.sleep(Duration.ofMinutes(10), () -> phone.client.status().pending() == 0);
        synced(phone);
        assertEquals("a", notes("a"));
    }

    @Test
    void aServerThatAnswersAnOlderWriteWith409IsPulledFromAndThePolicyDecides() {
        EntitySyncServer promised = server(Flavour.PROMISED);
        Journal honest = new Journal("dev_honest", promised, time, ConflictPolicy.lastWriteWins());
        honest.entry("e", "\"notes\":\"early\"," + EARLY);
        // The pull before the push sees nothing yet.
        honest.front = push -> {
            honest.front = again -> Optional.empty();
            promised.put(Journal.USER, EntityType.LOGBOOK_ENTRY, "e", "{\"id\":\"e\",\"notes\":\"late\"," + LATE + "}");
            return Optional.empty();
        };
        assertInstanceOf(SyncReport.Synced.class, honest.sync());
        assertTrue(honest.row("entries/e").contains("late"));
        assertEquals(1, honest.client.status().counts().superseded());
        assertEquals(0, honest.client.status().counts().quarantined());
    }

    @Test
    void aServerThatIsTooSmallForABatchGetsSmallerOnes() {
        phone.entry("a", "\"notes\":\"a\"");
        phone.entry("b", "\"notes\":\"b\"");
        phone.front = push -> push.body().contains("\"a\"") && push.body().contains("\"b\"")
                ? Optional.of(Reply.of(413, Map.of(), ""))
                : Optional.empty();
        synced(phone);
        assertEquals(3, phone.sent.size());
    }

    @Test
    void incrementalTokensAreUsedWhereTheServerKeepsThatPromise() {
        EntitySyncServer promised = server(Flavour.PROMISED);
        Journal reader = new Journal(
                "dev_reader",
                promised,
                time,
                ConflictPolicy.serverWins(),
                dialect -> dialect.incrementalPull(Duration.ofDays(1)));
        Journal writer = new Journal("dev_writer", promised, time, ConflictPolicy.serverWins());
        writer.entry("a", "\"notes\":\"a\"");
        writer.entry("b", "\"notes\":\"b\"");
        synced(writer);
        synced(reader);
        reader.applied.clear();
        writer.delete("entries", "a");
        synced(writer);
        synced(reader);
        assertEquals(List.of("entries/a"), reader.applied);
        assertEquals(List.of("entries/b"), List.copyOf(reader.rows().keySet()));
    }

    @Test
    void mutationsThatTheServerWouldCutAreNeverRecorded() {
        IllegalArgumentException refused = org.junit.jupiter.api.Assertions.assertThrows(
                IllegalArgumentException.class, () -> phone.entry("a", "\"user_id\":\"s\""));
        assertTrue(refused.getMessage().contains("user_id"), refused.getMessage());
        assertEquals(0, phone.client.status().pending());
    }
}
