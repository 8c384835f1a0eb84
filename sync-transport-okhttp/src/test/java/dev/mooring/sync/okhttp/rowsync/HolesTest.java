package dev.mooring.sync.okhttp.rowsync;

import static dev.mooring.sync.okhttp.rowsync.RowDevice.NOTE;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.SELECTION;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.TAG;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.TUNE;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.id;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.noteRow;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.selectionRow;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.tagRow;
import static dev.mooring.sync.okhttp.rowsync.RowDevice.tuneRow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.Jwt;
import dev.mooring.sync.spi.storage.Unreadable;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.Fault;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.rowsync.HeldPush;
import dev.mooring.sync.testing.rowsync.StoredRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The numbered holes of the server and of its own client, over the stand-in, from one end to the other: a test each. The numbers
 * are those of the row-sync protocol's description, §1.9 and §2.
 */
class HolesTest {
    private final RowNetwork network = new RowNetwork();
    private final RowDevice one = new RowDevice(network);
    private final RowDevice two = new RowDevice(network);

    private static void synced(SyncReport report) {
        assertInstanceOf(SyncReport.Synced.class, report, () -> "" + report);
    }

    private void bothSync() {
        synced(one.sync());
        synced(two.sync());
    }

    private void pass(Duration time) {
        network.time.advance(time);
    }

    private StoredRow stored(int n) {
        StoredRow row = network.server.row("tune", id(n));
        assertNotNull(row);
        return row;
    }

    /** Another program pushes changes as they are. */
    private int pushed(String... changes) {
        String body = "{\"changes\":[" + String.join(",", changes) + "],\"pullTables\":[]}";
        Map<String, String> headers = Map.of("Authorization", "Bearer token");
        return network.server
                .handle(new Request("POST", "/api/sync", headers, body.getBytes(StandardCharsets.UTF_8)))
                .status();
    }

    private static String change(String table, String row, String stamp, boolean deleted) {
        String data = row.substring(0, row.length() - 1) + ",\"lastModifiedAt\":\"" + stamp + "\"}";
        return "{\"table\":\"" + table + "\",\"rowId\":\"x\",\"data\":" + data + ",\"deleted\":" + deleted
                + ",\"lastModifiedAt\":\"" + stamp + "\"}";
    }

    private String ago(Duration time) {
        return network.time.now().minus(time).toString();
    }

    // ---- §1.9: what the server's watermark hides

    @Test
    void hole1AnEditMadeOfflineLongAgoReachesTheOthers() {
        bothSync();
        one.tune(1, "offline");
        pass(Duration.ofHours(3));
        two.sync();
        bothSync();
        assertEquals("offline", two.title(1));
    }

    @Test
    void hole1AStaleStampOfAnotherProgramIsFoundInsideTheOverlapAndOtherwiseByTheNextFullPull() {
        bothSync();
        pass(Duration.ofMinutes(10));
        bothSync();
        assertEquals(200, pushed(change("tune", tuneRow(1, "a bit late"), ago(Duration.ofSeconds(50)), false)));
        assertEquals(200, pushed(change("tune", tuneRow(2, "too late"), ago(Duration.ofHours(5)), false)));
        pass(Duration.ofSeconds(5));
        bothSync();
        assertEquals("a bit late", one.title(1));
        assertNull(one.title(2));
        pass(Duration.ofHours(24));
        bothSync();
        assertEquals("too late", one.title(2));
    }

    @Test
    void hole2AChangeLogThatWentBackHidesNothingForLong() {
        bothSync();
        pass(Duration.ofMinutes(5));
        bothSync();
        network.server.stallNextPush();
        pushed(change("tune", tuneRow(1, "slow"), ago(Duration.ZERO), false));
        pass(Duration.ofSeconds(20));
        pushed(change("tune", tuneRow(2, "fast"), ago(Duration.ZERO), false));
        HeldPush slow = network.server.takeHeldPush();
        assertNotNull(slow);
        pass(Duration.ofSeconds(1));
        slow.commit();
        bothSync();
        assertEquals(Map.of(id(1), "slow", id(2), "fast"), two.rows(TUNE));
    }

