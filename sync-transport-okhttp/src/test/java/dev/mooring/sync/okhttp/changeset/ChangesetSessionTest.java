package dev.mooring.sync.okhttp.changeset;

import static dev.mooring.sync.okhttp.changeset.CellSession.SERVER;
import static dev.mooring.sync.okhttp.changeset.CellSession.SITE;
import static dev.mooring.sync.okhttp.changeset.CellSession.at;
import static dev.mooring.sync.okhttp.changeset.CellSession.changes;
import static dev.mooring.sync.okhttp.changeset.CellSession.refusal;
import static dev.mooring.sync.okhttp.changeset.CellSession.start;
import static dev.mooring.sync.okhttp.changeset.CellSession.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Ask;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each message in each state, without a socket and without a clock. */
class ChangesetSessionTest {
    private static final Frame.Changes PROBE = new Frame.Changes(SITE, 0, 0, List.of());

    @Test
    void nothingIsSaidBeforeAnExchangeSaysWhereTheClientIs() {
        CellSession device = new CellSession(at(5, 3));
        device.session.opened();
        assertEquals(List.of(), device.sent);
        assertEquals(List.of("live"), device.said);
        device.pull();
        assertEquals(new Frame.Announce(SITE, List.of(new Frame.LastSeen(SERVER, 5, 0)), "init", 7), device.last());
    }

    @Test
    void anExchangeMayBeginBeforeTheSocketIsOpen() {
        CellSession device = new CellSession(Cursor.START);
        device.pull();
        assertEquals(List.of(), device.sent);
        device.session.opened();
        assertEquals(new Frame.Announce(SITE, List.of(), "init", 7), device.last());
    }

    /** A cursor of an older form does not say whose versions it counts: so everything is asked for. */
    @Test
    void withoutAServerEverythingIsAskedFor() {
        CellSession device = new CellSession(new Cursor("1:" + SITE.hex() + ":5:3"));
        device.session.opened();
        device.pull();
        assertEquals(List.of(), ((Frame.Announce) device.last()).lastSeens());
        device.hears(status("handshake", 3L), start(3), changes(0, 1, 6));
        assertEquals(2, device.came.size());
    }

    @Test
    void aPullEndsBehindWhatTheServerHadToSend() {
        CellSession device = new CellSession(at(5, 3));
        device.session.opened();
        device.pull();
        device.hears(status("handshake", 3L), start(3));
        assertEquals(new Frame.Changes(SITE, 3, 0, List.of()), device.last());
        device.hears(status("steady", 3L), changes(5, 6, 7));
        assertEquals(List.of("live"), device.said);
        device.hears(status("apply_ack", 3L));
        assertEquals(List.of("live", "settled"), device.said);
        assertEquals(at(7, 3), device.cursor);
    }

