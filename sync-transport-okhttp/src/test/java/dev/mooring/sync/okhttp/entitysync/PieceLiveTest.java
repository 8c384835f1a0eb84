package dev.mooring.sync.okhttp.entitysync;

import static dev.mooring.sync.okhttp.entitysync.LiveDevice.AT;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.ECHO;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.ack;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.piece;
import static dev.mooring.sync.okhttp.entitysync.LiveDevice.pieces;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.WakeUps;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The repertoire, which only the socket carries. */
class PieceLiveTest {
    private static final String SONATA = "moonlight sonata-beethoven";
    private static final EntitySyncDialect DIALECT = EntitySyncDialect.builder("d")
            .liveAt("wss://h/sync/ws")
            .repertoire()
            .build();

    private final LiveDevice device = LiveDevice.settled(true);

    private static Mutation put(String score, String payload) {
        return EntitySyncFixtures.put("repertoire", score, payload);
    }

    private static Mutation sonata() {
        return put(SONATA, "{\"title\":\"Moonlight Sonata\",\"status\":\"learning\"}");
    }

    private static Ask.Push push(Mutation... mutations) {
        Ask.Push push = new Ask.Push(new UUID(3, 3), Cursor.START, AT, Arrays.asList(mutations));
        return new Ask.Push(push.key(), push.cursor(), AT, push.mutations(), DIALECT.freeze(push));
    }

    @Test
    void aPieceGoesAsAnEventAndItsAcknowledgementIsTheNextOne() {
        Ask.Push push = push(sonata(), EntitySyncFixtures.delete("repertoire", "x-y"));
        assertEquals(
                "{\"piece\":{\"id\":\"moonlight sonata-beethoven\",\"scoreId\":\"moonlight sonata-beethoven\","
                        + "\"score_id\":\"moonlight sonata-beethoven\",\"status\":\"learning\",\"tags\":[],"
                        + "\"title\":\"Moonlight Sonata\",\"updated_at\":\"2026-11-20T10:00:00.000Z\"},"
                        + "\"timestamp\":\"2026-11-20T23:55:00.000Z\",\"type\":\"PIECE_UPDATED\"}",
                device.session.next(push, 0));
        device.says(ack(11));
        assertEquals(List.of("null"), device.acknowledged);
        assertEquals(
                "{\"scoreId\":\"x-y\",\"timestamp\":\"2026-11-20T23:55:00.000Z\",\"type\":\"PIECE_REMOVED\"}",
                device.session.next(push, 1));
        device.says("{\"type\":\"ERROR\",\"error\":\"Invalid repertoire data\",\"timestamp\":\"" + AT + "\"}");
        assertEquals(List.of("null", "Invalid repertoire data"), device.acknowledged);
        assertNull(device.session.next(push, 2));
    }

    /** An acknowledgement has no id, and its sequence grows with each event that is stored. */
    @Test
    void anAcknowledgementThatComesTwiceIsNotThatOfTheNextPiece() {
        Ask.Push push = push(sonata(), EntitySyncFixtures.delete("repertoire", "x-y"));
        assertNotNull(device.session.next(push, 0));
        device.says(ack(11));
        assertNotNull(device.session.next(push, 1));
        device.says(ack(11));
        assertEquals(List.of("null"), device.acknowledged);
        device.says(ack(12));
        assertEquals(List.of("null", "null"), device.acknowledged);
    }

    @Test
    void eachBeatSaysWhenAllIsShownAndTaken() {
        device.session.beat();
        device.bySequence(11, pieces("11", piece(SONATA, "Moonlight Sonata")));
        assertEquals(0, device.shown, "one stream is not all");
        device.byTime();
        assertEquals(0, device.shown, "it is not taken yet");
        assertEquals(List.of("+" + SONATA), device.keys());
        assertEquals(1, device.shown);
        device.session.beat();
        device.bySequence(11);
        device.byTime();
        assertEquals(2, device.shown);
    }

    @Test
    void aStreamThatFailsShowsNothing() {
        device.session.beat();
        device.request();
        device.says(LiveDevice.end(0).replace("Sync complete", "Error fetching sync data"));
        device.byTime();
        assertEquals(0, device.shown);
    }

