package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statuses that refuse, and credentials. */
abstract class RefusalContract extends AnswerContract {
    @ParameterizedTest
    @CsvSource({
        "301, AUTH",
        "302, AUTH",
        "303, AUTH",
        "307, AUTH",
        "308, AUTH",
        "400, REFUSED",
        "401, AUTH",
        "403, AUTH",
        "404, REFUSED",
        "405, REFUSED",
        "408, THROTTLED",
        "413, TOO_LARGE",
        "425, THROTTLED",
        "429, THROTTLED",
        "500, SERVER",
        "502, SERVER",
        "503, THROTTLED",
        "504, SERVER",
        "520, SERVER"
    })
    final void aStatusThatRefusesIsTypedAndNotRepeated(int status, Kind kind) {
        for (GoodExchange good : List.of(pull(), push())) {
            int before = server().getRequestCount();
            server().enqueue(new MockResponse.Builder()
                    .code(status)
                    .setHeader("Location", "/login")
                    .setHeader("Content-Type", "text/html")
                    .body(LOGIN_PAGE)
                    .build());
            Taken taken = expect(kind, Delivery.ANSWERED, transport(), good);
            assertTrue(taken.changes.isEmpty(), "a refusal was delivered");
            assertEquals(before + 1, server().getRequestCount(), "the request was repeated");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 503})
    final void retryAfterIsReadInSecondsAndAsADate(int status) {
        server().enqueue(refusal(status).setHeader("Retry-After", "7").build());
        server().enqueue(refusal(status)
                .setHeader("Date", "Fri, 20 Nov 2026 10:00:00 GMT")
                .setHeader("Retry-After", "Fri, 20 Nov 2026 10:02:00 GMT")
                .build());
        server().enqueue(refusal(status).setHeader("Retry-After", "0").build());
        server().enqueue(refusal(status).setHeader("Retry-After", "soon").build());
        Transport transport = transport();
        assertEquals(Duration.ofSeconds(7), refused(transport, push()).retryAfter());
        assertEquals(Duration.ofMinutes(2), refused(transport, push()).retryAfter());
        assertEquals(Duration.ZERO, refused(transport, pull()).retryAfter());
        assertNull(refused(transport, push()).retryAfter());
        assertEquals(4, server().getRequestCount(), "a request was repeated");
    }

    private TransportException refused(Transport transport, GoodExchange good) {
        TransportException e = assertThrows(TransportException.class, () -> exchange(transport, good, new Taken()));
        assertEquals(Kind.THROTTLED, e.kind());
        return e;
    }

    @Test
    final void aRefusedCredentialIsRefreshedOnceAndTheRequestRepeatedOnce() throws InterruptedException {
        assumeTrue(refreshesCredentials(), "this transport does not refresh credentials");
        GoodExchange push = push();
        server().enqueue(refusal(401).build());
        server().enqueue(ok(push.body()));
        CountingTokens tokens = new CountingTokens();
        Answer answer = exchange(transport(server().url("/").toString(), tokens), push, new Taken());
        assertInstanceOf(Answer.Settled.class, answer);
        assertEquals(1, tokens.refreshed);
        RecordedRequest first = server().takeRequest();
        RecordedRequest second = server().takeRequest();
        assertTrue(carries(first, "token-0"), "the first request had no credential");
        assertTrue(carries(second, "token-1"), "the second request had the old credential");
        assertEquals(first.getBody(), second.getBody());
    }

    @Test
    final void aCredentialThatIsRefusedTwiceIsReported() {
        assumeTrue(refreshesCredentials(), "this transport does not refresh credentials");
        for (int i = 0; i < 3; i++) {
            server().enqueue(refusal(401).build());
        }
        CountingTokens tokens = new CountingTokens();
        expect(Kind.AUTH, Delivery.ANSWERED, transport(server().url("/").toString(), tokens), push());
        assertEquals(2, server().getRequestCount());
        assertEquals(1, tokens.refreshed);
    }

    /** By value: the names are the family's, and a set of headers does not print what is secret. */
    private static boolean carries(RecordedRequest request, String token) {
        for (String name : request.getHeaders().names()) {
            if (request.getHeaders().values(name).toString().contains(token)) {
                return true;
            }
        }
        return false;
    }

    private static final class CountingTokens implements TransportConfig.Tokens {
        int refreshed;

        @Override
        public String current() {
            return "token-" + refreshed;
        }

        @Override
        public String refresh(String refused) {
            refreshed++;
            return current();
        }
    }
}