    @Test
    void aPullOnALiveConnectionIsAProbe() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        assertTrue(device.pull());
        assertEquals(List.of(PROBE), device.sent);
        device.hears(status("apply_ack", 0L));
        assertEquals(List.of("settled"), device.said);
    }

    @Test
    void aPullOnAnOldConnectionNeedsAnotherOne() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.nanos = Duration.ofMinutes(5).toNanos() - 1;
        assertTrue(device.pull());
        device.hears(status("apply_ack", 0L));
        device.nanos++;
        assertFalse(device.pull());
        assertTrue(device.push(1), "a batch is answered for itself");
    }

    @Test
    void aCursorThatIsNotWhereTheStreamIsNeedsAnotherOne() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.hears(changes(5, 6));
        assertEquals(List.of("woken true"), device.said);
        assertTrue(device.session.begin(new Ask.Heard(at(5, 0)), 0), "what waits begins there");
        device.cursor = at(5, 0);
        assertFalse(device.pull(), "6 was taken");
        device.cursor = Cursor.START;
        assertFalse(device.pull());
    }

    @Test
    void aBatchIsOneFrameAndCountsWhenItsLastVersionIsAcknowledged() {
        CellSession device = new CellSession(at(5, 2)).live(2);
        device.push(3, 4);
        Frame.Changes frame = assertInstanceOf(Frame.Changes.class, device.last());
        assertEquals(2, frame.sinceVersion());
        assertEquals(4, frame.cells().size());
        assertTrue(device.session.mayBeSent());
        device.hears(status("steady", 2L));
        assertEquals(List.of(), device.said, "that answers something else");
        device.hears(status("apply_ack", 4L));
        assertEquals(List.of("settled Accepted Accepted"), device.said);
        assertEquals(at(5, 4), device.cursor);
        assertFalse(device.session.mayBeSent());
    }

    @Test
    void anAcknowledgementOfLessIsALoss() {
        CellSession device = new CellSession(at(5, 2)).live(2);
        device.push(3, 4);
        device.hears(status("apply_ack", 3L));
        assertEquals(List.of("KNOWS_LESS", "over ABSENT"), device.said);
    }

    @Test
    void anAcknowledgementOfNothingLeavesItInDoubt() {
        CellSession device = new CellSession(at(5, 2)).live(2);
        device.push(3);
        device.hears(status("apply_ack", null));
        assertEquals(List.of("SERVER MAYBE_SENT", "over AWAY"), device.said);
    }

    /** The live server's half dead socket acknowledges what it has not applied. */
    @Test
    void nothingCountsAfterSomethingCouldNotBeApplied() {
        CellSession device = new CellSession(at(5, 2)).live(2);
        device.push(3);
        device.hears(refusal("apply_ack", "apply_failed"));
        assertEquals(List.of("INVALID ANSWERED", "over AWAY"), device.said);
        assertFalse(device.push(3));
        device.hears(status("apply_ack", 3L), changes(5, 6), changes(100, 101));
        assertEquals(2, device.said.size());
        assertEquals(List.of(), device.came);
    }

    @Test
    void whatCouldNotBeAppliedWithoutABatchIsTheServers() {
        CellSession device = new CellSession(at(5, 2)).live(2);
        device.pull();
        device.hears(refusal("steady", "apply_failed"));
        assertEquals(List.of("SERVER NOT_SENT", "over AWAY"), device.said);
    }

    @ParameterizedTest
    @CsvSource({
        "schema_mismatch, OTHER_SCHEMA, over ABSENT",
        "peer_mismatch, OTHER_HISTORY, over ABSENT",
        "server_error, SERVER NOT_SENT, over BUSY",
        "sync_setup_failed, SERVER NOT_SENT, over BUSY",
        "something_new, SERVER NOT_SENT, over BUSY",
    })
    void eachRefusalOfTheHandshakeIsNamed(String reason, String said, String end) {
        CellSession device = new CellSession(at(5, 2));
        device.session.opened();
        device.pull();
        device.hears(refusal("handshake", reason));
        assertEquals(List.of("live", said, end), device.said);
        device.hears(start(2), changes(5, 6), status("apply_ack", 2L));
        assertEquals(List.of(), device.came);
        assertEquals(3, device.said.size());
    }

    @Test
    void anotherServerIsSeenBeforeAnythingElseOfIts() {
        ByteString other = ByteString.decodeHex("21c2217783434c0cbf9e82a766a7791f");
        CellSession device = new CellSession(at(5, 2));
        device.session.opened();
        device.pull();
        device.hears(new Frame.Status(true, other, "init", 9L, "9", "handshake", 0L, null, null));
        assertEquals(List.of("live", "OTHER_HISTORY", "over ABSENT"), device.said);
    }

    @Test
    void anotherServerIsSeenByItsStartToo() {
        ByteString other = ByteString.decodeHex("21c2217783434c0cbf9e82a766a7791f");
        CellSession device = new CellSession(at(5, 2));
        device.session.opened();
        device.pull();
        device.hears(new Frame.Start(2, 0, List.of(other), false));
        assertEquals(List.of("live", "OTHER_HISTORY", "over ABSENT"), device.said);
    }

    @Test
    void aServerThatHoldsLessIsALossInTheHandshakeAndInTheStart() {
        assertEquals("KNOWS_LESS", shaken(status("handshake", 2L), start(1)));
        assertEquals("KNOWS_LESS", shaken(start(1)));
        assertEquals("KNOWS_LESS", shaken(status("handshake", 1L), status("apply_ack", 1L)));
        CellSession other =
                new CellSession(at(5, 2), ByteString.decodeHex(CellDevice.SITE_B), CellSession.SCHEMA, false);
        other.session.opened();
        other.pull();
        other.hears(status("handshake", 0L), start(0), status("apply_ack", 0L));
        assertEquals(List.of("live", "settled"), other.said, "another site has sent it nothing");
    }

    private static String shaken(Frame... frames) {
        CellSession device = new CellSession(at(5, 2));
        device.session.opened();
        device.pull();
        device.hears(frames);
        return device.said.get(1);
    }

    @Test
    void aRefusedBatchWaitsAndTheConnectionIsWorn() {
        CellSession device = new CellSession(at(5, 2)).live(2);
        device.push(3);
        device.hears(new Frame.Reject(SITE, 2, 0));
        assertEquals(List.of("settled Deferred more"), device.said);
        device.hears(status("apply_ack", 3L));
        assertFalse(device.push(3), "an older server applies and acknowledges what it refuses");
        assertEquals(1, device.said.size());
    }

    @Test
    void aRefusalBelowWhatWasAcknowledgedIsALoss() {
        CellSession device = new CellSession(at(5, 2)).live(2);
        device.push(3);
        device.hears(new Frame.Reject(SITE, 1, 0));
        assertEquals(List.of("KNOWS_LESS", "over ABSENT"), device.said);
    }

    @Test
    void aGapIsRefusedOnceAndHealed() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.pull();
        device.hears(changes(6, 7));
        assertEquals(new Frame.Reject(SERVER, 5, 0), device.last());
        device.hears(status("apply_ack", 0L));
        assertEquals(List.of(), device.said, "something is missing");
        device.hears(changes(5, 6, 7));
        assertEquals(List.of("settled"), device.said);
        assertEquals(at(7, 0), device.cursor);
    }

    @Test
    void aGapThatStaysEndsTheConnection() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.pull();
        device.hears(changes(6, 7), changes(7, 8));
        assertEquals(List.of("OFFLINE NOT_SENT", "over LOST"), device.said);
        assertEquals(2, device.sent.size(), "a probe and a refusal");
        assertEquals(List.of(), device.came);
    }

    @Test
    void changesThatOverlapAreTaken() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.hears(changes(0, 1, 5, 6));
        assertEquals(3, device.came.size());
    }

    @Test
    void versionsInAnyOrderMoveTheCursorAtTheEndOfTheFrameAlone() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.hears(changes(5, 8, 6, 7));
        device.session.begin(new Ask.Heard(device.cursor), 0);
        assertEquals(at(8, 0), device.cursor);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silenceEndsAnExchange(boolean batch) {
        CellSession device = new CellSession(at(5, 2)).live(2);
        assertTrue(batch ? device.push(3) : device.pull());
        assertEquals(Duration.ofSeconds(10), device.session.patience());
        device.session.silent();
        assertEquals(List.of("OFFLINE " + (batch ? "MAYBE_SENT" : "NOT_SENT"), "over SILENT"), device.said);
    }

    /** A server makes one message of all that was missed, and says nothing meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerMayTakeItsTimeOverTheFirstMessage(boolean statuses) {
        CellSession device = new CellSession(Cursor.START, SITE, CellSession.SCHEMA, !statuses);
        device.session.opened();
        device.pull();
        assertEquals(Duration.ofSeconds(10), device.session.patience());
        if (statuses) {
            device.hears(status("handshake", 0L));
        }
        device.hears(start(0));
        assertEquals(Duration.ofSeconds(60), device.session.patience());
        device.hears(changes(0, 1));
        if (statuses) {
            device.hears(status("apply_ack", 0L));
        } else {
            device.session.ponged();
        }
        assertEquals(List.of("live", "settled"), device.said);
        assertTrue(device.pull());
        assertEquals(Duration.ofSeconds(10), device.session.patience());
    }

    @Test
    void silenceAfterTheAnnouncementEndsItToo() {
        CellSession device = new CellSession(at(5, 2));
        device.session.opened();
        device.push(3);
        device.session.silent();
        assertEquals(List.of("live", "OFFLINE NOT_SENT", "over SILENT"), device.said);
    }

    /** Else the server would be asked for what comes behind it, and have nothing. */
    @Test
    void aVersionThatLeavesNoRoomMovesNoCursor() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.hears(changes(5, 6, Long.MAX_VALUE, 7));
        device.session.begin(new Ask.Heard(device.cursor), 0);
        assertEquals(at(7, 0), device.cursor);
        assertEquals(3, device.came.size());
    }

    @Test
    void eachSliceSaysHowFarItsFrameIs() {
        CellSession device = new CellSession(at(0, 0)).live(0);
        Frame frame = changes(0, LongStream.rangeClosed(1, 2_500).toArray());
        device.hears(frame);
        long length = Frames.write(frame).size();
        assertEquals(5, device.reading.size());
        long before = 0;
        for (LiveDialect.Reading reading : device.reading) {
            assertEquals(2_500, reading.changes());
            assertEquals(length, reading.length());
            assertTrue(reading.bytes() > before, "it grows");
            before = reading.bytes();
        }
        assertEquals(length, before);
    }

    @Test
    void aLateCellOfAVersionThatWasPassedIsNoProtocol() {
        long[] versions = new long[1_002];
        for (int i = 0; i < 1_001; i++) {
            versions[i] = 6 + i;
        }
        versions[1_001] = 7;
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.hears(changes(5, versions));
        assertEquals("over GARBAGE", device.said.get(device.said.size() - 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "database is locked",
                "database or disk is full",
                "SqliteError: database disk image is malformed",
                "disk I/O error",
                "attempt to write a readonly database",
                "unable to open database file"
            })
    void aServerWhoseDatabaseIsInTroubleBlamesNoRow(String words) {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.push(1);
        device.hears(
                new Frame.Status(false, CellSession.SERVER, "init", 7L, "7", "apply_ack", null, "apply_failed", words));
        assertEquals(List.of("SERVER ANSWERED", "over BUSY"), device.said);
    }

    @Test
    void aConstraintOfTheServerBlamesTheRow() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.push(1);
        device.hears(new Frame.Status(
                false,
                CellSession.SERVER,
                "init",
                7L,
                "7",
                "apply_ack",
                null,
                "apply_failed",
                "UNIQUE constraint failed: note.title"));
        assertEquals(List.of("INVALID ANSWERED", "over AWAY"), device.said);
    }

    // ---- servers that never say how they stand

    @Test
    void aServerWithoutAStatusIsPinged() {
        CellSession device = new CellSession(at(5, 0));
        device.session.opened();
        device.pull();
        device.hears(start(0), changes(5, 6));
        assertEquals(Duration.ofSeconds(2), device.session.patience());
        device.session.silent();
        assertEquals(1, device.pings);
        device.session.ponged();
        assertEquals(List.of("live", "settled"), device.said);
        assertEquals(at(6, 0), device.cursor);
        device.pull();
        assertEquals(2, device.pings, "it is known by now");
    }

    private final Unproven unproven = new Unproven();

    private CellSession statusless() {
        CellSession device = new CellSession(at(5, 2), SITE, CellSession.SCHEMA, true, unproven);
        device.session.opened();
        return device;
    }

    @Test
    void aBatchOfSuchAServerIsAskedForOnTheNextConnection() {
        CellSession device = statusless();
        Ask.Push batch = device.batch(3);
        device.session.begin(batch, 0);
        device.hears(start(2));
        assertEquals(List.of("live", "again"), device.said);
        assertInstanceOf(Frame.Changes.class, device.last());
        CellSession next = statusless();
        next.session.begin(batch, 1);
        assertTrue(next.session.mayBeSent());
        next.hears(start(3));
        assertEquals(List.of("live", "settled Accepted"), next.said);
        CellSession failed = statusless();
        failed.session.begin(batch, 2);
        failed.hears(start(2));
        assertEquals(List.of("live", "SERVER ANSWERED", "over AWAY"), failed.said);
    }

    @Test
    void aBatchOfSuchAServerGoesOutUnderAVersionThatProvesIt() {
        CellSession device = statusless();
        Ask.Push second = device.batch(2); // Of a transaction whose first part is there.
        device.session.begin(second, 0);
        device.hears(start(2));
        Frame.Changes frame = assertInstanceOf(Frame.Changes.class, device.last());
        assertEquals(2, frame.sinceVersion());
        assertEquals(3, frame.cells().get(0).dbVersion(), "the server holds 2 whether it takes this or not");
        CellSession next = statusless();
        next.session.begin(second, 1);
        next.hears(start(2));
        assertEquals(List.of("live", "again"), next.said, "it was not taken, and goes out once more");
        Frame.Changes more = assertInstanceOf(Frame.Changes.class, next.last());
        assertEquals(4, more.cells().get(0).dbVersion(), "as the first one may still arrive");
        CellSession last = statusless();
        last.session.begin(second, 2);
        last.hears(start(4));
        assertEquals(List.of("live", "settled Accepted"), last.said);
    }

    @Test
    void whatAnotherProcessSentToSuchAServerProvesNothing() {
        CellSession device = statusless();
        device.session.begin(device.batch(3), 0);
        device.hears(start(7));
        assertEquals(List.of("live", "again"), device.said);
        assertEquals(
                8,
                assertInstanceOf(Frame.Changes.class, device.last())
                        .cells()
                        .get(0)
                        .dbVersion());
    }

    // ---- evidence

    @Test
    void theHandshakeSettlesABatchThatTheServerHas() {
        CellSession device = new CellSession(at(5, 2));
        device.session.opened();
        device.push(3, 4);
        device.hears(status("handshake", 4L), start(4));
        assertEquals(List.of("live", "settled Accepted Accepted"), device.said);
        assertEquals(1, device.sent.size(), "the announcement");
    }

    @Test
    void theHandshakeSettlesNothingThatWasBelowBefore() {
        CellSession device = new CellSession(at(5, 4));
        device.session.opened();
        device.push(3);
        device.hears(status("handshake", 4L), start(4));
        Frame.Changes frame = assertInstanceOf(Frame.Changes.class, device.last());
        assertEquals(4, frame.cells().get(0).dbVersion(), "else a server may count back");
        device.hears(status("apply_ack", 4L));
        assertEquals("settled Accepted", device.said.get(1));
    }

    @Test
    void aPingIsAnswered() {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.hears(new Frame.Ping());
        assertEquals(new Frame.Pong(), device.last());
    }

    @ParameterizedTest
    @ValueSource(strings = {"63", "0700", "01", "0c02", ""})
    void garbageEndsTheExchangeAndTheConnection(String hex) {
        CellSession device = new CellSession(at(5, 0)).live(0);
        device.pull();
        device.hears(ByteString.decodeHex(hex));
        assertEquals(List.of("GARBAGE", "over GARBAGE"), device.said);
        assertEquals(at(5, 0), device.cursor);
    }
}
