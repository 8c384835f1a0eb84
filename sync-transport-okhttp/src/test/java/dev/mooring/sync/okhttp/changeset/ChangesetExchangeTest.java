package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.Flavour;
import dev.mooring.sync.testing.http.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exchanges over a real socket with a server that has the faults of the live one. */
class ChangesetExchangeTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private ChangesetServer server = server(Flavour.FORK);

    private ChangesetServer server(Flavour flavour) {
        ChangesetServer made = ChangesetServer.builder()
                .schema("init", CellDevice.SCHEMA)
                .flavour(flavour)
                .build()
                .start();
        open.add(made);
        return made;
    }

    private CellDevice device(String site) {
        return device(site, CellDevice.dialect().build());
    }

    private CellDevice device(String site, ChangesetDialect dialect) {
        CellDevice made = new CellDevice(server.url(), site, dialect);
        open.add(made);
        return made;
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        assertEquals(0, server.deaths(), "the server died of what it was sent");
    }

    private void write(long... ids) {
        server.database(CellDevice.ROOM).write(write -> {
            for (long id : ids) {
                write.put("note", List.of(id), Map.of("title", "t" + id));
            }
        });
    }

    private static void accepted(Answer answer, int count) {
        List<Outcome> outcomes = assertInstanceOf(Answer.Settled.class, answer).outcomes();
        assertEquals(count, outcomes.size());
        outcomes.forEach(outcome -> assertInstanceOf(Outcome.Accepted.class, outcome));
    }

    private static void incompatible(Mismatch mismatch, Answer answer) {
        assertEquals(
                mismatch, assertInstanceOf(Answer.Incompatible.class, answer).mismatch());
    }

    @Test
    void aFirstPullBringsWhatIsThereAndSaysWhoTheServerIs() {
        write(1);
        write(2, 3);
        CellDevice a = device(CellDevice.SITE_A);
        Answer.Settled settled = assertInstanceOf(Answer.Settled.class, a.pull());
        assertFalse(settled.page().more());
        assertEquals(server.database(CellDevice.ROOM).site().toString(), a.identity);
        assertEquals(server.database(CellDevice.ROOM).version(), a.version());
        assertEquals(0, a.acked());
        assertTrue(
                a.came.contains("note[1]{\"c\":\"title\",\"v\":\"t1\",\"cv\":1,\"dv\":1,\"cl\":1,\"q\":0}"),
                a.came::toString);
        int before = a.came.size();
        a.pull();
        assertEquals(before, a.came.size());
        write(4);
        a.pull();
        assertTrue(a.came.size() > before);
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void whatOneWritesTheOtherGets(Flavour flavour) {
        server = server(flavour);
        ChangesetDialectBuilder dialect = CellDevice.dialect();
        if (flavour == Flavour.NPM) {
            dialect.statusless();
        }
        CellDevice a = device(CellDevice.SITE_A, dialect.build());
        CellDevice b = device(CellDevice.SITE_B, dialect.build());
        a.pull();
        b.pull();
        accepted(a.push(CellDevice.insert(7, "seven", 1), CellDevice.insert(8, "eight", 1)), 2);
        assertEquals(1, a.acked());
        accepted(a.push(CellDevice.insert(9, "nine", 2)), 1);
        assertEquals(2, a.acked());
        for (int tries = 0; b.came.size() < 6 && tries < 1000; tries++) {
            b.pull(); // The server acknowledges a batch before it tells the others.
        }
        assertEquals(6, b.came.size(), b.came::toString);
        assertEquals(3, server.database(CellDevice.ROOM).rows("note").size());
        a.pull();
        assertEquals(List.of(), a.came, "nothing of its own comes back");
    }

    @Test
    void aServerThatNeverSaysHowItStandsIsFoundOut() {
        server = server(Flavour.NPM);
        write(1);
        CellDevice a = device(CellDevice.SITE_A);
        a.pull();
        assertEquals(1, a.version());
        assertEquals(server.database(CellDevice.ROOM).site().toString(), a.identity);
        accepted(a.push(CellDevice.insert(7, "seven", 2)), 1);
    }

    @Test
    void aPushNeedsNoPullBeforeIt() {
        CellDevice a = device(CellDevice.SITE_A);
        accepted(a.push(CellDevice.insert(7, "seven", 1)), 1);
        assertEquals(1, server.database(CellDevice.ROOM).rows("note").size());
    }

    @Test
    void aLostAcknowledgementIsSettledByTheNextHandshake() {
        CellDevice a = device(CellDevice.SITE_A);
        a.pull();
        server.channels().drop(1);
        Ask.Push batch = a.batch(CellDevice.insert(7, "seven", 1));
        Thread cutter = new Thread(() -> {
            while (server.database(CellDevice.ROOM).rows("note").isEmpty()) {
                Thread.onSpinWait();
            }
            server.channels().cut();
        });
        cutter.start();
        TransportException e = assertThrows(TransportException.class, () -> a.ask(batch));
        assertEquals(Delivery.MAYBE_SENT, e.delivery());
        assertEquals(Kind.OFFLINE, e.kind());
        long version = server.database(CellDevice.ROOM).version();
        accepted(a.ask(batch), 1);
        assertEquals(version, server.database(CellDevice.ROOM).version(), "it was not sent again");
        assertEquals(1, a.acked());
    }

    /** The largest version of what the server ever took says nothing of a write that was held back until now. */
    @Test
    void aBatchBelowWhatIsAcknowledgedIsSentAgain() {
        CellDevice a = device(CellDevice.SITE_A);
        a.pull();
        accepted(a.push(CellDevice.insert(8, "eight", 2)), 1);
        accepted(a.push(CellDevice.insert(7, "seven", 1)), 1);
        assertEquals(2, server.database(CellDevice.ROOM).rows("note").size());
        assertEquals(2, a.acked());
    }

    @Test
    void whatCannotBeAppliedIsInvalidAndTheNextExchangeHasAnotherConnection() {
        CellDevice a = device(CellDevice.SITE_A);
        a.pull();
        server.faults().failApply("constraint failed");
        TransportException e = assertThrows(TransportException.class, () -> a.push(CellDevice.insert(7, "seven", 1)));
        assertEquals(Kind.INVALID, e.kind());
        assertEquals(Delivery.ANSWERED, e.delivery());
        assertTrue(String.valueOf(e.getMessage()).contains("constraint failed"), e.getMessage());
        accepted(a.push(CellDevice.insert(7, "seven", 1)), 1);
        assertEquals(1, server.database(CellDevice.ROOM).rows("note").size());
    }

    @Test
    void aServerThatWasMadeAnewIsAnotherHistoryBeforeAnythingIsTaken() {
        write(1);
        CellDevice a = device(CellDevice.SITE_A);
        a.pull();
        a.push(CellDevice.insert(7, "seven", 5));
        server.reset(CellDevice.ROOM);
        server.channels().cut();
        write(2);
        int before = a.came.size();
        incompatible(Mismatch.OTHER_HISTORY, a.pull());
        incompatible(Mismatch.OTHER_HISTORY, a.push(CellDevice.insert(8, "eight", 6)));
        assertEquals(before, a.came.size());
    }

    /** A client that had nothing of the old one is let in by the server. */
    @Test
    void aServerThatWasMadeAnewIsAnotherHistoryForAClientThatHadNothing() {
        CellDevice a = device(CellDevice.SITE_A);
        a.pull();
        assertEquals(0, a.version());
        server.reset(CellDevice.ROOM);
        server.channels().cut();
        incompatible(Mismatch.OTHER_HISTORY, a.pull());
    }

    @Test
    void aServerThatWasRestoredKnowsLess() {
        CellDevice a = device(CellDevice.SITE_A);
        a.pull();
        Runnable restore = server.backup();
        accepted(a.push(CellDevice.insert(7, "seven", 1)), 1);
        restore.run();
        server.channels().cut();
        incompatible(Mismatch.KNOWS_LESS, a.pull());
        incompatible(Mismatch.KNOWS_LESS, a.push(CellDevice.insert(8, "eight", 2)));
    }

    @Test
    void anotherSchemaIsRefused() {
        CellDevice a = device(
                CellDevice.SITE_A,
                ChangesetDialect.builder(CellDevice.ROOM).schema("init", 5).build());
        incompatible(Mismatch.OTHER_SCHEMA, a.pull());
    }

    @Test
    void aServerThatFailsIsNotIncompatible() {
        CellDevice a = device(CellDevice.SITE_A);
        server.faults().failHandshake("disk I/O error");
        assertEquals(
                Kind.SERVER, assertThrows(TransportException.class, a::pull).kind());
        server.faults().failSetup("cannot start");
        assertEquals(
                Kind.SERVER, assertThrows(TransportException.class, a::pull).kind());
        assertInstanceOf(Answer.Settled.class, a.pull());
    }

    @Test
    void aGapIsSentAgain() {
        CellDevice a = device(CellDevice.SITE_A);
        a.pull();
        server.faults().skipChanges(1);
        write(1);
        write(2);
        a.pull();
        assertEquals(2, a.came.stream().filter(cell -> cell.contains("title")).count(), a.came::toString);
    }

    @Test
    void whatComesTwiceComesTwiceAndNoCursorGoesBack() {
        CellDevice a = device(CellDevice.SITE_A);
        a.pull();
        server.faults().repeatChanges(1);
        write(1);
        a.pull();
        assertEquals(server.database(CellDevice.ROOM).version(), a.version());
    }

    @Test
    void aFrameThatEndsInTheMiddleMovesNothing() {
        write(1);
        CellDevice a = device(CellDevice.SITE_A);
        server.faults().cutChanges(1);
        assertThrows(ProtocolException.class, a::pull);
        assertEquals(0, a.version());
        a.pull();
        assertEquals(1, a.version());
    }

    @Test
    void aRoomThatTheServerRefusesIsRefused() {
        server.channels().refuse(Reply.of(400, Map.of(), "Invalid Sec-WebSocket-Protocol header"), 1);
        TransportException e = assertThrows(TransportException.class, device(CellDevice.SITE_A)::pull);
        assertEquals(Kind.REFUSED, e.kind());
        assertEquals(Delivery.NOT_SENT, e.delivery());
    }

    @Test
    void nobodyThereIsOffline() {
        CellDevice a = device(CellDevice.SITE_A);
        server.close();
        TransportException e = assertThrows(TransportException.class, a::pull);
        assertEquals(Kind.OFFLINE, e.kind());
    }

    @Test
    void manyRowsComeInSlicesWithACursorBehindEachWholeVersion() {
        for (int version = 0; version < 5; version++) {
            long first = version * 1000L;
            server.database(CellDevice.ROOM).write(write -> {
                for (long id = first; id < first + 350; id++) {
                    write.put("note", List.of(id), Map.of("title", "t", "size", id));
                }
            });
        }
        CellDevice a = device(CellDevice.SITE_A).cancellingAfter(3);
        TransportException e = assertThrows(TransportException.class, a::pull);
        assertEquals(Kind.CANCELLED, e.kind());
        assertEquals(2, a.version(), "of 1,500 cells two versions of 700 are whole");
        a.came.clear();
        a.pull();
        assertEquals(3 * 700, a.came.size());
        assertEquals(5, a.version());
    }

    // ---- the channel

    @Test
    void theChannelBringsWhatOthersWrite() throws InterruptedException {
        CellDevice a = device(CellDevice.SITE_A).listen();
        assertEquals("opened", a.told());
        a.pull();
        write(1);
        assertEquals("woken true", a.told());
        Answer.Settled heard = assertInstanceOf(Answer.Settled.class, a.heard());
        assertFalse(heard.page().more());
        assertEquals(1, a.version());
        assertTrue(a.came.size() > 0);
        accepted(a.push(CellDevice.insert(7, "seven", 2)), 1);
        assertEquals(1, server.channels().open());
    }

    @Test
    void aLostChannelOwesAPull() throws InterruptedException {
        CellDevice a = device(CellDevice.SITE_A).listen();
        assertEquals("opened", a.told());
        a.pull();
        server.channels().cut();
        assertEquals("closed LOST", a.told());
        assertTrue(assertInstanceOf(Answer.Settled.class, a.heard()).page().more());
        a.pull();
    }

    @Test
    void aRefusedServerEndsTheChannelToo() throws InterruptedException {
        CellDevice a = device(
                        CellDevice.SITE_A,
                        ChangesetDialect.builder(CellDevice.ROOM)
                                .schema("init", 5)
                                .build())
                .listen();
        assertEquals("opened", a.told());
        incompatible(Mismatch.OTHER_SCHEMA, a.pull());
        assertEquals("closed ABSENT", a.told());
    }
}
