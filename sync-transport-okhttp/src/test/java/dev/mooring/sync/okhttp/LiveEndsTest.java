package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

/** What an end of a channel means. */
class LiveEndsTest {
    private final Meter meter = new Meter(1000, () -> 0);

    @Test
    void closeCodesAreToldApart() {
        Map<Kind, List<Integer>> codes = Map.of(
                Kind.AWAY, List.of(1000, 1001, 1005),
                Kind.GARBAGE, List.of(1002, 1003, 1007, 1009, 1010),
                Kind.AUTH_REQUIRED, List.of(1008, 3000, 3003, 4401, 4403),
                Kind.BUSY, List.of(1011, 1012, 1013, 1014, 4000, 4999),
                Kind.LOST, List.of(1006, 1015, 3001, 5000));
        new TreeMap<>(codes)
                .forEach((kind, each) -> each.forEach(code -> {
                    End end = LiveEnds.closed("it", code, "why");
                    assertEquals(kind, end.kind(), "code " + code);
                    assertEquals("it was closed with " + code + ": why", end.words());
                }));
        assertEquals("it was closed with 1001", LiveEnds.closed("it", 1001, "").words());
    }

    @Test
    void statusesAreToldApart() {
        Map<Kind, List<Integer>> statuses = Map.of(
                Kind.GARBAGE, List.of(400),
                Kind.AUTH_REQUIRED, List.of(302, 401, 403),
                Kind.ABSENT, List.of(200, 204, 404, 405, 410, 426, 501),
                Kind.BUSY, List.of(408, 425, 429, 500, 502, 503, 504),
                Kind.LOST, List.of(511));
        statuses.forEach((kind, each) -> each.forEach(status -> {
            End end = LiveEnds.answered("it", status, "", null, false, Duration.ofSeconds(7));
            assertEquals(kind, end.kind(), "status " + status);
            assertEquals(Duration.ofSeconds(7), end.retryAfter());
        }));
        assertEquals(
                "it was answered 404: no such room",
                LiveEnds.answered("it", 404, "no such room", null, false, null).words());
    }

    @Test
    void aPortalOnTheWayRefusesNobodyForGood() {
        HttpUrl portal = HttpUrl.get("http://portal.example.org/login?token=secret");
        End sent = LiveEnds.answered("it", 302, "", portal, false, null);
        assertEquals(Kind.LOST, sent.kind());
        assertTrue(sent.words().contains("portal.example.org,"), sent.words());
        assertEquals(
                Kind.LOST, LiveEnds.answered("it", 200, "", null, true, null).kind());
        assertEquals(
                Kind.BUSY, LiveEnds.answered("it", 503, "", null, true, null).kind());
    }

    @Test
    void brokenConnectionsAndBrokenProtocolsAreToldApart() {
        assertEquals(
                Kind.LOST,
                LiveEnds.failed("it", new IOException("reset"), true, meter).kind());
        assertEquals(
                Kind.GARBAGE,
                LiveEnds.failed("it", new ProtocolException("Unexpected rsv1"), true, meter)
                        .kind());
        assertThrows(IOException.class, () -> meter.read(1 << 20));
        assertEquals(
                Kind.GARBAGE,
                LiveEnds.failed("it", new IOException("cut by us"), true, meter).kind());
    }

    @Test
    void aMessageIsBoundedAndPingsAreNot() throws IOException {
        long[] nanos = {0};
        Meter day = new Meter(1000, () -> nanos[0]);
        for (int second = 0; second < 86_400; second++) {
            nanos[0] = second * 1_000_000_000L;
            day.read(31); // An empty ping each second, over TLS.
        }
        day.message();
        day.read(130_000);
        IOException cut = assertThrows(IOException.class, () -> day.read(4_000));
        assertEquals("a message of more than 1000 bytes", cut.getMessage());
    }
}
