package dev.mooring.sync.testing.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import dev.mooring.sync.testing.http.ClosedPort;
import dev.mooring.sync.testing.http.Proxy;
import dev.mooring.sync.testing.http.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a channel must do when it is refused, cut, lied to or ended. */
abstract class LiveContract extends TransportContract {
    private static final String FIRST = "first-token";
    private static final String SECOND = "second-token";
    private static final Map<String, String> NO_HEADERS = Map.of();

    private final List<AutoCloseable> open = new ArrayList<>();
    final LiveEar ear = new LiveEar();
    private final Renewed tokens = new Renewed();
    private @Nullable LiveStage running;

    /**
     * What a good channel says; null, the default, where the transport has none.
     *
     * @return null to skip the tests of channels
     */
    protected @Nullable LiveExchange live() {
        return null;
    }

    /** Whether there is a transport around the channel. */
    boolean hasTransport() {
        return true;
    }

    /** One token until it is refused, another one after that. */
    private static final class Renewed implements TransportConfig.Tokens {
        volatile String token = FIRST;
        volatile int refreshes;

        @Override
        public String current() {
            return token;
        }

        @Override
        public synchronized String refresh(String refused) {
            refreshes++;
            token = SECOND;
            return SECOND;
        }
    }

    @AfterEach
    final void closeChannels() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    final LiveExchange exchange() {
        LiveExchange live = live();
        assumeTrue(live != null, "the transport has no channel");
        return assertPresent(live);
    }

    static <T> T assertPresent(@Nullable T value) {
        assertNotNull(value);
        return value;
    }

    final LiveStage stage() {
        LiveStage stage = running;
        if (stage == null) {
            stage = new LiveStage(exchange(), pull().body()).start();
            open.add(stage);
            running = stage;
        }
        return stage;
    }

    private Proxy proxy() {
        Proxy proxy = Proxy.to(stage()).start();
        open.add(proxy);
        return proxy;
    }

    private WakeUps channel(Transport transport) {
        return assertPresent(transport.channel());
    }

    private WakeUps.Connection open(String url) {
        return open(transport(url + "/", tokens), ear);
    }

    private WakeUps.Connection open(Transport transport, LiveEar listener) {
        WakeUps.Connection connection = channel(transport).open(listener);
        open.add(connection::close);
        return connection;
    }

    /** A transport whose channel is open. */
    final Transport opened() {
        Transport transport = transport(stage().url() + "/", tokens);
        open(transport, ear);
        ear.opened();
        return transport;
    }

    /** No end of a channel names a credential. */
    private End ends(Kind kind, boolean opened) {
        End end = ear.closed(opened);
        assertEquals(kind, end.kind(), end.words());
        assertFalse(end.words().contains(FIRST) || end.words().contains(SECOND), end.words());
        return end;
    }

    // ---- opening

    @Test
    final void aChannelOpensAndWakes() {
        open(stage().url());
        ear.opened();
        assertTrue(stage().carried(0, FIRST));
        stage().say(exchange().news());
        ear.woken();
    }

    @Test
    final void eachChannelAsksForACredentialAnew() {
        Transport transport = transport(stage().url() + "/", tokens);
        WakeUps.Connection first = open(transport, ear);
        ear.opened();
        first.close();
        tokens.token = SECOND;
        LiveEar next = new LiveEar();
        open(transport, next);
        next.opened();
        int last = stage().asked.size() - 1;
        assertTrue(stage().carried(last, SECOND));
        assertFalse(stage().carried(last, FIRST));
    }

    @Test
    final void aRefusedCredentialIsRefreshedOnce() {
        assumeTrue(refreshesCredentials(), "the transport does not refresh credentials");
        stage().channels().refuse(Reply.of(401, NO_HEADERS, ""), 1);
        open(stage().url());
        ear.opened();
        assertEquals(1, tokens.refreshes);
        assertTrue(stage().carried(1, SECOND));
    }

    @Test
    final void aCredentialThatIsRefusedAgainEndsIt() {
        stage().channels().refuse(Reply.of(401, NO_HEADERS, ""), 9);
        open(stage().url());
        ends(Kind.AUTH_REQUIRED, false);
        assertTrue(tokens.refreshes <= 1);
        assertTrue(stage().asked.size() <= 2, () -> stage().asked.size() + " handshakes");
    }

    @ParameterizedTest
    @CsvSource({"403,AUTH_REQUIRED", "404,ABSENT", "429,BUSY", "500,BUSY", "503,BUSY"})
    final void aRefusalSaysWhy(int status, Kind kind) {
        stage().channels().refuse(Reply.of(status, Map.of("Retry-After", "7"), "{\"error\":\"not now\"}"), 9);
        open(stage().url());
        End end = ends(kind, false);
        if (status == 429 || status == 503) {
            assertEquals(Duration.ofSeconds(7), end.retryAfter());
        }
    }