    /** No answer over HTTP shows a piece, so none makes one old. */
    @Test
    void aPullLeavesWhatWaitsOfPieces() {
        LiveDevice next = new LiveDevice(true);
        next.says(LiveDevice.welcome(AT));
        next.pulls(AT.plusSeconds(1));
        next.bySequence(11, LiveDevice.tombstone("e1", 10), pieces("11", piece(SONATA, "Moonlight Sonata")));
        next.byTime();
        next.pulls(AT.plusSeconds(2));
        assertFalse(next.session.carries("repertoire"));
        assertEquals(0, next.shown);
        assertEquals(List.of("+" + SONATA), next.keys(), "the deletion is asked for again");
        assertTrue(next.session.carries("repertoire"));
        assertEquals(1, next.shown);
    }

    @Test
    void whatCoreDidNotTakeIsNotKnown() {
        LiveDevice next = new LiveDevice(true);
        next.says(LiveDevice.welcome(AT));
        next.pulls(AT.plusSeconds(1));
        next.bySequence(11, pieces("11", piece(SONATA, "Moonlight Sonata")));
        next.byTime();
        next.session.heard(next.cursor);
        next.session.taken(false);
        assertFalse(next.session.carries("repertoire"));
        next.bySequence(11, pieces("11", piece(SONATA, "Moonlight Sonata")));
        next.byTime();
        assertEquals(List.of("+" + SONATA), next.keys());
        assertTrue(next.session.carries("repertoire"));
        assertEquals(1, next.shown);
    }

    /** What a stream shows of it is the very state that it asks for, and its own writer is not woken for it. */
    /** Another process may have taken something else since. */
    @Test
    void whatCoreTookIsShownAgainWhereItMayBeOutdated() {
        device.session.beat();
        device.bySequence(11, pieces("11", piece(SONATA, "Moonlight Sonata")));
        device.byTime();
        assertEquals(1, device.heard().size());
        device.session.taken(false);
        device.bySequence(11, pieces("11", piece(SONATA, "Moonlight Sonata")));
        device.byTime();
        assertEquals(1, device.heard().size());
    }

    @Test
    void aLostAckIsFoundInTheStream() {
        Mutation sonata = sonata();
        assertNotNull(device.session.next(push(sonata), 0));
        LiveDevice next = new LiveDevice(true); // The connection was ended, and the event is in doubt.
        next.cursor = device.cursor;
        next.says(LiveDevice.welcome(AT));
        next.pulls(AT.plusSeconds(90));
        assertNull(next.session.next(push(sonata), 0), "first it is looked for");
        assertFalse(next.session.carries("repertoire"));
        next.bySequence(
                11,
                pieces(
                        "11",
                        "{\"id\":\"" + SONATA + "\",\"score_id\":\"" + SONATA + "\",\"scoreId\":\"" + SONATA
                                + "\",\"title\":\"Moonlight Sonata\",\"status\":\"learning\",\"tags\":[],"
                                + "\"updated_at\":\"2026-11-20T10:00:00.000Z\"}"));
        next.byTime();
        assertTrue(next.brought > 0);
        Incoming heard = next.heard().get(0);
        assertEquals(DIALECT.echo(sonata), heard.echo());
        assertTrue(next.session.carries("repertoire"));
    }

    @Test
    void whatWasWrittenHereIsNoNewsInAStream() {
        device.session.next(push(sonata()), 0);
        device.says(ack(11));
        device.session.beat();
        device.bySequence(
                11,
                pieces(
                        "11",
                        piece(SONATA, "Moonlight Sonata")
                                .replace("\"id\":\"p1\"", "\"id\":\"" + SONATA + "\"")
                                .replace("\"tags\"", "\"updated_at\":\"2026-11-20T10:00:00.000Z\",\"tags\"")));
        device.byTime();
        assertEquals(List.of(), device.keys());
        assertEquals(11, device.mark().seq());
    }

    @Test
    void aStreamThatAPieceWasWrittenIntoIsAskedForAgain() {
        device.session.beat();
        device.request();
        device.session.next(push(sonata()), 0);
        device.says(pieces("11", piece(SONATA, "Older")));
        device.says(ack(12));
        device.says(LiveDevice.end(11));
        assertEquals(List.of(), device.keys());
        device.bySequence(12, pieces("12", piece(SONATA, "Newer")));
        assertEquals(List.of("+" + SONATA), device.keys());
    }