    @Test
    void hole3ACommitWithAStampBeforeTheClockThatThePullToldIsNotMissed() {
        bothSync();
        pass(Duration.ofMinutes(5));
        network.server.stallNextPush();
        pushed(change("tune", tuneRow(1, "in flight"), ago(Duration.ZERO), false));
        pass(Duration.ofSeconds(30));
        bothSync();
        assertNull(two.title(1));
        HeldPush inFlight = network.server.takeHeldPush();
        assertNotNull(inFlight);
        inFlight.commit();
        network.server.changeLog("tune", ago(Duration.ZERO).replaceFirst("(:\\d\\d)Z", "$1.000Z"));
        bothSync();
        assertEquals("in flight", two.title(1));
    }

    @Test
    void hole4ARowThatAnEditBetweenTwoPagesMovesAwayIsDelivered() {
        for (int n = 1; n <= 9; n++) {
            network.server.put("tune", stampedTune(n, "t" + n));
        }
        RowDevice paged = new RowDevice(network, ConflictPolicy.serverWins(), dialect -> dialect.pages(2, 1));
        pass(Duration.ofSeconds(1));
        network.beforeNext = () -> network.beforeNext = () ->
                network.beforeNext = () -> pushed(change("tune", tuneRow(1, "edited"), ago(Duration.ZERO), false));
        synced(paged.sync());
        assertEquals(9, paged.rows(TUNE).size());
        assertEquals("edited", paged.title(1));
    }

    private String stampedTune(int n, String title) {
        String row = tuneRow(n, title);
        return row.substring(0, row.length() - 1) + ",\"lastModifiedAt\":\"2025-11-20T10:00:00.000Z\"}";
    }

    @Test
    void hole5AClockThatIsWrongByHoursHidesNoRow() {
        bothSync();
        pass(Duration.ofMinutes(5));
        one.lane.jump(Duration.ofHours(-2));
        two.lane.jump(Duration.ofHours(2));
        bothSync();
        one.tune(1, "slow clock");
        two.tune(2, "fast clock");
        pass(Duration.ofSeconds(10));
        bothSync();
        bothSync();
        assertEquals(Map.of(id(1), "slow clock", id(2), "fast clock"), one.rows(TUNE));
        assertEquals(one.rows(TUNE), two.rows(TUNE));
        RowDevice fresh = new RowDevice(network);
        pass(Duration.ofSeconds(1));
        synced(fresh.sync());
        assertEquals(one.rows(TUNE), fresh.rows(TUNE));
    }

    // ---- §2: what the server's own client does wrong

    @Test
    void hole1APoisonRowIsParkedWithTheServersWordsAndEverythingElseFlows() {
        bothSync();
        one.put(NOTE, noteRow(1, 99, "orphan"));
        for (int n = 1; n <= 5; n++) {
            one.tune(n, "t" + n);
        }
        network.server.put("tune", stampedTune(7, "others"));
        synced(one.sync());
        assertEquals(6, network.server.rows("tune").size());
        assertEquals(0, one.client.status().pending());
        var parked = one.client.parked().quarantined(10);
        assertEquals(1, parked.size());
        assertEquals(MutationState.QUARANTINED, parked.get(0).state());
        assertTrue(parked.get(0).reason().contains("code=23503"), parked.get(0).reason());
        assertEquals("orphan", one.rows(NOTE).get(id(1)), "what a person wrote stays where it was written");
    }