    @Test
    final void aRedirectIsNotFollowed() {
        LiveStage other = new LiveStage(exchange(), "").start();
        open.add(other);
        stage().channels()
                .refuse(
                        Reply.of(
                                302, Map.of("Location", other.url() + exchange().path()), ""),
                        9);
        open(stage().url());
        ear.closed(false);
        assertEquals(0, other.requests());
    }

    @Test
    final void nobodyIsThere() {
        exchange();
        ClosedPort nobody = new ClosedPort();
        open.add(nobody);
        open(transport(nobody.url(), tokens), ear);
        ends(Kind.LOST, false);
    }

    @Test
    final void aHandshakeThatIsCutIsLost() {
        Proxy proxy = proxy();
        proxy.cutAfter(20);
        open(proxy.url());
        ends(Kind.LOST, false);
    }

    // ---- what comes

    @Test
    final void aMessageThatIsCutWakesNobody() {
        Proxy proxy = proxy();
        open(proxy.url());
        ear.opened();
        proxy.cutAfter(10);
        stage().say(exchange().news());
        assertEquals(Kind.LOST, ((End) ear.next()).kind());
    }

    @Test
    final void aMessageThatIsTooLargeWakesNobodyAndEndsIt() {
        open(stage().url());
        ear.opened();
        stage().say(exchange().news().with("x".repeat(exchange().tooLarge())));
        Object next = ear.next();
        assertEquals(Kind.GARBAGE, assertInstanceOf(End.class, next).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{\"type\":7}", "\u0000", "<!DOCTYPE html><html></html>"})
    final void garbageBringsNothingAndBreaksNothing(String garbage) {
        open(stage().url());
        ear.opened();
        stage().channels().sayBinary(new byte[] {1, 2, 3});
        stage().say(exchange().news().with(garbage));
        stage().say(exchange().news());
        Object next = ear.next();
        assertFalse(next.equals("brought") && exchange().brings().isEmpty(), "brought out of nothing");
        assertTrue(!(next instanceof End end) || end.kind() == Kind.GARBAGE, next::toString);
    }

    // ---- the end

    @ParameterizedTest
    @CsvSource({"1000,AWAY", "1001,AWAY", "1002,GARBAGE", "1011,BUSY", "1013,BUSY", "4000,BUSY"})
    final void theServerSaysWhyItEnds(int code, Kind kind) {
        assumeTrue(exchange().socket(), "a stream ends without a code");
        open(stage().url());
        ear.opened();
        stage().channels().close(code, "words");
        ends(kind, true);
    }

    @Test
    final void theEndOfACredentialEndsIt() {
        assumeTrue(exchange().socket(), "a stream ends without a code");
        open(transport(stage().url() + "/", null), ear);
        Object first = ear.next();
        assumeTrue(first.equals("opened"), "the channel needs a credential");
        stage().channels().close(1008, "token expired");
        ends(Kind.AUTH_REQUIRED, true);
    }

    @Test
    final void anEndInOrderIsNoLoss() {
        assumeTrue(!exchange().socket(), "a WebSocket ends with a code");
        open(stage().url());
        ear.opened();
        stage().channels().close(1000, "");
        ends(Kind.AWAY, true);
    }

    @Test
    final void aCutIsALoss() {
        open(stage().url());
        ear.opened();
        stage().channels().cut();
        ends(Kind.LOST, true);
    }

    @Test
    final void aClosedOneIsToldNothing() {
        Transport transport = transport(stage().url() + "/", tokens);
        WakeUps.Connection connection = open(transport, ear);
        ear.opened();
        connection.close();
        connection.close();
        LiveEar next = new LiveEar();
        open(transport, next);
        next.opened();
        stage().say(exchange().news());
        next.woken();
        assertFalse(ear.wasWoken());
    }

    @Test
    final void aHalfOpenOneCanBeAskedAndClosed() {
        Proxy proxy = proxy();
        WakeUps.Connection connection = open(proxy.url());
        ear.opened();
        proxy.freeze();
        bounded(() -> {
            connection.beat();
            stage().say(exchange().news());
            connection.close();
            return new Answer.Settled(List.of(), new Page(new Cursor(""), false), null);
        });
        assertFalse(ear.wasWoken());
    }

    @Test
    final void aClosedTransportHasNoOpenChannel() {
        assumeTrue(hasTransport(), "a channel alone");
        opened().close();
        stage().say(exchange().news());
        assertFalse(ear.wasWoken());
    }
}
