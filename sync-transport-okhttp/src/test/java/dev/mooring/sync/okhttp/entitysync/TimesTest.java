package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimesTest {
    @Test
    void theUsualFormIsReadAsAGeneralParserReadsIt() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            Instant time = Instant.ofEpochMilli((long) (random.nextDouble() * 250_000_000_000_000L));
            String text = Times.text(time);
            assertEquals(time, Times.of(text), text);
            assertEquals(text, Times.normal(text));
            assertEquals(text, Times.normalMillis(text));
        }
        assertEquals(Instant.parse("2028-02-29T23:59:59.999Z"), Times.of("2028-02-29T23:59:59.999Z"));
        assertEquals(Instant.parse("0001-01-01T00:00:00.000Z"), Times.of("0001-01-01T00:00:00.000Z"));
    }

    @Test
    void everyFormOfOneTimeIsTheSameText() {
        for (Object form : List.of(
                1793527200000.0,
                "2026-11-01T10:00:00Z",
                "2026-11-01T10:00:00.0Z",
                "2026-11-01T12:00:00+02:00",
                "2026-11-01T10:00:00.000000Z",
                "2026-11-01T10:00:00.000Z")) {
            assertEquals("2026-11-01T10:00:00.000Z", Times.normal(form), String.valueOf(form));
        }
        assertEquals("2026-11-01T10:00:00.123456Z", Times.normal("2026-11-01T10:00:00.123456Z"));
        assertEquals("2026-11-01T10:00:00.123Z", Times.normalMillis("2026-11-01T10:00:00.123456Z"));
    }

    @Test
    void whatIsNoTimeIsLeftAsItIs() {
        for (Object odd : List.of(
                "2026-02-30T10:00:00.000Z",
                "2026-13-01T10:00:00.000Z",
                "2026-11-01T24:00:00.000Z",
                "2026-11-00T10:00:00.000Z",
                "soon",
                "",
                1e300,
                true,
                Tree.Null.NULL)) {
            assertEquals(odd, Times.normal(odd));
            assertNull(Times.of(odd), String.valueOf(odd));
            assertFalse(Times.isUtc(odd));
        }
        assertFalse(Times.isUtc("2026-11-01T10:00:00+00:00"));
        assertTrue(Times.isUtc("2026-11-01T10:00Z"), "the server takes it without seconds");
        assertEquals("2026-11-01T10:00:00.000Z", Times.normal("2026-11-01T10:00Z"));
        assertFalse(Times.isUtc("2026-11-01T10Z"));
        assertTrue(Times.isUtc("2026-11-01T10:00:00Z"));
    }
}