    @Test
    void anErrorThatMayBeAboutAnythingIsDoubt() {
        device.session.beat();
        device.request();
        device.session.next(push(sonata()), 0);
        device.says("{\"type\":\"ERROR\",\"error\":\"Invalid sync event format\",\"timestamp\":\"" + AT + "\"}");
        assertEquals(List.of(), device.acknowledged);
        assertEquals(WakeUps.Kind.LOST, device.ends.get(0).kind());
    }

    /** Whoever makes something of an announcement could acknowledge it in a piece's place. */
    @Test
    void noPieceGoesBeforeAnAnnouncementHasProvenToMeanNothing() {
        device.pushes(EntitySyncFixtures.push(EntitySyncFixtures.entry(1)), AT.plusSeconds(60));
        assertFalse(device.session.carries("repertoire"));
        assertTrue(device.session.carries("entries"));
        device.bySequence(11);
        assertTrue(device.session.carries("repertoire"));
        assertEquals(1, device.brought, "those that wait can go");
    }

    @Test
    void piecesAreShownByTheStreamsAndTheirRemovals() {
        device.session.beat();
        device.bySequence(
                12,
                "{\"type\":\"PIECE_REMOVED\",\"scoreId\":\"x-y\",\"timestamp\":\"" + AT
                        + "\",\"seq\":12,\"lastSeq\":12}");
        device.byTime(pieces(
                ECHO,
                piece("a-b", "A"),
                "{\"title\":\"nameless\"}",
                "{\"id\":\"c-d\",\"title\":\"C\",\"title\":\"D\"}"));
        assertEquals(List.of("-x-y", "+a-b", "?"), device.keys());
        device.says("{\"type\":\"PIECE_REMOVED\",\"scoreId\":\"a-b\",\"timestamp\":\"" + AT + "\",\"seq\":13}");
        device.bySequence(
                13,
                "{\"type\":\"PIECE_REMOVED\",\"scoreId\":\"a-b\",\"timestamp\":\"" + AT
                        + "\",\"seq\":13,\"lastSeq\":13}");
        assertEquals(List.of("-a-b"), device.keys());
    }

    @Test
    void aMixedBatchGoesOverHttpWithoutItsPieces() throws Exception {
        Ask.Push push = push(EntitySyncFixtures.entry(1), sonata());
        assertNull(device.session.next(push, 0));
        assertFalse(DIALECT.encode(push).body().utf8().contains("Moonlight"));
        Answer.Settled settled = (Answer.Settled)
                DIALECT.decode(push, WireResponse.of(200, EntitySyncFixtures.accepted(1, "")), (slice, after) -> {});
        assertInstanceOf(Outcome.Accepted.class, settled.outcomes().get(0));
        assertInstanceOf(Outcome.Deferred.class, settled.outcomes().get(1));
    }

    @Test
    void withoutAChannelTheyWaitAndNothingIsSent() {
        TransportException failure = assertThrows(TransportException.class, () -> DIALECT.encode(push(sonata())));
        assertEquals(TransportException.Delivery.NOT_SENT, failure.delivery());
        assertTrue(DIALECT.needsChannel("repertoire"));
        assertFalse(DIALECT.needsChannel("entries"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Moonlight-Beethoven|{\"title\":\"t\",\"status\":\"learning\"}|the key must be the id of a score as"
                        + " the server keeps it, here: moonlight-beethoven",
                "a-b|{\"title\":\"t\",\"status\":\"dropped\"}|status must be one of",
                "a-b|{\"title\":\"t\"}|status is missing",
                "a-b|{\"title\":\"t\",\"status\":\"learning\",\"foo\":1}|foo is not kept by the server",
                "a-b|{\"title\":\"t\",\"status\":\"learning\",\"scoreId\":\"c-d\"}|scoreId must be the key",
            })
    void whatTheSocketWouldRefuseOrCutIsRefused(String key, String payload, String why) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> DIALECT.measure(put(key, payload)));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("it cannot go over the live channel"), refused.getMessage());
    }

    @Test
    void aRepertoireNeedsASocket() {
        assertThrows(
                IllegalStateException.class,
                () -> EntitySyncDialect.builder("d").repertoire().build());
        assertThrows(
                IllegalArgumentException.class,
                () -> EntitySyncFixtures.dialect().measure(sonata()));
    }
}
