package dev.mooring.sync.okhttp.entitysync;

import static dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.decode;
import static dev.mooring.sync.okhttp.entitysync.EntitySyncFixtures.dialect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.io.IOException;
import okhttp3.Headers;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the server still knows the last push: asked of a server whose state somebody has moved on, when that was less than a day ago. */
class ProbeTest {
    private static final String KEY = "0190c0de-0000-7000-8000-000000000001";
    private static final String STATUS = "{\"lastSyncTime\":\"2026-11-01 13:00:00\",\"entityCount\":2}";
    private static final String TAKEN = "{\"success\":true,\"syncToken\":\"sync_y\",\"conflicts\":[],\"stats\":{}}";
    private static final String KNOWN = "{\"success\":false,\"error\":\"Internal server error\",\"code\":500}";

    private static Ask.Check listed(String still, long now, long pushed) {
        return new Ask.Check(
                new Cursor("listed:2:" + still + "~t" + now + "~p1~k" + KEY + "~w" + pushed + "~0123456789ab:sync_x"));
    }

    private static Page page(Ask ask, int status, String body) {
        return assertInstanceOf(Answer.Settled.class, decode(ask, status, body)).page();
    }

    private static Ask.Check probe() {
        return new Ask.Check(page(listed("moved", 2_000, 1_000), 200, STATUS).cursor());
    }

    private static Answer replayed(Ask ask) throws IOException {
        WireResponse response =
                new WireResponse(200, Headers.of("X-Idempotent-Replay", "true"), new Buffer().writeUtf8(TAKEN), null);
        return dialect().decode(ask, response, (slice, after) -> {});
    }

    @Test
    void itPushesNothingUnderTheKeyOfTheLastPush() {
        Page counted = page(listed("moved", 2_000, 1_000), 200, STATUS);
        assertTrue(counted.more());
        assertNotNull(counted.vouch());
        WireRequest request = dialect().encode(new Ask.Check(counted.cursor()));
        assertEquals("api/sync/push", request.path());
        assertEquals(KEY, request.headers().get("X-Idempotency-Key"));
        assertEquals("{\"changes\":{}}", request.body().utf8());
    }

    @Test
    void itIsNotAskedWhereNobodyHasWrittenOrTheKeyMayBeGone() {
        assertFalse(page(listed("still", 2_000, 1_000), 200, STATUS).more());
        assertFalse(page(listed("moved", 90_000_000, 1_000), 200, STATUS).more());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 409, 422})
    void aServerThatKnowsTheKeyWasNotRestored(int status) {
        Page over = page(probe(), status, KNOWN);
        assertFalse(over.more());
        assertNull(over.vouch(), "what it counts was said before");
    }

    @Test
    void oneThatTakesItAndReplaysItThenHasLostThePush() throws IOException {
        Page again = page(probe(), 200, TAKEN);
        assertTrue(again.more());
        Ask.Check second = new Ask.Check(again.cursor());
        assertEquals(dialect().encode(probe()).body(), dialect().encode(second).body());
        Answer.Incompatible lost = assertInstanceOf(Answer.Incompatible.class, replayed(second));
        assertEquals(Mismatch.KNOWS_LESS, lost.mismatch());
        assertNotNull(lost.known());
    }

    /** A process that died between the question and the answer had asked before. */
    @Test
    void oneThatReplaysItAtOnceHasLostThePush() throws IOException {
        assertInstanceOf(Answer.Incompatible.class, replayed(probe()));
    }

    @Test
    void oneThatTakesItTwiceKeepsNoKeysAndProvesNothing() {
        Ask.Check second = new Ask.Check(page(probe(), 200, TAKEN).cursor());
        assertFalse(page(second, 200, TAKEN).more());
    }

    @Test
    void whatIsNoAnswerOfTheServerProvesNothing() {
        assertThrows(TransportException.class, () -> decode(probe(), 500, "<html>busy</html>"));
        assertThrows(TransportException.class, () -> decode(probe(), 503, KNOWN));
        assertThrows(ProtocolException.class, () -> decode(probe(), 200, "<html>hello</html>"));
        assertThrows(ProtocolException.class, () -> decode(probe(), 200, "[]"));
    }
}
