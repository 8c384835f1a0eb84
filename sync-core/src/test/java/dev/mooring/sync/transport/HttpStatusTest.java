package dev.mooring.sync.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpStatusTest {
    private static final String SENT = "Fri, 20 Nov 2026 10:00:00 GMT";

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299, 304})
    void aSuccessPasses(int status) {
        HttpStatus.check("GET /items", status, "7", null);
        assertNull(HttpStatus.failure("GET /items", status, "words", null));
    }

    @ParameterizedTest
    @CsvSource({
        "302, AUTH",
        "400, REFUSED",
        "401, AUTH",
        "403, AUTH",
        "404, REFUSED",
        "407, AUTH",
        "408, THROTTLED",
        "409, REFUSED",
        "413, TOO_LARGE",
        "422, REFUSED",
        "425, THROTTLED",
        "429, THROTTLED",
        "500, SERVER",
        "502, SERVER",
        "503, THROTTLED",
        "599, SERVER"
    })
    void aRefusalIsTypedAndBlamesNoMutation(int status, Kind kind) {
        TransportException failure = refused(status, null, null);
        assertEquals(kind, failure.kind());
        assertEquals(Delivery.ANSWERED, failure.delivery());
        assertNull(failure.retryAfter());
        assertTrue(failure.getMessage().startsWith("GET /items was answered " + status), failure.getMessage());
    }

    @Test
    void aCaptivePortalIsNoServer() {
        ProtocolException page =
                assertThrows(ProtocolException.class, () -> HttpStatus.check("GET /items", 511, null, null));
        assertEquals(ProtocolException.Kind.PAGE, page.kind());
    }

    @Test
    void theServersWordsAreInTheMessage() {
        TransportException failure = HttpStatus.failure("PUT /items", 500, "disk full", Duration.ofSeconds(3));
        assertEquals("PUT /items was answered 500: disk full", failure.getMessage());
        assertEquals(Duration.ofSeconds(3), failure.retryAfter());
    }

    @Test
    void retryAfterIsReadInSecondsAndAsADateFromTheServersOwnClock() {
        assertEquals(Duration.ofSeconds(7), refused(429, " 7 ", null).retryAfter());
        assertEquals(Duration.ZERO, refused(503, "0", null).retryAfter());
        assertEquals(Duration.ZERO, refused(503, "-9", null).retryAfter());
        assertEquals(Duration.ofDays(1), refused(503, "99999999999", null).retryAfter());
        assertEquals(
                Duration.ofMinutes(2),
                refused(503, "Fri, 20 Nov 2026 10:02:00 GMT", SENT).retryAfter());
        assertEquals(
                Duration.ZERO,
                refused(503, "Fri, 20 Nov 2026 09:00:00 GMT", SENT).retryAfter());
    }

    @Test
    void aRetryAfterThatNobodyCanReadIsNone() {
        assertNull(refused(503, "soon", SENT).retryAfter());
        assertNull(refused(503, "", SENT).retryAfter());
        assertNull(refused(503, "Fri, 20 Nov 2026 10:02:00 GMT", null).retryAfter());
        assertNull(refused(503, "Fri, 20 Nov 2026 10:02:00 GMT", "today").retryAfter());
    }

    private static TransportException refused(int status, @Nullable String retryAfter, @Nullable String date) {
        return assertThrows(TransportException.class, () -> HttpStatus.check("GET /items", status, retryAfter, date));
    }
}