    @Test
    void aTokenOfSomebodyElseMovesNothingNotEvenAtFirst() {
        network.server.put("tune", stampedTune(1, "of the account"));
        one.token = Jwt.of("9b2a0000-0000-4000-8000-000000000009", 1);
        one.tune(2, "mine");
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, one.sync());
        assertEquals(SyncReport.Mismatch.OTHER_ACCOUNT, report.mismatch());
        assertEquals(List.of(), network.requests);
        assertNull(one.title(1));
    }

    @Test
    void hole2ADeleteReachesTheOthers() {
        one.tune(1, "a");
        one.put(SELECTION, selectionRow("ITRAD"));
        one.put(SELECTION, selectionRow("BGRASS"));
        bothSync();
        pass(Duration.ofMinutes(5));
        bothSync();
        assertEquals("a", two.title(1));
        one.delete(TUNE, tuneRow(1, "a"));
        one.delete(SELECTION, selectionRow("ITRAD"));
        bothSync();
        assertTrue(stored(1).deleted());
        assertNull(two.title(1));
        assertEquals(2, two.rows(SELECTION).size(), "a hard delete leaves no tombstone");
        pass(Duration.ofHours(24));
        bothSync();
        assertEquals(2, two.rows(SELECTION).size(), "one listing alone does not make it gone");
        pass(Duration.ofMinutes(10));
        bothSync();
        assertEquals(1, two.rows(SELECTION).size());
    }

    @Test
    void hole3AnEditThatWaitsIsNotOverwrittenInSilenceAndNeverSentBackAsTheOthersState() {
        one.tune(1, "base");
        bothSync();
        one.tune(1, "mine");
        two.tune(1, "theirs");
        synced(two.sync());
        synced(one.sync());
        assertEquals("theirs", one.title(1));
        assertEquals(1, one.client.parked().superseded(10).size());
        assertTrue(
                one.client.parked().superseded(10).get(0).mutation().payload().contains("mine"));
        assertTrue(one.events.stream().anyMatch(SyncEvent.Superseded.class::isInstance));
    }

    @Test
    void hole3AnEditDuringThePushStaysAndGoesOutNext() {
        bothSync();
        one.tune(1, "first");
        network.beforeNext = () -> network.beforeNext = () -> one.tune(1, "second");
        synced(one.sync());
        synced(one.sync());
        assertTrue(stored(1).data().contains("second"), stored(1).data());
        assertEquals("second", one.title(1));
    }

    @Test
    void hole4DeleteAndCreateAgainInOneBatchEndsAsItWasMeant() {
        one.tune(1, "a");
        bothSync();
        one.delete(TUNE, tuneRow(1, "a"));
        one.tune(1, "again");
        bothSync();
        assertTrue(!stored(1).deleted());
        assertEquals("again", two.title(1));
        one.tune(1, "last words");
        one.delete(TUNE, tuneRow(1, "last words"));
        bothSync();
        assertTrue(stored(1).deleted());
        assertNull(two.title(1));
    }

    @Test
    void hole5AnOldEditThatComesLateMeetsTheNewerRowBeforeItOverwritesIt() {
        RowDevice late = new RowDevice(network, ConflictPolicy.lastWriteWins(), dialect -> dialect);
        one.tune(1, "base");
        bothSync();
        synced(late.sync());
        late.tuneAt(1, "older");
        pass(Duration.ofMinutes(10));
        two.tuneAt(1, "newer");
        synced(two.sync());
        pass(Duration.ofMinutes(10));
        synced(late.sync());
        assertTrue(stored(1).data().contains("newer"), stored(1).data());
        assertEquals("newer", late.title(1));
    }

    @Test
    void hole6ARowWhoseKeyChangesIsADeleteAndAnInsert() {
        one.tune(1, "moved");
        bothSync();
        one.delete(TUNE, tuneRow(1, "moved"));
        one.tune(2, "moved");
        bothSync();
        assertEquals(Map.of(id(2), "moved"), two.rows(TUNE));
        assertTrue(stored(1).deleted());
    }

    @Test
    void hole7ALostAnswerIsSentAgainByteForByteAndHarmsNothing() {
        bothSync();
        one.tune(1, "once");
        network.requests.clear();
        one.faults.add(Fault.NONE);
        one.faults.add(Fault.of(Fault.Kind.RESPONSE_LOST));
        synced(one.sync());
        List<String> pushes = network.requests.stream()
                .filter(request -> request.contains("once"))
                .toList();
        assertTrue(pushes.size() <= 2 && pushes.stream().distinct().count() == 1, "" + pushes);
        assertEquals(0, one.client.status().pending());
        assertEquals("once", one.title(1));
        bothSync();
        assertEquals("once", two.title(1));
    }

    @Test
    void hole8MoreThanAThousandRowsArriveAllAndRowsThatAreGoneGo() {
        network.server.put("tune", stampedTune(1, "parent"));
        bothSync();
        pass(Duration.ofMinutes(5));
        bothSync();
        for (int n = 1; n <= 1100; n++) {
            network.server.put("note", noteRow(n, 1, "n" + n));
        }
        pass(Duration.ofSeconds(1));
        bothSync();
        assertEquals(1100, two.rows(NOTE).size());
        for (int n = 1; n <= 100; n++) {
            network.server.remove("note", id(n));
        }
        pass(Duration.ofHours(24));
        bothSync();
        assertEquals(1100, two.rows(NOTE).size(), "one listing alone does not make them gone");
        pass(Duration.ofMinutes(10));
        bothSync();
        assertEquals(1000, two.rows(NOTE).size());
    }

    @Test
    void hole9AnExpiredTokenStopsNothingForGood() {
        bothSync();
        one.tune(1, "kept");
        network.server.expire("token");
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, one.sync());
        assertEquals(SyncReport.Fault.AUTH_REQUIRED, failed.fault());
        assertEquals(1, one.client.status().pending());
        network.server.allow("token", RowNetwork.USER);
        bothSync();
        assertEquals("kept", two.title(1));
    }

    @Test
    void hole10AGatewaysPageIsASickServerAndTheLateCommitHarmsNothing() {
        bothSync();
        network.server.stallNextPush();
        one.tune(1, "v1");
        assertInstanceOf(SyncReport.Failed.class, one.sync());
        HeldPush late = network.server.takeHeldPush();
        assertNotNull(late);
        assertEquals(1, one.client.status().pending());
        late.commit();
        bothSync();
        assertEquals("v1", two.title(1));
        assertEquals(0, one.client.status().pending());
    }

    @Test
    void hole10ALateCommitThatOverwritesANewerRowIsMendedByLastWriteWins() {
        RowDevice writer = new RowDevice(network, ConflictPolicy.lastWriteWins(), dialect -> dialect);
        synced(writer.sync());
        network.server.stallNextPush();
        writer.tuneAt(1, "v1");
        assertInstanceOf(SyncReport.Failed.class, writer.sync());
        synced(writer.sync());
        pass(Duration.ofSeconds(5));
        writer.tuneAt(1, "v2");
        synced(writer.sync());
        HeldPush late = network.server.takeHeldPush();
        assertNotNull(late);
        late.commit();
        assertTrue(stored(1).data().contains("v1"), stored(1).data());
        pass(Duration.ofSeconds(5));
        synced(writer.sync());
        assertTrue(stored(1).data().contains("v2"), stored(1).data());
        assertEquals("v2", writer.title(1));
    }

    // ---- §1.6, §1.8 besides

    @Test
    void aDeadlockBlamesNobody() {
        bothSync();
        network.server.deadlock(2);
        one.tune(1, "a");
        one.tune(2, "b");
        synced(one.sync());
        assertEquals(0, one.client.parked().quarantined(10).size());
        assertEquals(2, network.server.rows("tune").size());
    }

    @Test
    void theSameNaturalKeyOfTwoDevicesIsOneRow() {
        network.server.put("tune", stampedTune(1, "parent"));
        bothSync();
        one.put(TAG, tagRow(1, 1, "slow"));
        two.put(TAG, tagRow(2, 1, "slow"));
        synced(one.sync());
        synced(two.sync());
        bothSync();
        assertEquals(1, network.server.rows("tag").size());
        assertEquals(one.rows(TAG), two.rows(TAG));
    }

    @Test
    void parentsGoBeforeTheirChildrenWhateverTheOrderOfTheWrites() {
        bothSync();
        one.tune(1, "first");
        one.put(NOTE, noteRow(5, 1, "child"));
        one.tune(1, "second");
        synced(one.sync());
        assertEquals(0, one.client.parked().quarantined(10).size());
        assertEquals(1, network.server.rows("note").size());
    }

    // ---- parents

    @Test
    void childrenWaitForAParentOfALaterBatchAndGoBehindIt() {
        bothSync();
        for (int n = 1; n <= 100; n++) {
            one.put(NOTE, noteRow(n, 1, "child " + n));
        }
        for (int n = 101; n <= 103; n++) {
            one.put(NOTE, noteRow(n, 99, "bad " + n));
        }
        one.tune(1, "parent");
        network.requests.clear();
        synced(one.sync());
        assertEquals(3, one.client.parked().quarantined(10).size());
        assertEquals(100, network.server.rows("note").size());
        assertEquals(0, one.client.status().pending());
        assertTrue(network.requests.size() < 20, network.requests.size() + " requests");
        synced(two.sync());
        assertEquals(100, two.rows(NOTE).size());
    }

    private static String tuneOf(int n, String genre) {
        String row = tuneRow(n, "parent");
        return row.substring(0, row.length() - 1) + ",\"genre\":\"" + genre + "\"}";
    }

    private long pushesOf(String text) {
        return network.requests.stream().filter(body -> body.contains(text)).count();
    }

    @Test
    void aChildOfARefusedParentWaitsIsNotSentAgainAndGoesByItselfWhenTheParentIsRetried() {
        bothSync();
        one.put(NOTE, noteRow(1, 1, "child"));
        one.put(NOTE, noteRow(1, 1, "child, edited"));
        one.put(TUNE, tuneOf(1, "NOPE"));
        one.tune(2, "other");
        synced(one.sync());
        assertEquals(
                List.of("tune"),
                one.client.parked().quarantined(10).stream()
                        .map(parked -> parked.mutation().collection())
                        .toList());
        assertEquals(2, one.client.status().pending());
        assertEquals(1, network.server.rows("tune").size());
        network.requests.clear();
        synced(one.sync());
        one.tune(3, "another");
        synced(one.sync());
        assertEquals(0, pushesOf("child"));
        List<String> told = one.events.stream()
                .filter(SyncEvent.Waiting.class::isInstance)
                .map(event -> ((SyncEvent.Waiting) event).mutation().key())
                .toList();
        assertEquals(List.of(id(1)), told);
        network.server.put("genre", stamped("{\"id\":\"NOPE\",\"name\":\"n\"}"));
        one.client
                .parked()
                .retry(one.client.parked().quarantined(10).get(0).mutation().id());
        synced(one.sync());
        assertEquals(0, one.client.status().pending());
        assertEquals(0, one.client.parked().quarantined(10).size());
        assertTrue(network.server.rows("note").get(0).data().contains("child, edited"));
    }

    @Test
    void aChildGoesWhenItsParentComesByAPullAndIsRefusedWhenItsParentIsDropped() {
        bothSync();
        one.put(NOTE, noteRow(1, 1, "child"));
        one.put(TUNE, tuneOf(1, "NOPE"));
        one.put(NOTE, noteRow(2, 2, "orphan"));
        one.put(TUNE, tuneOf(2, "NOPE"));
        synced(one.sync());
        assertEquals(2, one.client.status().pending());
        two.tune(1, "theirs");
        synced(two.sync());
        synced(one.sync());
        assertEquals(1, network.server.rows("note").size());
        assertEquals(1, one.client.status().pending());
        one.client
                .parked()
                .quarantined(10)
                .forEach(parked -> one.client.parked().drop(parked.mutation().id()));
        synced(one.sync());
        assertEquals(0, one.client.status().pending());
        assertEquals(1, one.client.parked().quarantined(10).size());
        assertTrue(
                one.client.parked().quarantined(10).get(0).mutation().payload().contains("orphan"));
    }

    @Test
    void oneRefusedPushTellsAllChildrenOfParentsThatAreNotThere() {
        bothSync();
        for (int n = 1; n <= 40; n++) {
            one.put(TUNE, tuneOf(n, "NOPE"));
        }
        synced(one.sync());
        assertEquals(40, one.client.parked().quarantined(50).size());
        for (int n = 1; n <= 40; n++) {
            one.put(NOTE, noteRow(n, n, "child " + n));
        }
        one.tune(99, "other");
        network.requests.clear();
        synced(one.sync());
        assertEquals(40, one.client.status().pending());
        assertEquals(1, pushesOf("child 40"));
        SyncStatus.Waiting waiting = one.client.status().waiting();
        assertEquals(new SyncStatus.Waiting(40, "note", id(1), "tune", id(1)), waiting);
        String told = one.client.status().explain();
        assertTrue(
                told.contains("40 rows wait until another one is at the server: note/" + id(1) + " for tune/" + id(1)),
                told);
        assertEquals(1, network.server.rows("tune").size());
        assertEquals(
                40,
                one.events.stream().filter(SyncEvent.Waiting.class::isInstance).count());
    }

    @Test
    void aChildOfAParentThatIsRefusedInTheSameBatchWaitsAtOnce() {
        bothSync();
        one.put(TUNE, tuneOf(1, "NOPE"));
        one.put(NOTE, noteRow(1, 1, "child"));
        one.tune(2, "other");
        network.requests.clear();
        synced(one.sync());
        assertEquals(1, pushesOf("child"));
        assertEquals(1, one.client.status().pending());
        assertEquals(1, one.client.parked().quarantined(9).size());
    }

    @Test
    void aRefusalThatDoesNotSayWhichRowIsMissingIsUnderstoodByWhatTheRowRefersTo() {
        bothSync();
        network.beforeAnswer = answer -> answer.replaceAll(" \\| detail=[^\"]*(\\\\\"[^\"]*)*", "");
        one.put(TUNE, tuneOf(1, "NOPE"));
        one.put(NOTE, noteRow(1, 1, "child"));
        one.put(NOTE, noteRow(2, 77, "orphan"));
        synced(one.sync());
        assertEquals(2, one.client.parked().quarantined(9).size());
        assertEquals(1, one.client.status().pending());
        network.server.put("genre", stamped("{\"id\":\"NOPE\",\"name\":\"n\"}"));
        one.client.parked().quarantined(9).stream()
                .filter(parked -> parked.mutation().collection().equals("tune"))
                .forEach(parked -> one.client.parked().retry(parked.mutation().id()));
        synced(one.sync());
        assertEquals(0, one.client.status().pending());
        assertEquals(1, network.server.rows("note").size());
    }

    @Test
    void aChildThatIsGivenAnotherParentGoesAndAnEditThatKeepsItDoesNot() {
        bothSync();
        one.tune(2, "there");
        one.put(TUNE, tuneOf(1, "NOPE"));
        one.put(NOTE, noteRow(1, 1, "child"));
        synced(one.sync());
        network.requests.clear();
        one.put(NOTE, noteRow(1, 1, "child, edited"));
        synced(one.sync());
        assertEquals(0, pushesOf("child"));
        one.put(NOTE, noteRow(1, 2, "child, moved"));
        synced(one.sync());
        assertEquals(0, one.client.status().pending());
        assertNull(one.client.status().waiting());
        assertTrue(network.server.rows("note").get(0).data().contains("child, moved"));
    }

    @Test
    void afterARestartOneRefusedPushTellsAllThatWait() {
        bothSync();
        for (int n = 1; n <= 3; n++) {
            one.put(TUNE, tuneOf(n, "NOPE"));
            one.put(NOTE, noteRow(n, n, "child " + n));
        }
        synced(one.sync());
        assertEquals(3, one.client.status().pending());
        RowDevice again = one.reopen();
        network.requests.clear();
        synced(again.sync());
        assertEquals(1, pushesOf("child"));
        assertEquals(3, again.client.status().pending());
    }

    // ---- §5: what the live server has shown since

    private static final String SHARED = "{\"id\":\"10000000-0000-4000-8000-000000000001\"}";

    private static RowTableBuilder goal() {
        return RowTable.builder("goal").unique("name", "privateFor").softDelete("deleted");
    }

    private static String goalRow(int n, String name) {
        return "{\"id\":\"" + id(n) + "\",\"name\":\"" + name + "\",\"privateFor\":\"" + RowNetwork.USER + "\"}";
    }

    @Test
    void aNullInAUniqueKeyStopsNothingAndTheRowGoesByItsPrimaryKey() {
        RowTable goal = goal().build();
        RowDevice three = new RowDevice(network, ConflictPolicy.serverWins(), dialect -> dialect.table(goal));
        network.server.put("goal", stamped(goalRow(1, "recall")));
        network.server.put("tune", stampedTune(1, "a"));
        synced(three.sync());
        assertEquals(
                Set.of(SHARED, goal.key(goalRow(1, "recall"))), three.rows(goal).keySet());
        assertEquals("a", three.title(1));
        three.put(goal, goalRow(2, "fluency"));
        synced(three.sync());
        assertEquals(3, network.server.rows("goal").size());
        assertEquals(0, three.client.status().pending());
    }

    @Test
    void aNullIsLikeAnotherWhereTheMetadataSaysSo() {
        RowTable goal = goal().nullsNotDistinct().build();
        RowDevice three = new RowDevice(network, ConflictPolicy.serverWins(), dialect -> dialect.table(goal));
        synced(three.sync());
        assertEquals(
                Set.of("{\"name\":\"recall\",\"privateFor\":null}"),
                three.rows(goal).keySet());
    }

    private static String stamped(String row) {
        return row.substring(0, row.length() - 1) + ",\"lastModifiedAt\":\"2025-11-20T10:00:00.000Z\"}";
    }

    @Test
    void aRowThatCannotBeReadIsSetAsideAndAllOthersFlow() {
        RowTable plugin = RowTable.builder("plugin").key("userRef").build();
        RowDevice three = new RowDevice(network, ConflictPolicy.serverWins(), dialect -> dialect.table(plugin));
        String mine = "{\"id\":\"" + id(1) + "\",\"userRef\":\"" + RowNetwork.USER + "\",\"name\":";
        network.server.put("plugin", stamped(mine + "null}"));
        network.server.put("tune", stampedTune(1, "a"));
        String nobodys = "{\"id\":\"" + id(2) + "\",\"userRef\":null,\"name\":null}";
        network.beforeAnswer = answer -> with(answer, wire("plugin", id(2), nobodys));
        synced(three.sync());
        assertEquals(Set.of(RowNetwork.USER), three.rows(plugin).keySet());
        assertEquals("a", three.title(1));
        Unreadable aside = three.unreadable().get(0);
        assertEquals(List.of("plugin", id(2)), List.of(aside.collection(), aside.key()));
        assertTrue(aside.reason().contains("column userRef of plugin is null"), aside.reason());
        three.tune(2, "b");
        synced(three.sync());
        assertEquals(1, three.client.status().counts().setAside());
        assertEquals(SyncStatus.Light.AMBER, three.client.status().light());
        network.beforeAnswer = answer -> answer;
        pass(Duration.ofHours(24));
        synced(three.sync());
        assertEquals(List.of(), three.unreadable());
    }

    private static String with(String answer, String row) {
        String begin = "\"changes\":[";
        return answer.replace(begin, begin + row + (answer.contains(begin + "]") ? "" : ","));
    }

    private static String wire(String table, String id, String data) {
        return "{\"table\":\"" + table + "\",\"rowId\":\"" + id + "\",\"data\":" + data
                + ",\"deleted\":false,\"lastModifiedAt\":\"2025-11-20T10:00:00Z\"}";
    }

    @Test
    void aConfirmedRowThatCannotBeReadAnyMoreIsNotTakenForGone() {
        one.tune(1, "kept");
        bothSync();
        network.server.remove("tune", id(1));
        network.beforeAnswer = answer -> with(answer, wire("tune", id(1), "\"lost\""));
        pass(Duration.ofHours(24));
        bothSync();
        assertEquals("kept", two.title(1));
        assertEquals(
                List.of(id(1)), two.unreadable().stream().map(Unreadable::key).toList());
        network.beforeAnswer = answer -> answer;
        network.server.put("tune", stampedTune(1, "mended"));
        pass(Duration.ofHours(24));
        bothSync();
        assertEquals("mended", two.title(1));
        assertEquals(List.of(), two.unreadable());
    }
}
